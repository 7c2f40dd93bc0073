import { type FormEvent, useMemo, useState } from 'react';
import { X } from 'lucide-react';
import { useSession } from '../session/session.ts';
import control from '../ui/control.module.css';
import { Fresh } from '../ui/fresh.tsx';
import { IconButton } from '../ui/icon-button.tsx';
import { lineText } from '../ui/plain-text.ts';
import { Section } from '../ui/section.tsx';
import { useLatest } from '../ui/use-latest.ts';
import stale from '../ui/stale.module.css';
import { momentWanted, valuesOf } from './code-looks.ts';
import { type AskedCode, useCode, watch } from '../session/code/code-state.ts';
import { PreviewRow } from './preview-row.tsx';
import styles from './query-section.module.css';

/** Expressions, each with its value at the cursor. */
export function WatchSection({ asked }: { readonly asked: AskedCode }) {
  const watched = useCode((state) => state.watched);
  const [text, setText] = useState('');
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    const said = text.trim();
    if (said !== '' && !watched.includes(said)) watch([...watched, said]);
    setText('');
  };
  return (
    <Section id="code-watch" title="Watch">
      {watched.map((each) => (
        <div key={each} className={styles.watched}>
          <div className={styles.value}>
            <Value asked={asked} text={each} />
          </div>
          <IconButton
            icon={X}
            label={`Watch ${each} no more`}
            size="small"
            onClick={() => watch(watched.filter((other) => other !== each))}
          />
        </div>
      ))}
      <form className={styles.form} onSubmit={submit}>
        <input
          className={styles.field}
          aria-label="Expression to watch"
          value={text}
          placeholder="order.items.length * 2"
          spellCheck={false}
          autoComplete="off"
          onChange={({ target }) => setText(target.value)}
        />
        <button type="submit" className={control.bordered}>
          Watch
        </button>
      </form>
    </Section>
  );
}

function Value({ asked, text }: { readonly asked: AskedCode; readonly text: string }) {
  const values = useMemo(() => valuesOf(asked, text), [asked, text]);
  const { shown, failure } = useLatest(values, momentWanted);
  const isBefore = useSession(({ cursor }) => cursor === 0);
  const name = lineText(text, 80);
  const problem = failure ?? (shown?.value.type === 'failed' ? shown.value.message : undefined);
  if (isBefore || (shown === null && failure === undefined))
    return (
      <p className={stale.quiet}>
        {name} {isBefore ? 'before the first event' : '…'}
      </p>
    );
  if (problem !== undefined)
    return (
      <p className={styles.failed}>
        {name}: {lineText(problem, 300)}
      </p>
    );
  return (
    <Fresh of={values}>
      {shown?.value.type === 'value' ? <PreviewRow name={name} value={shown.value.value} /> : null}
    </Fresh>
  );
}
