// The common parts of two runs and their differences. The module ignores where a run came from: left and right are only
// sides.

import type { OperationKind, RunStatus } from '../effect.ts';
import type { DialectId, Seq } from '../event.ts';
import type { Outline } from '../outline.ts';
import type { Fingerprints } from './fingerprints.ts';
import type { RunPart, UncomparedPart } from './parts.ts';
import type { Unread } from './plain-value.ts';

/** The data of one run that a comparison needs. `vocabulary`: the dialect in whose terms the parts are written. */
export type Side = {
  readonly outline: Outline;
  readonly vocabulary: DialectId;
  readonly prints: Fingerprints;
};

/** The parts in which a pair of operations may differ; a difference of times alone does not count. */
export const changeNames = [
  'input',
  'result',
  'failure',
  'status',
  'attempts',
  'options',
  'name',
  'kind',
  'lastFailure',
  'header',
  'metadata',
  'details',
] as const;
export type ChangeName = (typeof changeNames)[number];

export const rowTypes = ['same', 'changed', 'left', 'right', 'movedFrom', 'movedTo'] as const;
/**
 * `left`, `right`: an operation that exists on that side only. A pair that moved has two rows: `movedFrom` at the place
 * of its left operation, `movedTo` at the place of its right operation.
 */
export type RowType = (typeof rowTypes)[number];

/**
 * Aligned operations from top to bottom, as columns, without housekeeping. The indexes of left operations rise from row
 * to row, and so do the indexes of right operations.
 */
export type Rows = {
  readonly count: number;
  /** Index into `rowTypes`. */
  readonly type: Uint8Array;
  /** Index of the operation in the outline of that side, or NONE. A row of a moved pair has one index only. */
  readonly left: Int32Array;
  readonly right: Int32Array;
  /** Bits of `changeNames`: 1 << index. */
  readonly changes: Uint16Array;
  /** The other row of a moved pair; NONE for every other row. */
  readonly other: Int32Array;
};

/** A value of each side; `null` where a side has no value. */
export type Both<T> = { readonly left: T; readonly right: T };

/**
 * Milliseconds spent on operations of one kind and name, counting only the operations on the critical path of the run.
 */
export type Share = {
  readonly kind: OperationKind;
  readonly name: string;
  readonly leftMs: number;
  readonly rightMs: number;
  /** The part of these milliseconds spent waiting for a start. */
  readonly scheduleToStartMs: Both<number>;
  /** The part of these milliseconds from the start of the first attempt to the start of the last. */
  readonly retryMs: Both<number>;
  /** The part of these milliseconds for which the history does not tell waiting, retrying and running apart. */
  readonly unknownMs: Both<number>;
};

export type Times = {
  /** Milliseconds from the first event to the event that ended the run; null where a time is missing. */
  readonly total: Both<number | null>;
  /** Sorted by difference, the largest first. */
  readonly shares: readonly Share[];
};

/** The final status of both runs, and the parts in which the runs themselves differ. */
export type Outcome = { readonly status: Both<RunStatus>; readonly changes: readonly RunPart[] };

/**
 * A pair of operations that ran several times, with the first iteration that differs, where this is a later one than
 * the first; null where a side has no such iteration.
 */
export type LaterIteration = {
  readonly left: number;
  readonly right: number;
  readonly iteration: number;
  readonly openedAt: Both<Seq | null>;
};

export type Counts = { readonly [Type in 'same' | 'changed' | 'left' | 'right' | 'moved']: number };

export type Comparison = {
  readonly rows: Rows;
  readonly counts: Counts;
  /** Row of the first difference; null without a difference. */
  readonly first: number | null;
  readonly outcome: Outcome;
  readonly times: Times;
  readonly laterIterations: readonly LaterIteration[];
  /** Number of values that could not be read and therefore not compared. */
  readonly unread: Both<Unread>;
  /**
   * Parts that both sides have and that were not compared, because each dialect has terms of its own for them; in the
   * order of all parts.
   */
  readonly uncompared: readonly UncomparedPart[];
  /** True when no relevant difference exists; times may differ. */
  readonly same: boolean;
};

export function changesOf(bits: number): readonly ChangeName[] {
  return changeNames.filter((_, i) => (bits & (1 << i)) !== 0);
}

/** The inputs and outputs of operations, not whether, how often or how well the operations ran. */
const valueChanges: readonly ChangeName[] = [
  'input',
  'result',
  'options',
  'name',
  'lastFailure',
  'header',
  'metadata',
  'details',
];

/** True where both sides ran alike with different values: the ids of two orders differ everywhere. */
export function isOfValuesOnly(bits: number): boolean {
  return changesOf(bits).every((name) => valueChanges.includes(name));
}

export function rowTypeAt(rows: Rows, row: number): RowType {
  return rowTypes[rows.type[row] ?? 0] ?? 'same';
}
