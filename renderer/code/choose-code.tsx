import { type FormEvent, useId, useState } from 'react';
import { FileCode2, FolderOpen, Play, X } from 'lucide-react';
import type { CodeOffer } from '../../engine/model/replay/run-code.ts';
import control from '../ui/control.module.css';
import { lineText } from '../ui/plain-text.ts';
import { Problem } from '../ui/problem.tsx';
import { browse, cancelReplay, endChoosing, replay, replayWith } from '../session/code/ask-code.ts';
import { useCode } from '../session/code/code-state.ts';
import { BundleRules, useRules } from './bundle-rules.tsx';
import styles from './choose-code.module.css';

/** The form for choosing the code of a run. No code runs before a person asks for it here. */
export function ChooseCode({ offer }: { readonly offer: CodeOffer }) {
  const before = useCode(({ replayed }) => replayed?.asked.code ?? null);
  if (offer.refused !== null) return <Refused why={offer.refused} />;
  return (
    <div className={styles.page}>
      <div className={styles.area}>
        <h2 className={styles.title}>
          <FileCode2 size={18} aria-hidden /> Choose its code
        </h2>
        <p className={styles.words}>
          Retrace runs workflow code against this history and says whether it still does what the run did, where it does
          not, and why; and what every variable was at any event. It runs only when you press Replay: in a thread
          without files, network and environment, which is ended when it does not come back.
        </p>
        {offer.versions.length === 0 ? null : <Versions offer={offer} />}
        <PathForm first={before ?? offer.chosen ?? ''} />
        <Outcome />
        {before === null ? null : (
          <button type="button" className={control.button} onClick={endChoosing}>
            <X size={14} aria-hidden /> Back to the code that was replayed
          </button>
        )}
      </div>
    </div>
  );
}

function Refused({ why }: { readonly why: string }) {
  return (
    <div className={styles.page}>
      <div className={styles.area}>
        <h2 className={styles.title}>
          <FileCode2 size={18} aria-hidden /> No code can be chosen here
        </h2>
        <p className={styles.words}>{lineText(why, 600)}</p>
      </div>
    </div>
  );
}

function Versions({ offer: { versions } }: { readonly offer: CodeOffer }) {
  const running = useCode((state) => state.running?.code);
  return (
    <ul className={styles.versions} aria-label="Versions that come with the sample">
      {versions.map(({ name, about, code }) => (
        <li key={code} className={styles.version}>
          <span className={styles.versionName}>{name}</span>
          <span className={styles.about}>{about}</span>
          <button
            type="button"
            className={control.primary}
            aria-label={`Replay ${name}`}
            aria-disabled={running === code || undefined}
            onClick={() => void replay(code)}
          >
            <Play size={13} aria-hidden /> Replay
          </button>
        </li>
      ))}
    </ul>
  );
}

function PathForm({ first }: { readonly first: string }) {
  const [path, setPath] = useState(first);
  const [workflow, setWorkflow] = useState('');
  const hint = useId();
  const rules = useRules(path);
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    if (path.trim() !== '') void replayWith(rules.changed(), path, workflow.trim() === '' ? null : workflow.trim());
  };
  const choose = async (): Promise<void> => {
    const chosen = await browse();
    if (chosen !== null) setPath(chosen);
  };
  return (
    <form className={styles.form} onSubmit={submit}>
      <label className={styles.label}>
        File or folder of the workflow code
        <input
          className={styles.field}
          value={path}
          spellCheck={false}
          autoComplete="off"
          placeholder="/home/me/shop/src/workflows"
          aria-describedby={hint}
          onChange={({ target }) => setPath(target.value)}
        />
      </label>
      <p id={hint} className={styles.hint}>
        On the machine that Retrace runs on. The workflow of the run’s type is found in it. PATH@REF takes a branch, a
        tag or a commit of its repository.
      </p>
      <details className={styles.more}>
        <summary>Run another workflow than the run’s own type</summary>
        <label className={styles.label}>
          Workflow
          <input
            className={styles.field}
            value={workflow}
            spellCheck={false}
            autoComplete="off"
            onChange={({ target }) => setWorkflow(target.value)}
          />
        </label>
      </details>
      <BundleRules rules={rules} />
      <div className={styles.buttons}>
        <button type="submit" className={control.primary} aria-disabled={path.trim() === '' || undefined}>
          <Play size={13} aria-hidden /> Replay
        </button>
        {window.retrace === undefined ? null : (
          <button type="button" className={control.bordered} onClick={() => void choose()}>
            <FolderOpen size={14} aria-hidden /> Browse…
          </button>
        )}
      </div>
    </form>
  );
}

/** The result of the last replay, and the replay in progress. */
function Outcome() {
  const { running, error, modules } = useCode();
  if (running !== null)
    return (
      <p className={styles.status} role="status">
        Replaying … this takes a moment the first time.
        <button type="button" className={control.bordered} onClick={cancelReplay}>
          Cancel
        </button>
      </p>
    );
  if (modules !== null) return <Modules modules={modules} />;
  if (error === null) return null;
  return <Problem text={error.message} />;
}

function Modules({ modules }: { readonly modules: readonly string[] }) {
  return (
    <div className={styles.modules} role="group" aria-label="Modules that export the workflow">
      <p className={styles.hint}>Several modules export this workflow. Which one made the run?</p>
      <ul className={styles.versions}>
        {modules.map((module) => (
          <li key={module} className={styles.version}>
            <span className={styles.module} title={module}>
              {lineText(module, 300)}
            </span>
            <button
              type="button"
              className={control.bordered}
              aria-label={`Replay ${module}`}
              onClick={() => void replay(module)}
            >
              <Play size={13} aria-hidden /> Replay
            </button>
          </li>
        ))}
      </ul>
    </div>
  );
}
