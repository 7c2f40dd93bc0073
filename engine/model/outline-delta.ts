// The growth of a run's outline, sent instead of the whole outline. Knows no log and no pipe.

import type { Seq, Warning } from './event.ts';
import type { OperationColumns, Outline } from './outline.ts';
import type { Touches } from './touch-list.ts';

/** New values of operations that existed before, one entry each. */
type Moved = Pick<OperationColumns, 'reason' | 'status' | 'attempts' | 'startedAt' | 'closedAt'> & {
  readonly operation: Uint32Array;
};

/** Columns with one entry per operation, without the columns about events. */
export type OpenedColumns = Omit<OperationColumns, 'count' | 'keys' | `touch${string}`>;

/** Everything about events `from` + 1 … `events`; columns as in `Outline`, with the new entries only. */
export type OutlineDelta = {
  /** Number of events of the outline that the delta extends. */
  readonly from: Seq;
  readonly events: number;
  readonly types: readonly string[];
  readonly type: Uint16Array;
  readonly atMs: Float64Array;
  readonly flags: Uint16Array;
  readonly operation: Int32Array;
  readonly names: readonly string[];
  readonly keys: readonly string[];
  readonly opened: OpenedColumns;
  readonly moved: Moved;
  /** Touches of old and new operations, in the order of the events. */
  readonly touches: Touches;
  readonly statuses: Outline['statuses'];
  readonly sets: Outline['sets'];
  readonly links: Outline['links'];
  readonly unseen: Outline['unseen'];
  /** `more` follows the first `keep` of the earlier warnings. */
  readonly warnings: { readonly keep: number; readonly more: readonly Warning[] };
};

/** The extent of an outline: the number of entries of each list, and its (few) warnings. */
export type Extent = {
  readonly events: number;
  readonly types: number;
  readonly names: number;
  readonly operations: number;
  readonly touches: number;
  readonly statuses: number;
  readonly sets: number;
  readonly links: number;
  readonly unseen: number;
  readonly warnings: readonly Warning[];
};

/** The extent of an outline from a builder or a store. */
export function extentOf({
  events,
  types,
  names,
  operations: { count, touchSeq },
  statuses,
  sets,
  links,
  unseen,
  warnings,
}: Outline): Extent {
  return {
    events,
    types: types.length,
    names: names.length,
    operations: count,
    touches: touchSeq.length,
    statuses: statuses.length,
    sets: sets.length,
    links: links.length,
    unseen: unseen.length,
    warnings,
  };
}

/** The delta of an outline without growth. */
export function emptyDelta({ events, warnings }: Extent): OutlineDelta {
  const none = new Uint32Array(0);
  const noBytes = new Uint8Array(0);
  const moved = { operation: none, reason: none, status: noBytes, attempts: none, startedAt: none, closedAt: none };
  return {
    from: events,
    events,
    types: [],
    type: new Uint16Array(0),
    atMs: new Float64Array(0),
    flags: new Uint16Array(0),
    operation: new Int32Array(0),
    names: [],
    keys: [],
    opened: {
      ...moved,
      kind: noBytes,
      name: none,
      label: none,
      about: none,
      startsUnseen: noBytes,
      openedAt: none,
      untilMs: new Float64Array(0),
      task: new Int32Array(0),
      cause: new Int32Array(0),
    },
    moved,
    touches: {
      operation: none,
      touchSeq: none,
      touchStatus: noBytes,
      touchAttempts: none,
      touchFailure: none,
      touchWorker: none,
    },
    statuses: [],
    sets: [],
    links: [],
    unseen: [],
    warnings: { keep: warnings.length, more: [] },
  };
}

export function warningsBetween(before: readonly Warning[], after: readonly Warning[]): OutlineDelta['warnings'] {
  let keep = 0;
  while (keep < before.length && isSame(before[keep]!, after[keep])) keep++;
  return { keep, more: after.slice(keep) };
}

function isSame(one: Warning, other: Warning | undefined): boolean {
  return other !== undefined && one.seq === other.seq && one.code === other.code && one.text === other.text;
}
