// What a run waits for after any of its events: the only answer for window, command line and headline.
// `waiting-text.ts` puts it in words.

import { carried } from './carried.ts';
import {
  countUpTo,
  isRunUnclearAt,
  isUnclearAt,
  lastWordOf,
  openedCount,
  type OpenOperations,
  openOperationsOf,
  runStatusAt,
  statusAt,
} from './cursor.ts';
import { isStanding, operationKinds } from './effect.ts';
import type { Seq } from './event.ts';
import { GrowingColumn } from './growing-column.ts';
import { eventFlags, hasFlag, kindIndex, NONE, type Outline, reasonOf } from './outline.ts';
import { workflowTasksOf } from './workflow-tasks.ts';

/**
 * In order of precedence:
 * `pause`: a person must resume the run;
 * `commands`: the code has run, and the history writes its commands after this event;
 * `taskScheduled`, `taskRunning`, `taskRetry` (the last task failed or timed out), `begin` (the first task must not
 * begin before a time), `taskDue` (an event woke the code, and no task is scheduled yet): a workflow task;
 * `operations`: open operations;
 * `message`: a signal, an update or the run's own condition;
 * `said`: what the source itself says of the run, by its last word before anything that is open;
 * `code`: the run's own code, in dialects without tasks;
 * `unknown`: the history lacks its beginning, or the event `since` has an unknown type or does not name the operation
 * that it ended, which may be any open one.
 */
export type WaitType =
  | 'pause'
  | 'commands'
  | 'taskScheduled'
  | 'taskRunning'
  | 'taskRetry'
  | 'begin'
  | 'taskDue'
  | 'operations'
  | 'message'
  | 'said'
  | 'code'
  | 'unknown';

export type Waiting = {
  readonly type: WaitType;
  /** The event after which the run waits. */
  readonly at: Seq;
  /** The event that began the wait; 0 where none did. For `commands`, the first command. */
  readonly since: Seq;
  /** Index of the workflow task, or NONE. */
  readonly task: number;
  /**
   * Seqs of events that woke the code and that it has not seen, rising: the reason for `taskDue`, and for `pause` the
   * reason for the next task.
   */
  readonly wakers: readonly Seq[];
  /**
   * Open operations that the run waits for, in order of opening; empty where a workflow task or a person comes first.
   */
  readonly operations: readonly number[];
  /** Update handlers that the code has begun: in progress, not waited for. */
  readonly inProgress: readonly number[];
  /** For `begin` and `said`: ms since 1970. */
  readonly untilMs: number | null;
};

/** Maximum number of open operations examined. */
export const mostOpen = 5000;

const kindsInside: ReadonlySet<number> = new Set(
  operationKinds.filter((kind) => kind === 'update' || isStanding(kind)).map((kind) => kindIndex[kind]),
);

/** Flags of an end without an id. */
const anyEnd = eventFlags.runUnclear | eventFlags.closes;

/** Answers for any seq of one outline. See `waitFinderOf`. */
export class WaitFinder {
  #outline: Outline;
  #open: OpenOperations;
  /** Seqs of the events that woke the code, rising. */
  readonly #wakers = new GrowingColumn(new Uint32Array(0));
  /** Seqs of ends without an id, each of which may concern any operation of its kind open by then. */
  readonly #anyEnds = new GrowingColumn(new Uint32Array(0));

  constructor(outline: Outline) {
    this.#outline = outline;
    this.#open = openOperationsOf(outline);
    this.#note(0);
  }

  /** Takes in a growth of the outline; `events` is their number before it. */
  grow(outline: Outline, events: number): this {
    this.#outline = outline;
    this.#open = openOperationsOf(outline);
    this.#note(events);
    return this;
  }

