// Runs the code forward on its own decisions: it gets the events of the run, and the history's answers to the same
// calls in any order. Its commands are shown beside the history, and make a history of their own.

import type { EventOf, HistoryEvent } from '../../formats/temporal/canonical/history-event.ts';
import { localActivityMarker, patchMarker } from '../../formats/temporal/canonical/marker.ts';
import { type Call, type Course, endsWorkflow } from '../../model/replay/call.ts';
import type { SourcePosition } from '../../model/replay/verdict.ts';
import type { Answer, Command, Guest, Job } from '../../sandbox/guest.ts';
import { answered, initialEvent } from './answered.ts';
import { Answers, type CallAnswer, invented } from './answers.ts';
import { askedCall } from './asked-call.ts';
import { CommandBook } from './command-book.ts';
import { endingsMoved } from './core.ts';
import { byOrder } from './job-order.ts';
import { resultOf } from './local-activities.ts';
import { type Entry, isClosed } from './machine.ts';
import { OwnEvents } from './own-events.ts';
import type { OwnHistory } from './own-history.ts';
import { activityCancelled } from './results.ts';
import { movesEndingsFlag, SdkMetadata, upsertsPatchesFlag } from './sdk-metadata.ts';
import { randomnessSeed } from './siphash.ts';
import { startOf } from './start.ts';
import { isCommandEvent, sequenceFrom } from './task-sequences.ts';

export type RunOnOptions = {
  readonly workflowId: string;
  readonly namespace: string;
  /** Called before each activation. */
  readonly onActivation?: (lastEvent: number) => void;
  /** Of calls. */
  readonly most?: number;
};

/** More calls than a person reads. */
const mostCalls = 5000;

/** More than a history has. */
const moreEvents = 2 ** 31;

type Made = Call & { readonly command: Command };

export type RanOn = { readonly course: Course; readonly history: OwnHistory };

/** `guest` must keep the stacks of its commands. */
export async function runOn(
  events: readonly HistoryEvent[],
  guest: Guest,
  options: RunOnOptions,
  positionsOf: (stack: string) => readonly SourcePosition[],
): Promise<RanOn> {
  const { most = mostCalls } = options;
  const run = new OnwardRun(events, options);
  let end: Course['end'] = 'goesOn';
  for (let count = 0; count < most * 4 && run.calls.length < most; count++) {
    const jobs = run.jobs();
    if (jobs.length === 0) {
      end = run.hasEnded ? 'ended' : 'waits';
      break;
    }
    options.onActivation?.(run.lastEvent);
    const answer = await guest.activate(run.activation(jobs));
    run.take(answer);
    if (answer.type === 'commands') continue;
    end = 'throws';
    break;
  }
  const sourceOf = ({ ordinal = 0 }: Command): readonly SourcePosition[] => positionsOf(guest.stackOf(ordinal) ?? '');
  const calls = run.calls.map(({ kind, name, command }) => ({ kind, name, source: sourceOf(command) }));
  return { course: { end, calls }, history: run.history };
}

/** What the code is told, at the id of a recorded event; below 1: at once, within the task. */
type Told = {
  readonly id: number;
  readonly event?: HistoryEvent;
  /** Of an event that answers a call: the number of the call's own event. */
  readonly answers?: number;
  /** Not for this call: the code is told of it, and its history does not have it. */
  readonly isBorrowed?: true;
  readonly job?: Job;
  /** A local activity that ends with it. */
  readonly local?: Local;
};

/** A command that the history gets when its task ends. */
type Outgoing = Entry | { readonly asked: Local } | { readonly ended: Local };
type Local = { readonly local: LocalActivity; readonly call: Call; readonly answer: CallAnswer };
type LocalActivity = Extract<Command, { type: 'scheduleLocalActivity' }>;

class OnwardRun {
  readonly calls: Made[] = [];
  hasEnded = false;
  lastEvent = 1;
  readonly #options: RunOnOptions;
  readonly #answers: Answers;
  readonly #book = new CommandBook();
  readonly #own: OwnEvents;
  readonly #metadata = new SdkMetadata();
  /** The events that begin the tasks, the last of each sequence. */
  readonly #tasks: readonly HistoryEvent[];
  readonly #updates = new Map<string, string>();
  readonly #locals = new Map<number, Local>();
  #outgoing: Outgoing[] = [];
  /** Pending by event id, the first one last; equal ids in order of arrival. */
  #told: Told[] = [];
  #atMs: number;
  #started: EventOf<'WorkflowTaskStarted'>['attributes'] = {};

