// What a run waits for, in words: only facts that a history proves. Each item has its time and its event.

import { attemptsAt, failureAt, runningSince, statusAt, statusSince, workerAt } from './cursor.ts';
import { countText } from './duration.ts';
import { shortened } from './effect.ts';
import type { Seq } from './event.ts';
import { isDate } from './moment.ts';
import { calledOf, fullNameOf } from './operation-name.ts';
import { hasFlag, kindOf, nameOf, NONE, type Outline, timeOf, typeOf } from './outline.ts';
import { lastStatus, mostOpen, type Waiting } from './waiting.ts';

/** A time of day in words; the argument is always within the range of dates. */
export type Clock = (atMs: number) => string;

export type WaitWords = {
  readonly clock: Clock;
  /** Maximum number of different items by name; the rest is counted. */
  readonly most: number;
};

/** The text after "Waits for": `charge, scheduled 10:02:03, #31; whether it runs is not in a history`. */
export function waitingText(outline: Outline, waiting: Waiting, { clock, most }: WaitWords): string {
  const writer = new Writer(outline, waiting.at, clock);
  switch (waiting.type) {
    case 'pause':
      return writer.paused(waiting);
    case 'commands':
      return `nothing: its code has run, and what it asked for follows, #${waiting.since}`;
    case 'taskScheduled':
      return `a worker to take its workflow task, scheduled ${writer.place(waiting.since)}${writer.attempt(waiting.task)}`;
    case 'taskRunning':
      return `${writer.worker(waiting.task) || 'a worker'} to finish its workflow task, started ${writer.place(waiting.since)}${writer.attempt(waiting.task)}`;
    case 'taskRetry':
      return writer.retry(waiting);
    case 'begin':
      return `its first workflow task, not before ${writer.time(waiting.untilMs) || 'its time'}`;
    case 'taskDue':
      return `a workflow task to be scheduled, because ${writer.wakes(waiting)}`;
    case 'operations':
      return writer.operations(waiting.operations, most) + writer.handlers(waiting.inProgress);
    case 'message':
      return `a signal, an update or its own condition${writer.handlers(waiting.inProgress)}`;
    case 'said':
      return writer.said(waiting);
    case 'code':
      return 'its own code: nothing is open';
    case 'unknown':
      if (waiting.since === 0) return 'what is not in this history: its beginning is missing';
      return `what cannot be told: event #${waiting.since} ${hasFlag(outline, waiting.since, 'closes') ? 'does not say what ended' : 'is of an unknown type'}`;
  }
}

class Writer {
  readonly #outline: Outline;
  readonly #at: Seq;
  readonly #clock: Clock;

  constructor(outline: Outline, at: Seq, clock: Clock) {
    this.#outline = outline;
    this.#at = at;
    this.#clock = clock;
  }

