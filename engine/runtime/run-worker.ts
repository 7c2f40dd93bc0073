// Executes one run while this engine owns it: reads new events, delivers them to the code, stores the commands, starts
// the requested work. One step at a time; each step is one transaction.

import type { ActivityContext } from '../author/activity.ts';
import type { StoredEvent } from '../store/log.ts';
import { RetraceError } from '../model/errors.ts';
import type { NativeCommand, NativeEvent, NativeFailure } from '../model/native-event.ts';
import type { Activation } from '../sandbox/native/activation.ts';
import type { HostAnswer } from '../sandbox/native/guest-host.ts';
import type { RunRow } from '../store/register/register.ts';
import type { RunTransaction } from '../store/register/run-store.ts';
import { type AttemptEnd, runAttempt } from './activity-runner.ts';
import { carriedOver, Consequences, newRunId, type Unheard } from './consequences.ts';
import { Refused } from './committer.ts';
import { attemptEnded, whatIsDue } from './due.ts';
import type { EngineParts } from './engine-parts.ts';
import { plainValue } from '../sandbox/native/kernel/plain-value.ts';
import { toldAgain } from '../sandbox/native/kernel/told-again.ts';
import { decoded, encoded } from './history.ts';
import { divergenceFailure, withUnseen } from './task-events.ts';
import { type DeskActivity, RunDesk } from './run-desk.ts';
import { RunningActivity } from './running-activity.ts';
import { isEnd, isWaking } from '../model/native-history.ts';

/** An attempt's report; whether it still counts is decided when it is processed. */
type Report =
  | { readonly type: 'end'; readonly id: number; readonly attempt: number; readonly end: AttemptEnd }
  | { readonly type: 'beat'; readonly id: number; readonly attempt: number; readonly details: unknown };

/** Why the step's task failed, and when the first event that it delivered came in (ms since 1970). */
type Step = { readonly failure: NativeFailure | undefined; readonly readyAt: number | undefined };
type Committed = {
  readonly foreign: readonly NativeEvent[];
  readonly told: readonly NativeEvent[];
  readonly last: number;
};

/** Minimum interval in ms between two recorded heartbeats. */
const beatEveryMs = 1000;

export class RunWorker {
  readonly row: RunRow;
  readonly #parts: EngineParts;
  #desk = new RunDesk();
  readonly #running = new Map<number, RunningActivity>();
  readonly #reports: Report[] = [];
  /** Events of the present step, which are not stored yet. */
  #events: NativeEvent[] = [];
  /** The last event that the desk has processed. */
  #known = 0;
  #lastAt = 0;
  #hasGuest = false;
  #unheard: Pick<Unheard, 'unconsumed' | 'cancelsAhead'> = { unconsumed: [], cancelsAhead: 0 };
  #mayHaveForeign = true;
  #isStepping = false;
  #isNudged = false;
  #isStopped = false;
  #alarm: (() => void) | undefined;

  constructor(row: RunRow, parts: EngineParts) {
    this.row = row;
    this.#parts = parts;
  }

  get isIdle(): boolean {
    return !this.#isStepping && this.#running.size === 0;
  }

  get isStopped(): boolean {
    return this.#isStopped;
  }

  /** `isForeign`: other processes may have appended to the run. */
  nudge(isForeign: boolean): void {
    if (isForeign) this.#mayHaveForeign = true;
    this.#isNudged = true;
    if (!this.#isStepping && !this.#isStopped) void this.#stepOn();
  }

  async #stepOn(): Promise<void> {
    this.#isStepping = true;
    const done = this.#parts.begin('step');
    try {
      while (this.#isNudged && !this.#isStopped) {
        this.#isNudged = false;
        await this.#step();
      }
    } catch (error) {
      this.stop();
      if (isUnreadable(error)) await this.#quarantine(`codec: ${error.message}`).catch(() => {});
      else {
        if (!(error instanceof Refused)) this.#parts.complain(error, this.row.run);
        await this.release().catch(() => {});
      }
    } finally {
      this.#isStepping = false;
      this.#setAlarm();
      done();
    }
  }

