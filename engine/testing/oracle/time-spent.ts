// Where the time of one activity went, as far as its events prove. All in ms; `unknown` is time whose use the history
// does not tell.

import type { OracleOperation } from './operations.ts';
import { at, numberIn, type PlainEvent, textAt } from './raw-event.ts';

export type TimeSpent = {
  readonly waiting: number;
  readonly retrying: number;
  readonly running: number;
  readonly unknown: number;
};

const none: TimeSpent = { waiting: 0, retrying: 0, running: 0, unknown: 0 };

/** Until the activity closed, or else until `nowMs`. undefined where a time is missing. */
export function timeSpent(
  events: readonly PlainEvent[],
  operation: OracleOperation,
  nowMs: number,
): TimeSpent | undefined {
  const opened = events[operation.openedAt - 1];
  const closed = operation.closedAt === null ? undefined : events[operation.closedAt - 1];
  const started = operation.startedAt === null ? undefined : events[operation.startedAt - 1];
  const from = opened?.atMs ?? null;
  const to = closed === undefined ? nowMs : closed.atMs;
  if (opened === undefined || from === null || to === null) return undefined;
  const whole = Math.max(0, to - from);
  if (started === undefined) return neverStarted(opened, closed, whole);
  if (started.atMs === null) return { ...none, unknown: whole };
  const before = Math.min(whole, Math.max(0, started.atMs - from));
  const running = whole - before;
  return operation.attempts > 1 ? { ...none, retrying: before, running } : { ...none, waiting: before, running };
}

/**
 * With a retry policy the history records the start only with the end: an open activity may wait, run, or be in
 * back-off. A timeout before the first start says so; the server records an earlier attempt's failure as its cause.
 */
function neverStarted(opened: PlainEvent, closed: PlainEvent | undefined, whole: number): TimeSpent {
  const only =
    at(opened.attributes, 'retryPolicy') === undefined ||
    numberIn(at(opened.attributes, 'retryPolicy', 'maximumAttempts')) === 1;
  if (opened.name !== 'ActivityTaskScheduled' || only) return { ...none, waiting: whole };
  if (at(closed?.attributes, 'failure', 'cause') !== undefined) return { ...none, unknown: whole };
  const timeout =
    at(closed?.attributes, 'failure', 'timeoutFailureInfo', 'timeoutType') ?? at(closed?.attributes, 'timeoutType');
  return /schedule_?to_?start/i.test(textAt(timeout)) ? { ...none, waiting: whole } : { ...none, unknown: whole };
}
