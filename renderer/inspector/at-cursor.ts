// What the inspector says of a run and its operations at a cursor, in words. Only what was known there: nothing of what came later.

import { runStatusAt, statusAt } from '../../engine/model/cursor.ts';
import { countText, durationText } from '../../engine/model/duration.ts';
import type { OperationStatus, RunStatus } from '../../engine/model/effect.ts';
import { operationStatuses, runStatuses } from '../../engine/model/effect.ts';
import type { Seq } from '../../engine/model/event.ts';
import type { Outline } from '../../engine/model/outline.ts';
import { kindOf, nameOf, statusIndex, timeOf } from '../../engine/model/outline.ts';
import { oneLine } from '../ui/plain-text.ts';
import { taskAt } from './tally.ts';

const ended: readonly RunStatus[] = ['completed', 'failed', 'timedOut', 'cancelled', 'terminated', 'continuedAsNew'];

/** Time at the cursor: of its event or, where that has none, of a near one before it. */
export function timeAt(outline: Outline, cursor: Seq): number | null {
  for (let seq = cursor; seq >= Math.max(1, cursor - 100); seq--) {
    const atMs = timeOf(outline, seq);
    if (atMs !== null) return atMs;
  }
  return null;
}

/**
 * What a run waits for: `open` holds the first operations open at the cursor without workflow tasks, `total` says how many
 * there are. The workflow task is named only where nothing else is open. Null: it does not wait, it has ended or not begun.
 */
export function waitText(outline: Outline, cursor: Seq, open: readonly number[], total: number): string | null {
  if (cursor === 0 || ended.includes(runStatusAt(outline, cursor))) return null;
  const names = open.map((operation) => oneLine(nameOf(outline, operation), 80));
  if (names.length > 0) return namesText(names, total);
  const task = taskAt(outline, cursor);
  const status = task === null ? null : statusAt(outline, task.operation, cursor);
  if (status === 'scheduled' || status === 'retrying') return 'a worker to pick up the workflow task';
  if (status === 'started') return 'the worker to finish the workflow task';
  return 'a signal, an update or the code itself';
}

/** `a, b ×3 and 4 more`: names in order, three at most; equal ones are counted where all `total` names are given. */
export function namesText(names: readonly string[], total = names.length): string {
  const counts = new Map<string, number>();
  for (const name of names) counts.set(name, total > names.length ? 1 : (counts.get(name) ?? 0) + 1);
  const shown = [...counts].slice(0, 3);
  const rest = total - shown.reduce((sum, [, count]) => sum + count, 0);
  const words = shown.map(([name, count]) => (count === 1 ? name : `${name} ×${count}`)).join(', ');
  return rest > 0 ? `${words} and ${countText(rest)} more` : words;
}

/** `fires in 52 s`, `due 3 s ago`; null where it is not known when. */
export function dueText(outline: Outline, operation: number, nowMs: number | null): string | null {
  const untilMs = outline.operations.untilMs[operation] ?? Number.NaN;
  if (Number.isNaN(untilMs) || nowMs === null) return null;
  const leftMs = untilMs - nowMs;
  const timer = kindOf(outline, operation) === 'timer';
  if (leftMs < 0) return `due ${durationText(-leftMs)} ago`;
  if (leftMs === 0) return 'due now';
  return `${timer ? 'fires' : 'due'} in ${durationText(leftMs)}`;
}

/** The longest list of an operation's events that is counted through at every move. */
const countable = 256;

/**
 * The attempt that was known at the cursor. Where every start is in the history it is their number; where the history
 * tells only of the last start (Temporal), the number is known from that start on. 0 = not begun or not known.
 */
export function attemptAt(outline: Outline, operation: number, cursor: Seq): number {
  const { touchStart, touchSeq, touchStatus, attempts } = outline.operations;
  const from = touchStart[operation] ?? 0;
  const to = touchStart[operation + 1] ?? from;
  const last = attempts[operation] ?? 0;
  if (to > from && touchSeq[to - 1]! <= cursor) return last;
  if (to - from > countable) return 0;
  let known = 0;
  let all = 0;
  for (let i = from; i < to; i++) {
    if (touchStatus[i] !== statusIndex.started || (i > from && touchStatus[i - 1] === statusIndex.started)) continue;
    all += 1;
    if (touchSeq[i]! <= cursor) known += 1;
  }
  return known > 0 && known === all ? last : Math.min(known, last);
}

/** The last `set` at or before the cursor, as its place in `outline.sets`; −1 = none. */
export function lastSetAt(outline: Outline, cursor: Seq): number {
  let low = 0;
  let high = outline.sets.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((outline.sets[middle]?.seq ?? 0) <= cursor) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}

const statuses: readonly string[] = [...operationStatuses, ...runStatuses];

export function isStatus(value: unknown): value is OperationStatus | RunStatus {
  return typeof value === 'string' && statuses.includes(value);
}

export function capital(text: string): string {
  return text.slice(0, 1).toUpperCase() + text.slice(1);
}
