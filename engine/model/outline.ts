// The outline of a run: the facts about every event and operation that list, graph and timeline need, as columns. No
// payloads, no decisions.

import type { ClosedStatus, OperationKind, OperationStatus, RunStatus } from './effect.ts';
import { operationKinds, operationStatuses } from './effect.ts';
import type { DialectId, RunId, Seq, Warning } from './event.ts';
import { isDate } from './moment.ts';
import type { Link } from './state.ts';

/**
 * 1: 2026-11, first shape. 3: the state after each event of an operation; events may be unclear. Stored outlines of
 * another version are rebuilt.
 */
export const OUTLINE_VERSION = 8;

/** Bits of `Outline.flags`. */
export const eventFlags = {
  /** The engine's own housekeeping (workflow tasks): folded away by default. */
  bookkeeping: 1,
  /** An operation or the run failed, timed out, was terminated or rejected at this event. */
  bad: 2,
  warned: 4,
  /** Wakes the code (an answer, a firing, a message): the event is in the input of the next workflow task. */
  wakes: 8,
  opens: 16,
  closes: 32,
  /** Changes the status of the run itself. */
  runs: 64,
  /** A command of the code, written together with the end of its workflow task. */
  commands: 128,
  /** Leaves the status of an operation unknown: the event has an unknown type, or does not name its operation. */
  unclear: 256,
  /** Leaves the status of the run unknown. */
  runUnclear: 512,
} as const;

/** "None" in the columns that hold an index. */
export const NONE = -1;

/**
 * Event columns have one entry per event: index = seq − 1. Operation columns have one entry per operation, in order of
 * opening. A seq of 0 in an operation column means never; a time of NaN means unknown.
 */
export type Outline = {
  readonly version: typeof OUTLINE_VERSION;
  readonly run: RunId;
  readonly dialect: DialectId;
  /** True where the code runs in workflow tasks that the history records. */
  readonly inTasks: boolean;
  readonly events: number;

  /** Names of event types; `type` points into it. */
  readonly types: readonly string[];
  readonly type: Uint16Array;
  /** ms since 1970. */
  readonly atMs: Float64Array;
  readonly flags: Uint16Array;
  /** The main operation of the event, or NONE. */
  readonly operation: Int32Array;

  /** Names of operations and reasons of failures; the first is `''`. */
  readonly names: readonly string[];
  readonly operations: OperationColumns;

  /** `beginsAtMs`: the code does not begin before this time, ms since 1970. `awaits`: see the effect. */
  readonly statuses: readonly {
    readonly seq: Seq;
    readonly status: RunStatus;
    readonly beginsAtMs?: number;
    readonly awaits?: string;
  }[];
  readonly sets: readonly { readonly seq: Seq; readonly name: string }[];
  readonly links: readonly Link[];
  /** The workflow task of event `seq` has not seen the earlier event `waker`, which woke the code. */
  readonly unseen: readonly { readonly seq: Seq; readonly waker: Seq }[];
  readonly warnings: readonly Warning[];
};

/** An outline's facts about the dialect of its history. */
export type OutlineDialect = { readonly id: DialectId; readonly inTasks?: boolean };

export type OperationColumns = {
  readonly count: number;
  readonly keys: readonly string[];
  /** Index into `operationKinds`. */
  readonly kind: Uint8Array;
  /** Index into `Outline.names`. */
  readonly name: Uint32Array;
  /** A person's text about the operation, index into `Outline.names`; 0 = none. */
  readonly label: Uint32Array;
  /** What distinguishes the operation from others of its name, index into `Outline.names`; 0 = nothing. */
  readonly about: Uint32Array;
  /** 1 where the history records the start only after the attempt is over. */
  readonly startsUnseen: Uint8Array;
  /** Why the operation failed, index into `Outline.names`; 0 = no reason. */
  readonly reason: Uint32Array;
  /** Status at the end of the history; index into `operationStatuses`. */
  readonly status: Uint8Array;
  readonly attempts: Uint32Array;
  readonly openedAt: Uint32Array;
  readonly startedAt: Uint32Array;
  readonly closedAt: Uint32Array;
  readonly untilMs: Float64Array;
  /** Index of the workflow task that scheduled it, or NONE. */
  readonly task: Int32Array;
  /** Index of the operation whose handler scheduled it, or NONE. */
  readonly cause: Int32Array;
  /**
   * Events of operation i: `touchSeq[touchFrom[i] … touchTo[i])`, rising; the other touch columns hold the state after
   * each. The ranges of operations may have gaps between them and any order, so an outline grows without moving
   * entries.
   */
  readonly touchFrom: Uint32Array;
  readonly touchTo: Uint32Array;
  readonly touchSeq: Uint32Array;
  readonly touchStatus: Uint8Array;
  readonly touchAttempts: Uint32Array;
  /** Newest failure in one line, index into `Outline.names`; 0 = none. */
  readonly touchFailure: Uint32Array;
  /** Worker that last took the operation, index into `Outline.names`; 0 = unknown. */
  readonly touchWorker: Uint32Array;
};

export function kindOf(outline: Outline, operation: number): OperationKind {
  return operationKinds[outline.operations.kind[operation] ?? 0] ?? 'other';
}

/** The operation's type. `titleOf` adds what distinguishes it from others of the type. */
export function nameOf(outline: Outline, operation: number): string {
  return outline.names[outline.operations.name[operation] ?? 0] ?? '';
}

export function reasonOf(outline: Outline, operation: number): string {
  return outline.names[outline.operations.reason[operation] ?? 0] ?? '';
}

export function finalStatusOf(outline: Outline, operation: number): OperationStatus {
  return operationStatuses[outline.operations.status[operation] ?? 0] ?? 'scheduled';
}

export function typeOf(outline: Outline, seq: Seq): string {
  return outline.types[outline.type[seq - 1] ?? 0] ?? '';
}

/** ms since 1970 for computation; null where the event has no time, or one beyond the range of dates. */
export function timeOf(outline: Outline, seq: Seq): number | null {
  const atMs = writtenTimeOf(outline, seq);
  return atMs !== null && isDate(atMs) ? atMs : null;
}

/** ms since 1970 as written in the event, for display; may be beyond the range of dates. null without a time. */
export function writtenTimeOf(outline: Outline, seq: Seq): number | null {
  const atMs = outline.atMs[seq - 1];
  return atMs === undefined || Number.isNaN(atMs) ? null : atMs;
}

export function hasFlag(outline: Outline, seq: Seq, flag: keyof typeof eventFlags): boolean {
  return ((outline.flags[seq - 1] ?? 0) & eventFlags[flag]) !== 0;
}

/** The seqs of an operation's events, rising. */
export function eventsOf(outline: Outline, operation: number): Uint32Array {
  const { touchFrom, touchTo, touchSeq } = outline.operations;
  return touchSeq.subarray(touchFrom[operation], touchTo[operation]);
}

export function operationIndex(outline: Outline, key: string): number {
  return outline.operations.keys.indexOf(key);
}

export const statusIndex = Object.fromEntries(operationStatuses.map((status, index) => [status, index])) as Readonly<
  Record<OperationStatus, number>
>;
/** Statuses from this index on are closed. */
export const firstClosedStatus: number = statusIndex['completed' satisfies ClosedStatus];
export const kindIndex = Object.fromEntries(operationKinds.map((kind, index) => [kind, index])) as Readonly<
  Record<OperationKind, number>
>;
