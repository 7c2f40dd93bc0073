// Which events and operations a person wants to see: one filter for list, timeline and graph.

import type { OperationKind, OperationStatus } from './effect.ts';
import { isBad } from './effect.ts';
import type { Seq } from './event.ts';
import { GrowingColumn } from './growing-column.ts';
import type { Outline } from './outline.ts';
import { eventFlags, eventsOf, finalStatusOf, kindOf, NONE } from './outline.ts';

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
    const filter = this.#filter;
    for (let i = this.#wanted.length; i < outline.operations.count; i++) {
      const wants = wantsOperation(outline, filter, i);
      this.#wanted.push(wants ? 1 : 0);
      if (
        wants &&
        overlaps(outline, filter, i) &&
        (found === null || eventsOf(outline, i).some((seq) => found[seq] === 1))
      )
        this.#operations.push(i);
    }
    const wanted = this.#wanted.view;
    for (let seq = this.#seen + 1; seq <= outline.events; seq++)
      if (found?.[seq] !== 0 && wantsEvent(outline, filter, wanted, seq)) this.#events.push(seq);
    this.#seen = outline.events;
  }
}

function emptyBytes(): GrowingColumn<Uint8Array> {
  return new GrowingColumn<Uint8Array>(new Uint8Array(0));
}

function emptyNumbers(): GrowingColumn<Uint32Array> {
  return new GrowingColumn<Uint32Array>(new Uint32Array(0));
}

function wantsOperation(outline: Outline, filter: Filter, operation: number): boolean {
  const kind = kindOf(outline, operation);
  if (filter.kinds === null ? kind === 'workflowTask' && !filter.workflowTasks : !filter.kinds.includes(kind))
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
  // Failed housekeeping is always visible: a person looks for failures.
  return filter.kinds === null && filter.statuses === null && (outline.flags[seq - 1]! & eventFlags.bad) !== 0;
}

function maskOf(seqs: Uint32Array, events: number): Uint8Array {
  const mask = new Uint8Array(events + 1);
  for (const seq of seqs) mask[seq] = 1;
  return mask;
}
