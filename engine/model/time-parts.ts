// Where the time of an operation went. The only law for it: timeline, inspector, comparison and reports use these
// numbers.

import { attemptsAt } from './cursor.ts';
import { isClosed, type OperationKind, type OperationStatus, operationStatuses } from './effect.ts';
import type { Seq } from './event.ts';
import { finalStatusOf, kindOf, type Outline, timeOf } from './outline.ts';
import { lastOf } from './run-time.ts';

/**
 * `scheduleToStart`: not begun by any worker; `retrying`: earlier attempts and the waits between them; `running`; `waiting`: by
 * nature (a timer); `paused`; `between`: closed, and reopened later (a loop); `unknown`: the history does not tell.
 */
export const timeParts = ['scheduleToStart', 'retrying', 'running', 'waiting', 'paused', 'between', 'unknown'] as const;
export type TimePart = (typeof timeParts)[number];

export const partWords: Readonly<Record<TimePart, string>> = {
  scheduleToStart: 'schedule-to-start',
  retrying: 'earlier attempts',
  running: 'running',
  waiting: 'waiting',
  paused: 'paused',
  between: 'between iterations',
  unknown: 'not known how',
};

/**
 * A stretch of time that begins with event `seq`. Its length is never negative: a clock that runs backwards gives
 * length 0.
 */
export type Stretch = { readonly seq: Seq; readonly from: number; readonly to: number; readonly part: TimePart };

/** ms in each part; `totalMs` is the sum of the parts without `between`. */
export type TimeParts = { readonly totalMs: number } & { readonly [Part in TimePart]: number };

/**
 * The parts of an operation's time from its opening to its end or, for an open operation, to the end of the run: in
 * order, without holes. `timeAt` gives the time of an event on any axis, or NaN for an unknown time; the time up to the
 * next known time is then left out.
 */
export function stretchesOf(outline: Outline, operation: number, timeAt: (seq: Seq) => number): Stretch[] {
  const end = endSeq(outline, operation);
  const endTime = timeAt(end);
  const marks = marksOf(outline, operation, end);
  let reached = timeAt(marks[0]!.seq);
  if (marks[0]!.seq === end || Number.isNaN(reached) || Number.isNaN(endTime)) return [];
  const stretches: Stretch[] = [];
  for (const [i, { seq, part }] of marks.entries()) {
    const next = marks[i + 1];
    const nextTime = next === undefined ? endTime : timeAt(next.seq);
    const to = Number.isNaN(nextTime) ? reached : Math.max(reached, nextTime);
    const told = Number.isNaN(nextTime) || Number.isNaN(timeAt(seq)) ? 'unknown' : part;
    const last = stretches.at(-1);
    if (last?.part === told) stretches[stretches.length - 1] = { ...last, to };
    else stretches.push({ seq, from: reached, to, part: told });
    reached = to;
  }
  return stretches;
}

/** null where the beginning or end is unknown. */
export function timePartsOf(outline: Outline, operation: number): TimeParts | null {
  const { openedAt } = outline.operations;
  if (timeOf(outline, openedAt[operation]!) === null || timeOf(outline, endSeq(outline, operation)) === null)
    return null;
  return sumOf(stretchesOf(outline, operation, clockOf(outline)));
}

/** The events' own times, for `stretchesOf`. */
export function clockOf(outline: Outline): (seq: Seq) => number {
  return (seq) => timeOf(outline, seq) ?? Number.NaN;
}

/** The part of the stretches between two times. */
export function sumOf(
  stretches: readonly Stretch[],
  fromMs = Number.NEGATIVE_INFINITY,
  toMs = Number.POSITIVE_INFINITY,
): TimeParts {
  const sum = {
    totalMs: 0,
    scheduleToStart: 0,
    running: 0,
    retrying: 0,
    waiting: 0,
    paused: 0,
    between: 0,
    unknown: 0,
  };
  for (const { from, to, part } of stretches) {
    const ms = Math.max(0, Math.min(to, toMs) - Math.max(from, fromMs));
    sum[part] += ms;
    if (part !== 'between') sum.totalMs += ms;
  }
  return sum;
}

/** The parts of non-zero length. */
export function tellingParts(sum: TimeParts): readonly TimePart[] {
  return timeParts.filter((part) => sum[part] > 0);
}

/** The event that ended the operation; for an open operation the end of the run, or its own last event where it was opened behind that. */
function endSeq(outline: Outline, operation: number): Seq {
  const { openedAt, touchTo, touchSeq, closedAt } = outline.operations;
  const last = lastOf(outline);
  return closedAt[operation] || (openedAt[operation]! <= last ? last : touchSeq[touchTo[operation]! - 1]!);
}

/** The event from which on the time belongs to `part`. */
type Mark = { readonly seq: Seq; readonly part: TimePart };

function marksOf(outline: Outline, operation: number, end: Seq): readonly Mark[] {
  const { openedAt, startsUnseen, startedAt, touchFrom, touchTo, touchSeq, touchStatus } = outline.operations;
  const opened = openedAt[operation]!;
  const before = partBeforeStart(outline, operation);
  if (startsUnseen[operation] === 1) {
    const started = startedAt[operation]!;
    const running: Mark[] = started === 0 || started > end ? [] : [{ seq: started, part: 'running' }];
    return started === opened ? running : [{ seq: opened, part: before }, ...running];
  }
  const marks: Mark[] = [];
  let part = before;
  for (let i = touchFrom[operation]!; i < touchTo[operation]! && (marks.length === 0 || touchSeq[i]! < end); i++) {
    part = partAfter(operationStatuses[touchStatus[i]!] ?? 'scheduled', part, before);
    if (part !== marks.at(-1)?.part) marks.push({ seq: touchSeq[i]!, part });
  }
  return marks;
}

function partAfter(status: OperationStatus, part: TimePart, before: TimePart): TimePart {
  if (before === 'waiting') return 'waiting';
  if (status === 'scheduled') return part === 'retrying' || part === 'between' ? part : before;
  if (status === 'cancelRequested') return part;
  if (status === 'retrying' || status === 'failed' || status === 'timedOut') return 'retrying';
  if (status === 'paused') return 'paused';
  return isClosed(status) ? 'between' : 'running';
}

const waits: ReadonlySet<OperationKind> = new Set(['timer', 'signalExternal', 'cancelExternal']);

/**
 * A history records when the last attempt began, not the earlier ones: the time before the start of a later attempt is
 * retrying.
 */
function partBeforeStart(outline: Outline, operation: number): TimePart {
  const { reason, startedAt, startsUnseen } = outline.operations;
  const kind = kindOf(outline, operation);
  const started = startedAt[operation]!;
  if (waits.has(kind)) return 'waiting';
  // A history does not record retries of a request to another system.
  if (kind === 'nexus') return 'unknown';
  if (started !== 0) return attemptsAt(outline, operation, started) > 1 ? 'retrying' : 'scheduleToStart';
  const final = finalStatusOf(outline, operation);
  // The failure of an earlier attempt would be recorded as the cause.
  if (final === 'timedOut' && outline.names[reason[operation]!] === 'ScheduleToStartTimeout') return 'scheduleToStart';
  return startsUnseen[operation] === 1 || final === 'completed' || final === 'failed' ? 'unknown' : 'scheduleToStart';
}