  async #step(): Promise<void> {
    if (this.#known === 0) await this.#load();
    else if (this.#mayHaveForeign) await this.#seeForeign();
    if (this.#desk.isClosed) return this.stop();
    const now = Math.max(this.#parts.clock.now(), this.#lastAt);
    this.#lastAt = now;
    this.#events = [];
    this.#addReports(now);
    for (const event of whatIsDue(this.#desk, now)) this.#add(event);
    const readyAt = this.#desk.needsTask ? this.#desk.unseen[0]?.at : undefined;
    const failure = this.#desk.needsTask ? await this.#runTask(now) : undefined;
    if (this.#isStopped) return;
    const started = this.#desk.isClosed || failure !== undefined ? [] : this.#startable(now);
    for (const { scheduled, attempt } of started) {
      const { id } = scheduled;
      this.#add({ type: 'activity_started', at: now, id, attempt: attempt + 1, worker: this.#parts.workerId });
    }
    try {
      await this.#commit(now, { failure, readyAt });
    } catch (error) {
      for (const _ of started) this.#parts.slots.give();
      throw error;
    }
    if (failure !== undefined || this.#desk.isClosed) return this.stop();
    for (const { scheduled } of started) this.#start(scheduled.id);
    if (this.#desk.needsTask) this.#isNudged = true;
  }

  #add(event: NativeEvent): void {
    this.#events.push(event);
    this.#desk.apply(event);
    if (isOver(event)) this.#abort(event.id);
  }

  #addReports(now: number): void {
    for (const report of this.#reports) {
      const event = this.#eventOf(report, now);
      if (event !== undefined) this.#add(event);
    }
    this.#reports.length = 0;
  }

  /** Loads the whole history. Activities left running by another worker are lost. */
  async #load(): Promise<void> {
    this.#mayHaveForeign = false;
    const events = (await this.#stored()).map(decoded);
    for (const event of events) this.#desk.apply(event);
    this.#desk.unseen = [...toldAgain(events).unseen];
    this.#known = events.length;
    this.#lastAt = events.reduce((latest, { at }) => Math.max(latest, at), 0);
    for (const { scheduled, state, attempt } of this.#desk.activities.values())
      if (state === 'running')
        this.#reports.push({ type: 'end', id: scheduled.id, attempt, end: { type: 'failed', failure: workerLost } });
  }

  /** In the transaction of others that are taken up; a run whose beginning is elsewhere is read through the log. */
  async #stored(): Promise<readonly StoredEvent[]> {
    const { run } = this.row;
    const own = await this.#parts.committer.commit((transaction) => transaction.read(run, 1));
    return own[0]?.seq === 1 ? own : await this.#parts.store.log.read(run, 1, Infinity);
  }

  async #seeForeign(): Promise<void> {
    this.#mayHaveForeign = false;
    const stored = await this.#parts.store.log.read(this.row.run, this.#known + 1, Infinity);
    for (const event of stored) this.#desk.apply(decoded(event));
    this.#known += stored.length;
  }

  #eventOf(report: Report, at: number): NativeEvent | undefined {
    const { id, attempt } = report;
    const activity = this.#desk.activities.get(id);
    if (activity === undefined || activity.attempt !== attempt || activity.state !== 'running') return undefined;
    if (report.type === 'beat') {
      const { details } = report;
      return {
        type: 'activity_heartbeat',
        at,
        id,
        attempt,
        ...(details !== undefined && { details: details as never }),
      };
    }
    const { end } = report;
    if (end.type === 'failed') return attemptEnded(activity, end.failure, at, end.afterMs);
    return { type: 'activity_completed', at, id, attempt, ...(end.result !== undefined && { result: end.result }) };
  }

  /** Delivers unseen events to the code. Adds its commands; returns the reason where it cannot be run. */
  async #runTask(now: number): Promise<NativeFailure | undefined> {
    const task = this.#desk.task + 1;
    const answer = await this.#activate({ task, atMs: now, events: this.#desk.unseen });
    const worker = this.#parts.workerId;
    if (answer.type === 'commands') {
      this.#unheard = answer;
      this.#add({ type: 'workflow_task_completed', at: now, task, worker });
      for (const command of answer.commands) this.#addCommand(command, now);
      for (const { level, text } of answer.logs) this.#parts.log(this.row, level, text);
      return undefined;
    }
    const failure =
      answer.type === 'diverged'
        ? divergenceFailure(answer.divergence)
        : answer.type === 'lost'
          ? workerLost
          : answer.failure;
    this.#add({ type: 'workflow_task_failed', at: now, task, worker, failure });
    this.#hasGuest = false;
    return failure;
  }

  #addCommand(command: NativeCommand, at: number): void {
    if (command.type === 'workflow_continued_as_new') return this.#add({ ...command, at, nextRunId: newRunId() });
    this.#add({ ...command, at });
    if (command.type !== 'activity_cancel_requested') return;
    const { id } = command;
    const attempt = this.#desk.activities.get(id)?.attempt ?? 0;
    this.#add({ type: 'activity_cancelled', at, id, attempt, failure: activityCancelled });
  }

  async #activate(activation: Activation): Promise<HostAnswer> {
    const code = this.#parts.code.bundleOf(this.row);
    if (code === undefined)
      return {
        type: 'failed',
        failure: { kind: 'missing-code', message: `no worker has the code of ${this.row.workflowType}` },
      };
    if (this.#desk.task > 0) this.#parts.metrics.task(this.#hasGuest ? 'hit' : 'miss');
    const guest = { run: this.row.run, digest: code.digest, workflowType: this.row.workflowType };
    for (let tries = 0; tries < 5; tries++) {
      const before = this.#hasGuest ? [] : await this.#replayed();
      const answer = await this.#parts.host.activate(guest, [...before, activation], !this.#hasGuest);
      this.#hasGuest = answer.type === 'commands';
      if (answer.type !== 'lost') return answer;
    }
    return { type: 'lost' };
  }

  async #replayed(): Promise<readonly Activation[]> {
    if (this.#desk.task === 0) return [];
    const stored = await this.#parts.store.log.read(this.row.run, 1, this.#known);
    return toldAgain(stored.map(decoded)).replayed;
  }

  #startable(now: number): readonly DeskActivity[] {
    const startable: DeskActivity[] = [];
    for (const activity of this.#desk.activities.values()) {
      if (activity.state === 'running' || activity.nextAt > now) continue;
      if (!this.#parts.slots.take(this)) break;
      startable.push(activity);
    }
    return startable;
  }

  async #commit(now: number, { failure, readyAt }: Step): Promise<void> {
    const events = this.#events;
    const { foreign, told, last } = await this.#parts.committer.commit((transaction) =>
      this.#store(transaction, now, failure),
    );
    for (const event of foreign) this.#desk.apply(event);
    for (const event of told) this.#desk.apply(event);
    this.#known = last;
    const scheduledAt = (id: number): number | undefined => this.#desk.activities.get(id)?.scheduled.at;
    this.#parts.metrics.committed(this.row, behind(events, told), { readyAt, scheduledAt });
    this.#parts.committed(this.row, events, this.#concernsOthers(events));
  }

