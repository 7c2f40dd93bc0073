// Runs the code forward on its own decisions: it gets the events of the run, and the history's answers to the same
// calls in any order. Its commands are shown beside the history.

import type { EventOf, HistoryEvent } from '../../formats/temporal/canonical/history-event.ts';
import { patchMarker } from '../../formats/temporal/canonical/marker.ts';
import { type Call, type Course, endsWorkflow } from '../../model/replay/call.ts';
import type { SourcePosition } from '../../model/replay/verdict.ts';
import type { Command, Guest, Job } from '../../sandbox/guest.ts';
import { Answers, type Told } from './answers.ts';
import { askedCall } from './asked-call.ts';
import { byOrder } from './job-order.ts';
import { activityCancelled, childCancelled } from './results.ts';
import { SdkMetadata } from './sdk-metadata.ts';
import { randomnessSeed } from './siphash.ts';
import { startOf } from './start.ts';

export type RunOnOptions = {
  readonly workflowId: string;
  readonly namespace: string;
  /** Called before each activation. */
  readonly onActivation?: (lastEvent: number) => void;
};

/** More calls than a person reads. */
const mostCalls = 5000;
const mostActivations = 20_000;

type Made = Call & { readonly command: Command };

/** `guest` must keep the stacks of its commands. */
export async function runOn(
  events: readonly HistoryEvent[],
  guest: Guest,
  options: RunOnOptions,
  positionsOf: (stack: string) => readonly SourcePosition[],
): Promise<Course> {
  const run = new OnwardRun(events, options);
  let end: Course['end'] = 'goesOn';
  for (let count = 0; count < mostActivations && run.calls.length < mostCalls; count++) {
    const jobs = run.jobs();
    if (jobs.length === 0) {
      end = run.hasEnded ? 'ended' : 'waits';
      break;
    }
    options.onActivation?.(run.lastEvent);
    const answer = await guest.activate(run.activation(jobs));
    if (answer.type === 'failed') {
      end = 'throws';
      break;
    }
    run.take(answer.commands);
  }
  const sourceOf = ({ ordinal = 0 }: Command): readonly SourcePosition[] => positionsOf(guest.stackOf(ordinal) ?? '');
  return { end, calls: run.calls.map(({ kind, name, command }) => ({ kind, name, source: sourceOf(command) })) };
}

class OnwardRun {
  readonly calls: Made[] = [];
  hasEnded = false;
  lastEvent = 1;
  readonly #answers: Answers;
  readonly #metadata = new SdkMetadata();
  readonly #tasks: readonly HistoryEvent[];
  readonly #updates = new Map<string, string>();
  /** Operations by kind and the code's own number. */
  readonly #begun = new Map<string, Made>();
  /** Pending jobs by event id, the first one last; equal ids in order of arrival. */
  #told: Told[] = [];
  #atMs: number;

