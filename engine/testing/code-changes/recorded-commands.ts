// The events that commands lead to, and those that answer them.

import { type Json, type JsonObject, stringOf } from '../../model/json.ts';
import { msOf } from '../../replay/temporal/sdk-json.ts';
import type { Command, Payload } from '../../sandbox/guest.ts';
import type { RecordedRun } from '../replay/recorded-run.ts';
import type { Chance } from '../survival/chance.ts';

type Under = {
  readonly kind: 'activity' | 'timer' | 'child' | 'signal';
  readonly eventId: number;
  readonly command: Said;
  startedId?: number;
  cancelId?: number;
};
/** A command in the SDK's own words. */
type Said = Readonly<Record<string, unknown>> & { readonly type: Command['type'] };

const endings: Readonly<Record<string, string>> = {
  completeWorkflowExecution: 'WorkflowExecutionCompleted',
  failWorkflowExecution: 'WorkflowExecutionFailed',
  continueAsNewWorkflowExecution: 'WorkflowExecutionContinuedAsNew',
};

export class RecordedCommands {
  hasEnded = false;
  readonly #run: RecordedRun;
  readonly #chance: Chance;
  readonly #locals = new Set<unknown>();
  readonly #patches = new Set<string>();
  #pending: Under[] = [];

  constructor(run: RecordedRun, chance: Chance) {
    this.#run = run;
    this.#chance = chance;
  }

  /** How much is under way. */
  get pending(): number {
    return this.#pending.length;
  }

  /** Of the last event. */
  get #seconds(): number {
    return Math.floor(Date.parse(stringOf(this.#run.events.at(-1)?.['eventTime']) ?? '') / 1000);
  }

  isNewLocal(command: Command): boolean {
    return !this.#locals.has((command as Said)['seq']);
  }

  local(command: Command): void {
    const { seq, activityId, activityType } = command as Said;
    this.#locals.add(seq);
    const nanos = 0;
    const data = {
      seq,
      attempt: 1,
      activity_id: activityId,
      activity_type: activityType,
      complete_time: { seconds: this.#seconds, nanos },
      backoff: null,
      original_schedule_time: { seconds: this.#seconds, nanos },
    } as JsonObject;
    this.#run.command('MarkerRecorded', {
      markerName: 'core_local_activity',
      details: { data: values([data]), result: values([this.#chance.between(1, 9)]) },
    });
  }

  command(command: Command): void {
    const said: Said = command;
    const ending = endings[command.type];
    if (ending !== undefined) this.#end(ending, said);
    else if (command.type === 'setPatchMarker') this.#patch(command.patchId, command.deprecated);
    else if (command.type === 'modifyWorkflowProperties')
      this.#run.command('WorkflowPropertiesModified', { upsertedMemo: { fields: mapOf(said['upsertedMemo']) } });
    else if (command.type === 'cancelTimer') this.#cancelTimer(command.seq);
    else if (command.type === 'requestCancelActivity') this.#cancelActivity(command.seq);
    else this.#begin(said);
  }

  /** Of what is under way, one, by chance. */
  answer(): void {
    const index = this.#chance.between(0, this.#pending.length - 1);
    const [under] = this.#pending.splice(index, 1);
    if (under === undefined) return;
    const { kind, eventId, command } = under;
    if (kind === 'timer')
      this.#run.event('TimerFired', { timerId: String(command['seq']), startedEventId: String(eventId) });
    else if (kind === 'signal')
      this.#run.event('ExternalWorkflowExecutionSignaled', { initiatedEventId: String(eventId), namespace: 'default' });
    else if (kind === 'activity') this.#answerActivity(under);
    else this.#answerChild(under);
  }

  #answerActivity({ eventId, cancelId, command }: Under): void {
    const scheduledEventId = String(eventId);
    const startedEventId = String(this.#run.event('ActivityTaskStarted', { scheduledEventId, attempt: 1 }));
    const ids = { scheduledEventId, startedEventId };
    if (cancelId !== undefined)
      this.#run.event('ActivityTaskCanceled', { ...ids, latestCancelRequestedEventId: String(cancelId) });
    else if (this.#fails(command))
      this.#run.event('ActivityTaskFailed', {
        ...ids,
        failure: failed,
        retryState: 'RETRY_STATE_MAXIMUM_ATTEMPTS_REACHED',
      });
    else this.#run.event('ActivityTaskCompleted', { ...ids, result: values([this.#chance.between(1, 9)]) });
  }

  #answerChild(child: Under): void {
    const { command, eventId, startedId } = child;
    const told = {
      initiatedEventId: String(eventId),
      workflowExecution: { workflowId: command['workflowId'] as string, runId: `run-${eventId}` },
      workflowType: { name: command['workflowType'] as string },
      namespace: 'default',
    };
    if (startedId === undefined) {
      child.startedId = this.#run.event('ChildWorkflowExecutionStarted', told);
      this.#pending.push(child);
    } else
      this.#run.event('ChildWorkflowExecutionCompleted', {
        ...told,
        startedEventId: String(startedId),
        result: values([this.#chance.between(1, 9)]),
      });
  }

  #begin(command: Said): void {
    const begun = this.#begun(command);
    if (begun === undefined) throw new Error(`no event is known for ${command.type}`);
    this.#pending.push({ ...begun, command });
  }

  #begun(command: Said): Pick<Under, 'kind' | 'eventId'> | undefined {
    switch (command.type) {
      case 'scheduleActivity':
        return { kind: 'activity', eventId: this.#run.command('ActivityTaskScheduled', activityOf(command)) };
      case 'startTimer': {
        const timer = { timerId: String(command['seq']), startToFireTimeout: duration(command['startToFireTimeout']) };
        return { kind: 'timer', eventId: this.#run.command('TimerStarted', timer) };
      }
      case 'startChildWorkflowExecution':
        return { kind: 'child', eventId: this.#run.command('StartChildWorkflowExecutionInitiated', childOf(command)) };
      case 'signalExternalWorkflowExecution': {
        const { workflowId } = command['workflowExecution'] as { workflowId: string };
        const signal = {
          namespace: 'default',
          workflowExecution: { workflowId },
          signalName: command['signalName'] as string,
          input: listOf(command['args']),
        };
        return { kind: 'signal', eventId: this.#run.command('SignalExternalWorkflowExecutionInitiated', signal) };
      }
      default:
        return undefined;
    }
  }

  #end(type: string, command: Said): void {
    this.hasEnded = true;
    const { result, failure } = command as { result?: Payload; failure?: JsonObject };
    this.#run.command(type, {
      ...(result !== undefined && { result: { payloads: [written(result)] } }),
      ...(failure !== undefined && { failure: failureOf(failure) }),
      ...(type === 'WorkflowExecutionContinuedAsNew' && {
        newExecutionRunId: 'the-next',
        workflowType: { name: command['workflowType'] as string },
        input: listOf(command['arguments']),
      }),
    });
  }

  /** The second command of a patch is that of its search attribute. */
  #patch(patchId: string, isDeprecated: boolean): void {
    if (!this.#patches.has(patchId)) {
      this.#patches.add(patchId);
      const details = { 'patch-data': values([{ id: patchId, deprecated: isDeprecated }]) };
      this.#run.command('MarkerRecorded', { markerName: 'core_patch', details });
      return;
    }
    const [ids] = values([[...this.#patches]]).payloads;
    this.#run.command('UpsertWorkflowSearchAttributes', {
      searchAttributes: { indexedFields: { TemporalChangeVersion: ids ?? null } },
    });
  }

  #cancelTimer(seq: number): void {
    const timer = this.#take('timer', seq);
    const ids = { timerId: String(seq), startedEventId: String(timer.eventId) };
    this.#run.command('TimerCanceled', ids);
  }

  #cancelActivity(seq: number): void {
    const activity = this.#take('activity', seq);
    const ids = { scheduledEventId: String(activity.eventId) };
    this.#pending.push({ ...activity, cancelId: this.#run.command('ActivityTaskCancelRequested', ids) });
  }

