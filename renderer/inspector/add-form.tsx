import { type FormEvent, type ReactNode, useId, useMemo, useState } from 'react';
import control from '../ui/control.module.css';
import styles from './add-form.module.css';

type AddFormProps<Kind extends string> = {
  /** Each kind with its words, the first is chosen at first. */
  readonly kinds: readonly (readonly [Kind, string])[];
  /** Accessible names of the choice of a kind and of the field. */
  readonly kindLabel: string;
  readonly label: string;
  readonly word: string;
  /** Texts to choose from. */
  readonly offered: (kind: Kind) => readonly string[];
  readonly placeholder: (kind: Kind, offered: readonly string[]) => string;
  /** Further controls of a kind, on a line of their own. */
  readonly more?: (kind: Kind) => ReactNode;
  /** Returns what cannot be read in the text; null = it was added. */
  readonly onAdd: (kind: Kind, text: string) => string | null;
};

/** Adds what a person types to a list: what kind it is, a text, Enter. */
export function AddForm<Kind extends string>(props: AddFormProps<Kind>) {
  const { kinds, kindLabel, label, word, offered, placeholder, more, onAdd } = props;
  const [kind, setKind] = useState(kinds[0]?.[0] as Kind);
  const [text, setText] = useState('');
  const [problem, setProblem] = useState<string | null>(null);
  const list = useId();
  const error = useId();
  const texts = useMemo(() => offered(kind), [offered, kind]);
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    const said = text.trim();
    if (said === '') return;
    const wrong = onAdd(kind, said);
    setProblem(wrong);
    if (wrong === null) setText('');
  };
  const type = (next: string): void => {
    setText(next);
    setProblem(null);
  };
  return (
    <form className={styles.form} onSubmit={submit}>
      <select
        className={styles.choice}
        aria-label={kindLabel}
        value={kind}
        onChange={({ target }) => setKind(kinds.find(([each]) => each === target.value)?.[0] ?? kind)}
      >
        {kinds.map(([each, words]) => (
          <option key={each} value={each}>
            {words}
          </option>
        ))}
      </select>
      <input
        className={styles.field}
        aria-label={label}
        aria-invalid={problem !== null}
        aria-describedby={problem === null ? undefined : error}
        list={list}
        value={text}
        placeholder={placeholder(kind, texts)}
        spellCheck={false}
        autoComplete="off"
        onChange={({ target }) => type(target.value)}
      />
      <datalist id={list}>
        {texts.map((each) => (
          <option key={each} value={each} />
        ))}
      </datalist>
      {more?.(kind)}
      <button type="submit" className={control.bordered}>
        {word}
      </button>
      {problem === null ? null : (
        <p id={error} className={styles.problem} role="alert">
          {problem}
        </p>
      )}
    </form>
  );
}
