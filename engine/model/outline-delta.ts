// What a growing run's outline has more than it had: to be sent instead of all of it. Pure; knows no log and no pipe.

import type { Seq, Warning } from './event.ts';
import type { OperationColumns, Outline } from './outline.ts';

/** What became of operations that were there before, one entry each. */
type Moved = Pick<OperationColumns, 'reason' | 'status' | 'attempts' | 'startedAt' | 'closedAt'> & {
  readonly operation: Uint32Array;
};

/** Events of operations, of old and new ones: by operation, within one by seq. */
type Touches = Pick<OperationColumns, 'touchSeq' | 'touchStatus' | 'touchAttempts' | 'touchFailure' | 'touchWorker'> & {
  readonly operation: Uint32Array;
};

/** Everything of events `from` + 1 … `events`; columns as in `Outline`, each of the new entries alone. */
export type OutlineDelta = {
  /** How many events the outline has that it goes with. */
  readonly from: Seq;
  readonly events: number;
  readonly types: readonly string[];
  readonly type: Uint16Array;
  readonly atMs: Float64Array;
  readonly flags: Uint16Array;
  readonly operation: Int32Array;
  readonly names: readonly string[];
  readonly keys: readonly string[];
  readonly opened: Omit<OperationColumns, 'count' | 'keys' | keyof Touches | 'touchStart'>;
  readonly moved: Moved;
  readonly touches: Touches;
  readonly statuses: Outline['statuses'];
  readonly sets: Outline['sets'];
  readonly links: Outline['links'];
  /** They stand behind the first `keep` warnings that there were. */
  readonly warnings: { readonly keep: number; readonly more: readonly Warning[] };
};

/** What `after` has more than `before`, an outline of the same run's first events. */
export function outlineDelta(before: Outline, after: Outline): OutlineDelta {
  const from = before.events;
  const old = before.operations.count;
  return {
    from,
    events: after.events,
    types: after.types.slice(before.types.length),
    type: after.type.slice(from),
    atMs: after.atMs.slice(from),
    flags: after.flags.slice(from),
    operation: after.operation.slice(from),
    names: after.names.slice(before.names.length),
    keys: after.operations.keys.slice(old),
    opened: openedFrom(after.operations, old),
    moved: movedBetween(before.operations, after.operations),
    touches: touchesBetween(before.operations, after.operations),
    statuses: after.statuses.slice(before.statuses.length),
    sets: after.sets.slice(before.sets.length),
    links: after.links.slice(before.links.length),
    warnings: warningsBetween(before.warnings, after.warnings),
  };
}

/** The outline of all events: `outline` itself stays as it is. The delta must go with it: `delta.from` is `outline.events`. */
export function extend(outline: Outline, delta: OutlineDelta): Outline {
  return {
    ...outline,
    events: delta.events,
    types: [...outline.types, ...delta.types],
    type: joined(outline.type, delta.type),
    atMs: joined(outline.atMs, delta.atMs),
    flags: joined(outline.flags, delta.flags),
    operation: joined(outline.operation, delta.operation),
    names: [...outline.names, ...delta.names],
    operations: extendOperations(outline.operations, delta),
    statuses: [...outline.statuses, ...delta.statuses],
    sets: [...outline.sets, ...delta.sets],
    links: [...outline.links, ...delta.links],
    warnings: [...outline.warnings.slice(0, delta.warnings.keep), ...delta.warnings.more],
  };
}

function openedFrom(columns: OperationColumns, from: number): OutlineDelta['opened'] {
  return {
    kind: columns.kind.slice(from),
    name: columns.name.slice(from),
    label: columns.label.slice(from),
    about: columns.about.slice(from),
    startsUnseen: columns.startsUnseen.slice(from),
    reason: columns.reason.slice(from),
    status: columns.status.slice(from),
    attempts: columns.attempts.slice(from),
    openedAt: columns.openedAt.slice(from),
    startedAt: columns.startedAt.slice(from),
    closedAt: columns.closedAt.slice(from),
    untilMs: columns.untilMs.slice(from),
    task: columns.task.slice(from),
    cause: columns.cause.slice(from),
  };
}

/** Only what has new events can have moved. */
function movedBetween(before: OperationColumns, after: OperationColumns): Moved {
  const operation = Uint32Array.from(grownOperations(before, after).filter((index) => index < before.count));
  const of = (column: Uint32Array): Uint32Array => operation.map((index) => column[index]!);
  return {
    operation,
    reason: of(after.reason),
    status: Uint8Array.from(of(Uint32Array.from(after.status))),
    attempts: of(after.attempts),
    startedAt: of(after.startedAt),
    closedAt: of(after.closedAt),
  };
}

function grownOperations(before: OperationColumns, after: OperationColumns): number[] {
  const grown: number[] = [];
  for (let i = 0; i < after.count; i++)
    if (touchesOf(after, i) > (i < before.count ? touchesOf(before, i) : 0)) grown.push(i);
  return grown;
}

function touchesOf({ touchStart }: OperationColumns, operation: number): number {
  return touchStart[operation + 1]! - touchStart[operation]!;
}

