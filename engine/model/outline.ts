// The outline of a run: what list, graph and timeline need of every event and operation, as columns. No payloads, no decisions.

import type { ClosedStatus, OperationKind, OperationStatus, RunStatus } from './effect.ts';
import { operationKinds, operationStatuses } from './effect.ts';
import type { DialectId, RunId, Seq, Warning } from './event.ts';
import { isDate } from './moment.ts';
import type { Link } from './state.ts';

/** 1: 2026-11, first shape. 3: what was known after each event of an operation; events may be unclear. Stored outlines of another version are built anew. */
export const OUTLINE_VERSION = 7;

/** Bits of `Outline.flags`. */
export const eventFlags = {
  /** The engine's own housekeeping (workflow tasks): folded away by default. */
  bookkeeping: 1,
  /** Something failed, timed out, was terminated or rejected here. */
  bad: 2,
  warned: 4,
  /** Wakes the code: an answer, a firing, a message; it is in the input of the next workflow task. */
  wakes: 8,
  opens: 16,
  closes: 32,
  /** Changes the status of the run itself. */
  runs: 64,
  /** What the code asked for in a workflow task, written together with its end. */
  commands: 128,
  /** Something about an operation of its that nobody knows: of an unknown type, or without an id. What became of it is not known. */
  unclear: 256,
  /** The same of the run. */
  runUnclear: 512,
} as const;

/** "None" in the columns that hold an index. */
export const NONE = -1;

/**
 * Event columns have one entry per event: index = seq − 1. Operation columns have one entry per operation, in order of opening.
 * Seqs in operation columns are 0 where it never happened; times are NaN where they are unknown.
 */
export type Outline = {
  readonly version: typeof OUTLINE_VERSION;
  readonly run: RunId;
  readonly dialect: DialectId;
  /** Its code runs in workflow tasks, which the history tells of. */
  readonly inTasks: boolean;
  readonly events: number;

  /** Names of event types; `type` points into it. */
  readonly types: readonly string[];
  readonly type: Uint16Array;
  /** ms since 1970. */
  readonly atMs: Float64Array;
  readonly flags: Uint16Array;
  /** The operation that the event is first of all about, or NONE. */
  readonly operation: Int32Array;

  /** Names of operations, reasons of failures; `''` first. */
  readonly names: readonly string[];
  readonly operations: OperationColumns;

  /** `beginsAtMs`: its code is not begun before then. */
  readonly statuses: readonly { readonly seq: Seq; readonly status: RunStatus; readonly beginsAtMs?: number }[];
  readonly sets: readonly { readonly seq: Seq; readonly name: string }[];
  readonly links: readonly Link[];
  /** The workflow task of event `seq` has not seen what woke the code in event `waker`, before it. */
  readonly unseen: readonly { readonly seq: Seq; readonly waker: Seq }[];
  readonly warnings: readonly Warning[];
};

/** What an outline knows of the dialect of its history. */
export type OutlineDialect = { readonly id: DialectId; readonly inTasks?: boolean };

export type OperationColumns = {
  readonly count: number;
  readonly keys: readonly string[];
  /** Index into `operationKinds`. */
  readonly kind: Uint8Array;
  /** Index into `Outline.names`. */
  readonly name: Uint32Array;
  /** What a person wrote about it; 0 = nothing. */
  readonly label: Uint32Array;
  /** What tells it from others of its name; 0 = nothing. */
  readonly about: Uint32Array;
  /** 1 where its start is written down only when the attempt that began is over. */
  readonly startsUnseen: Uint8Array;
  /** Why it ended badly, in a word; 0 = nothing to say. */
  readonly reason: Uint32Array;
  /** At the end of the history; index into `operationStatuses`. */
  readonly status: Uint8Array;
  readonly attempts: Uint32Array;
  readonly openedAt: Uint32Array;
  readonly startedAt: Uint32Array;
  readonly closedAt: Uint32Array;
  readonly untilMs: Float64Array;
  /** Index of the workflow task that issued it, or NONE. */
  readonly task: Int32Array;
  /** Index of the operation whose handler issued it, or NONE. */
  readonly cause: Int32Array;
  /**
   * Events of operation i: `touchSeq[touchFrom[i] … touchTo[i])`, rising; beside them what was known after each. There may be room between
   * those of two operations, and they may stand in any order: so an outline grows without being moved.
   */
  readonly touchFrom: Uint32Array;
  readonly touchTo: Uint32Array;
  readonly touchSeq: Uint32Array;
  readonly touchStatus: Uint8Array;
  readonly touchAttempts: Uint32Array;
  /** Its newest failure in a line, index into `Outline.names`; 0 = none. */
  readonly touchFailure: Uint32Array;
  /** Who took it last, index into `Outline.names`; 0 = not told. */
  readonly touchWorker: Uint32Array;
};

export function kindOf(outline: Outline, operation: number): OperationKind {
  return operationKinds[outline.operations.kind[operation] ?? 0] ?? 'other';
}

/** What ran: its type. See `titleOf` for what tells it from others of the same. */
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

/** ms since 1970, to compute with; null where there is none, or one that is no date. */
export function timeOf(outline: Outline, seq: Seq): number | null {
  const atMs = writtenTimeOf(outline, seq);
  return atMs !== null && isDate(atMs) ? atMs : null;
}

/** The number of ms since 1970 that the event was written with, to be shown; it may be no date. null where there is none. */
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
/** Statuses from this index on are closed ones. */
export const firstClosedStatus: number = statusIndex['completed' satisfies ClosedStatus];
export const kindIndex = Object.fromEntries(operationKinds.map((kind, index) => [kind, index])) as Readonly<
  Record<OperationKind, number>
>;