  /** `10:02:03, #31` */
  place(seq: Seq): string {
    const time = this.time(timeOf(this.#outline, seq));
    const number = `#${countText(seq)}`;
    return time === '' ? number : `${time}, ${number}`;
  }

  /** `''` where the number is not a time. */
  time(atMs: number | null | undefined): string {
    return atMs === null || atMs === undefined || !isDate(atMs) ? '' : this.#clock(atMs);
  }

  attempt(operation: number): string {
    const attempts = attemptsAt(this.#outline, operation, this.#at);
    return attempts > 1 ? `, attempt ${countText(attempts)}` : '';
  }

  worker(operation: number): string {
    const worker = workerAt(this.#outline, operation, this.#at);
    return worker === '' ? '' : `worker ${brief(worker)}`;
  }

  paused(waiting: Waiting): string {
    const paused = `somebody to resume it, paused ${this.place(waiting.since)}`;
    return waiting.wakers.length === 0 ? paused : `${paused}; then for a workflow task, because ${this.wakes(waiting)}`;
  }

  /** `its turn in queue mail, not before 10:02:03` */
  said({ since, untilMs }: Waiting): string {
    const until = this.time(untilMs);
    return `${brief(lastStatus(this.#outline, since)?.awaits ?? '')}${until === '' ? '' : `, not before ${until}`}`;
  }

  retry({ task, since }: Waiting): string {
    const failure = failureAt(this.#outline, task, this.#at);
    const ended = statusAt(this.#outline, task, this.#at) === 'timedOut' ? 'timed out' : 'failed';
    const why = failure === '' ? '' : ` with ${failure}`;
    const retry = `a retry of its workflow task, which ${ended}${why}, ${this.place(since)}${this.attempt(task)}`;
    // A task of a single event, or that no worker took, is recorded again at each attempt.
    const isWritten = this.#outline.operations.openedAt[task] === since || !this.#hasStarted(task);
    return isWritten ? retry : `${retry}; later attempts are not in a history`;
  }

  /** `charge failed 10:02:03, #31, and 2 more` */
  wakes({ wakers }: Waiting): string {
    const first = wakers[0] ?? 0;
    return `${this.#wakeText(first)} ${this.place(first)}${wakers.length > 1 ? `, and ${countText(wakers.length - 1)} more` : ''}`;
  }

  #wakeText(seq: Seq): string {
    const outline = this.#outline;
    const operation = outline.operation[seq - 1] ?? NONE;
    if (operation === NONE) return seq === 1 ? 'it was started' : `of ${typeOf(outline, seq)}`;
    const name = this.#called(operation);
    const status = statusAt(outline, operation, seq) ?? 'scheduled';
    const kind = kindOf(outline, operation);
    if (kind === 'workflowTask') return 'it was reset';
    if (kind === 'signal') return `signal ${name} came`;
    if (kind === 'cancelRequest') return 'it was asked to cancel';
    if (kind === 'update') return `update ${name} was admitted`;
    if (status === 'cancelRequested' && outline.operations.startedAt[operation] === seq) return `${name} started`;
    if (status === 'cancelRequested')
      return typeOf(outline, seq).endsWith('CancelRequestFailed')
        ? `the cancel request to ${name} failed`
        : `${name} got its cancel request`;
    if (kind === 'timer' && status === 'completed') return `${name} fired`;
    if ((kind === 'signalExternal' || kind === 'cancelExternal') && status === 'completed')
      return `${name} was delivered`;
    return `${name} ${ended[status] ?? status}`;
  }

  operations(operations: readonly number[], most: number): string {
    const { about } = this.#outline.operations;
    const told = operations.filter((operation) => about[operation] !== 0).length <= most;
    const groups = [
      ...Map.groupBy(operations, (operation) =>
        told ? `${about[operation]} ${this.#alike(operation)}` : this.#alike(operation),
      ).values(),
    ];
    const shown = groups.slice(0, most);
    const rest = operations.length - shown.reduce((sum, group) => sum + group.length, 0);
    const unseen = operations.filter((operation) => this.#isUnseen(operation)).length;
    const isOfAll = unseen === operations.length;
    return [
      ...shown.map((group) => this.#group(group) + (isOfAll ? '' : this.#unseen(group))),
      ...(rest > 0 || operations.length >= mostOpen
        ? [`and ${operations.length >= mostOpen ? 'at least ' : ''}${countText(rest)} more`]
        : []),
      ...(isOfAll ? [unseenText(unseen)] : []),
    ].join('; ');
  }

  /** The remark for operations whose run state the history does not tell; for others it does. */
  #unseen(group: readonly number[]): string {
    return this.#isUnseen(group[0] ?? 0) ? ` (${unseenText(group.length)})` : '';
  }

  /** A key that is equal for operations counted together. */
  #alike(operation: number): string {
    const { kind, name, label } = this.#outline.operations;
    const isRetried = attemptsAt(this.#outline, operation, this.#at) > 1;
    return `${kind[operation]} ${name[operation]} ${label[operation]} ${statusAt(this.#outline, operation, this.#at)} ${this.#isUnseen(operation)} ${isRetried}`;
  }

  #called(operation: number): string {
    return brief(calledOf(this.#outline, operation));
  }

  #named(operation: number): string {
    return brief(nameOf(this.#outline, operation));
  }

  #isUnseen(operation: number): boolean {
    const status = statusAt(this.#outline, operation, this.#at);
    return (
      this.#outline.operations.startsUnseen[operation] === 1 &&
      (status === 'scheduled' || (status === 'cancelRequested' && !this.#hasStarted(operation)))
    );
  }

  #group(group: readonly number[]): string {
    const outline = this.#outline;
    const [first = 0] = group;
    const kind = kindOf(outline, first);
    const word = kinds[kind] ?? '';
    if (group.length === 1) return `${word}${this.#called(first)}, ${this.#state(first)}`;
    if (kind === 'timer')
      return `${this.#named(first)}, ${countText(group.length)} of them, the next ${this.#timer(this.#nextDue(group))}`;
    return `${word}${this.#named(first)}, ${countText(group.length)} of them, the first ${this.#state(first)}`;
  }

  #nextDue(timers: readonly number[]): number {
    const { untilMs } = this.#outline.operations;
    return timers.reduce((next, timer) => (untilMs[timer]! < untilMs[next]! ? timer : next));
  }

  #timer(operation: number): string {
    const { untilMs, openedAt } = this.#outline.operations;
    const until = this.time(untilMs[operation]);
    return `${until === '' ? '' : `until ${until}, `}since ${this.place(openedAt[operation]!)}`;
  }

  #state(operation: number): string {
    const outline = this.#outline;
    const kind = kindOf(outline, operation);
    if (kind === 'timer') return this.#timer(operation);
    const status = statusAt(outline, operation, this.#at) ?? 'scheduled';
    // Called once, where the text uses it: the first time in a sentence carries the date.
    const since = (): string => this.place(statusSince(outline, operation, this.#at));
    if (kind === 'signalExternal' || kind === 'cancelExternal') return `on its way since ${since()}`;
    if (status === 'cancelRequested')
      return `asked to cancel ${since()}${this.#hasStarted(operation) ? `, ${this.#running(operation)}` : this.attempt(operation)}`;
    if (status === 'paused') return `paused ${since()}`;
    if (status === 'retrying')
      return `in back-off since ${since()}${this.attempt(operation)}${this.#failure(operation)}`;
    if (status === 'started') return this.#running(operation);
    if (status !== 'scheduled') return this.#running(operation, since());
    return `${kind === 'childWorkflow' ? 'initiated' : 'scheduled'} ${since()}${this.attempt(operation)}${this.#failure(operation)}`;
  }

  #hasStarted(operation: number): boolean {
    const started = this.#outline.operations.startedAt[operation]!;
    return started !== 0 && started <= this.#at;
  }

  #running(operation: number, since = this.place(runningSince(this.#outline, operation, this.#at))): string {
    return `running since ${since}${this.#on(operation)}${this.attempt(operation)}${this.#failure(operation)}`;
  }

  #on(operation: number): string {
    const worker = this.worker(operation);
    return worker === '' ? '' : ` on ${worker}`;
  }

  #failure(operation: number): string {
    const failure = failureAt(this.#outline, operation, this.#at);
    return failure === '' ? '' : `, last failure ${failure}`;
  }

  /** Update handlers that have begun and are not over: the run itself does not wait for them. */
  handlers(updates: readonly number[]): string {
    const [first] = updates;
    if (first === undefined) return '';
    if (updates.length > 1)
      return `; ${countText(updates.length)} updates are in progress, the first since ${this.place(this.#outline.operations.openedAt[first]!)}`;
    return `; update ${brief(fullNameOf(this.#outline, first))} is in progress since ${this.place(this.#outline.operations.openedAt[first]!)}`;
  }
}

function unseenText(count: number): string {
  return `whether ${count === 1 ? 'it runs' : 'they run'} is not in a history`;
}

/** Untrusted names may have any length. */
function brief(name: string): string {
  return shortened(name, 100);
}

const ended: Readonly<Record<string, string>> = {
  timedOut: 'timed out',
  canceled: 'was canceled',
  terminated: 'was terminated',
  rejected: 'was rejected',
};
const kinds: Readonly<Record<string, string>> = {
  childWorkflow: 'child workflow ',
  nexus: 'nexus operation ',
  signalExternal: 'signal ',
  localActivity: 'local activity ',
};

/**
 * For texts that stand alone: the first time of a day has the date and the zone, `2026-11-21 00:08:32 UTC`, then
 * `00:08:34`.
 */
export function utcClock(): Clock {
  let day = '';
  return (atMs) => {
    const [date = '', time = ''] = new Date(Math.floor(atMs)).toISOString().split('T');
    const seconds = time.slice(0, 8);
    if (date === day) return seconds;
    day = date;
    return `${date} ${seconds} UTC`;
  };
}