function touchesBetween(before: OperationColumns, after: OperationColumns): Touches {
  const operation: number[] = [];
  const places: number[] = [];
  for (const index of grownOperations(before, after)) {
    const known = index < before.count ? touchesOf(before, index) : 0;
    for (let at = after.touchStart[index]! + known; at < after.touchStart[index + 1]!; at++) {
      operation.push(index);
      places.push(at);
    }
  }
  return {
    operation: Uint32Array.from(operation),
    touchSeq: Uint32Array.from(places, (at) => after.touchSeq[at]!),
    touchStatus: Uint8Array.from(places, (at) => after.touchStatus[at]!),
    touchAttempts: Uint32Array.from(places, (at) => after.touchAttempts[at]!),
    touchFailure: Uint32Array.from(places, (at) => after.touchFailure[at]!),
    touchWorker: Uint32Array.from(places, (at) => after.touchWorker[at]!),
  };
}

function warningsBetween(before: readonly Warning[], after: readonly Warning[]): OutlineDelta['warnings'] {
  let keep = 0;
  while (keep < before.length && isSame(before[keep]!, after[keep])) keep++;
  return { keep, more: after.slice(keep) };
}

function isSame(one: Warning, other: Warning | undefined): boolean {
  return other !== undefined && one.seq === other.seq && one.code === other.code && one.text === other.text;
}

function extendOperations(columns: OperationColumns, { keys, opened, moved, touches }: OutlineDelta): OperationColumns {
  const count = columns.count + keys.length;
  return {
    count,
    keys: [...columns.keys, ...keys],
    kind: joined(columns.kind, opened.kind),
    name: joined(columns.name, opened.name),
    label: joined(columns.label, opened.label),
    about: joined(columns.about, opened.about),
    startsUnseen: joined(columns.startsUnseen, opened.startsUnseen),
    reason: changed(joined(columns.reason, opened.reason), moved.operation, moved.reason),
    status: changed(joined(columns.status, opened.status), moved.operation, moved.status),
    attempts: changed(joined(columns.attempts, opened.attempts), moved.operation, moved.attempts),
    openedAt: joined(columns.openedAt, opened.openedAt),
    startedAt: changed(joined(columns.startedAt, opened.startedAt), moved.operation, moved.startedAt),
    closedAt: changed(joined(columns.closedAt, opened.closedAt), moved.operation, moved.closedAt),
    untilMs: joined(columns.untilMs, opened.untilMs),
    task: joined(columns.task, opened.task),
    cause: joined(columns.cause, opened.cause),
    ...mergeTouches(columns, touches, count),
  };
}

type TouchColumns = Pick<
  OperationColumns,
  'touchStart' | 'touchSeq' | 'touchStatus' | 'touchAttempts' | 'touchFailure' | 'touchWorker'
>;

/** Of each operation first those that were there, then the new ones. What stands between two operations with new ones moves as one piece. */
function mergeTouches(columns: OperationColumns, touches: Touches, count: number): TouchColumns {
  const touchStart = new Uint32Array(count + 1);
  for (const operation of touches.operation) touchStart[operation + 1]! += 1;
  for (let i = 0; i < count; i++)
    touchStart[i + 1]! += touchStart[i]! + (i < columns.count ? touchesOf(columns, i) : 0);
  const pieces = piecesOf(columns, touches.operation);
  return {
    touchStart,
    touchSeq: merged(columns.touchSeq, touches.touchSeq, pieces),
    touchStatus: merged(columns.touchStatus, touches.touchStatus, pieces),
    touchAttempts: merged(columns.touchAttempts, touches.touchAttempts, pieces),
    touchFailure: merged(columns.touchFailure, touches.touchFailure, pieces),
    touchWorker: merged(columns.touchWorker, touches.touchWorker, pieces),
  };
}

/** The old ones up to `oldTo`, then the new ones up to `newTo`. */
type Piece = { readonly oldTo: number; readonly newTo: number };

function piecesOf({ count, touchStart }: OperationColumns, operations: Uint32Array): readonly Piece[] {
  const pieces: Piece[] = [];
  for (let to = 1; to <= operations.length; to++) {
    const operation = operations[to - 1]!;
    if (operations[to] !== operation) pieces.push({ oldTo: touchStart[Math.min(operation + 1, count)]!, newTo: to });
  }
  return pieces;
}

function merged<T extends Uint8Array | Uint32Array>(old: T, added: T, pieces: readonly Piece[]): T {
  const all = emptyLike(old, old.length + added.length);
  let [oldFrom, newFrom] = [0, 0];
  for (const { oldTo, newTo } of pieces) {
    all.set(old.subarray(oldFrom, oldTo), oldFrom + newFrom);
    all.set(added.subarray(newFrom, newTo), oldTo + newFrom);
    [oldFrom, newFrom] = [oldTo, newTo];
  }
  all.set(old.subarray(oldFrom), oldFrom + newFrom);
  return all;
}

type Numbers = Uint8Array | Uint16Array | Uint32Array | Int32Array | Float64Array;

function joined<T extends Numbers>(old: T, added: T): T {
  const all = emptyLike(old, old.length + added.length);
  all.set(old);
  all.set(added, old.length);
  return all;
}

function emptyLike<T extends Numbers>(column: T, length: number): T {
  return new (column.constructor as new (length: number) => T)(length);
}

/** In place, in a column that nobody else has yet. */
function changed<T extends Uint8Array | Uint32Array>(column: T, at: Uint32Array, values: T): T {
  for (let i = 0; i < at.length; i++) column[at[i]!] = values[i]!;
  return column;
}
