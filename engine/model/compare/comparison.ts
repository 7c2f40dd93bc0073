// What two runs have in common and where they differ. Left and right are only sides: nothing here knows where a run came from.

import type { OperationKind, RunStatus } from '../effect.ts';
import type { DialectId, Seq } from '../event.ts';
import type { Outline } from '../outline.ts';
import type { Fingerprints } from './fingerprints.ts';
import type { RunPart, UncomparedPart } from './parts.ts';
import type { Unread } from './plain-value.ts';

/** One run, as much of it as is needed to compare it. `vocabulary`: the dialect in whose words its parts are. */
export type Side = {
  readonly outline: Outline;
  readonly vocabulary: DialectId;
  readonly prints: Fingerprints;
};

/** What a pair of operations differs in; times are no difference by themselves. */
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
 * `left`, `right`: only there. A pair that stands elsewhere on the other side has two rows: `movedFrom` where its left half stands,
 * `movedTo` where its right half stands.
 */
export type RowType = (typeof rowTypes)[number];

/** Aligned operations from top to bottom, as columns; housekeeping is left out. Left operations rise from row to row, and so do right ones. */
export type Rows = {
  readonly count: number;
  /** Index into `rowTypes`. */
  readonly type: Uint8Array;
  /** Index of the operation in the outline of that side, or NONE. Half a moved pair has one only. */
  readonly left: Int32Array;
  readonly right: Int32Array;
  /** Bits of `changeNames`: 1 << index. */
  readonly changes: Uint16Array;
  /** Of half a moved pair the row of the other half; else NONE. */
  readonly other: Int32Array;
};

/** A number of both sides; `null` where a side has none. */
export type Both<T> = { readonly left: T; readonly right: T };

/** Milliseconds that operations of one kind and name took, of those on the chain of waits that explains how long the run took. */
export type Share = {
  readonly kind: OperationKind;
  readonly name: string;
  readonly leftMs: number;
  readonly rightMs: number;
  /** Of those: waiting to be started. */
  readonly queuedMs: Both<number>;
  /** Of those: from the first try to the beginning of the last. */
  readonly retryMs: Both<number>;
  /** Of those: the history does not tell whether it waited, was tried again or ran. */
  readonly unknownMs: Both<number>;
};

export type Times = {
  /** From the first event to the one that ended the run; null where a time is missing. */
  readonly total: Both<number | null>;
  /** Those that differ most first. */
  readonly shares: readonly Share[];
};

/** How both ended, and which parts of the runs themselves differ. */
export type Outcome = { readonly status: Both<RunStatus>; readonly changes: readonly RunPart[] };

/** A pair of operations that ran several times: the first iteration that differs, where that is not the first of all; null where a side has no such iteration. */
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
  /** Row of the first difference; null = none. */
  readonly first: number | null;
  readonly outcome: Outcome;
  readonly times: Times;
  readonly laterIterations: readonly LaterIteration[];
  /** What could not be read, and so not be compared. */
  readonly unread: Both<Unread>;
  /** What is otherwise on both sides, and not compared, as each has words of its own for it: rising in the order of all parts. */
  readonly uncompared: readonly UncomparedPart[];
  /** True when nothing that a person would care about differs; times may. */
  readonly same: boolean;
};

export function changesOf(bits: number): readonly ChangeName[] {
  return changeNames.filter((_, i) => (bits & (1 << i)) !== 0);
}

/** What operations were given and gave, not whether, how often, how and how well they ran. */
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

/** True where both did the same, with other values: the ids of two orders differ everywhere. */
export function isOfValuesOnly(bits: number): boolean {
  return changesOf(bits).every((name) => valueChanges.includes(name));
}

export function rowTypeAt(rows: Rows, row: number): RowType {
  return rowTypes[rows.type[row] ?? 0] ?? 'same';
}
