// What a comparison of two runs says, as plain data: the one thing that its text, its JSON lines and its page are drawn from. Left is A, right is B.

import type { ValueDifferences } from '../model/api.ts';
import type { Both, ChangeName, Counts, Times } from '../model/compare/comparison.ts';
import type { RunPart, UncomparedPart } from '../model/compare/parts.ts';
import type { Unread } from '../model/compare/plain-value.ts';
import type { OperationKind, OperationStatus, RunStatus } from '../model/effect.ts';
import type { Seq } from '../model/event.ts';

export const DIFF_VERSION = 3;

export type DocumentRun = {
  readonly runId: string;
  readonly workflowId: string | null;
  readonly workflowType: string | null;
  readonly dialect: string;
  /** The name of the file it came from. */
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
  /** With what tells it from others of its name, and what a person wrote about it. */
  readonly called: string;
  readonly status: OperationStatus;
  readonly attempts: number;
  readonly openedAt: Seq;
  /** null = still open at the end. */
  readonly closedAt: Seq | null;
  /** From the first event of the run. */
  readonly offsetMs: number | null;
  readonly totalMs: number;
  /** Of that: waiting to be started, with one attempt; from the first try to the beginning of the last, with several; and what the history does not tell. */
  readonly queuedMs: number;
  readonly retryMs: number;
  readonly unknownMs: number;
};

/**
 * `onlyLeft`, `onlyRight`: the other side is null. A `moved` one stands where its right half stands; where its left half stands there is a
 * `movedFrom` with the right side null.
 */
export type DocumentRow = {
  readonly type: 'same' | 'changed' | 'onlyLeft' | 'onlyRight' | 'moved' | 'movedFrom';
  readonly changes: readonly ChangeName[];
  readonly left: DocumentOperation | null;
  readonly right: DocumentOperation | null;
  /** null = nothing that is held differs, or it was not looked at. */
  readonly values: ValueDifferences | null;
};

export type DocumentOutcome = {
  readonly status: Both<RunStatus>;
  readonly changes: readonly ('status' | RunPart)[];
  readonly values: ValueDifferences;
};

export type DiffDocument = {
  /** Nothing of what was asked for differs; times may. */
  readonly same: boolean;
  readonly left: DocumentRun;
  readonly right: DocumentRun;
  /** For people; the first two say what A and B are. */
  readonly sentences: readonly string[];
  /** null = not asked for. */
  readonly outcome: DocumentOutcome | null;
  readonly counts: Counts;
  readonly rows: readonly DocumentRow[];
  /** Index of the first row that is not the same, or null. */
  readonly first: number | null;
  readonly times: Times;
  /** Values that could not be read, and so not be compared (encrypted), or byte by byte only. */
  readonly unread: Both<Unread>;
  /** What is otherwise on both sides and not compared, as two dialects have words of their own for it. */
  readonly uncompared: readonly UncomparedPart[];
  /** What was not looked at: ignore rules, as lines; kinds, where only some were asked for. */
  readonly ignored: readonly string[];
  readonly only: readonly string[];
};

/** Each difference once: a moved one where it stands on the right. */
export function differencesOf({ rows }: DiffDocument): readonly DocumentRow[] {
  return rows.filter(({ type }) => type !== 'same' && type !== 'movedFrom');
}
