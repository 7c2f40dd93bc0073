// Code that decides for itself: what it is told next, and what comes of its commands.

import type { EventOf, HistoryEvent } from '../../formats/temporal/canonical/history-event.ts';
import { localActivityMarker } from '../../formats/temporal/canonical/marker.ts';
import { type Call, endsWorkflow } from '../../model/replay/call.ts';
import type { Activation, Answer, Command, Job, Result } from '../../sandbox/guest.ts';
import { answered } from './answered.ts';
import { Answers, type CallAnswer, invented, type TaskUnderWay } from './answers.ts';
import { askedCall } from './asked-call.ts';
import { CommandBook } from './command-book.ts';
import { endingsMoved } from './core.ts';
import { EventTimes } from './event-times.ts';
import { happened, patchesOf, tasksOf } from './happened.ts';
import { byOrder } from './job-order.ts';
import { resultOf } from './local-activities.ts';
import { type Entry, isClosed } from './machine.ts';
import { OwnEvents } from './own-events.ts';
import type { OwnHistory } from './own-history.ts';
import { activityCancelled, activityResult } from './results.ts';
import { msOf } from './sdk-json.ts';
import { movesEndingsFlag, SdkMetadata, upsertsPatchesFlag } from './sdk-metadata.ts';
import { type AskedLocal, type LocalActivity, type Told, ToldQueue } from './told-queue.ts';

/** Facts that a history does not contain. */
type Run = { readonly workflowId: string; readonly namespace: string };

/** More than a history has. */
const moreEvents = 2 ** 31;

type Made = Call & { readonly command: Command };

/** A command that the history gets when its task ends. */
type Outgoing = Entry | { readonly asked: AskedLocal } | { readonly ended: AskedLocal; readonly result: Result };

export class OnwardRun {
  readonly calls: Made[] = [];
  hasEnded = false;
  lastEvent = 1;
  readonly #answers: Answers;
  readonly #book = new CommandBook();
  readonly #own: OwnEvents;
  readonly #metadata = new SdkMetadata();
  /** The events that begin the tasks, the last of each sequence. */
  readonly #tasks: readonly HistoryEvent[];
  readonly #updates = new Map<string, string>();
  readonly #locals = new Map<number, AskedLocal>();
  #outgoing: Outgoing[] = [];
  /** No task begins until it is resumed. */
  #isPaused = false;
  readonly #told: ToldQueue;
  readonly #times: EventTimes;
  #atMs: number;
  #started: EventOf<'WorkflowTaskStarted'>['attributes'] = {};

  constructor(events: readonly HistoryEvent[], options: Run) {
    const [first] = events as readonly [EventOf<'WorkflowExecutionStarted'>];
    this.#answers = new Answers(events);
    this.#own = new OwnEvents(events);
    this.#times = new EventTimes(events);
    this.#tasks = tasksOf(events);
    this.#atMs = first.atMs ?? 0;
    const patches = patchesOf(events);
    for (const patchId of patches) this.#book.notePatch(patchId);
    const known = patches.map((patchId): Told => ({ id: first.id, job: { type: 'notifyHasPatch', patchId } }));
    this.#told = new ToldQueue([...known, ...events.flatMap((event) => happened(event, options))]);
    for (const event of events)
      if (event.type === 'WorkflowTaskCompleted') {
        this.#metadata.noteSdk(event.attributes);
        this.#metadata.noteDeployment(event.attributes);
      }
  }

  get history(): OwnHistory {
    return this.#own.history;
  }

