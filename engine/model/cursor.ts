// The state of a run at a cursor, read directly from the outline: no fold and no copy, fast enough for every frame.

import { carried } from './carried.ts';
import type { OperationStatus, RunStatus } from './effect.ts';
import { isClosed, operationStatuses } from './effect.ts';
import type { Seq } from './event.ts';
import type { Outline } from './outline.ts';
import { firstClosedStatus, hasFlag, NONE, statusIndex } from './outline.ts';

/** How many entries of a rising column are at most `limit`. */
export function countUpTo(column: ArrayLike<number>, limit: number, from = 0, to = column.length): number {
  let low = from;
  let high = to;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (column[middle]! <= limit) low = middle + 1;
    else high = middle;
  }
  return low - from;
}

/** The status of an operation after event `cursor`, or null while it lies in the future. */
export function statusAt(outline: Outline, operation: number, cursor: Seq): OperationStatus | null {
  const touch = touchAt(outline, operation, cursor);
  return touch === NONE ? null : operationStatuses[outline.operations.touchStatus[touch]!]!;
}

/** The index in the `touch` columns of an operation's last event up to event `cursor`, or −1. */
function touchAt(outline: Outline, operation: number, cursor: Seq): number {
  const { touchFrom, touchTo, touchSeq } = outline.operations;
  const from = touchFrom[operation]!;
  const known = countUpTo(touchSeq, cursor, from, touchTo[operation]);
  return known === 0 ? NONE : from + known - 1;
}

/** The event that gave an operation the status it has after event `cursor`. */
export function statusSince(outline: Outline, operation: number, cursor: Seq): Seq {
  const { touchFrom, touchSeq, touchStatus } = outline.operations;
  let touch = touchAt(outline, operation, cursor);
  while (touch > touchFrom[operation]! && touchStatus[touch - 1] === touchStatus[touch]) touch--;
  return touchSeq[touch] ?? 0;
}

/**
 * The event that began the attempt under way after event `cursor`, for an operation that runs or is asked to cancel.
 */
export function runningSince(outline: Outline, operation: number, cursor: Seq): Seq {
  const { touchFrom, touchSeq, touchStatus, touchAttempts, startedAt } = outline.operations;
  const last = touchAt(outline, operation, cursor);
  let since = NONE;
  let touch = last;
  for (; touch >= touchFrom[operation]! && touchAttempts[touch] === touchAttempts[last]; touch--)
    if (touchStatus[touch] === statusIndex.started) since = touch;
  // An operation asked to cancel keeps that status, so only the number of attempts shows its start.
  if (since === NONE && touch >= touchFrom[operation]!) since = touch + 1;
  return since === NONE ? startedAt[operation]! : touchSeq[since]!;
}

/** The number of attempts that the history mentions by the cursor; 0 = not begun. */
export function attemptsAt(outline: Outline, operation: number, cursor: Seq): number {
  return outline.operations.touchAttempts[touchAt(outline, operation, cursor)] ?? 0;
}

/** The newest failure of an operation by the cursor in one line, or ''. */
export function failureAt(outline: Outline, operation: number, cursor: Seq): string {
  return outline.names[outline.operations.touchFailure[touchAt(outline, operation, cursor)] ?? 0] ?? '';
}

/** The worker that last took an operation by the cursor, or ''. */
export function workerAt(outline: Outline, operation: number, cursor: Seq): string {
  return outline.names[outline.operations.touchWorker[touchAt(outline, operation, cursor)] ?? 0] ?? '';
}

function isOpenAt(outline: Outline, operation: number, cursor: Seq): boolean {
  const status = statusAt(outline, operation, cursor);
  return status !== null && !isClosed(status);
}

/** True for an open operation whose last event by the cursor has an unknown type or names no operation. */
export function isUnclearAt(outline: Outline, operation: number, cursor: Seq): boolean {
  const { touchFrom, touchTo, touchSeq } = outline.operations;
  const from = touchFrom[operation]!;
  const known = countUpTo(touchSeq, cursor, from, touchTo[operation]);
  const seq = known > 0 ? touchSeq[from + known - 1]! : 0;
  // An end without an id leaves others unclear, not the operation that it is about itself.
  const isItsEnd = seq > 0 && outline.operation[seq - 1] === operation && hasFlag(outline, seq, 'closes');
  return seq > 0 && hasFlag(outline, seq, 'unclear') && !isItsEnd && !isClosed(statusAt(outline, operation, cursor)!);
}

