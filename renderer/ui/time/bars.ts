// The bar of an operation: its time parts on the axis of its run.

import { LRUCache } from 'lru-cache';
import type { OperationStatus } from '../../../engine/model/effect.ts';
import type { Seq } from '../../../engine/model/event.ts';
import { finalStatusOf, type Outline } from '../../../engine/model/outline.ts';
import { type Stretch, stretchesOf } from '../../../engine/model/time-parts.ts';
import type { RunTimes } from '../../../engine/model/time/times.ts';

export type Bar = {
  readonly stretches: readonly Stretch[];
  readonly from: number;
  readonly to: number;
  readonly openedAt: Seq;
  /** Seq of the closing event; 0 = open at the end of the history: the bar extends to the end of the run. */
  readonly closedAt: Seq;
  readonly status: OperationStatus;
};

/**
 * Maximum number of cached bars, for recently visible ones: an operation may have as many stretches as its run has
 * events.
 */
const KEPT = 2000;
const bars = new WeakMap<Outline, LRUCache<number, Bar>>();

export function barOf(outline: Outline, times: RunTimes, operation: number): Bar {
  let known = bars.get(outline);
  if (known === undefined) bars.set(outline, (known = new LRUCache({ max: KEPT })));
  const bar = known.get(operation) ?? makeBar(outline, times, operation);
  known.set(operation, bar);
  return bar;
}

function makeBar(outline: Outline, times: RunTimes, operation: number): Bar {
  const { openedAt, closedAt } = outline.operations;
  const timeAt = (seq: Seq): number => times.at[seq - 1] ?? 0;
  const stretches = stretchesOf(outline, operation, timeAt);
  const from = timeAt(openedAt[operation]!);
  return {
    stretches,
    from,
    to: stretches.at(-1)?.to ?? from,
    openedAt: openedAt[operation]!,
    closedAt: closedAt[operation]!,
    status: finalStatusOf(outline, operation),
  };
}

/** The part of a bar that lies before the cursor. */
export type Known = 'all' | 'part' | 'none';

export function knownOf(bar: Bar, cursor: Seq): Known {
  if (bar.openedAt > cursor) return 'none';
  return bar.closedAt !== 0 && bar.closedAt <= cursor ? 'all' : 'part';
}

/** Known end of a stretch: its own end if the cursor is past it, else the cursor's time. */
export function knownEnd(bar: Bar, index: number, cursor: Seq, cursorTime: number): number {
  const stretch = bar.stretches[index];
  if (stretch === undefined || stretch.seq > cursor) return stretch?.from ?? 0;
  const movedOn = bar.stretches[index + 1]?.seq ?? bar.closedAt;
  if (movedOn !== 0 && movedOn <= cursor) return stretch.to;
  return Math.min(stretch.to, Math.max(stretch.from, cursorTime));
}
