import { useState } from 'react';
import { Search, Square } from 'lucide-react';
import { countText, counted } from '../../engine/model/duration.ts';
import type { FoundCommit, ToldCommit } from '../../engine/model/replay/bisected.ts';
import type { FailOn } from '../../engine/model/replay/replay-report.ts';
import control from '../ui/control.module.css';
import { lineText } from '../ui/plain-text.ts';
import { addFound, bisect, cancelBisect } from '../session/versions/bisecting.ts';
import { refsToSearch } from '../session/versions/refs-to-search.ts';
import { type Bisecting, useVersions } from '../session/versions/versions-state.ts';
import { dayText } from './version-choices.ts';
import { DriftTable } from './drift-table.tsx';
import { SourceExcerpt } from './source-excerpt.tsx';
import styles from './commit-view.module.css';

/** The commit that broke this history: searched between a ref that replays it and one that does not. */
export function CommitView({ run }: { readonly run: string }) {
  const listed = useVersions((state) => state.listed);
  const bisecting = useVersions((state) => state.bisecting);
  const column = useVersions((state) => state.cursor.column);
  if (listed === null || listed.repository === null)
    return <p className={styles.dim}>The code lies in no git repository, so there are no commits to search.</p>;
  const mine = bisecting?.run === run ? bisecting : null;
  return (
    <div className={styles.page}>
      <Asked key={`${run} ${column}`} run={run} repository={listed.repository} running={mine?.state === 'running'} />
      {mine === null ? null : <Progress bisecting={mine} />}
      {mine === null || mine.found === null ? null : <Found found={mine.found} />}
    </div>
  );
}

type AskedProps = { readonly run: string; readonly repository: string; readonly running: boolean };

function Asked({ run, repository, running }: AskedProps) {
  const path = useVersions((state) => state.path);
  const [refs, setRefs] = useState(() => refsToSearch(useVersions.getState(), run));
  const { good, bad, failOn } = refs;
  const isWhole = good.trim() !== '' && bad.trim() !== '';
  const start = (): void => void bisect(run, { good: good.trim(), bad: bad.trim(), failOn });
  return (
    <form
      className={styles.form}
      onSubmit={(event) => {
        event.preventDefault();
        if (isWhole && !running) start();
      }}
    >
      <p className={styles.dim}>
        {lineText(path, 200)} in {lineText(repository, 200)}
      </p>
      <label className={styles.field}>
        Good: {goodWords[failOn]}
        <input value={good} spellCheck={false} onChange={(event) => setRefs({ ...refs, good: event.target.value })} />
      </label>
      <label className={styles.field}>
        Bad: {badWords[failOn]}
        <input value={bad} spellCheck={false} onChange={(event) => setRefs({ ...refs, bad: event.target.value })} />
      </label>
      {running ? (
        <button type="button" className={control.bordered} onClick={cancelBisect}>
          <Square size={13} aria-hidden /> Cancel
        </button>
      ) : (
        <button type="submit" className={control.primary} disabled={!isWhole}>
          <Search size={13} aria-hidden /> Find the commit
        </button>
      )}
    </form>
  );
}

const goodWords: Readonly<Record<FailOn, string>> = {
  nondeterminism: 'replays it',
  'fails-next': 'its next task goes on',
  drift: 'as it was recorded',
};
const badWords: Readonly<Record<FailOn, string>> = {
  nondeterminism: 'does not',
  'fails-next': 'its next task fails',
  drift: 'drifts',
};

const toldLooks = {
  good: { sign: '✓', word: 'good' },
  bad: { sign: '✕', word: 'bad' },
  skip: { sign: '–', word: 'cannot be run' },
} as const;

function Progress({ bisecting }: { readonly bisecting: Bisecting }) {
  const { told, state, error } = bisecting;
  const left = told.at(-1)?.left;
  return (
    <div role="status" aria-label="Search for the commit">
      {state === 'running' ? (
        <p className={styles.dim}>
          Searching … {left === undefined ? 'looking at both ends first' : `${counted(left, 'commit')} left`}
        </p>
      ) : null}
      {state === 'cancelled' ? <p className={styles.dim}>Cancelled.</p> : null}
      {error === null ? null : (
        <p className={styles.bad} role="alert">
          {lineText(error.message, 600)} <code>{error.code}</code>
        </p>
      )}
      <ol className={styles.told} aria-label="Commits that were looked at">
        {told.map((one) => (
          <Told key={one.commit.id} one={one} />
        ))}
      </ol>
    </div>
  );
}

function Told({ one: { commit, told, why } }: { readonly one: ToldCommit }) {
  const { sign, word } = toldLooks[told];
  return (
    <li className={styles.commit} title={why === null ? undefined : lineText(why, 1000)}>
      <span className={styles.sign} data-told={told} aria-hidden>
        {sign}
      </span>
      <code>{commit.id.slice(0, 10)}</code>
      <span className={styles.subject}>{lineText(commit.subject, 160)}</span>
      <span className={styles.dim}>{word}</span>
    </li>
  );
}

function Found({ found }: { readonly found: FoundCommit }) {
  const path = useVersions((state) => state.path);
  const { commit, report, untold, commits, replayed } = found;
  return (
    <article className={styles.found} aria-label="The commit that broke it">
      <h3 className={styles.title}>
        <code>{commit.id.slice(0, 12)}</code> {lineText(commit.subject, 300)}
      </h3>
      <p className={styles.dim}>
        {lineText(commit.author, 120)}, {dayText(commit.authoredAtMs)} · the first bad one of {countText(commits)};{' '}
        {countText(replayed)} were replayed
      </p>
      {report.cause === null ? null : <p>{lineText(report.cause, 1000)}</p>}
      <SourceExcerpt report={report} path={path} />
      {report.cause !== null || report.drift.length === 0 ? null : <DriftTable drift={report.drift} path={path} />}
      {untold.length === 0 ? null : (
        <p className={styles.dim}>
          One of these may be the first; their code could not be run:{' '}
          {untold.map(({ id, subject }) => `${id.slice(0, 10)} ${lineText(subject, 80)}`).join(', ')}
        </p>
      )}
      <p>
        <button type="button" className={control.bordered} onClick={addFound}>
          Add this commit as a version
        </button>
      </p>
    </article>
  );
}