  constructor(events: readonly HistoryEvent[], options: RunOnOptions) {
    const [first] = events as readonly [EventOf<'WorkflowExecutionStarted'>];
    this.#options = options;
    this.#answers = new Answers(events);
    this.#own = new OwnEvents(events);
    this.#tasks = tasksOf(events);
    this.#atMs = first.atMs ?? 0;
    const patches = patchesOf(events);
    for (const patchId of patches) this.#book.notePatch(patchId);
    const known = patches.map((patchId): Told => ({ id: first.id, job: { type: 'notifyHasPatch', patchId } }));
    const happened = [...known, ...events.flatMap((event) => this.#happened(event))];
    this.#told = happened.toSorted((a, b) => a.id - b.id).toReversed();
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
      if ((this.#told.at(-1)?.id ?? 1) >= 1) this.#send();
      const first = this.#told.at(-1)?.id;
      if (this.hasEnded || first === undefined) return [];
      const task = first < 1 ? undefined : this.#taskAfter(first);
      const jobs = this.#tell(first < 1 ? 1 : (task?.id ?? Infinity));
      if (task !== undefined) this.#begin(task);
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

  activation(jobs: readonly Job[]): Parameters<Guest['activate']>[0] {
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
    for (const job of this.#book.add([command], { isReplaying: true, upsertsPatches })) this.#put({ id: 0, job });
    this.#outgoing.push(...this.#book.takeWaiting());
  }

  /** The code learns its result within the task, in the order in which they ended. */
  #askLocal(local: LocalActivity): void {
    const { seq, activityType } = local;
    const call: Call = { kind: 'localActivity', name: activityType };
    const answer = this.#answers.to(call, local, this.#until());
    const asked: Local = { local, call, answer };
    this.#locals.set(seq, asked);
    this.#outgoing.push({ asked });
    const marker = 'event' in answer && answer.event.type === 'MarkerRecorded' && localActivityMarker(answer.event);
    if (marker) {
      this.#atMs = Math.max(this.#atMs, marker.completedAtMs ?? 0);
      const job: Job = { type: 'resolveActivity', seq, isLocal: true, result: resultOf(marker, local) };
      this.#put({ id: answer.event.id / moreEvents, job, local: asked });
    } else if (answer.from === 'nothing')
      for (const job of invented(call, local)) this.#put({ id: 0, job, local: asked });
  }

  #cancelLocal(seq: number): void {
    const asked = this.#locals.get(seq);
    if (asked === undefined || !this.#told.some(({ local }) => local === asked)) return;
    this.#told = this.#told.filter(({ local }) => local !== asked);
    const job: Job = { type: 'resolveActivity', seq, isLocal: true, result: activityCancelled(asked.local) };
    this.#put({ id: 0, job, local: asked });
  }

  #called(call: Call, command: Command): void {
    this.calls.push({ ...call, command });
    if (endsWorkflow(call)) this.hasEnded = true;
  }

  /** The commands of the task go to the server. */
  #send(): void {
    const outgoing = this.#outgoing;
    this.#outgoing = [];
    for (const entry of outgoing)
      if ('asked' in entry) this.#called(entry.asked.call, entry.asked.local);
      else if ('ended' in entry) this.#own.local(entry.ended.local, entry.ended.call, entry.ended.answer);
      else if (!entry.machine.isCancelledBeforeSent) this.#sendOne(entry);
  }

  #sendOne(entry: Entry): void {
    const { command, machine } = entry;
    const call = askedCall(command, this.#updates) ?? this.#cancelOf(command, machine.command);
    if (call === undefined || (machine.family === 'upsert' && machine.isOfCore)) {
      const id = this.#own.following(entry);
      if (id !== undefined) this.#book.sent(id, entry);
      return;
    }
    this.#called(call, command);
    const answer = this.#answers.to(call, command, this.#until());
    const id = this.#own.command(entry, call, answer);
    this.#book.sent(id, entry);
    this.#answer(id, call, entry, answer);
  }

  #answer(id: number, call: Call, { command, machine }: Entry, answer: CallAnswer): void {
    if (answer.from === 'nothing') {
      const jobs = invented(call, command);
      if (jobs.length > 0) machine.isResolved = true;
      for (const job of jobs) this.#put({ id: 0, job });
    }
    if (answer.from === 'sameCall') for (const event of answer.about) this.#put({ id: event.id, event, answers: id });
    if (answer.from !== 'otherCall') return;
    // What is told instead of a later call's answer comes at once.
    const isLater = answer.event.id >= this.#until();
    for (const event of answer.about) this.#put({ id: isLater ? 0 : event.id, event, answers: id, isBorrowed: true });
  }

  #cancelOf(command: Command, begun: Command): Call | undefined {
    if (command.type === 'cancelTimer') return { kind: 'cancelTimer', name: '' };
    if (command.type === 'cancelChildWorkflowExecution') return { kind: 'cancelExternal', name: '' };
    if (command.type !== 'requestCancelActivity' || begun.type !== 'scheduleActivity') return undefined;
    return { kind: 'cancelActivity', name: begun.activityType };
  }

  /** Id of the recorded event that begins the next task. */
  #until(): number {
    return this.#taskAfter(this.lastEvent + 1)?.id ?? Infinity;
  }

