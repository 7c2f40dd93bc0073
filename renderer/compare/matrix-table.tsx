import { ArrowUpToLine, X } from 'lucide-react';
import { countText, durationText } from '../../engine/model/duration.ts';
import { isBad } from '../../engine/model/effect.ts';
import { spanMs } from '../../engine/model/moment.ts';
import type { RunSummary } from '../../engine/model/run.ts';
import { keysOf } from '../ui/commands.ts';
import { StatusWord } from '../ui/status-word.tsx';
import { IconButton } from '../ui/icon-button.tsx';
import { lineText } from '../ui/plain-text.ts';
import { compare, endComparison } from '../session/compare/comparing.ts';
import type { Matrix } from '../session/compare/pair.ts';
import styles from './matrix-table.module.css';

/**
 * One run against many: the most similar run first, and the traits of failed runs only. A click compares with one run.
 */
export function MatrixTable({ matrix }: { readonly matrix: Matrix }) {
  const { one, others, distances, shared } = matrix;
  const nearest = others
    .map((_, i) => i)
    .toSorted((a, b) => (distances[a]?.distance ?? 0) - (distances[b]?.distance ?? 0));
  return (
    <div className={styles.page}>
      <div className={styles.title}>
        <h2 className={styles.name}>
          {lineText(one.workflowId ?? one.runId, 120)} <StatusWord status={one.status} />
        </h2>
        <span className={styles.dim}>beside {countText(others.length)} runs, most similar first</span>
        <span className={styles.close}>
          <IconButton icon={X} label="Close the comparison" keys={keysOf('escape')} onClick={endComparison} />
        </span>
      </div>
      <Shared shared={shared} runs={[one, ...others]} />
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- what scrolls must be reached by keys */}
      <div className={styles.scroll} tabIndex={0} role="region" aria-label="Runs by distance">
        <table className={styles.table}>
          <thead>
            <tr>
              {columns.map(([name, title]) => (
                <th key={name} scope="col" title={title}>
                  {name}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {nearest.map((i) => (
              <Row key={others[i]?.runId} matrix={matrix} index={i} />
            ))}
          </tbody>
        </table>
      </div>
    </div>
  );
}

const columns = [
  ['Run', 'A click shows it beside the first one'],
  ['Status', 'At the end of its history'],
  ['Distance', 'Share of what the two have that differs'],
  ['+ only it', 'Operations that only this run has'],
  ['− only first', 'Operations that only the first run has'],
  ['≠ changed', 'In both, but different'],
  ['↕ moved', 'In both, at another place'],
  ['Duration', 'From the first event to the last'],
  ['First', 'Puts this run in the first place'],
] as const;

function Row({ matrix, index }: { readonly matrix: Matrix; readonly index: number }) {
  const { one, others, distances } = matrix;
  const [run, found] = [others[index], distances[index]];
  if (run === undefined || found === undefined) return null;
  const { counts, same, distance } = found;
  const name = lineText(run.workflowId ?? run.runId, 120);
  const shared = [one, ...others].some((each) => each !== run && each.workflowId === run.workflowId);
  return (
    <tr>
      <th scope="row">
        <button
          type="button"
          className={styles.open}
          title={`${lineText(run.runId)}: compare it with ${lineText(one.workflowId ?? one.runId)}`}
          onClick={() => void compare([one.runId, run.runId])}
        >
          {name} {shared ? <span className={styles.dim}>…{run.runId.slice(-6)}</span> : null}
        </button>
      </th>
      <td>
        <StatusWord status={run.status} />
      </td>
      <td>
        <Distance same={same} distance={distance} />
      </td>
      {[counts.right, counts.left, counts.changed, counts.moved].map((count, column) => (
        <td key={column}>{count === 0 ? '–' : countText(count)}</td>
      ))}
      <td>{tookText(run)}</td>
      <td>
        <IconButton
          icon={ArrowUpToLine}
          label={`Put ${name} first`}
          size="small"
          onClick={() =>
            void compare([run.runId, one.runId, ...others.filter((each) => each !== run).map((each) => each.runId)])
          }
        />
      </td>
    </tr>
  );
}

/** A bar and a number: the share of both runs that differs. */
function Distance({ same, distance }: { readonly same: boolean; readonly distance: number }) {
  const percent = Math.ceil(distance * 100);
  return (
    <span className={styles.distance}>
      <span className={styles.bar} aria-hidden>
        <i style={{ width: `${percent}%` }} />
      </span>
      {same ? 'the same' : `${percent} %`}
    </span>
  );
}

function Shared({ shared, runs }: { readonly shared: readonly string[]; readonly runs: readonly RunSummary[] }) {
  const bad = runs.filter(({ status }) => isBad(status)).length;
  if (bad === 0 || bad === runs.length) {
    const which = bad === 0 ? 'None of these runs went badly' : 'All of these runs went badly';
    return <p className={styles.shared}>{which}: choose good and bad ones to learn what the bad ones share.</p>;
  }
  const who = bad === 1 ? 'The bad one has, and no good one' : `All ${countText(bad)} bad ones have, and no good one`;
  if (shared.length === 0) return <p className={styles.shared}>{who}: nothing that operations tell.</p>;
  return (
    <div className={styles.shared}>
      <p>{who}:</p>
      <ul>
        {shared.slice(0, 12).map((trait) => (
          <li key={trait}>{lineText(trait, 200)}</li>
        ))}
        {shared.length > 12 ? <li>and {countText(shared.length - 12)} more</li> : null}
      </ul>
    </div>
  );
}

function tookText({ startedAtMs, endedAtMs }: RunSummary): string {
  return durationText(spanMs(startedAtMs, endedAtMs));
}
