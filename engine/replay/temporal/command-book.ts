// The commands of the code: what each began, and the queue of commands whose events are still to come. T10 and T11 of
// SPEC.md.

import { must } from '../../model/assert.ts';
import type { EventOf, HistoryEvent } from '../../formats/temporal/canonical/history-event.ts';
import type { Command, Job } from '../../sandbox/guest.ts';
import { LocalActivities } from './local-activities.ts';
import { type Entry, type Family, isClosed, type Machine, newMachine } from './machine.ts';
import { checkMatch, patchOutcome } from './match-event.ts';
import { Mismatch, said } from './mismatch.ts';
import { activityCancelled, childCancelled, childCancelledBeforeSent } from './results.ts';

type CommandOf<T extends Command['type']> = Extract<Command, { type: T }>;
type Begins = { readonly family: Family; readonly expects: HistoryEvent['type'] };

/** Commands that only begin something. */
const begins: Readonly<Partial<Record<Command['type'], Begins>>> = {
  startTimer: { family: 'timer', expects: 'TimerStarted' },
  scheduleActivity: { family: 'activity', expects: 'ActivityTaskScheduled' },
  startChildWorkflowExecution: { family: 'child', expects: 'StartChildWorkflowExecutionInitiated' },
  signalExternalWorkflowExecution: { family: 'signalExternal', expects: 'SignalExternalWorkflowExecutionInitiated' },
  requestCancelExternalWorkflowExecution: {
    family: 'cancelExternal',
    expects: 'RequestCancelExternalWorkflowExecutionInitiated',
  },
  upsertWorkflowSearchAttributes: { family: 'upsert', expects: 'UpsertWorkflowSearchAttributes' },
  modifyWorkflowProperties: { family: 'modify', expects: 'WorkflowPropertiesModified' },
  scheduleNexusOperation: { family: 'nexus', expects: 'NexusOperationScheduled' },
  completeWorkflowExecution: { family: 'complete', expects: 'WorkflowExecutionCompleted' },
  failWorkflowExecution: { family: 'fail', expects: 'WorkflowExecutionFailed' },
  cancelWorkflowExecution: { family: 'cancel', expects: 'WorkflowExecutionCanceled' },
  continueAsNewWorkflowExecution: { family: 'continueAsNew', expects: 'WorkflowExecutionContinuedAsNew' },
};

const coreNames: Readonly<Partial<Record<Family, string>>> = {
  timer: 'Timer',
  activity: 'Activity',
  child: 'ChildWorkflowStart',
  signalExternal: 'SignalExternal',
  cancelExternal: 'CancelExternal',
  nexus: 'NexusOperation',
};

const tryCancel = 0;
const abandon = 2;
/** Children and nexus operations use other numbers. */
const childAbandon = 0;
const childTryCancel = 1;
const nexusAbandon = 1;
const nexusTryCancel = 2;
/** Maximum size in bytes of the list of patches as a search attribute. */
const patchesLimit = 2048;

export type Task = {
  readonly isReplaying: boolean;
  /** True where a patch is followed by a command that upserts the search attribute of patches. */
  readonly upsertsPatches: boolean;
};

export class CommandBook {
  readonly locals = new LocalActivities();
  #queue: Entry[] = [];
  #fresh: Entry[] = [];
  #jobs: Job[] = [];
  readonly #begun = new Map<Family, Map<number, Machine>>();
  readonly #byEvent = new Map<number, Machine>();
  readonly #updates = new Map<string, Machine>();
  /** Patch id → whether a command, not only a marker, named the patch. */
  readonly #patches = new Map<string, boolean>();

  /** Adds the commands of one activation, in order. Returns jobs that the code gets at once. Throws a Mismatch. */
  add(commands: readonly Command[], task: Task): readonly Job[] {
    for (const command of commands) this.#add(command, task);
    this.#queue = this.#queue.filter(({ machine }) => !machine.isCancelledBeforeSent);
    this.#queue.push(...this.#fresh.filter(({ machine }) => !machine.isCancelledBeforeSent));
    this.#fresh = [];
    const jobs = this.#jobs;
    this.#jobs = [];
    return jobs;
  }

  /** Takes the commands without an event so far. */
  takeWaiting(): readonly Entry[] {
    const waiting = this.#queue;
    this.#queue = [];
    return waiting;
  }

  /** Commands without an event so far. */
  get waiting(): readonly Command[] {
    return this.#queue.filter(({ machine }) => !machine.isCancelledBeforeSent).map(({ command }) => command);
  }