  /** The next jobs: everything that one task brings. */
  jobs(): readonly Job[] {
    for (;;) {
      if ((this.#told.first ?? 1) >= 1) this.#send();
      const { first } = this.#told;
      if (this.hasEnded || first === undefined) return [];
      const task = first < 1 ? undefined : this.#taskAfter(first);
      const jobs = this.#tell(first < 1 ? 1 : (task?.id ?? Infinity));
      if (task !== undefined) this.#begin(task);
      if (task === undefined && first >= 1 && this.#isPaused) return [];
      if (jobs.length === 0) continue;
      if (first >= 1) this.#own.task(task);
      return jobs.toSorted(byOrder);
    }
  }

  #begin(task: HistoryEvent): void {
    this.lastEvent = Math.max(this.lastEvent, task.id);
    this.#atMs = Math.max(this.#atMs, task.atMs ?? 0);
    if (task.type === 'WorkflowTaskStarted') this.#started = task.attributes;
  }

  activation(jobs: readonly Job[]): Activation {
    const { sdkVersion, deployment, langFlags } = this.#metadata;
    const started = this.#started;
    return {
      atMs: this.#atMs,
      isReplaying: true,
      historyLength: this.lastEvent,
      historySizeBytes: started.historySizeBytes ?? 0,
      continueAsNewSuggested: started.suggestContinueAsNew ?? false,
      suggestContinueAsNewReasons: started.suggestContinueAsNewReasons ?? [],
      targetWorkerDeploymentVersionChanged: started.targetWorkerDeploymentVersionChanged ?? false,
      flags: langFlags,
      ...(sdkVersion !== undefined && { sdkVersion }),
      ...(deployment !== undefined && { deploymentVersion: deployment }),
      jobs,
    };
  }

  take(answer: Answer): void {
    if (answer.type === 'failed') {
      this.#own.fails(answer.error);
      return;
    }
    for (const command of endingsMoved(answer.commands, this.#metadata.has(movesEndingsFlag))) this.#ask(command);
  }

  #ask(command: Command): void {
    if (command.type === 'scheduleLocalActivity') return this.#askLocal(command);
    if (command.type === 'requestCancelLocalActivity') return this.#cancelLocal(command.seq);
    const upsertsPatches = this.#metadata.has(upsertsPatchesFlag);
    for (const job of this.#book.add([command], { isReplaying: true, upsertsPatches })) this.#told.put({ id: 0, job });
    this.#outgoing.push(...this.#book.takeWaiting());
  }

  /** The code learns its result within the task, in the order in which they ended. */
  #askLocal(local: LocalActivity): void {
    const { seq, activityType } = local;
    const call: Call = { kind: 'localActivity', name: activityType };
    const answer = this.#answers.to(call, local, this.#task());
    const asked: AskedLocal = { local, call, answer };
    this.#locals.set(seq, asked);
    this.#outgoing.push({ asked });
    const result = 'event' in answer ? this.#workResult(answer, local) : undefined;
    const id = 'event' in answer ? answer.event.id / moreEvents : 0;
    if (result !== undefined)
      this.#told.put({ id, job: { type: 'resolveActivity', seq, isLocal: true, result }, local: asked });
    else if (answer.from !== 'end') for (const job of invented(call, local)) this.#told.put({ id, job, local: asked });
  }

  /** Of a recorded local activity, or of an activity that did the same work. */
  #workResult({ event, about }: Extract<CallAnswer, { event: object }>, asked: LocalActivity): Result | undefined {
    const marker = event.type === 'MarkerRecorded' ? localActivityMarker(event) : undefined;
    if (marker === undefined) return about.map((each) => activityResult(each, asked)).find((result) => result);
    this.#atMs = Math.max(this.#atMs, marker.completedAtMs ?? 0);
    return resultOf(marker, asked);
  }

  #cancelLocal(seq: number): void {
    const asked = this.#locals.get(seq);
    if (asked === undefined || !this.#told.takeOut(asked)) return;
    const job: Job = { type: 'resolveActivity', seq, isLocal: true, result: activityCancelled(asked.local) };
    this.#told.put({ id: 0, job, local: asked });
  }

  #called(call: Call, command: Command): void {
    this.calls.push({ ...call, command });
    if (endsWorkflow(call)) this.hasEnded = true;
  }

  /** The commands of the task go to the server. */
  #send(): void {
    const outgoing = this.#outgoing;
    this.#outgoing = [];
    for (const entry of outgoing) if ('machine' in entry && !entry.machine.isCancelledBeforeSent) this.#claim(entry);
    for (const entry of outgoing)
      if ('asked' in entry) this.#called(entry.asked.call, entry.asked.local);
      else if ('ended' in entry) this.#own.local(entry.ended, entry.result);
      else if (!entry.machine.isCancelledBeforeSent) this.#sendOne(entry);
  }