  #take(kind: Under['kind'], seq: number): Under {
    const index = this.#pending.findIndex((under) => under.kind === kind && under.command['seq'] === seq);
    const [found] = index === -1 ? [] : this.#pending.splice(index, 1);
    if (found === undefined) throw new Error(`no ${kind} ${seq} is under way`);
    return found;
  }

  /** Only what the code catches may: it has a heartbeat. */
  #fails(command: Said): boolean {
    return command['heartbeatTimeout'] !== undefined && this.#chance.between(1, 3) === 1;
  }
}

const failed = { message: 'it failed', source: 'TypeScriptSDK', applicationFailureInfo: { type: 'Error' } };

function values(list: readonly Json[]): { payloads: JsonObject[] } {
  const encoding = Buffer.from('json/plain').toString('base64');
  const payloads = list.map((value) => ({
    metadata: { encoding },
    data: Buffer.from(JSON.stringify(value)).toString('base64'),
  }));
  return { payloads };
}

function written({ metadata, data }: Payload): JsonObject {
  const base64 = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64');
  return {
    metadata: Object.fromEntries(Object.entries(metadata).map(([key, value]) => [key, base64(value)])),
    data: base64(data),
  };
}

function listOf(list: unknown): JsonObject {
  return { payloads: ((list ?? []) as readonly Payload[]).map(written) };
}

function mapOf(map: unknown): JsonObject {
  const { fields } = (map ?? {}) as { fields?: Readonly<Record<string, Payload>> };
  return Object.fromEntries(Object.entries(fields ?? {}).map(([key, value]) => [key, written(value)]));
}

/** The SDK writes null, undefined or nothing. */
function isSaid<T>(value: T | null | undefined): value is T {
  return value !== null && value !== undefined;
}

function duration(value: unknown): string {
  return `${(msOf(value as object) ?? 0) / 1000}s`;
}

function activityOf(command: Said): JsonObject {
  const { activityId, activityType, taskQueue } = command as Readonly<Record<string, string>>;
  return {
    activityId: activityId ?? '',
    activityType: { name: activityType ?? '' },
    taskQueue: { name: taskQueue ?? '' },
    input: listOf(command['arguments']),
    startToCloseTimeout: duration(command['startToCloseTimeout']),
    ...(isSaid(command['heartbeatTimeout']) && { heartbeatTimeout: duration(command['heartbeatTimeout']) }),
  };
}

function childOf(command: Said): JsonObject {
  const { workflowId, workflowType, taskQueue } = command as Readonly<Record<string, string>>;
  return {
    namespace: 'default',
    workflowId: workflowId ?? '',
    workflowType: { name: workflowType ?? '' },
    taskQueue: { name: taskQueue ?? '' },
    input: listOf(command['input']),
    parentClosePolicy: 'PARENT_CLOSE_POLICY_TERMINATE',
  };
}

/** Its message and kind: no stack, which would name places of this machine. */
function failureOf({ message, applicationFailureInfo }: JsonObject): JsonObject {
  const { type, nonRetryable } = (applicationFailureInfo ?? {}) as { type?: string; nonRetryable?: boolean };
  return {
    message: message ?? '',
    source: 'TypeScriptSDK',
    applicationFailureInfo: { ...(isSaid(type) && { type }), nonRetryable: nonRetryable === true },
  };
}
