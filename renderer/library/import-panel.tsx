import { X } from 'lucide-react';
import { countText, counted } from '../../engine/model/duration.ts';
import { dismissProblem, dismissProblems } from '../session/imports.ts';
import { cancelOpening } from '../session/open-files.ts';
import { type ImportJob, type ImportProblem, useSession } from '../session/session.ts';
import control from '../ui/control.module.css';
import { IconButton } from '../ui/icon-button.tsx';
import { lineText } from '../ui/plain-text.ts';
import styles from './import-panel.module.css';

/** Imports in progress, and files that could not be read. Stays until all is done or dismissed. */
export function ImportPanel() {
  const imports = useSession((session) => session.imports);
  const problems = useSession((session) => session.problems);
  if (imports.length === 0 && problems.length === 0) return null;
  return (
    <section className={styles.panel} aria-label="Imports">
      {imports.length === 0 ? null : <Progress imports={imports} />}
      {problems.length === 0 ? null : <Problems problems={problems} />}
    </section>
  );
}

/** A batch sent file by file shows the number of files, and the current file's job shows its events. */
function Progress({ imports }: { readonly imports: readonly ImportJob[] }) {
  const batch = imports.find(({ job }) => job === '') ?? imports[0];
  const job = imports.findLast((each) => each.job !== '') ?? batch;
  if (batch === undefined || job === undefined) return null;
  const { filesDone, filesTotal } = batch;
  const name = lineText(job.file, 200);
  return (
    <div className={styles.progress}>
      <div className={styles.file} title={name}>
        {name}
      </div>
      <progress
        className={styles.bar}
        aria-label="Files read"
        max={Math.max(1, filesTotal)}
        value={filesTotal > 1 ? filesDone : undefined}
      />
      <div className={styles.counts}>
        <span role="status">
          {filesTotal > 1 ? `${countText(filesDone)} of ${countText(filesTotal)} files · ` : ''}
          {counted(job.events, 'event')}
        </span>
        <button type="button" className={control.button} onClick={cancelOpening}>
          Cancel
        </button>
      </div>
    </div>
  );
}

const SHOWN = 50;

function Problems({ problems }: { readonly problems: readonly ImportProblem[] }) {
  return (
    <div className={styles.problems}>
      <div className={styles.heading}>
        <h3>{problems.length === 1 ? 'Could not be read' : `${countText(problems.length)} files could not be read`}</h3>
        <IconButton
          icon={X}
          label={problems.length === 1 ? 'Dismiss' : 'Dismiss all'}
          size="small"
          onClick={dismissProblems}
        />
      </div>
      <ul className={styles.list}>
        {problems.slice(0, SHOWN).map((problem) => (
          <Problem key={problem.file} problem={problem} only={problems.length === 1} />
        ))}
      </ul>
      {problems.length > SHOWN ? <p className={styles.more}>and {countText(problems.length - SHOWN)} more</p> : null}
    </div>
  );
}

/** `only`: it is dismissed with the heading. */
function Problem({ problem, only }: { readonly problem: ImportProblem; readonly only: boolean }) {
  const { file, error, wholeEvents, reopen } = problem;
  return (
    <li className={styles.problem}>
      <div className={styles.heading}>
        <span className={styles.file} title={lineText(file)}>
          {lineText(file, 200)}
        </span>
        <code className={styles.code}>{error.code}</code>
        {only ? null : <IconButton icon={X} label="Dismiss" size="small" onClick={() => dismissProblem(problem)} />}
      </div>
      <p className={styles.message}>{lineText(error.message, 1000)}</p>
      {/* Of a file without a whole event there is nothing to open. */}
      {reopen === undefined || wholeEvents === 0 ? null : (
        <button type="button" className={control.bordered} onClick={reopen}>
          {wholeEvents === undefined ? 'Open what is whole' : `Open the ${counted(wholeEvents, 'whole event')}`}
        </button>
      )}
    </li>
  );
}