  constructor(events: readonly HistoryEvent[], options: RunOnOptions) {
    const [first] = events as readonly [EventOf<'WorkflowExecutionStarted'>];
    this.#answers = new Answers(events);
    this.#tasks = events.filter(({ type }) => type === 'WorkflowTaskStarted');
    this.#atMs = first.atMs ?? 0;
    const start: Job = { type: 'start', ...startOf(first, options) };
    const happened = [{ id: 0, job: start }, ...patchesOf(events), ...events.flatMap((event) => this.#happened(event))];
    this.#told = happened.toSorted((a, b) => a.id - b.id).toReversed();
    for (const event of events)
      if (event.type === 'WorkflowTaskCompleted') {
        this.#metadata.noteSdk(event.attributes);
        this.#metadata.noteDeployment(event.attributes);
      }
  }

  /** The next jobs: everything that one task brings. */
  jobs(): readonly Job[] {
    const first = this.#told.at(-1)?.id;
    if (this.hasEnded || first === undefined) return [];
    const task = first === 0 ? undefined : this.#taskAfter(first);
    const until = first === 0 ? 1 : (task?.id ?? Infinity);
    const now: Told[] = [];
    while ((this.#told.at(-1)?.id ?? Infinity) < until) now.push(...this.#told.splice(-1));
    if (task !== undefined) {
      this.lastEvent = Math.max(this.lastEvent, task.id);
      this.#atMs = Math.max(this.#atMs, task.atMs ?? 0);
    }
    return now.map(({ job }) => job).toSorted(byOrder);
  }

  activation(jobs: readonly Job[]): Parameters<Guest['activate']>[0] {
    const { sdkVersion, deployment, langFlags } = this.#metadata;
    return {
      atMs: this.#atMs,
      isReplaying: true,
      historyLength: this.lastEvent,
      historySizeBytes: 0,
      continueAsNewSuggested: false,
      suggestContinueAsNewReasons: [],
      targetWorkerDeploymentVersionChanged: false,
      flags: langFlags,
      ...(sdkVersion !== undefined && { sdkVersion }),
      ...(deployment !== undefined && { deploymentVersion: deployment }),
      jobs,
    };
  }

  take(commands: readonly Command[]): void {
    for (const command of commands) {
      const call = askedCall(command, this.#updates);
      if (call !== undefined) this.#made(call, command);
      else this.#cancel(command);
    }
  }

  #made(call: Call, command: Command): void {
    const made = { ...call, command };
    if (call.kind === 'patch' && this.calls.some(({ kind, name }) => kind === 'patch' && name === call.name)) return;
    this.calls.push(made);
    if (endsWorkflow(call)) this.hasEnded = true;
    if (typeof command['seq'] === 'number') this.#begun.set(`${call.kind} ${command['seq']}`, made);
    this.#tell(...this.#answers.to(call, command));
  }

  /** The code learns of it at once; the request is one of its calls. A command not yet sent disappears. */
  #cancel(command: Command): void {
    const { seq } = command as { seq: number };
    if (command.type === 'cancelTimer') this.#end(this.#begun.get(`timer ${seq}`), { kind: 'cancelTimer', name: '' });
    if (command.type === 'requestCancelLocalActivity' || command.type === 'requestCancelActivity') {
      const isLocal = command.type === 'requestCancelLocalActivity';
      const activity = this.#begun.get(`${isLocal ? 'localActivity' : 'activity'} ${seq}`);
      const { cancellationType = 0 } = (activity?.command ?? {}) as { cancellationType?: number };
      const isAsked = !isLocal && cancellationType !== abandon;
      this.#end(activity, isAsked ? { kind: 'cancelActivity', name: activity?.name ?? '' } : undefined);
      if (activity?.command.type === 'scheduleActivity' || activity?.command.type === 'scheduleLocalActivity')
        this.#tell({
          id: 0,
          job: { type: 'resolveActivity', seq, isLocal, result: activityCancelled(activity.command) },
        });
    }
    if (command.type === 'cancelChildWorkflowExecution') {
      const child = this.#begun.get(`child ${command.childWorkflowSeq}`);
      if (child?.command.type !== 'startChildWorkflowExecution') return;
      const { cancellationType = 0 } = child.command;
      this.#end(child, cancellationType === childAbandon ? undefined : { kind: 'cancelExternal', name: '' });
      const result = childCancelled(child.command);
      this.#tell({ id: 0, job: { type: 'resolveChildWorkflowExecution', seq: command.childWorkflowSeq, result } });
    }
  }

  #tell(...told: readonly Told[]): void {
    for (const one of told) this.#told.splice(this.#placeOf(one.id), 0, one);
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

  /** Drops the pending jobs of an operation. */
  #end(begun: Made | undefined, asked: Call | undefined): void {
    if (begun === undefined) return;
    const { seq } = begun.command as { seq: number };
    const kind = begun.kind;
    this.#told = this.#told.filter(({ job }) => !(isAbout(job, kind) && (job as { seq?: number }).seq === seq));
    if (asked !== undefined) this.calls.push({ ...asked, command: begun.command });
  }

  /** Jobs from outside, which the code gets whatever it did. */
  #happened(event: HistoryEvent): readonly Told[] {
    const { id } = event;
    switch (event.type) {
      case 'WorkflowExecutionSignaled': {
        const { signalName = '', input = [], header = {}, identity = '' } = event.attributes;
        const signal = { signalName, input, headers: header, identity, originatingEventId: id };
        return [{ id, job: { type: 'signalWorkflow', ...signal } }];
      }
      case 'WorkflowExecutionCancelRequested':
        return [{ id, job: { type: 'cancelWorkflow', reason: event.attributes.cause ?? '' } }];
      case 'WorkflowTaskFailed': {
        const { cause, newRunId = '' } = event.attributes;
        if (cause !== 'ResetWorkflow') return [];
        return [{ id, job: { type: 'updateRandomSeed', randomnessSeed: randomnessSeed(newRunId) } }];
      }
      case 'WorkflowExecutionUpdateAccepted':
        return [this.#update(event)];
      default:
        return [];
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

const abandon = 2;
const childAbandon = 0;

const tellers: Readonly<Partial<Record<Job['type'], readonly Call['kind'][]>>> = {
  resolveActivity: ['activity', 'localActivity'],
  fireTimer: ['timer'],
  resolveChildWorkflowExecution: ['child'],
};

function isAbout({ type }: Job, kind: Call['kind']): boolean {
  return tellers[type]?.includes(kind) ?? false;
}

/** Patches are known from the start: the code takes the history's branches. */
function patchesOf(events: readonly HistoryEvent[]): readonly Told[] {
  const ids = events.flatMap((event) => (event.type === 'MarkerRecorded' ? (patchMarker(event)?.patchId ?? []) : []));
  return [...new Set(ids)].map((patchId) => ({ id: 0, job: { type: 'notifyHasPatch', patchId } }));
}
