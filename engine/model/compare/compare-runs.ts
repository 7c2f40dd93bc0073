// Compares two runs by what happened in them. Symmetric: the other way round gives the mirror image.

import type { RunStatus } from '../effect.ts';
import type { Outline } from '../outline.ts';
import { type Comparison, type Counts, type Outcome, type Rows, rowTypes, type Side } from './comparison.ts';
import { pairOperations } from './pair-operations.ts';
import { rowsOf } from './rows.ts';
import { timesOf } from './times.ts';

export function compareRuns(left: Side, right: Side): Comparison {
  const rows = rowsOf(left, right, pairOperations(left, right));
  return recounted({ rows, outcome: outcomeOf(left, right), times: timesOf(left.outline, right.outline) });
}

/** What follows from rows and outcome, made anew. */
export function recounted({ rows, outcome, times }: Pick<Comparison, 'rows' | 'outcome' | 'times'>): Comparison {
  const first = rows.type.findIndex((type) => type !== 0);
  const sameOutcome = outcome.status.left === outcome.status.right && outcome.sameInput && outcome.sameResult && outcome.sameFailure;
  return { rows, counts: countsOf(rows), first: first === -1 ? null : first, outcome, times, same: first === -1 && sameOutcome };
}

function countsOf(rows: Rows): Counts {
  const of = (type: (typeof rowTypes)[number]): number => rows.type.reduce((sum, each) => sum + (each === rowTypes.indexOf(type) ? 1 : 0), 0);
  return { same: of('same'), changed: of('changed'), left: of('left'), right: of('right'), moved: of('movedTo') };
}

function outcomeOf(left: Side, right: Side): Outcome {
  const equal = (place: number): boolean => left.prints.run[place] === right.prints.run[place];
  return { status: { left: lastStatus(left.outline), right: lastStatus(right.outline) }, sameInput: equal(0), sameResult: equal(1), sameFailure: equal(2) };
}

function lastStatus({ statuses }: Outline): RunStatus {
  return statuses.at(-1)?.status ?? 'unknown';
}
