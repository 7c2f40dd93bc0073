import type { LinkRelation } from '../../engine/model/effect.ts';
import type { Outline } from '../../engine/model/outline.ts';
import { calledOf, type RunSummary } from '../../engine/model/run.ts';
import { openRun } from '../session/runs.ts';
import { useSession } from '../session/session.ts';
import { enter } from '../session/trail.ts';
import { oneLine } from '../ui/plain-text.ts';
import { StatusWord } from '../ui/status-word.tsx';
import styles from './run-section.module.css';

const above: readonly LinkRelation[] = ['parent', 'continuedFrom', 'resetFrom'];
const below: readonly LinkRelation[] = ['child', 'continuedAs', 'external'];
const words: Readonly<Record<LinkRelation, string>> = {
  parent: 'parent',
  child: 'child',
  continuedFrom: 'continued from',
  continuedAs: 'continued as',
  resetFrom: 'reset from',
  root: 'root',
  external: 'other run',
};

type Relative = { readonly relation: LinkRelation; readonly runId?: string; readonly name: string };

/** Maximum number of listed children. */
const most = 50;

/** The related runs as a tree, each with its status in the library. */
export function Relations({ summary, outline }: { readonly summary: RunSummary; readonly outline: Outline }) {
  const relatives = relativesIn(outline);
  if (relatives.length === 0) return null;
  const before = relatives.filter(({ relation }) => above.includes(relation));
  const after = relatives.filter(({ relation }) => below.includes(relation));
  return (
    <div className={styles.part}>
      <h3 className={styles.heading}>Relationships</h3>
      <ul className={styles.tree} aria-label="Relationships">
        {before.map((each) => (
          <Row key={`${each.relation} ${each.runId ?? each.name}`} relative={each} depth={0} />
        ))}
        <li className={styles.relative} data-depth={before.length > 0 ? 1 : 0} aria-current>
          <span className={styles.relation}>this run</span> {oneLine(calledOf(summary), 200)}{' '}
          <StatusWord status={summary.status} />
        </li>
        {after.slice(0, most).map((each) => (
          <Row key={`${each.relation} ${each.runId ?? each.name}`} relative={each} depth={before.length > 0 ? 2 : 1} />
        ))}
        {after.length > most ? <li className={styles.later}>and {after.length - most} more</li> : null}
      </ul>
    </div>
  );
}

function Row({ relative: { relation, runId, name }, depth }: { readonly relative: Relative; readonly depth: number }) {
  const known = useSession((session) => session.runs.find((run) => run.runId === runId));
  const go = (): void => {
    if (known === undefined) return;
    enter(known.runId);
    void openRun(known.runId);
  };
  return (
    <li className={styles.relative} data-depth={depth}>
      <span className={styles.relation}>{words[relation]}</span>{' '}
      {known === undefined ? (
        <>
          {oneLine(name, 200)} <span className={styles.later}>not in this library</span>
        </>
      ) : (
        <>
          <button type="button" className={styles.open} onClick={go}>
            {oneLine(calledOf(known), 200)}
          </button>{' '}
          <StatusWord status={known.status} />
        </>
      )}
    </li>
  );
}

/**
 * Each relative once: a child is linked when it is requested and again when it has started; the latter link has its run
 * id.
 */
function relativesIn({ links }: Outline): readonly Relative[] {
  const found = new Map<string, Relative>();
  for (const { relation, runId, workflowId, workflowType } of links) {
    const name = workflowId ?? runId ?? workflowType ?? 'unnamed';
    const key = `${relation} ${workflowId ?? runId ?? ''}`;
    const before = found.get(key);
    if (before?.runId === undefined || runId === undefined)
      found.set(key, {
        relation,
        name,
        ...((runId ?? before?.runId) && { runId: runId ?? before?.runId }),
      } as Relative);
    else if (before.runId !== runId) found.set(`${key} ${runId}`, { relation, name, runId });
  }
  return [...found.values()];
}