  #concernsOthers(events: readonly NativeEvent[]): boolean {
    const { isClosed, parent, children } = this.#desk;
    if (isClosed && (parent !== undefined || children.size > 0)) return true;
    return events.some(({ type }) => concerningOthers.has(type));
  }

  #store(transaction: RunTransaction, now: number, failure: NativeFailure | undefined): Committed {
    const { run } = this.row;
    const row = transaction.register.get(run);
    if (!this.#isOurs(row) || row.closed) throw new Refused(`run ${run} is another's`);
    const before = transaction.lastSeq(run);
    const foreign = before > this.#known ? transaction.read(run, this.#known + 1).map(decoded) : [];
    const consequences = new Consequences(transaction, row, now);
    const told: NativeEvent[] = [];
    for (const event of this.#events) told.push(...consequences.of(event, this.#desk.children));
    const all = behind(withUnseen(this.#events, foreign, this.#known), told);
    transaction.append(run, all.map(encoded));
    const end = this.#events.find(isEnd);
    if (end === undefined) this.#putRow(transaction, row, foreign.some(isWaking) || told.some(isWaking), failure);
    else consequences.close(end, this.#desk, this.#carried(transaction, end));
    return { foreign, told, last: before + all.length };
  }

  #isOurs(row: RunRow | undefined): row is RunRow {
    return row?.owner === this.#parts.workerId && row.claims === this.row.claims;
  }

  #carried(transaction: RunTransaction, end: NativeEvent): readonly NativeEvent[] {
    if (end.type !== 'workflow_continued_as_new') return [];
    const { unconsumed, cancelsAhead } = this.#unheard;
    return carriedOver(transaction.read(this.row.run, 1).map(decoded), {
      known: this.#known,
      unconsumed,
      cancelsAhead,
    });
  }

  /** Writes the row where it changes, or the lease grows short. */
  #putRow({ register }: RunTransaction, row: RunRow, woken: boolean, failure: NativeFailure | undefined): void {
    if (failure !== undefined) {
      const quarantined = `${failure.kind}: ${failure.message}`;
      return register.put({ ...row, owner: null, dueAt: null, woken: false, quarantined });
    }
    const { leaseMs, clock } = this.#parts;
    const dueAt = this.#dueAt();
    const now = clock.now();
    if (row.woken === woken && row.dueAt === dueAt && row.leaseUntil - now > leaseMs / 2) return;
    register.put({ ...row, woken, dueAt, leaseUntil: now + leaseMs });
  }

  /** An engine with running activities must renew its lease. */
  #dueAt(): number | null {
    if (this.#desk.isWorking || this.#desk.needsTask) return 0;
    const next = this.#desk.nextDue();
    return next === Infinity ? null : next;
  }

  #start(id: number): void {
    const activity = this.#desk.activities.get(id);
    if (activity === undefined) return this.#parts.slots.give();
    const running = new RunningActivity(activity.attempt, this.#parts.begin('activity'));
    this.#running.set(id, running);
    void this.#attempt(activity, running);
  }

  async #attempt(activity: DeskActivity, running: RunningActivity): Promise<void> {
    const { id, name, input } = activity.scheduled;
    const found = this.#parts.code.activityOf(this.row, name);
    const ended = await runAttempt(found, { name, input, context: this.#contextOf(activity, running) });
    const end: AttemptEnd = running.reason === shuttingDown ? { type: 'failed', failure: shuttingDown } : ended;
    this.#reports.push({ type: 'end', id, attempt: running.attempt, end });
    this.nudge(false);
    this.#leave(id, running);
  }

  /** Frees the slot. */
  #leave(id: number, running: RunningActivity): void {
    if (this.#running.get(id) !== running) return;
    this.#running.delete(id);
    this.#parts.slots.give();
    running.left();
  }

  #contextOf({ scheduled, attempt, details }: DeskActivity, running: RunningActivity): ActivityContext {
    const { workflowId, run: runId } = this.row;
    return {
      activityName: scheduled.name,
      workflowId,
      runId,
      attempt,
      idempotencyKey: `${workflowId}/${runId}/${scheduled.id}`,
      lastHeartbeat: details,
      get signal() {
        return running.signal;
      },
      heartbeat: (noted) => this.#beat(scheduled.id, running, noted),
    };
  }

  #beat(id: number, running: RunningActivity, details: unknown): void {
    const activity = this.#desk.activities.get(id);
    if (activity === undefined || activity.attempt !== running.attempt || this.#isStopped) return;
    const now = this.#parts.clock.now();
    const noted = details === undefined ? activity.details : plainValue(details, 'what a heartbeat notes');
    Object.assign(activity, { beatAt: now, details: noted });
    if (now - running.beatWrittenAt < beatEveryMs) return;
    running.beatWrittenAt = now;
    this.#reports.push({ type: 'beat', id, attempt: running.attempt, details: noted });
    this.nudge(false);
  }

  /** Aborts an activity; its later result is ignored. */
  #abort(id: number): void {
    const running = this.#running.get(id);
    if (running === undefined) return;
    running.abort(new Error('nobody waits for it any more'));
    this.#leave(id, running);
  }

  #setAlarm(): void {
    this.#alarm?.();
    this.#alarm = undefined;
    if (this.#isStopped || this.#isNudged) return;
    // What became due since the last step waits for no slot: it has not been looked at.
    const due = this.#desk.nextDue(this.#lastAt);
    if (due !== Infinity) this.#alarm = this.#parts.clock.at(due, () => this.nudge(false));
  }

  /** Tells activities to end. The next owner of the run restarts those that do not. */
  shutDown(): void {
    for (const running of this.#running.values()) running.abort(shuttingDown);
  }

  /** Releases the run. */
  async release(): Promise<void> {
    this.stop();
    await this.#parts.committer.commit(({ register }) => {
      const row = register.get(this.row.run);
      if (this.#isOurs(row))
        register.put({ ...row, owner: null, leaseUntil: 0, dueAt: this.#desk.isWorking ? 0 : row.dueAt });
    });
  }

  /** Without an event: what is there cannot be read. */
  async #quarantine(reason: string): Promise<void> {
    await this.#parts.committer.commit(({ register }) => {
      const row = register.get(this.row.run);
      if (this.#isOurs(row)) register.put({ ...row, owner: null, dueAt: null, woken: false, quarantined: reason });
    });
  }

  stop(): void {
    if (this.#isStopped) return;
    this.#isStopped = true;
    this.#alarm?.();
    for (const id of this.#running.keys()) this.#abort(id);
    this.#parts.host.drop(this.row.run);
    this.#parts.stopped(this.row.run);
  }
}

const workerLost: NativeFailure = { kind: 'worker-lost', message: 'its worker is gone' };
const activityCancelled: NativeFailure = { kind: 'cancelled', message: 'activity cancelled' };
const shuttingDown: NativeFailure = { kind: 'shutdown', message: 'its worker was shut down' };

/** Events after which another run may have something to do. */
const concerningOthers: ReadonlySet<string> = new Set<NativeEvent['type']>([
  'child_workflow_scheduled',
  'child_workflow_cancel_requested',
  'signal_external_scheduled',
  'workflow_continued_as_new',
]);

function behind(events: readonly NativeEvent[], more: readonly NativeEvent[]): readonly NativeEvent[] {
  return more.length === 0 ? events : [...events, ...more];
}

function isUnreadable(error: unknown): error is RetraceError {
  return error instanceof RetraceError && error.code === 'not-readable';
}

type Over = Extract<NativeEvent, { type: 'activity_failed' | 'activity_attempt_failed' | 'activity_cancelled' }>;

function isOver(event: NativeEvent): event is Over {
  const { type } = event;
  return type === 'activity_failed' || type === 'activity_attempt_failed' || type === 'activity_cancelled';
}