  /** Commands with an event, whose operations have not ended. */
  get open(): readonly Command[] {
    return [...new Set(this.#byEvent.values())].filter(isOpen).map(({ command }) => command);
  }

  /** Notes a patch of the history ahead, which the code is told of. */
  notePatch(patchId: string): void {
    if (!this.#patches.has(patchId)) this.#patches.set(patchId, false);
  }

  /** Notes a requested update, which the code may answer. */
  noteUpdate(protocolInstanceId: string, command: Command): void {
    this.#updates.set(protocolInstanceId, newMachine('update', command));
  }

  /** The machine that a command event began; undefined where it has ended or never existed. */
  machineOf(eventId: number): Machine | undefined {
    return this.#byEvent.get(eventId);
  }

  /** No later event is about the command's operation. */
  close(eventId: number): void {
    this.#byEvent.delete(eventId);
  }

  /**
   * Matches a command event. Returns the command that issued it, or `skipped`: number of events to skip for a
   * deprecated patch. Throws a Mismatch.
   */
  meet(event: HistoryEvent, next: HistoryEvent | undefined, checksIds: boolean, checksLocalIds: boolean): Met {
    const local = event.type === 'MarkerRecorded' ? this.locals.meet(event, checksLocalIds) : undefined;
    if (local !== undefined) return { skipped: 0, command: local };
    for (;;) {
      const outcome = patchOutcome(event, this.#queue[0]);
      if (outcome === 'skip-event') return { skipped: isUpsertOfPatches(next) ? 2 : 1 };
      const entry = this.#queue.shift();
      if (outcome === 'skip-command' || entry?.machine.isCancelledBeforeSent === true) continue;
      if (entry === undefined)
        throw new Mismatch('nondeterminism', `No command scheduled for event ${said(event)}`, event);
      checkMatch(event, entry, checksIds);
      this.sent(event.id, entry);
      return { skipped: 0, command: entry.command };
    }
  }

  /** The command, which waited, has its event. */
  sent(eventId: number, { machine, command }: Entry): void {
    if (machine.state === 'unsent') machine.state = 'recorded';
    if (command.type === 'cancelTimer') machine.state = 'cancelled';
    if (command === machine.cancel) machine.cancel = undefined;
    this.#byEvent.set(eventId, machine);
  }

  #add(command: Command, task: Task): void {
    const begun = begins[command.type];
    if (begun !== undefined) return this.#begin(command, begun);
    switch (command.type) {
      case 'cancelTimer':
        return this.#cancelTimer(command);
      case 'requestCancelActivity':
        return this.#cancelActivity(command);
      case 'scheduleLocalActivity':
        return this.locals.schedule(command);
      case 'cancelChildWorkflowExecution':
        return this.#cancelChild(command);
      case 'cancelSignalWorkflow':
        return this.#cancelSignal(command);
      case 'setPatchMarker':
        return this.#patch(command, task);
      case 'updateResponse':
        return this.#answerUpdate(command);
      case 'requestCancelNexusOperation':
        return this.#cancelNexus(command);
      default:
        // Answers to queries, and local cancellations, leave nothing in the history.
        return undefined;
    }
  }

  #begin(command: Command, { family, expects }: Begins): void {
    const machine = newMachine(family, command);
    if ('seq' in command && typeof command.seq === 'number') this.#machines(family).set(command.seq, machine);
    this.#fresh.push({ machine, command, expects });
  }

  #machines(family: Family): Map<number, Machine> {
    let machines = this.#begun.get(family);
    if (machines === undefined) {
      machines = new Map();
      this.#begun.set(family, machines);
    }
    return machines;
  }

  #machine(family: Family, seq: number): Machine {
    const machine = this.#machines(family).get(seq);
    if (machine !== undefined) return machine;
    throw new Mismatch('nondeterminism', `Missing associated machine for ${coreNames[family] ?? family}(${seq})`);
  }

