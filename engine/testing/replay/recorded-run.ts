// A Temporal history as from a server, event by event: for tests of replay.

import type { Json, JsonObject } from '../../model/json.ts';

const startMs = Date.UTC(2026, 0, 1);
const payload = (value: Json): JsonObject => ({
  metadata: { encoding: Buffer.from('json/plain').toString('base64') },
  data: Buffer.from(JSON.stringify(value)).toString('base64'),
});
const payloads = (values: readonly Json[]): JsonObject => ({ payloads: values.map(payload) });

export class RecordedRun {
  readonly events: JsonObject[] = [];
  #activities = 0;
  #timers = 0;
  #lastTask = 0;

  constructor(workflowType: string, ...input: readonly Json[]) {
    this.event('WorkflowExecutionStarted', {
      workflowType: { name: workflowType },
      taskQueue: { name: 'orders' },
      input: payloads(input),
      workflowTaskTimeout: '10s',
      originalExecutionRunId: '0190a1b2-0000-7000-8000-000000000001',
      firstExecutionRunId: '0190a1b2-0000-7000-8000-000000000001',
      attempt: 1,
    });
  }

  /** Adds an event one second after the previous one; returns its id. */
  event(type: string, attributes: JsonObject): number {
    const id = this.events.length + 1;
    const key = `${type.charAt(0).toLowerCase()}${type.slice(1)}EventAttributes`;
    const eventTime = new Date(startMs + id * 1000).toISOString();
    const eventType = `EVENT_TYPE_${type.replace(/(?<!^)([A-Z])/g, '_$1').toUpperCase()}`;
    this.events.push({ eventId: String(id), eventTime, eventType, [key]: attributes });
    return id;
  }

  /** Adds a completed workflow task. */
  task(): this {
    this.openTask();
    return this.completeTask();
  }

  /** The one that was opened last. */
  completeTask(): this {
    const started = this.events.length;
    this.#lastTask = this.event('WorkflowTaskCompleted', {
      scheduledEventId: String(started - 1),
      startedEventId: String(started),
      sdkMetadata: {
        coreUsedFlags: [1, 2, 3],
        langUsedFlags: [1, 2],
        sdkName: 'temporal-typescript',
        sdkVersion: '1.24.0',
      },
    });
    return this;
  }

  /** Adds a started workflow task; returns the id of its start. */
  openTask(): number {
    const scheduled = this.event('WorkflowTaskScheduled', { attempt: 1 });
    return this.event('WorkflowTaskStarted', { scheduledEventId: String(scheduled), historySizeBytes: '1000' });
  }

  /** Adds an event that resulted from a command of the last task. */
  command(type: string, attributes: JsonObject): number {
    return this.event(type, { ...attributes, workflowTaskCompletedEventId: String(this.#lastTask) });
  }

  schedule(activity: string, ...input: readonly Json[]): number {
    return this.command('ActivityTaskScheduled', {
      activityId: String(++this.#activities),
      activityType: { name: activity },
      taskQueue: { name: 'orders' },
      input: payloads(input),
      startToCloseTimeout: '60s',
    });
  }

  complete(scheduled: number, result: Json): this {
    const started = this.event('ActivityTaskStarted', { scheduledEventId: String(scheduled), attempt: 1 });
    this.event('ActivityTaskCompleted', {
      scheduledEventId: String(scheduled),
      startedEventId: String(started),
      result: payloads([result]),
    });
    return this;
  }

  /** Adds the events from the command to the task that sees the activity's end. */
  activity(name: string, input: Json, result: Json): this {
    return this.complete(this.schedule(name, input), result).task();
  }

  timer(duration: string): this {
    const timerId = String(++this.#timers);
    const started = this.command('TimerStarted', { timerId, startToFireTimeout: duration });
    this.event('TimerFired', { timerId, startedEventId: String(started) });
    return this.task();
  }

  signal(signalName: string, ...input: readonly Json[]): this {
    this.event('WorkflowExecutionSignaled', { signalName, input: payloads(input), identity: 'tester' });
    return this.task();
  }

  /** Adds a local activity, which is numbered with the activities; core cannot read one without `times`. */
  local(name: string, result: Json, { times = true } = {}): this {
    const seq = ++this.#activities;
    const none = times && { complete_time: null, backoff: null, original_schedule_time: null };
    const data = { seq, attempt: 1, activity_id: String(seq), activity_type: name, ...none };
    this.command('MarkerRecorded', {
      markerName: 'core_local_activity',
      details: { data: payloads([data]), result: payloads([result]) },
    });
    return this;
  }

  patch(id: string, deprecated = false): this {
    const data = { 'patch-data': payloads([{ id, deprecated }]) };
    this.command('MarkerRecorded', { markerName: 'core_patch', details: data });
    this.command('UpsertWorkflowSearchAttributes', {
      searchAttributes: { indexedFields: { TemporalChangeVersion: payload([id]) } },
    });
    return this;
  }

  completed(result: Json): this {
    this.command('WorkflowExecutionCompleted', { result: payloads([result]) });
    return this;
  }

  failed(message: string): this {
    const failure = { message, source: 'TypeScriptSDK', applicationFailureInfo: { type: 'Error', nonRetryable: true } };
    this.command('WorkflowExecutionFailed', { failure, retryState: 'RETRY_STATE_NON_RETRYABLE_FAILURE' });
    return this;
  }

  get payloads(): readonly Uint8Array[] {
    return this.events.map((event) => Buffer.from(JSON.stringify(event)));
  }
}
