import { countText } from '../../engine/model/duration.ts';
import { useSession } from '../session/session.ts';
import { lineText } from '../ui/plain-text.ts';
import { type Column, cellWord, doneOf, type CellWord, versionName } from '../session/versions/columns.ts';
import { runsIn, useVersions } from '../session/versions/versions-state.ts';
import { verdictLook } from './verdict-looks.ts';
import styles from './check-summary.module.css';

const told = [
  'nondeterminism',
  'stopped',
  'fails-next',
  'drift',
  'same',
  'blocked',
  'not-started',
  'unsupported',
] as const;

/** One line per version: its progress, and the number of histories by verdict. */
export function CheckSummary() {
  const columns = useVersions((state) => state.columns);
  const path = useVersions((state) => state.path);
  const scope = useVersions((state) => state.scope);
  const runs = useSession((session) => session.runs);
  const ids = runsIn(scope, runs).map(({ runId }) => runId as string);
  if (columns.every(({ state }) => state === 'idle')) return <Ready runs={ids.length} versions={columns.length} />;
  return (
    <div className={styles.summary} role="status" aria-label="Outcome of the check">
      {columns.map((column) => (
        <p key={column.code} className={styles.line}>
          <b className={styles.version}>{lineText(versionName(column.code, path), 60)}</b>
          <Outcome column={column} ids={ids} />
        </p>
      ))}
    </div>
  );
}

function Ready({ runs, versions }: { readonly runs: number; readonly versions: number }) {
  return (
    <div className={styles.summary} role="status" aria-label="Outcome of the check">
      <p className={styles.line}>
        {runs === 0
          ? 'No histories to check: open some, or choose other ones.'
          : `${countText(runs)} ${runs === 1 ? 'history' : 'histories'}, ${countText(versions)} ${versions === 1 ? 'version' : 'versions'}: nothing was run yet.`}
      </p>
    </div>
  );
}

function Outcome({ column, ids }: { readonly column: Column; readonly ids: readonly string[] }) {
  if (column.state === 'idle') return <span className={styles.dim}>not checked yet</span>;
  if (column.state === 'failed')
    return (
      <span className={styles.bad} role="alert">
        {lineText(column.error?.message ?? 'failed', 300)} <code>{column.error?.code}</code>
      </span>
    );
  const counts = Map.groupBy(ids, (run) => cellWord(column, run));
  const done = doneOf(column, ids);
  return (
    <>
      {column.state === 'running' ? (
        <progress className={styles.progress} value={done} max={ids.length} aria-label="Histories checked" />
      ) : null}
      {done < ids.length ? (
        <span className={styles.dim}>
          {column.state === 'cancelled' ? 'cancelled at ' : ''}
          {countText(done)} of {countText(ids.length)}
        </span>
      ) : null}
      {told.map((word) => (
        <Count key={word} word={word} count={counts.get(word)?.length ?? 0} />
      ))}
    </>
  );
}

function Count({ word, count }: { readonly word: CellWord; readonly count: number }) {
  if (count === 0) return null;
  const { icon: Glyph, tone, word: name } = verdictLook(word);
  return (
    <span className={styles.count}>
      <Glyph size={13} className={styles.glyph} data-tone={tone} aria-hidden /> {countText(count)} {name}
    </span>
  );
}
