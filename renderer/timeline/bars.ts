// What an operation's time was made of: the stretches of its bar, from the status that each of its events left it in.

import type { OperationKind, OperationStatus } from '../../engine/model/effect.ts';
import { operationStatuses } from '../../engine/model/effect.ts';
import type { Seq } from '../../engine/model/event.ts';
import { finalStatusOf, firstClosedStatus, kindOf, type Outline } from '../../engine/model/outline.ts';
import type { RunTimes } from './times.ts';

/** `queue`: nobody works on it yet; `wait`: it waits by its nature (a timer); `retry`: earlier attempts and the waits between them. */
export type Fill = 'queue' | 'run' | 'retry' | 'wait' | 'paused';

/** Begins with event `seq`. Never of negative length: where a clock runs backwards it has none. */
export type Stretch = { readonly seq: Seq; readonly from: number; readonly to: number; readonly fill: Fill };

export type Bar = {
  readonly stretches: readonly Stretch[];
  readonly from: number;
  readonly to: number;
  readonly openedAt: Seq;
  /** 0 = not closed at the end of the history: the bar goes on to the end of the axis. */
  readonly closedAt: Seq;
  readonly status: OperationStatus;
};

/** Only what is on screen and was lately: an operation may have as many stretches as its run has events. */
const KEPT = 2000;
const bars = new WeakMap<Outline, Map<number, Bar>>();

export function barOf(outline: Outline, times: RunTimes, operation: number): Bar {
  let known = bars.get(outline);
  if (known === undefined || known.size >= KEPT) bars.set(outline, (known = new Map()));
  const bar = known.get(operation) ?? makeBar(outline, times, operation);
  known.set(operation, bar);
  return bar;
}

function makeBar(outline: Outline, times: RunTimes, operation: number): Bar {
  const { openedAt, closedAt } = outline.operations;
  const stretches = stretchesOf(outline, times, operation);
  const from = timeOfEvent(times, openedAt[operation]!);
  return {
    stretches,
    from,
    to: stretches.at(-1)?.to ?? from,
    openedAt: openedAt[operation]!,
    closedAt: closedAt[operation]!,
    status: finalStatusOf(outline, operation),
  };
}

function stretchesOf(outline: Outline, times: RunTimes, operation: number): Stretch[] {
  const { touchStart, touchSeq, touchStatus } = outline.operations;
  const kind = kindOf(outline, operation);
  const hidden = hidesAttempts(outline, operation);
  const end = touchStart[operation + 1]!;
  const stretches: Stretch[] = [];
  let reached = 0;
  for (let i = touchStart[operation]!; i < end && touchStatus[i]! < firstClosedStatus; i++) {
    const from = Math.max(reached, timeOfEvent(times, touchSeq[i]!));
    reached = i + 1 < end ? Math.max(from, timeOfEvent(times, touchSeq[i + 1]!)) : Math.max(from, times.span);
    const status = operationStatuses[touchStatus[i]!] ?? 'scheduled';
    const fill = hidden && status === 'scheduled' ? 'retry' : fillOf(kind, status);
    const last = stretches.at(-1);
    if (last !== undefined && last.fill === fill) stretches[stretches.length - 1] = { ...last, to: reached };
    else stretches.push({ seq: touchSeq[i]!, from, to: reached, fill });
  }
  return stretches;
}

/** Some engines write down only the last attempt's beginning: what lies before it then holds the earlier attempts. */
function hidesAttempts(outline: Outline, operation: number): boolean {
  const { attempts, touchStart, touchStatus } = outline.operations;
  if (attempts[operation]! < 2) return false;
  const statuses = touchStatus.subarray(touchStart[operation], touchStart[operation + 1]);
  const begun = statuses.findIndex((status) => operationStatuses[status] !== 'scheduled');
  return operationStatuses[statuses[begun] ?? 0] === 'started' && touchesOnce(statuses, begun);
}

function touchesOnce(statuses: Uint8Array, begun: number): boolean {
  const retrying = operationStatuses.indexOf('retrying');
  return !statuses.subarray(begun).includes(retrying);
}

function fillOf(kind: OperationKind, status: OperationStatus): Fill {
  if (status === 'paused') return 'paused';
  if (kind === 'timer') return 'wait';
  if (status === 'scheduled') return 'queue';
  return status === 'retrying' ? 'retry' : 'run';
}

function timeOfEvent(times: RunTimes, seq: Seq): number {
  return times.at[seq - 1] ?? 0;
}

/** How much of a bar lies before the cursor. */
export type Known = 'all' | 'part' | 'none';

export function knownOf(bar: Bar, cursor: Seq): Known {
  if (bar.openedAt > cursor) return 'none';
  return bar.closedAt !== 0 && bar.closedAt <= cursor ? 'all' : 'part';
}

/** Where what is known of a stretch ends: its end when the operation has moved on by then, else the cursor's time. */
export function knownEnd(bar: Bar, index: number, cursor: Seq, cursorTime: number): number {
  const stretch = bar.stretches[index];
  if (stretch === undefined || stretch.seq > cursor) return stretch?.from ?? 0;
  const movedOn = bar.stretches[index + 1]?.seq ?? bar.closedAt;
  if (movedOn !== 0 && movedOn <= cursor) return stretch.to;
  return Math.min(stretch.to, Math.max(stretch.from, cursorTime));
}

export type Spent = Readonly<Partial<Record<Fill, number>>>;

/** Time spent in each way. */
export function spentOf(bar: Bar): Spent {
  const spent: Partial<Record<Fill, number>> = {};
  for (const { fill, from, to } of bar.stretches) spent[fill] = (spent[fill] ?? 0) + to - from;
  return spent;
}
