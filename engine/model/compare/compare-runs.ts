// Compares two runs by the events in them. Symmetric: the reverse comparison gives the mirror image.

import type { RunStatus } from '../effect.ts';
import { NONE, type Outline } from '../outline.ts';
import {
  type Comparison,
  type Counts,
  type LaterIteration,
  type Outcome,
  type Rows,
  rowTypes,
  type Side,
} from './comparison.ts';
import { iterationsOf } from './fingerprints.ts';
import { pairOperations } from './pair-operations.ts';
import { isAcrossDialects, type RunPart, runParts } from './parts.ts';
import { rowsOf } from './rows.ts';
import { timesOf } from './times.ts';
import { uncomparedIn } from './uncompared.ts';

export function compareRuns(left: Side, right: Side): Comparison {
  const rows = rowsOf(left, right, pairOperations(left, right));
  const unread = { left: left.prints.unread, right: right.prints.unread };
  return recounted({
    rows,
    outcome: outcomeOf(left, right),
    times: timesOf(left.outline, right.outline),
    laterIterations: laterIterationsIn(rows, left, right),
    unread,
    uncompared: uncomparedIn(rows, left, right),
  });
}

/** Recomputes everything that follows from rows and outcome. */
export function recounted({ rows, outcome, ...rest }: Omit<Comparison, 'counts' | 'first' | 'same'>): Comparison {
  const first = rows.type.findIndex((type) => type !== 0);
  const sameOutcome = outcome.status.left === outcome.status.right && outcome.changes.length === 0;
  return {
    ...rest,
    rows,
    outcome,
    counts: countsOf(rows),
    first: first === -1 ? null : first,
    same: first === -1 && sameOutcome,
  };
}

function countsOf(rows: Rows): Counts {
  const of = (type: (typeof rowTypes)[number]): number =>
    rows.type.reduce((sum, each) => sum + (each === rowTypes.indexOf(type) ? 1 : 0), 0);
  return { same: of('same'), changed: of('changed'), left: of('left'), right: of('right'), moved: of('movedTo') };
}

function outcomeOf(left: Side, right: Side): Outcome {
  return {
    status: { left: lastStatus(left.outline), right: lastStatus(right.outline) },
    changes: runParts.filter((part, i) => isChanged(left, right, part, i)),
  };
}

function isChanged(left: Side, right: Side, part: RunPart, at: number): boolean {
  if (left.vocabulary !== right.vocabulary && !isAcrossDialects(part)) return false;
  const [a, b] = [left.prints.run[at]!, right.prints.run[at]!];
  // A page of a history, or a log without a type, leaves the type unknown.
  return a !== b && (part !== 'type' || (a !== 0 && b !== 0));
}

function laterIterationsIn(rows: Rows, left: Side, right: Side): readonly LaterIteration[] {
  const found: LaterIteration[] = [];
  for (let row = 0; row < rows.count && left.prints.iterations.size + right.prints.iterations.size > 0; row++) {
    const other = rows.other[row]!;
    const [a, b] = [
      rows.left[row]!,
      rows.right[row] === NONE && other !== NONE ? rows.right[other]! : rows.right[row]!,
    ];
    const iteration = a === NONE || b === NONE ? undefined : laterIteration(left, right, a, b);
    if (iteration !== undefined) found.push(iteration);
  }
  return found;
}

function laterIteration(left: Side, right: Side, a: number, b: number): LaterIteration | undefined {
  if (!left.prints.iterations.has(a) && !right.prints.iterations.has(b)) return undefined;
  const [inLeft, inRight] = [iterationsOf(left, a), iterationsOf(right, b)];
  const most = Math.max(inLeft.length, inRight.length);
  let first = 0;
  while (first < most && inLeft[first]?.print === inRight[first]?.print) first++;
  if (first === 0 || first === most) return undefined;
  return {
    left: a,
    right: b,
    iteration: first + 1,
    openedAt: { left: inLeft[first]?.openedAt ?? null, right: inRight[first]?.openedAt ?? null },
  };
}

function lastStatus({ statuses }: Outline): RunStatus {
  return statuses.at(-1)?.status ?? 'unknown';
}
