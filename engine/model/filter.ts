// Which events and operations a person wants to see: one filter that list, timeline and graph obey alike.

import type { OperationKind, OperationStatus } from './effect.ts';
import { isBad } from './effect.ts';
import type { Seq } from './event.ts';
import type { Outline } from './outline.ts';
import { eventFlags, eventsOf, finalStatusOf, kindOf, NONE } from './outline.ts';

/** Statuses as a person sorts them. */
export const statusGroups = ['open', 'completed', 'failed', 'cancelled'] as const;
export type StatusGroup = (typeof statusGroups)[number];

/** null = everything. `fromMs` and `toMs` are ms since 1970, both ends included. */
export type Filter = {
  readonly kinds: readonly OperationKind[] | null;
  readonly statuses: readonly StatusGroup[] | null;
  readonly fromMs: number | null;
  readonly toMs: number | null;
  /** Show the engine's own housekeeping too. */
  readonly bookkeeping: boolean;
  /** Only events that a search found, rising. */
  readonly matches: Uint32Array | null;
};

export const noFilter: Filter = {
  kinds: null,
  statuses: null,
  fromMs: null,
  toMs: null,
  bookkeeping: false,
  matches: null,
};

export type Visible = {
  /** Seqs of the events to show, rising. */
  readonly events: Uint32Array;
  /** Indexes of the operations to show, in order of opening. */
  readonly operations: Uint32Array;
};

export function isFiltered(filter: Filter): boolean {
  return (
    filter.kinds !== null ||
    filter.statuses !== null ||
    filter.fromMs !== null ||
    filter.toMs !== null ||
    filter.matches !== null
  );
}

export function groupOf(status: OperationStatus): StatusGroup {
  if (isBad(status)) return 'failed';
  if (status === 'completed') return 'completed';
  return status === 'cancelled' || status === 'skipped' ? 'cancelled' : 'open';
}

/**
 * An operation shows when its kind and status are wanted, some of it lies in the time range and, in a search, one of its
 * events was found. An event shows when it lies in the range, was found, and its operation is wanted; events about the run
 * itself show unless kinds or statuses are chosen.
 */
export function visible(outline: Outline, filter: Filter): Visible {
  const found = filter.matches === null ? null : maskOf(filter.matches, outline.events);
  const wanted = new Uint8Array(outline.operations.count);
  const operations = new Uint32Array(outline.operations.count);
  let operationCount = 0;
  for (let i = 0; i < wanted.length; i++) {
    if (!wantsOperation(outline, filter, i)) continue;
    wanted[i] = 1;
    if (overlaps(outline, filter, i) && (found === null || eventsOf(outline, i).some((seq) => found[seq] === 1)))
      operations[operationCount++] = i;
  }
  const events = new Uint32Array(outline.events);
  let eventCount = 0;
  for (let seq = 1; seq <= outline.events; seq++) {
    if (found !== null && found[seq] === 0) continue;
    if (wantsEvent(outline, filter, wanted, seq)) events[eventCount++] = seq;
  }
  return { events: events.slice(0, eventCount), operations: operations.slice(0, operationCount) };
}

function wantsOperation(outline: Outline, filter: Filter, operation: number): boolean {
  const kind = kindOf(outline, operation);
  if (filter.kinds === null ? kind === 'workflowTask' && !filter.bookkeeping : !filter.kinds.includes(kind))
    return false;
  return filter.statuses === null || filter.statuses.includes(groupOf(finalStatusOf(outline, operation)));
}

function overlaps(outline: Outline, filter: Filter, operation: number): boolean {
  const { openedAt, closedAt } = outline.operations;
  const opened = outline.atMs[openedAt[operation]! - 1]!;
  const closed = closedAt[operation] === 0 ? Number.POSITIVE_INFINITY : outline.atMs[closedAt[operation]! - 1]!;
  return !(filter.toMs !== null && opened > filter.toMs) && !(filter.fromMs !== null && closed < filter.fromMs);
}

function wantsEvent(outline: Outline, filter: Filter, wanted: Uint8Array, seq: Seq): boolean {
  const atMs = outline.atMs[seq - 1]!;
  if ((filter.fromMs !== null && !(atMs >= filter.fromMs)) || (filter.toMs !== null && !(atMs <= filter.toMs)))
    return false;
  const operation = outline.operation[seq - 1]!;
  if (operation === NONE) return filter.kinds === null && filter.statuses === null;
  if (wanted[operation] === 1) return true;
  // Housekeeping that went wrong is what a person came for.
  return filter.kinds === null && filter.statuses === null && (outline.flags[seq - 1]! & eventFlags.bad) !== 0;
}

function maskOf(seqs: Uint32Array, events: number): Uint8Array {
  const mask = new Uint8Array(events + 1);
  for (const seq of seqs) mask[seq] = 1;
  return mask;
}