  /** Tells everything before `until`. */
  #tell(until: number): readonly Job[] {
    const jobs: Job[] = [];
    while ((this.#told.at(-1)?.id ?? Infinity) < until)
      for (const told of this.#told.splice(-1)) jobs.push(...this.#jobsOf(told));
    return jobs;
  }

  #jobsOf(told: Told): readonly Job[] {
    const { event, answers, job, isBorrowed, local } = told;
    if (local !== undefined) this.#outgoing.push({ ended: local });
    if (event === undefined || answers === undefined) {
      if (event !== undefined && !this.hasEnded) this.#own.recorded(event);
      if (job?.type === 'doUpdate')
        this.#book.noteUpdate(job.protocolInstanceId, {
          type: 'updateResponse',
          protocolInstanceId: job.protocolInstanceId,
        });
      return job === undefined ? [] : [job];
    }
    const machine = this.#book.machineOf(answers);
    if (machine === undefined || (machine.family === 'timer' && isClosed(machine))) return [];
    const { jobs, isOver } = answered(withNumber(event, machine.command), machine);
    if (isOver) this.#book.close(answers);
    if (isBorrowed !== true) this.#own.recorded(event);
    return jobs;
  }

  #put(told: Told): void {
    this.#told.splice(this.#placeOf(told.id), 0, told);
  }

  /** The first index whose id is not greater: an earlier arrival with the same id is delivered first. */
  #placeOf(id: number): number {
    let [from, to] = [0, this.#told.length];
    while (from < to) {
      const middle = (from + to) >> 1;
      if ((this.#told[middle]?.id ?? 0) > id) from = middle + 1;
      else to = middle;
    }
    return from;
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

  /** What comes from outside, which the code gets whatever it did. */
  #happened(event: HistoryEvent): readonly Told[] {
    const { id } = event;
    switch (event.type) {
      case 'WorkflowExecutionStarted':
        return [{ id, event, job: { type: 'start', ...startOf(event, this.#options) } }];
      case 'WorkflowExecutionSignaled': {
        const { signalName = '', input = [], header = {}, identity = '' } = event.attributes;
        const signal = { signalName, input, headers: header, identity, originatingEventId: id };
        return [{ id, event, job: { type: 'signalWorkflow', ...signal } }];
      }
      case 'WorkflowExecutionCancelRequested':
        return [{ id, event, job: { type: 'cancelWorkflow', reason: event.attributes.cause ?? '' } }];
      case 'WorkflowTaskFailed': {
        const { cause, newRunId = '' } = event.attributes;
        if (cause !== 'ResetWorkflow') return [];
        return [{ id, event, job: { type: 'updateRandomSeed', randomnessSeed: randomnessSeed(newRunId) } }];
      }
      case 'WorkflowExecutionUpdateAccepted':
        return [this.#update(event)];
      default:
        return isFromOutside(event) ? [{ id, event }] : [];
    }
  }

  /** The update was sent with the task whose answer accepted it. */
  #update({ attributes, id }: EventOf<'WorkflowExecutionUpdateAccepted'>): Told {
    const { acceptedRequest: { meta = {}, input } = {}, protocolInstanceId = '' } = attributes;
    const { acceptedRequestSequencingEventId = id - 3 } = attributes;
    const name = input?.name ?? '';
    this.#updates.set(protocolInstanceId, name);
    const request = { id: meta.updateId ?? '', protocolInstanceId, name, meta, runValidator: false };
    const job: Job = { type: 'doUpdate', ...request, input: input?.args ?? [], headers: input?.header ?? {} };
    return { id: acceptedRequestSequencingEventId, job };
  }
}

/** Neither asked for by the code, nor the answer to a call, nor of a task. */
function isFromOutside(event: HistoryEvent): boolean {
  return !isCommandEvent(event) && initialEvent(event) === undefined && !event.type.startsWith('WorkflowTask');
}

function tasksOf(events: readonly HistoryEvent[]): readonly HistoryEvent[] {
  const tasks: HistoryEvent[] = [];
  for (let at = 0; at < events.length;) {
    const { end } = sequenceFrom(events, at);
    const last = events[end - 1];
    if (last?.type === 'WorkflowTaskStarted') tasks.push(last);
    at = end;
  }
  return tasks;
}

/** A timer's event gets the number that the code gave the timer. */
function withNumber(event: HistoryEvent, command: Command): HistoryEvent {
  return event.type === 'TimerFired' && command.type === 'startTimer'
    ? { ...event, attributes: { ...event.attributes, timerId: String(command.seq) } }
    : event;
}

/** Patches are known from the start: the code takes the history's branches. */
function patchesOf(events: readonly HistoryEvent[]): readonly string[] {
  const ids = events.flatMap((event) => (event.type === 'MarkerRecorded' ? (patchMarker(event)?.patchId ?? []) : []));
  return [...new Set(ids)];
}
