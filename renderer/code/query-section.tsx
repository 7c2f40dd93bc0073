import { type FormEvent, useId, useMemo, useState } from 'react';
import type { Json } from '../../engine/model/json.ts';
import { useSession } from '../session/session.ts';
import control from '../ui/control.module.css';
import { Fresh } from '../ui/fresh.tsx';
import { lineText } from '../ui/plain-text.ts';
import { Section } from '../ui/section.tsx';
import { PayloadTree } from '../ui/values/payload-tree.tsx';
import { useLatest } from '../ui/use-latest.ts';
import stale from '../ui/stale.module.css';
import { answersOf, momentWanted } from './code-looks.ts';
import type { AskedCode } from '../session/code/code-state.ts';
import styles from './query-section.module.css';

type Question = { readonly name: string; readonly args: string };

/** The answer to a query at the cursor: after the first request it follows the cursor. */
export function QuerySection({ asked, names }: { readonly asked: AskedCode; readonly names: readonly string[] }) {
  const [name, setName] = useState('');
  const [args, setArgs] = useState('');
  const [question, setQuestion] = useState<Question | null>(null);
  const list = useId();
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    const chosen = name.trim() === '' ? names[0] : name.trim();
    if (chosen !== undefined) setQuestion({ name: chosen, args });
  };
  return (
    <Section id="code-query" title="Query">
      <form className={styles.form} onSubmit={submit}>
        <input
          className={styles.field}
          aria-label="Name of the query"
          list={list}
          value={name}
          placeholder={names[0] ?? 'name'}
          spellCheck={false}
          autoComplete="off"
          onChange={({ target }) => setName(target.value)}
        />
        <datalist id={list}>
          {names.map((each) => (
            <option key={each} value={each} />
          ))}
        </datalist>
        <input
          className={styles.field}
          aria-label="Arguments of the query, as JSON"
          value={args}
          placeholder='arguments: "tea", 3'
          spellCheck={false}
          autoComplete="off"
          onChange={({ target }) => setArgs(target.value)}
        />
        <button type="submit" className={control.bordered}>
          Ask
        </button>
      </form>
      {question === null ? null : <Answer asked={asked} question={question} />}
    </Section>
  );
}

function Answer({ asked, question }: { readonly asked: AskedCode; readonly question: Question }) {
  const answers = useMemo(() => answersOf(asked, question.name, question.args), [asked, question]);
  const { shown, failure } = useLatest(answers, momentWanted);
  const isBefore = useSession(({ cursor }) => cursor === 0);
  if (isBefore) return <p className={stale.quiet}>Nothing has happened yet.</p>;
  if (failure !== undefined) return <p className={stale.problem}>{lineText(failure)}</p>;
  if (shown === null) return <p className={stale.quiet}>Asking …</p>;
  const { key: seq, value: answer } = shown;
  return (
    <Fresh of={answers}>
      {answer.type === 'failed' ? (
        <p className={stale.problem}>{lineText(answer.message, 600)}</p>
      ) : (
        <PayloadTree
          label={`Answer at event ${seq}`}
          entries={[[question.name, answer.value satisfies Json]]}
          root="answer"
          scalar
        />
      )}
    </Fresh>
  );
}
