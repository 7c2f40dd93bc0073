// Turns a history into activations, and matches the commands of each with the history, like Temporal's core in a
// worker. Knows no code and no clock: it returns the jobs for the code, receives the code's commands, and throws a
// Mismatch where the history differs.

import { must } from '../../model/assert.ts';
import { type EventOf, type HistoryEvent, mayIgnore } from '../../formats/temporal/canonical/history-event.ts';
import { patchMarker } from '../../formats/temporal/canonical/marker.ts';
import type { Activation, Command, Job, Start } from '../../sandbox/guest.ts';
import { answered, initialEvent } from './answered.ts';
import { CommandBook } from './command-book.ts';
import { byOrder } from './job-order.ts';
import { refuseEarly } from './early-event.ts';
import { Mismatch, saidInFull } from './mismatch.ts';
import { checksIdsFlag, movesEndingsFlag, SdkMetadata, upsertsPatchesFlag } from './sdk-metadata.ts';
import { randomnessSeed } from './siphash.ts';
import { startOf } from './start.ts';
import { isCommandEvent, isEnding, previousStarted, sequenceFrom } from './task-sequences.ts';

export type CoreOptions = {
  /** A history does not contain its workflow id. */
  readonly workflowId: string;
  readonly namespace: string;
  /** Called for every event that a command led to, as soon as both are known. */
  readonly onMatch?: (event: HistoryEvent, command: Command) => void;
};

export class Core {
  readonly #events: readonly HistoryEvent[];
  readonly #options: CoreOptions;
  readonly #book = new CommandBook();
  readonly #metadata = new SdkMetadata();
  readonly #previousStarted: number;
  #jobs: Job[] = [];
  /** Index of the next event. */
  #at = 0;
  #lastProcessed = 0;
  #isReplaying: boolean;
  #hasEnded = false;
  #isFinal = false;
  #nextStarted = 0;
  /** The workflow task under way: the value of `#nextStarted` at its scheduling. */
  #taskStarted = 0;
  #timeMs = 0;
  #started: EventOf<'WorkflowTaskStarted'>['attributes'] = {};

  /** Throws a Mismatch for a history that cannot be replayed. */
  constructor(events: readonly HistoryEvent[], options: CoreOptions) {
    const [first] = events;
    if (first?.type !== 'WorkflowExecutionStarted' || first.attributes.workflowType === undefined)
      throw new Mismatch('fatal', 'The history does not begin with the start of a workflow', first);
    this.#events = events;
    this.#options = options;
    this.#previousStarted = previousStarted(events);
    this.#isReplaying = this.#previousStarted > 0;
    const completed = events.find((event) => event.type === 'WorkflowTaskCompleted');
    if (completed !== undefined) this.#metadata.noteSdk(completed.attributes);
  }

  /** The official replayer reports a mismatch only while this is true. */
  get isReplaying(): boolean {
    return this.#isReplaying;
  }

  get hasJobs(): boolean {
    return this.#jobs.length > 0;
  }

  /** See LocalActivities. */
  get unparsable(): Mismatch | undefined {
    return this.#book.locals.unparsable;
  }

  /** Id of the last event taken. */
  get lastEvent(): number {
    return this.#lastProcessed;
  }

  /** Commands of the code without an event. */
  get unanswered(): readonly Command[] {
    return this.#book.waiting;
  }

  /** Commands with an event, whose operations have not ended. */
  get open(): readonly Command[] {
    return this.#book.open;
  }

  /** The present activation of the code; call only where there are jobs. */
  activation(): Activation {
    const jobs = this.#jobs.toSorted(byOrder);
    this.#jobs = [];
    const started = this.#started;
    const { sdkVersion, deployment } = this.#metadata;
    return {
      atMs: this.#timeMs,
      isReplaying: this.#isReplaying,
      historyLength: this.#lastProcessed,
      historySizeBytes: started.historySizeBytes ?? 0,
      continueAsNewSuggested: started.suggestContinueAsNew ?? false,
      suggestContinueAsNewReasons: started.suggestContinueAsNewReasons ?? [],
      targetWorkerDeploymentVersionChanged: started.targetWorkerDeploymentVersionChanged ?? false,
      flags: this.#metadata.langFlags,
      ...(sdkVersion !== undefined && { sdkVersion }),
      ...(deployment !== undefined && { deploymentVersion: deployment }),
      jobs,
    };
  }

