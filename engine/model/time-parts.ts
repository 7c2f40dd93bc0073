// Where the time of an operation went. The one law of it: timeline, inspector, comparison and reports draw and add up what stands here.

import { attemptsAt } from './cursor.ts';
import { isClosed, type OperationKind, type OperationStatus, operationStatuses } from './effect.ts';
import type { Seq } from './event.ts';
import { finalStatusOf, kindOf, type Outline, timeOf } from './outline.ts';
import { lastOf } from './run-time.ts';

/**
 * `queued`: nobody had begun it; `retrying`: earlier attempts and the waits between them; `running`; `waiting`: by its nature (a
 * timer); `paused`; `between`: over, and begun anew later (a loop); `unknown`: the history does not tell which of them.
 */
export const timeParts = ['queued', 'retrying', 'running', 'waiting', 'paused', 'between', 'unknown'] as const;
export type TimePart = (typeof timeParts)[number];

export const partWords: Readonly<Record<TimePart, string>> = {
  queued: 'schedule-to-start',
  retrying: 'earlier attempts',
  running: 'running',
  waiting: 'waiting',
  paused: 'paused',
  between: 'between iterations',
  unknown: 'not known how',
};

/** Begins with event `seq`. Never of negative length: where a clock runs backwards it has none. */
export type Stretch = { readonly seq: Seq; readonly from: number; readonly to: number; readonly part: TimePart };

/** ms in each part; `totalMs` is all of them without what lies between. */
export type TimeParts = { readonly totalMs: number } & { readonly [Part in TimePart]: number };

/**
 * What an operation's time was made of, from its opening to its end or, where it has none, to that of the run: without holes, in
 * order. `timeAt` gives the time of an event on any axis; NaN where it is unknown: then nothing is told of the time up to the next known.
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

/** null where it is not known when it began or ended. */
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

/** What of them lies between two times. */
export function sumOf(
  stretches: readonly Stretch[],
  fromMs = Number.NEGATIVE_INFINITY,
  toMs = Number.POSITIVE_INFINITY,
): TimeParts {
  const sum = { totalMs: 0, queued: 0, running: 0, retrying: 0, waiting: 0, paused: 0, between: 0, unknown: 0 };
  for (const { from, to, part } of stretches) {
    const ms = Math.max(0, Math.min(to, toMs) - Math.max(from, fromMs));
    sum[part] += ms;
    if (part !== 'between') sum.totalMs += ms;
  }
  return sum;
}

/** Those that took time. */
export function tellingParts(sum: TimeParts): readonly TimePart[] {
  return timeParts.filter((part) => sum[part] > 0);
}

/** The event that ended it; of one that is open the end of the run, or its own last event where that came in later. */
function endSeq(outline: Outline, operation: number): Seq {
  const { touchTo, touchSeq, closedAt } = outline.operations;
  return closedAt[operation] || Math.max(lastOf(outline), touchSeq[touchTo[operation]! - 1]!);
}

/** From this event on, the time is of that part. */
type Mark = { readonly seq: Seq; readonly part: TimePart };

function marksOf(outline: Outline, operation: number, end: Seq): readonly Mark[] {
  const { openedAt, startsUnseen, startedAt, touchFrom, touchTo, touchSeq, touchStatus } = outline.operations;
  const opened = openedAt[operation]!;
  const before = partBeforeStart(outline, operation);
  if (startsUnseen[operation] === 1) {
    const started = startedAt[operation]!;
    const running: Mark[] = started === 0 ? [] : [{ seq: started, part: 'running' }];
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

/** A history tells when the last try began, not the ones before: what came before a start of a later attempt is retrying. */
function partBeforeStart(outline: Outline, operation: number): TimePart {
  const { reason, startedAt, startsUnseen } = outline.operations;
  const kind = kindOf(outline, operation);
  const started = startedAt[operation]!;
  if (waits.has(kind)) return 'waiting';
  // How often a request to another system was repeated is not in a history.
  if (kind === 'nexus') return 'unknown';
  if (started !== 0) return attemptsAt(outline, operation, started) > 1 ? 'retrying' : 'queued';
  const final = finalStatusOf(outline, operation);
  // The failure of an earlier attempt would stand behind it as its cause.
  if (final === 'timedOut' && outline.names[reason[operation]!] === 'ScheduleToStartTimeout') return 'queued';
  return startsUnseen[operation] === 1 || final === 'completed' || final === 'failed' ? 'unknown' : 'queued';
}