/** The last event about an operation by the cursor; 0 without one. */
export function lastWordOf(outline: Outline, operation: number, cursor: Seq): Seq {
  return outline.operations.touchSeq[touchAt(outline, operation, cursor)] ?? 0;
}

/** The same for the run: no later event shows how the run goes on. */
export function isRunUnclearAt(outline: Outline, cursor: Seq): boolean {
  for (let seq = cursor; seq >= 1; seq--) {
    const isAboutOperation = outline.operation[seq - 1] !== NONE;
    if (hasFlag(outline, seq, 'runUnclear')) return true;
    if (hasFlag(outline, seq, 'unclear') && !hasFlag(outline, seq, 'closes')) continue;
    if (isAboutOperation || hasFlag(outline, seq, 'runs')) return false;
  }
  return false;
}

export function runStatusAt(outline: Outline, cursor: Seq): RunStatus {
  let status: RunStatus = 'unknown';
  for (const change of outline.statuses) {
    if (change.seq > cursor) break;
    status = change.status;
  }
  return status;
}

/** Number of operations opened up to the cursor: their indexes are 0 … count − 1. */
export function openedCount(outline: Outline, cursor: Seq): number {
  return countUpTo(outline.operations.openedAt, cursor);
}

/** Later than every seq. */
const never = 0xffffffff;

/**
 * Finds the operations open at a cursor without visiting the others: a tree of maxima over the seqs at which operations
 * close, with operations in order of opening. See `openOperationsOf`.
 */
export class OpenOperations {
  #outline: Outline;
  #size = 0;
  #latestClose = new Uint32Array(0);

  constructor(outline: Outline) {
    this.#outline = outline;
    this.#plant();
  }

  #plant(): void {
    const { count, closedAt, status } = this.#outline.operations;
    const size = 2 ** Math.ceil(Math.log2(Math.max(1, count)));
    const latest = new Uint32Array(2 * size);
    // Loops without calls: an opened run has all its operations planted at once.
    for (let i = 0; i < count; i++) latest[size + i] = status[i]! >= firstClosedStatus ? closedAt[i]! : never;
    for (let i = size - 1; i >= 1; i--) {
      const one = latest[2 * i]!;
      const other = latest[2 * i + 1]!;
      latest[i] = one > other ? one : other;
    }
    this.#size = size;
    this.#latestClose = latest;
  }

  #closeOf(operation: number): number {
    const { closedAt, status } = this.#outline.operations;
    return status[operation]! >= firstClosedStatus ? closedAt[operation]! : never;
  }

  #latestBelow(node: number): number {
    return Math.max(this.#latestClose[2 * node]!, this.#latestClose[2 * node + 1]!);
  }

  /** Takes in a growth of the outline: `operations` are new or changed. */
  grow(outline: Outline, operations: Uint32Array): this {
    this.#outline = outline;
    if (outline.operations.count > this.#size) this.#plant();
    else for (const operation of operations) this.#update(operation);
    return this;
  }

  #update(operation: number): void {
    let node = this.#size + operation;
    let latest = this.#closeOf(operation);
    while (node >= 1 && this.#latestClose[node] !== latest) {
      this.#latestClose[node] = latest;
      node >>>= 1;
      latest = node === 0 ? 0 : this.#latestBelow(node);
    }
  }

  /** Indexes of the operations open after event `cursor`, in order of opening, at most `limit`. */
  at(cursor: Seq, limit = Number.POSITIVE_INFINITY): number[] {
    const found: number[] = [];
    const opened = openedCount(this.#outline, cursor);
    const visit = (node: number, first: number, width: number): void => {
      if (found.length >= limit || first >= opened || this.#latestClose[node]! <= cursor) return;
      if (width === 1) {
        // An operation that ran again was closed in between.
        if (isOpenAt(this.#outline, first, cursor)) found.push(first);
        return;
      }
      visit(2 * node, first, width / 2);
      visit(2 * node + 1, first + width / 2, width / 2);
    };
    visit(1, 0, this.#size);
    return found;
  }
}

/** Computed once per outline, and extended when the outline grows. */
export const openOperationsOf = carried(
  (outline) => new OpenOperations(outline),
  (open, outline, { touches }) => open.grow(outline, touches.operation),
);