  #cancelTimer(command: CommandOf<'cancelTimer'>): void {
    const machine = this.#machine('timer', command.seq);
    if (machine.state === 'unsent') machine.isCancelledBeforeSent = true;
    else if (machine.state === 'recorded') {
      machine.state = 'cancelling';
      machine.cancel = command;
      this.#fresh.push({ machine, command, expects: 'TimerCanceled' });
    }
  }

  #cancelActivity(command: CommandOf<'requestCancelActivity'>): void {
    const machine = this.#machine('activity', command.seq);
    const activity = machine.command as CommandOf<'scheduleActivity'>;
    const { cancellationType = tryCancel } = activity;
    if (machine.isResolved || isClosed(machine) || machine.state === 'cancelling') return;
    const isUnsent = machine.state === 'unsent';
    if (isUnsent) machine.isCancelledBeforeSent = true;
    if (isUnsent || cancellationType === tryCancel || cancellationType === abandon) {
      machine.isResolved = true;
      this.#jobs.push({
        type: 'resolveActivity',
        seq: command.seq,
        isLocal: false,
        result: activityCancelled(activity),
      });
    }
    if (isUnsent || cancellationType === abandon) {
      machine.state = 'cancelled';
      return;
    }
    machine.state = 'cancelling';
    machine.cancel = command;
    this.#fresh.push({ machine, command, expects: 'ActivityTaskCancelRequested' });
  }

  #cancelChild(command: CommandOf<'cancelChildWorkflowExecution'>): void {
    const seq = command.childWorkflowSeq;
    const machine = this.#machine('child', seq);
    const child = machine.command as CommandOf<'startChildWorkflowExecution'>;
    if (machine.isResolved || isClosed(machine)) return;
    if (machine.state === 'unsent') {
      machine.isCancelledBeforeSent = true;
      machine.state = 'cancelled';
      const cancelled = childCancelledBeforeSent(child, command.reason ?? '');
      this.#jobs.push({ type: 'resolveChildWorkflowExecutionStart', seq, cancelled });
      return;
    }
    const { cancellationType = childAbandon } = child;
    if (cancellationType !== childAbandon) {
      const cancel = newMachine('cancelExternal', command, true);
      this.#fresh.push({ machine: cancel, command, expects: 'RequestCancelExternalWorkflowExecutionInitiated' });
    }
    if (cancellationType === childAbandon || cancellationType === childTryCancel) {
      machine.isResolved = true;
      this.#jobs.push({ type: 'resolveChildWorkflowExecution', seq, result: childCancelled(child) });
    }
  }

  #cancelSignal({ seq }: CommandOf<'cancelSignalWorkflow'>): void {
    const machine = this.#machine('signalExternal', seq);
    if (machine.state !== 'unsent' || machine.isCancelledBeforeSent) return;
    machine.isCancelledBeforeSent = true;
    const failure = { message: 'Signal was cancelled before being sent', canceledFailureInfo: {} };
    this.#jobs.push({ type: 'resolveSignalExternalWorkflow', seq, failure });
  }

  #patch(command: CommandOf<'setPatchMarker'>, { isReplaying, upsertsPatches }: Task): void {
    const seen = this.#patches.get(command.patchId);
    if (seen === true) return;
    this.#patches.set(command.patchId, true);
    this.#fresh.push({ machine: newMachine('patch', command), command, expects: 'MarkerRecorded' });
    const created = [...this.#patches].filter(([, isCreated]) => isCreated).map(([patchId]) => patchId);
    const isRecorded = !isReplaying || seen !== undefined;
    if (upsertsPatches && isRecorded && Buffer.byteLength(JSON.stringify(created)) < patchesLimit)
      this.#fresh.push({
        machine: newMachine('upsert', command, true),
        command,
        expects: 'UpsertWorkflowSearchAttributes',
      });
  }

  #answerUpdate(command: CommandOf<'updateResponse'>): void {
    const machine = this.#updates.get(command.protocolInstanceId);
    if (machine === undefined)
      throw new Mismatch('fatal', `No update machine for ${command.protocolInstanceId}`, undefined, command);
    if (command.accepted !== undefined) {
      machine.state = 'started';
      this.#fresh.push({ machine, command, expects: 'WorkflowExecutionUpdateAccepted' });
    } else if (machine.state === 'started') {
      machine.state = 'closed';
      this.#fresh.push({ machine, command, expects: 'WorkflowExecutionUpdateCompleted' });
    }
  }

  #cancelNexus(command: CommandOf<'requestCancelNexusOperation'>): void {
    const { seq } = command;
    const machine = this.#machine('nexus', seq);
    const operation = machine.command as CommandOf<'scheduleNexusOperation'>;
    const { cancellationType = 0 } = operation;
    if (machine.isResolved || isClosed(machine)) return;
    if (machine.state === 'unsent') {
      machine.isCancelledBeforeSent = true;
      machine.state = 'cancelled';
      return this.#resolveNexus(machine, 'Nexus Operation cancelled before scheduled');
    }
    if (cancellationType !== nexusAbandon)
      this.#fresh.push({ machine, command, expects: 'NexusOperationCancelRequested' });
    if (cancellationType === nexusAbandon || cancellationType === nexusTryCancel)
      this.#resolveNexus(machine, 'Nexus operation cancelled after starting');
  }

  #resolveNexus(machine: Machine, message: string): void {
    machine.isResolved = true;
    const { seq, endpoint, service, operation } = machine.command as CommandOf<'scheduleNexusOperation'>;
    const cancelled = {
      message: 'nexus operation completed unsuccessfully',
      cause: { message, canceledFailureInfo: {} },
      nexusOperationExecutionFailureInfo: { endpoint, service, operation },
    };
    this.#jobs.push({ type: 'resolveNexusOperation', seq: must(seq), result: { cancelled } });
  }
}

const lasting: ReadonlySet<Family> = new Set([
  'activity',
  'timer',
  'child',
  'signalExternal',
  'cancelExternal',
  'nexus',
]);

function isOpen(machine: Machine): boolean {
  return lasting.has(machine.family) && !isClosed(machine) && !machine.isOfCore && !machine.isResolved;
}

/** `command` is absent where the event was handled otherwise. */
export type Met = { readonly skipped: number; readonly command?: Command };

function isUpsertOfPatches(event: HistoryEvent | undefined): event is EventOf<'UpsertWorkflowSearchAttributes'> {
  return (
    event?.type === 'UpsertWorkflowSearchAttributes' &&
    Object.hasOwn(event.attributes.searchAttributes ?? {}, 'TemporalChangeVersion')
  );
}