  #claim(entry: Entry): void {
    const call = this.#callOf(entry);
    if (call !== undefined) this.#answers.claim(call, entry.command);
  }

  /** undefined for what only follows from another command. */
  #callOf({ command, machine }: Entry): Call | undefined {
    if (machine.family === 'upsert' && machine.isOfCore) return undefined;
    return askedCall(command, this.#updates) ?? this.#cancelOf(command, machine.command);
  }

  #sendOne(entry: Entry): void {
    const { command } = entry;
    const call = this.#callOf(entry);
    if (call === undefined) {
      const id = this.#own.following(entry);
      if (id !== undefined) this.#book.sent(id, entry);
      return;
    }
    this.#called(call, command);
    const answer = this.#answers.to(call, command, this.#task());
    const id = this.#own.command(entry, call, answer);
    this.#book.sent(id, entry);
    this.#answer(id, call, entry, answer);
  }

  #answer(id: number, call: Call, { command, machine }: Entry, answer: CallAnswer): void {
    if (answer.from === 'nothing' && command.type === 'startTimer') this.#fires(id, command);
    else if (answer.from === 'nothing') {
      const jobs = invented(call, command);
      if (jobs.length > 0) machine.isResolved = true;
      for (const job of jobs) this.#told.put({ id: 0, job });
    }
    if (answer.from === 'sameCall')
      for (const event of answer.about) this.#told.put({ id: event.id, event, answers: id });
    if (answer.from !== 'otherCall') return;
    // What is told instead of a later call's answer comes at once.
    if (answer.event.type === 'MarkerRecorded' && command.type === 'scheduleActivity') {
      const marker = localActivityMarker(answer.event);
      const result = marker && resultOf(marker, command);
      if (result !== undefined) machine.isResolved = true;
      if (result !== undefined)
        this.#told.put({ id: 0, job: { type: 'resolveActivity', seq: command.seq, isLocal: false, result } });
    }
    const isLater = answer.event.id >= this.#task().until;
    for (const event of answer.about)
      this.#told.put({ id: isLater ? 0 : event.id, event, answers: id, isBorrowed: true });
  }

  /** A timer of its own: between the recorded events, by the clock; behind the last of a history that goes on it has not fired. */
  #fires(id: number, command: Extract<Command, { type: 'startTimer' }>): void {
    const atMs = this.#atMs + (msOf(command['startToFireTimeout'] ?? {}) ?? 0);
    const after = this.#times.firstAfter(atMs);
    if (after === undefined && !this.#times.hasEnded) return;
    this.#told.put({ id: (after ?? this.#times.lastId + 1) - 0.5, answers: id, firesAtMs: atMs });
  }

  #cancelOf(command: Command, begun: Command): Call | undefined {
    if (command.type === 'cancelTimer') return { kind: 'cancelTimer', name: '' };
    if (command.type === 'cancelChildWorkflowExecution') return { kind: 'cancelExternal', name: '' };
    if (command.type !== 'requestCancelActivity' || begun.type !== 'scheduleActivity') return undefined;
    return { kind: 'cancelActivity', name: begun.activityType };
  }

  /** The recorded task at which the run stands. */
  #task(): TaskUnderWay {
    const until = this.#taskAfter(this.lastEvent + 1)?.id ?? Infinity;
    return { from: this.lastEvent, until };
  }

  /** Tells everything before `until`. */
  #tell(until: number): readonly Job[] {
    const jobs: Job[] = [];
    for (let told = this.#told.take(until); told !== undefined; told = this.#told.take(until))
      jobs.push(...this.#jobsOf(told));
    return jobs;
  }

  #jobsOf(told: Told): readonly Job[] {
    const { event, answers, job, isBorrowed, local, firesAtMs } = told;
    if (firesAtMs !== undefined && answers !== undefined) return this.#fired(answers, firesAtMs);
    if (local !== undefined && job?.type === 'resolveActivity')
      this.#outgoing.push({ ended: local, result: job.result });
    if (event === undefined || answers === undefined) {
      if (event !== undefined) this.#happens(event);
      if (job?.type === 'doUpdate') this.#noteUpdate(job);
      return job === undefined ? [] : [job];
    }
    const machine = this.#book.machineOf(answers);
    if (machine === undefined || (machine.family === 'timer' && isClosed(machine))) return [];
    const { jobs, isOver } = answered(withNumber(event, machine.command), machine);
    if (isOver) this.#book.close(answers);
    if (isBorrowed !== true) this.#own.answer(event, answers);
    return jobs;
  }

  #fired(id: number, atMs: number): readonly Job[] {
    const machine = this.#book.machineOf(id);
    if (machine === undefined || isClosed(machine) || machine.command.type !== 'startTimer') return [];
    machine.state = 'closed';
    this.#book.close(id);
    this.#atMs = Math.max(this.#atMs, atMs);
    this.#own.fired(id, machine.command.seq, atMs);
    return [{ type: 'fireTimer', seq: machine.command.seq }];
  }

  #happens(event: HistoryEvent): void {
    if (event.type === 'WorkflowExecutionPaused') this.#isPaused = true;
    if (event.type === 'WorkflowExecutionUnpaused') this.#isPaused = false;
    this.#own.recorded(event);
  }

  #noteUpdate({ protocolInstanceId, name }: Extract<Job, { type: 'doUpdate' }>): void {
    this.#updates.set(protocolInstanceId, name);
    this.#book.noteUpdate(protocolInstanceId, { type: 'updateResponse', protocolInstanceId });
  }

  #taskAfter(id: number): HistoryEvent | undefined {
    let [from, to] = [0, this.#tasks.length];
    while (from < to) {
      const middle = (from + to) >> 1;
      if ((this.#tasks[middle]?.id ?? 0) > id) to = middle;
      else from = middle + 1;
    }
    return this.#tasks[from];
  }
}

/** A timer's event gets the number that the code gave the timer. */
function withNumber(event: HistoryEvent, command: Command): HistoryEvent {
  return event.type === 'TimerFired' && command.type === 'startTimer'
    ? { ...event, attributes: { ...event.attributes, timerId: String(command.seq) } }
    : event;
}