  #note(before: number): void {
    const { flags, events } = this.#outline;
    for (let i = before; i < events; i++) {
      const flag = flags[i]!;
      if ((flag & eventFlags.wakes) !== 0 && isWaker(this.#outline, i + 1)) this.#wakers.push(i + 1);
      if ((flag & anyEnd) === anyEnd) this.#anyEnds.push(i + 1);
    }
  }

  /** null where the run had not begun by `seq`, or had ended. */
  at(seq: Seq): Waiting | null {
    const status = runStatusAt(this.#outline, seq);
    if (seq === 0 || (status !== 'running' && status !== 'paused' && status !== 'unknown')) return null;
    if (status === 'unknown' && openedCount(this.#outline, seq) === 0 && !isRunUnclearAt(this.#outline, seq))
      return null;
    const none = { at: seq, since: 0, task: NONE, wakers: [], operations: [], inProgress: [], untilMs: null };
    if (status === 'paused')
      return {
        ...none,
        type: 'pause',
        since: lastStatus(this.#outline, seq)?.seq ?? 0,
        wakers: this.#hasTasks() ? this.#unseen(this.#lastTask(seq), seq) : [],
      };
    const task = this.#hasTasks() ? this.#ofTask(seq, none) : null;
    return task ?? this.#asSaid(seq, { ...none, ...this.#ofOperations(seq) });
  }

  /** True for dialects with workflow tasks, also before a run's first task. */
  #hasTasks(): boolean {
    return this.#outline.inTasks || workflowTasksOf(this.#outline).count > 0;
  }

  #lastTask(seq: Seq): number {
    return workflowTasksOf(this.#outline).at(seq)?.operation ?? NONE;
  }

  #ofTask(seq: Seq, none: Omit<Waiting, 'type'>): Waiting | null {
    const outline = this.#outline;
    const { openedAt, startedAt, closedAt } = outline.operations;
    const task = this.#lastTask(seq);
    const status = task === NONE ? null : statusAt(outline, task, seq);
    if (status === 'scheduled') return { ...none, type: 'taskScheduled', task, since: openedAt[task]! };
    if (status === 'started') return { ...none, type: 'taskRunning', task, since: startedAt[task]! };
    if (status === 'failed' || status === 'timedOut') {
      const since = closedAt[task]!;
      if (reasonOf(outline, task) !== 'ResetWorkflow') return { ...none, type: 'taskRetry', task, since };
      return { ...none, type: 'taskDue', task, since, wakers: [since] };
    }
    if (task !== NONE && isAskedFor(outline, seq + 1)) return { ...none, type: 'commands', task, since: seq + 1 };
    const wakers = this.#unseen(task, seq);
    if (wakers.length === 0) return null;
    const beginsAtMs = task === NONE ? lastStatus(outline, seq)?.beginsAtMs : undefined;
    if (beginsAtMs !== undefined) return { ...none, type: 'begin', since: wakers[0]!, untilMs: beginsAtMs };
    return { ...none, type: 'taskDue', since: wakers[0]!, wakers };
  }

  /** Events that woke the code after its last task began, and earlier ones that the task has not seen. */
  #unseen(task: number, seq: Seq): readonly Seq[] {
    const { openedAt, startedAt } = this.#outline.operations;
    const began = task === NONE ? 0 : startedAt[task]! || openedAt[task]!;
    const wakers = this.#wakers.view;
    const from = countUpTo(wakers, began);
    return [...unseenBy(this.#outline, task), ...wakers.subarray(from, from + countUpTo(wakers, seq, from))];
  }

  /** The source's own word about the run, where nothing that is open came after it. */
  #asSaid(seq: Seq, waiting: Waiting): Waiting {
    const said = lastStatus(this.#outline, seq);
    if (said?.awaits === undefined || waiting.type === 'unknown') return waiting;
    if (waiting.operations.some((operation) => lastWordOf(this.#outline, operation, seq) > said.seq)) return waiting;
    return { ...waiting, type: 'said', since: said.seq, operations: [], untilMs: said.beginsAtMs ?? null };
  }

  #ofOperations(seq: Seq): Pick<Waiting, 'type' | 'since' | 'operations' | 'inProgress'> {
    const outline = this.#outline;
    if (isRunUnclearAt(outline, seq)) return unclearSince(outline, seq);
    const { kind, openedAt } = outline.operations;
    const all = this.#open.at(seq, mostOpen);
    const open = all.filter(
      (operation) => !isUnclearAt(outline, operation, seq) && !this.#mayHaveEnded(operation, seq),
    );
    const operations = open.filter((operation) => !kindsInside.has(kind[operation]!));
    const inProgress = open.filter(
      (operation) => kind[operation] === kindIndex.update && statusAt(outline, operation, seq) !== 'scheduled',
    );
    if (operations.length > 0) return { type: 'operations', since: openedAt[operations[0]!]!, operations, inProgress };
    if (open.length < all.length) return unclearSince(outline, seq);
    const type = runStatusAt(outline, seq) === 'unknown' ? 'unknown' : this.#hasTasks() ? 'message' : 'code';
    return { type, since: 0, operations, inProgress };
  }

  /** True where an end without an id came after the operation's last event and may concern the operation. */
  #mayHaveEnded(operation: number, seq: Seq): boolean {
    const end = this.#anyEnds.view[countUpTo(this.#anyEnds.view, seq) - 1];
    if (end === undefined || lastWordOf(this.#outline, operation, seq) > end) return false;
    const { kind } = this.#outline.operations;
    return kind[operation] === kind[this.#outline.operation[end - 1]!];
  }
}

/**
 * The event since which the state of the run, or of every open operation, is unknown: its type is unknown, or it does
 * not name the operation that ended.
 */
function unclearSince(outline: Outline, seq: Seq): Pick<Waiting, 'type' | 'since' | 'operations' | 'inProgress'> {
  let since = seq;
  while (since > 0 && !hasFlag(outline, since, 'unclear') && !hasFlag(outline, since, 'runUnclear')) since--;
  return { type: 'unknown', since, operations: [], inProgress: [] };
}

/** Seqs that the task has not seen, rising. */
function unseenBy(outline: Outline, task: number): readonly Seq[] {
  if (task === NONE) return [];
  const wakers = outline.unseen.filter(({ seq }) => outline.operation[seq - 1] === task).map(({ waker }) => waker);
  return wakers.filter((waker) => isWaker(outline, waker)).sort((a, b) => a - b);
}

/**
 * The history records an update when the code has accepted it, so only an update admitted earlier wakes the code.
 * Pauses do not wake the code.
 */
function isWaker(outline: Outline, seq: Seq): boolean {
  if (!hasFlag(outline, seq, 'wakes')) return false;
  const operation = outline.operation[seq - 1]!;
  if (operation === NONE) return true;
  const kind = outline.operations.kind[operation];
  if (kind === kindIndex.pause) return false;
  return kind !== kindIndex.update || statusAt(outline, operation, seq) === 'scheduled';
}

/**
 * True for an event written together with the end of the previous workflow task: a command or, at the very same time,
 * another task that the worker requested at once.
 */
function isAskedFor(outline: Outline, seq: Seq): boolean {
  if (seq > outline.events) return false;
  if (hasFlag(outline, seq, 'commands')) return true;
  const operation = outline.operation[seq - 1]!;
  const isNextTask =
    operation !== NONE &&
    outline.operations.kind[operation] === kindIndex.workflowTask &&
    outline.operations.openedAt[operation] === seq;
  return isNextTask && !hasFlag(outline, seq - 1, 'wakes') && outline.atMs[seq - 1] === outline.atMs[seq - 2];
}

/** The run's status after an event, with what was said of it. */
export function lastStatus({ statuses }: Outline, seq: Seq): Outline['statuses'][number] | undefined {
  return statuses.findLast((change) => change.seq <= seq);
}

/** Computed once per outline, and extended when the outline grows. */
export const waitFinderOf = carried(
  (outline) => new WaitFinder(outline),
  (finder, outline, { from }) => finder.grow(outline, from),
);
