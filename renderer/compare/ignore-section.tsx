import { type KeyboardEvent, useEffect, useState } from 'react';
import control from '../ui/control.module.css';
import { Section } from '../ui/section.tsx';
import { ignoredRules, keepRules, useIgnored } from '../session/compare/ignored.ts';
import styles from './pair-inspector.module.css';

/** The ignore rules: one per line, stored for every later comparison. */
export function IgnoreSection() {
  const text = useIgnored((ignored) => ignored.text);
  const count = ignoredRules(text).length;
  return (
    <Section id="pair-ignored" title="Ignored" aside={count === 0 ? 'nothing' : String(count)} openAtFirst={false}>
      <Rules text={text} />
    </Section>
  );
}

function Rules({ text }: { readonly text: string }) {
  const [draft, setDraft] = useState(text);
  const [problem, setProblem] = useState<string | null>(null);
  useEffect(() => setDraft(text), [text]);
  const apply = (): void => setProblem(keepRules(draft));
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey)) return;
    event.preventDefault();
    apply();
  };
  return (
    <>
      <textarea
        className={styles.rules}
        aria-label="Rules of what is ignored, one a line"
        aria-invalid={problem !== null}
        spellCheck={false}
        rows={4}
        value={draft}
        placeholder={'input.items[*].updatedAt\n**.traceId\nactivity/charge*: result.at'}
        onChange={(event) => setDraft(event.target.value)}
        onKeyDown={onKeyDown}
      />
      {problem === null ? null : (
        <p className={styles.problem} role="alert">
          {problem}
        </p>
      )}
      <div className={styles.buttons}>
        <button type="button" className={control.bordered} disabled={draft === text} onClick={apply}>
          Apply
        </button>
        {text === '' ? null : (
          <button type="button" className={control.button} onClick={() => keepRules('')}>
            Ignore nothing
          </button>
        )}
      </div>
    </>
  );
}