  /** Takes the commands of the last activation, in order, and moves on. Throws a Mismatch. */
  complete(commands: readonly Command[]): void {
    const asked = endingsMoved(commands, !this.#isReplaying || this.#metadata.has(movesEndingsFlag));
    const upsertsPatches = !this.#isReplaying || this.#metadata.has(upsertsPatchesFlag);
    this.#jobs.push(...this.#book.add(asked, { isReplaying: this.#isReplaying, upsertsPatches }));
    this.#resolveLocals();
    while (!this.hasJobs && this.next() > 0 && this.#isReplaying);
  }

  /** Takes the events of the next task and returns their number. Throws a Mismatch. */
  next(): number {
    if (this.#hasEnded) {
      this.#isReplaying = false;
      return 0;
    }
    const { end, isWhole } = sequenceFrom(this.#events, this.#at);
    const isOver = !isWhole && end - this.#at <= 1;
    const events = isOver ? [] : this.#events.slice(this.#at, end);
    this.#isFinal = isOver || end >= this.#events.length;
    if (!isOver) this.#at = end;
    if (events.length === 0) {
      this.#isReplaying = false;
      return 0;
    }
    this.#noteCompleted(events);
    const last = must(events.at(-1));
    if (last.type === 'WorkflowTaskStarted') this.#nextStarted = last.id;
    this.#take(events);
    this.#lookAhead();
    return events.length;
  }

  #noteCompleted(events: readonly HistoryEvent[]): void {
    const note = (event: HistoryEvent | undefined): void => {
      if (event?.type !== 'WorkflowTaskCompleted') return;
      this.#metadata.noteSdk(event.attributes);
      this.#metadata.noteDeployment(event.attributes);
    };
    events.forEach(note);
    for (let i = this.#at; i < this.#events.length; i++) {
      if (this.#events[i]?.type !== 'WorkflowTaskCompleted') continue;
      note(this.#events[i]);
      return;
    }
  }

  #take(events: readonly HistoryEvent[]): void {
    for (let i = 0; i < events.length; i++) {
      const event = must(events[i]);
      if (event.id !== this.#lastProcessed + 1) {
        const text = `History is out of order. Last processed event: ${this.#lastProcessed}, event id: ${event.id}`;
        throw new Mismatch('fatal', text, event);
      }
      if (this.#isReplaying && this.#isFinal && event.id > this.#previousStarted && !isBehindIt(event))
        this.#isReplaying = false;
      const passed = this.#handle(event, events[i + 1]);
      this.#lastProcessed = event.id + passed;
      i += passed;
    }
  }

  /** Returns the number of following events to skip. */
  #handle(event: HistoryEvent, next: HistoryEvent | undefined): number {
    if (this.#hasEnded) {
      const text = 'Machines were fed a history which has an event after workflow execution was terminated!';
      throw new Mismatch('fatal', text, event);
    }
    if (isEnding(event)) this.#hasEnded = true;
    if (isCommandEvent(event)) {
      const checksLocalIds = this.#metadata.has(checksIdsFlag);
      const { skipped, command } = this.#book.meet(event, next, this.#isFinal || checksLocalIds, checksLocalIds);
      if (command !== undefined) this.#options.onMatch?.(event, command);
      return Math.max(0, skipped - 1);
    }
    const initial = initialEvent(event);
    if (initial === undefined) this.#handleOther(event);
    else {
      const machine = this.#book.machineOf(initial);
      refuseEarly(event, machine);
      const { jobs, isOver } = answered(event, machine);
      if (isOver) this.#book.close(initial);
      this.#jobs.push(...jobs);
    }
    return 0;
  }

  #handleOther(event: HistoryEvent): void {
    switch (event.type) {
      case 'WorkflowExecutionStarted':
        this.#timeMs = event.atMs ?? 0;
        this.#jobs.push({ type: 'start', ...this.#startOf(event) });
        return;
      case 'WorkflowTaskScheduled':
        this.#taskStarted = this.#nextStarted;
        return;
      case 'WorkflowTaskStarted':
        this.#started = event.attributes;
        if (event.id >= this.#taskStarted) this.#advance(event.atMs);
        return;
      case 'WorkflowTaskFailed':
        if (event.attributes.cause === 'ResetWorkflow')
          this.#jobs.push({
            type: 'updateRandomSeed',
            randomnessSeed: randomnessSeed(event.attributes.newRunId ?? ''),
          });
        return;
      case 'WorkflowExecutionSignaled': {
        const { signalName = '', input = [], header = {}, identity = '' } = event.attributes;
        const signal = { signalName, input, headers: header, identity, originatingEventId: event.id };
        this.#jobs.push({ type: 'signalWorkflow', ...signal });
        return;
      }
      case 'WorkflowExecutionCancelRequested':
        this.#jobs.push({ type: 'cancelWorkflow', reason: event.attributes.cause ?? '' });
        return;
      case 'WorkflowExecutionUpdateAdmitted':
        if (!this.#isReplaying) this.#requestUpdate(event.attributes.request, String(event.id));
        return;
      case 'WorkflowPropertiesModifiedExternally':
      case 'ActivityPropertiesModifiedExternally': {
        const text = `The event is not a non-stateful event, but we tried to handle it as one: ${saidInFull(event)}`;
        throw new Mismatch('fatal', text, event);
      }
      case 'Unknown':
        if (mayIgnore(event)) return;
        throw new Mismatch('fatal', 'Event type is unspecified! This history is invalid.', event);
      default:
    }
  }

  #startOf(event: EventOf<'WorkflowExecutionStarted'>): Start {
    const { workflowId, namespace } = this.#options;
    return startOf(event, { workflowId, namespace });
  }

  #advance(toMs: number | null | undefined): void {
    this.#timeMs = Math.max(this.#timeMs, toMs ?? 0);
  }

