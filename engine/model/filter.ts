// Which events and operations a person wants to see: one filter for list, timeline and graph.

import type { OperationKind, OperationStatus } from './effect.ts';
import { isBad, operationKinds } from './effect.ts';
import { GrowingColumn } from './growing-column.ts';
import type { Outline } from './outline.ts';
import { eventFlags, eventsOf, finalStatusOf, NONE } from './outline.ts';

/** Statuses in the groups that a person filters by. */
export const statusGroups = ['pending', 'completed', 'failed', 'canceled'] as const;
export type StatusGroup = (typeof statusGroups)[number];

/** null = no restriction. `fromMs` and `toMs` are ms since 1970, both ends included. */
export type Filter = {
  readonly kinds: readonly OperationKind[] | null;
  readonly statuses: readonly StatusGroup[] | null;
  readonly fromMs: number | null;
  readonly toMs: number | null;
  /** Shows the engine's own housekeeping too. */
  readonly workflowTasks: boolean;
  /** Seqs of the events that a search found, rising; null without a search. */
  readonly matches: Uint32Array | null;
};

export const noFilter: Filter = {
  kinds: null,
  statuses: null,
  fromMs: null,
  toMs: null,
  workflowTasks: false,
  matches: null,
};

export type Visible = {
  /** Seqs of the events to show, rising. */
  readonly events: Uint32Array;
  /** Indexes of the operations to show, in order of opening. */
  readonly operations: Uint32Array;
  /** Changes unless new events and operations were only appended. */
  readonly edition: number;
};

let editions = 0;

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
  return status === 'canceled' || status === 'skipped' ? 'canceled' : 'pending';
}

/**
 * An operation is visible when its kind and status are wanted, part of it lies in the time range and, in a search, one
 * of its events was found. An event is visible when it lies in the range, was found, and its operation is wanted.
 * Events about the run itself are visible unless kinds or statuses are chosen.
 */
export class VisibleLists {
  readonly #filter: Filter;
  #edition = 0;
  /** By operation: 1 = its kind and status are wanted. */
  #wanted = emptyBytes();
  #operations = emptyNumbers();
  #events = emptyNumbers();
  /** Number of events processed. */
  #seen = 0;

  constructor(outline: Outline, filter: Filter) {
    this.#filter = filter;
    this.#make(outline);
  }

  get visible(): Visible {
    return { events: this.#events.view, operations: this.#operations.view, edition: this.#edition };
  }

  /**
   * Recomputes the lists where later events can change earlier entries (the status of an operation, the result of a
   * search).
   */
  grow(outline: Outline): void {
    const { statuses, fromMs, toMs, matches } = this.#filter;
    if (statuses !== null || fromMs !== null || toMs !== null || matches !== null) this.#make(outline);
    else this.#add(outline, null);
  }

  #make(outline: Outline): void {
    this.#edition = ++editions;
    this.#wanted = emptyBytes();
    this.#operations = emptyNumbers();
    this.#events = emptyNumbers();
    this.#seen = 0;
    this.#add(outline, this.#filter.matches === null ? null : maskOf(this.#filter.matches, outline.events));
  }

  #add(outline: Outline, found: Uint8Array | null): void {
    this.#addOperations(outline, found);
    this.#addEvents(outline, found);
  }

  #addOperations(outline: Outline, found: Uint8Array | null): void {
    const filter = this.#filter;
    const { count, kind } = outline.operations;
    const first = this.#wanted.length;
    const wantsKind = operationKinds.map((each) => wantsOfKind(filter, each));
    const wanted = new Uint8Array(count - first);
    const operations = new Uint32Array(count - first);
    let shown = 0;
    for (let i = first; i < count; i++) {
      if (!wantsKind[kind[i]!]! || (filter.statuses !== null && !wantsStatus(outline, filter.statuses, i))) continue;
      wanted[i - first] = 1;
      if (isTimed(filter) && !overlaps(outline, filter, i)) continue;
      if (found === null || eventsOf(outline, i).some((seq) => found[seq] === 1)) operations[shown++] = i;
    }
    this.#wanted.append(wanted);
    this.#operations.append(operations.subarray(0, shown));
  }

  #addEvents({ events, atMs, operation, flags }: Outline, found: Uint8Array | null): void {
    const filter = this.#filter;
    const wanted = this.#wanted.view;
    const isTimedFilter = isTimed(filter);
    const isOfAll = filter.kinds === null && filter.statuses === null;
    const seqs = new Uint32Array(events - this.#seen);
    let shown = 0;
    for (let i = this.#seen; i < events; i++) {
      if (found !== null && found[i + 1] === 0) continue;
      if (isTimedFilter && !isWithin(filter, atMs[i]!)) continue;
      const of = operation[i]!;
      // Failed housekeeping is always visible: a person looks for failures.
      const isShown = of === NONE ? isOfAll : wanted[of] === 1 || (isOfAll && (flags[i]! & eventFlags.bad) !== 0);
      if (isShown) seqs[shown++] = i + 1;
    }
    this.#events.append(seqs.subarray(0, shown));
    this.#seen = events;
  }
}

function emptyBytes(): GrowingColumn<Uint8Array> {
  return new GrowingColumn<Uint8Array>(new Uint8Array(0));
}

function emptyNumbers(): GrowingColumn<Uint32Array> {
  return new GrowingColumn<Uint32Array>(new Uint32Array(0));
}

function wantsOfKind(filter: Filter, kind: OperationKind): boolean {
  return filter.kinds === null ? kind !== 'workflowTask' || filter.workflowTasks : filter.kinds.includes(kind);
}

function wantsStatus(outline: Outline, statuses: readonly StatusGroup[], operation: number): boolean {
  return statuses.includes(groupOf(finalStatusOf(outline, operation)));
}

function isTimed({ fromMs, toMs }: Filter): boolean {
  return fromMs !== null || toMs !== null;
}

function isWithin({ fromMs, toMs }: Filter, atMs: number): boolean {
  return (fromMs === null || atMs >= fromMs) && (toMs === null || atMs <= toMs);
}

function overlaps(outline: Outline, filter: Filter, operation: number): boolean {
  const { openedAt, closedAt } = outline.operations;
  const opened = outline.atMs[openedAt[operation]! - 1]!;
  const closed = closedAt[operation] === 0 ? Number.POSITIVE_INFINITY : outline.atMs[closedAt[operation]! - 1]!;
  return !(filter.toMs !== null && opened > filter.toMs) && !(filter.fromMs !== null && closed < filter.fromMs);
}

function maskOf(seqs: Uint32Array, events: number): Uint8Array {
  const mask = new Uint8Array(events + 1);
  for (const seq of seqs) mask[seq] = 1;
  return mask;
}
