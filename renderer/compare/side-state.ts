// The state of each run at the comparison's cursor: read directly from its outline, without a call to the engine.

import { openOperationsOf, runStatusAt } from '../../engine/model/cursor.ts';
import { isBad, type RunStatus } from '../../engine/model/effect.ts';
import type { Seq } from '../../engine/model/event.ts';
import { calledOf } from '../../engine/model/operation-name.ts';
import { finalStatusOf, kindOf, nameOf, NONE, reasonOf, timeOf } from '../../engine/model/outline.ts';
import type { OpenRun } from '../session/session.ts';
import type { Pair } from '../session/compare/pair.ts';
import { paired, type SideName, standing } from '../session/compare/row-facts.ts';

/** The place of a side: the end of its operation in the row or, without one, the end of the last operation above. */
export type SidePlace = { readonly seq: Seq; readonly operation: number; readonly own: boolean };

export function placeOn(pair: Pair, row: number, side: SideName): SidePlace {
  const { outline } = pair[side];
  const own = paired(pair, row, side);
  if (own !== NONE) return { seq: endOf(outline.operations, own), operation: own, own: true };
  for (let above = row - 1; above >= 0; above--) {
    const operation = standing(pair, above, side);
    if (operation !== NONE) return { seq: endOf(outline.operations, operation), operation, own: false };
  }
  return { seq: Math.min(1, outline.events), operation: NONE, own: false };
}

type Columns = OpenRun['outline']['operations'];

/** The event that closed the operation; for an open operation, its last event. */
function endOf({ closedAt, touchSeq, touchTo, openedAt }: Columns, operation: number): Seq {
  const closed = closedAt[operation] ?? 0;
  return closed > 0 ? closed : (touchSeq[touchTo[operation]! - 1] ?? openedAt[operation] ?? 0);
}

export type SideState = {
  readonly status: RunStatus;
  /** ms since the run's first event; null where a time is missing. */
  readonly sinceMs: number | null;
  /** Names of operations open at the place, the first few in order of opening. */
  readonly open: readonly string[];
  readonly openCount: number;
  /** `charge (CardDeclined)`: operations that had failed by the place, latest first. */
  readonly bad: readonly string[];
  readonly badCount: number;
};

const listed = 4;
const openMost = 200;

export function stateOn(run: OpenRun, seq: Seq): SideState {
  const { outline } = run;
  const open = openOperationsOf(outline)
    .at(seq, openMost)
    .filter((operation) => kindOf(outline, operation) !== 'workflowTask');
  const bad = badUpTo(run, seq);
  const [first, now] = [timeOf(outline, 1), timeOf(outline, seq)];
  return {
    status: runStatusAt(outline, seq),
    sinceMs: first === null || now === null ? null : now - first,
    open: open.slice(0, listed).map((operation) => calledOf(outline, operation)),
    openCount: open.length,
    bad: bad.latest.map((operation) => badText(run, operation)),
    badCount: bad.count,
  };
}

function badUpTo({ outline }: OpenRun, seq: Seq): { readonly count: number; readonly latest: readonly number[] } {
  const { count, closedAt, openedAt } = outline.operations;
  const found: number[] = [];
  for (let i = 0; i < count && openedAt[i]! <= seq; i++) {
    const closed = closedAt[i]!;
    if (closed > 0 && closed <= seq && isBad(finalStatusOf(outline, i)) && kindOf(outline, i) !== 'workflowTask')
      found.push(i);
  }
  return { count: found.length, latest: found.toSorted((a, b) => closedAt[b]! - closedAt[a]!).slice(0, listed) };
}

function badText({ outline }: OpenRun, operation: number): string {
  const reason = reasonOf(outline, operation);
  return reason === '' ? nameOf(outline, operation) : `${nameOf(outline, operation)} (${reason})`;
}