  /** Reads ahead to events that belong to the commands of the task about to run and must be known to it. */
  #lookAhead(): void {
    const { end, isWhole } = sequenceFrom(this.#events, this.#at);
    if (!isWhole && end - this.#at <= 1) return;
    for (let i = this.#at; i < end; i++) {
      const event = must(this.#events[i]);
      if (event.type === 'MarkerRecorded') this.#lookAtMarker(event);
      if (event.type === 'WorkflowExecutionUpdateAccepted') {
        const { acceptedRequest, protocolInstanceId = '' } = event.attributes;
        this.#requestUpdate(acceptedRequest, protocolInstanceId);
      }
    }
    this.#resolveLocals();
  }

  #lookAtMarker(event: EventOf<'MarkerRecorded'>): void {
    const patch = patchMarker(event);
    if (patch === undefined) {
      this.#book.locals.lookAhead(event);
      return;
    }
    this.#book.notePatch(patch.patchId);
    this.#jobs.push({ type: 'notifyHasPatch', patchId: patch.patchId });
  }

  #resolveLocals(): void {
    for (const { job, atMs } of this.#book.locals.resolve()) {
      this.#jobs.push(job);
      this.#advance(atMs);
    }
  }

  #requestUpdate(
    request: EventOf<'WorkflowExecutionUpdateAccepted'>['attributes']['acceptedRequest'],
    protocolInstanceId: string,
  ): void {
    const { meta = {}, input } = request ?? {};
    const job: Job = {
      type: 'doUpdate',
      id: meta.updateId ?? '',
      protocolInstanceId,
      name: input?.name ?? '',
      input: input?.args ?? [],
      headers: input?.header ?? {},
      meta,
      runValidator: !this.#isReplaying,
    };
    this.#book.noteUpdate(protocolInstanceId, { type: 'updateResponse', protocolInstanceId });
    this.#jobs.push(job);
  }
}

/** Events recorded for the previous task do not show that a new task runs. */
function isBehindIt(event: HistoryEvent): boolean {
  return event.type === 'WorkflowTaskCompleted' || isCommandEvent(event);
}

const endingCommands: ReadonlySet<Command['type']> = new Set([
  'completeWorkflowExecution',
  'failWorkflowExecution',
  'cancelWorkflowExecution',
  'continueAsNewWorkflowExecution',
]);

/**
 * `moves`: the first command that ends the workflow is moved to the end; otherwise the commands after it are dropped.
 */
export function endingsMoved(commands: readonly Command[], moves: boolean): readonly Command[] {
  const first = commands.findIndex(({ type }) => endingCommands.has(type));
  if (first === -1) return commands;
  if (!moves) return commands.slice(0, first + 1);
  return [...commands.filter(({ type }) => !endingCommands.has(type)), must(commands[first])];
}
