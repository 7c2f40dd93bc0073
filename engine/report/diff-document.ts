// The comparison of two runs as plain data, from which its text, JSON lines and page are made. Left is A, right is B.

import type { ValueDifferences } from '../model/api.ts';
import type { Both, ChangeName, Counts, Times } from '../model/compare/comparison.ts';
import type { RunPart, UncomparedPart } from '../model/compare/parts.ts';
import type { Unread } from '../model/compare/plain-value.ts';
import type { OperationKind, OperationStatus, RunStatus } from '../model/effect.ts';
import type { Seq } from '../model/event.ts';

export const DIFF_VERSION = 4;

export type DocumentRun = {
  readonly runId: string;
  readonly workflowId: string | null;
  readonly workflowType: string | null;
  readonly dialect: string;
  /** Name of the imported file. */
  readonly source: string;
  readonly status: RunStatus;
  readonly headline: string;
  readonly events: number;
  readonly operations: number;
  readonly startedAtMs: number | null;
};

export type DocumentOperation = {
  readonly key: string;
  readonly kind: OperationKind;
  readonly name: string;
  /** Display name, with what tells it from other operations of the same name, and the person's note. */
  readonly called: string;
  readonly status: OperationStatus;
  readonly attempts: number;
  readonly openedAt: Seq;
  /** null if the operation is still open at the end of the run. */
  readonly closedAt: Seq | null;
  /** ms since the first event of the run. */
  readonly offsetMs: number | null;
  readonly totalMs: number;
  /**
   * Parts of the time, in ms: before the start, with one attempt; from the first attempt to the start of the
   * last, with several; unknown from the history.
   */
  readonly scheduleToStartMs: number;
  readonly retryMs: number;
  readonly unknownMs: number;
};

/**
 * In `onlyLeft` and `onlyRight` the other side is null. A `moved` row is at the place of its right operation; at the
 * place of the left operation is a `movedFrom` row with a null right side.
 */
export type DocumentRow = {
  readonly type: 'same' | 'changed' | 'onlyLeft' | 'onlyRight' | 'moved' | 'movedFrom';
  readonly changes: readonly ChangeName[];
  readonly left: DocumentOperation | null;
  readonly right: DocumentOperation | null;
  /** null if no values differ, or if they were not compared. */
  readonly values: ValueDifferences | null;
};

export type DocumentOutcome = {
  readonly status: Both<RunStatus>;
  readonly changes: readonly ('status' | RunPart)[];
  readonly values: ValueDifferences;
};

export type DiffDocument = {
  /** Whether nothing that was asked for differs; times may differ. */
  readonly same: boolean;
  readonly left: DocumentRun;
  readonly right: DocumentRun;
  /** Sentences for people; the first two describe A and B. */
  readonly sentences: readonly string[];
  /** null if not asked for. */
  readonly outcome: DocumentOutcome | null;
  readonly counts: Counts;
  readonly rows: readonly DocumentRow[];
  /** Index of the first row that is not the same, or null. */
  readonly first: number | null;
  readonly times: Times;
  /** Counts of values that could not be compared because they are encrypted, or only byte by byte. */
  readonly unread: Both<Unread>;
  /** Parts that differ but are not compared, because the two dialects name them differently. */
  readonly uncompared: readonly UncomparedPart[];
  /** What was not compared: ignore rules, as lines; the kinds of operations that were asked for, if not all. */
  readonly ignored: readonly string[];
  readonly only: readonly string[];
};

/** Each difference once: a moved operation at its place on the right. */
export function differencesOf({ rows }: DiffDocument): readonly DocumentRow[] {
  return rows.filter(({ type }) => type !== 'same' && type !== 'movedFrom');
}
