// Temporal histories modelled on reports from people, with variations.

import assert from 'node:assert/strict';
import test from 'node:test';
import type { Json, JsonObject } from '../../model/json.ts';
import { isUnclearAt } from '../../model/cursor.ts';
import { applyEffects, emptyState, type RunState } from '../../model/state.ts';
import { fieldCaseState, namedOperation } from '../../testing/field-case.ts';
import { readerOfText, temporalText } from '../../testing/written-history.ts';
import { temporal } from './temporal.ts';

const payload = (value: Json): JsonObject => ({
  metadata: { encoding: 'anNvbi9wbGFpbg==' },
  data: Buffer.from(JSON.stringify(value)).toString('base64'),
});
const nothing: JsonObject = { metadata: { encoding: 'YmluYXJ5L251bGw=' } };
const long = (low: number, high = 0): JsonObject => ({ low, high, unsigned: false });

/** Events 1, 2 and so on of these types with these attributes; `more`: fields of the event itself. */
type Drawn = readonly [type: string, attributes: JsonObject, more?: JsonObject];

function eventOf([type, attributes, more]: Drawn, i: number): JsonObject {
  const camel = type.toLowerCase().replaceAll(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());
  return {
    eventId: String(i + 1),
    eventTime: `2026-01-01T00:00:0${i}Z`,
    eventType: `EVENT_TYPE_${type}`,
    [`${camel}EventAttributes`]: attributes,
    ...more,
  };
}

function foldRaw(events: readonly Json[]): RunState {
  const state = emptyState();
  for (const [i, event] of events.entries()) {
    const { atMs, explanation } = temporal.read(event);
    applyEffects(state, i + 1, atMs, explanation.effects);
  }
  return state;
}

const fold = (...drawn: readonly Drawn[]): RunState => foldRaw(drawn.map(eventOf));
const all = (state: RunState) => [...state.operations.values()];

test('F13 cancel-asked-then-started: asked to cancel is what it stays when an older start arrives', () => {
  const at = (seq: number) => namedOperation(fieldCaseState('cancel-asked-then-started.input.json', seq), 'heart');
  assert.deepEqual(
    [10, 11, 12].map((seq) => [at(seq)?.status, at(seq)?.attempts]),
    [
      ['cancelRequested', 0],
      ['cancelRequested', 3],
      ['canceled', 3],
    ],
  );
  assert.equal(at(11)?.lastFailure?.message, 'boom');
});

test('F13 F17 a child that is asked to cancel by its workflow id is so until its end', () => {
  const initiated = (workflowId: string): Drawn => ['START_CHILD_WORKFLOW_EXECUTION_INITIATED', { workflowId }];
  const ask = (workflowId: string, more: JsonObject = {}): Drawn => [
    'REQUEST_CANCEL_EXTERNAL_WORKFLOW_EXECUTION_INITIATED',
    { workflowExecution: { workflowId }, ...more },
  ];
  const began: Drawn = ['CHILD_WORKFLOW_EXECUTION_STARTED', { initiatedEventId: '1' }];
  const ended: Drawn = ['CHILD_WORKFLOW_EXECUTION_CANCELED', { initiatedEventId: '1' }];
  const childOf = (...drawn: readonly Drawn[]): string | undefined =>
    fold(...drawn).operations.get('childWorkflow:1')?.status;
  const asked = ask('c', { childWorkflowOnly: true });
  assert.equal(childOf(initiated('c'), began, asked), 'cancelRequested');
  assert.equal(childOf(initiated('c'), asked, began), 'cancelRequested');
  assert.equal(childOf(initiated('c'), began, asked, ended), 'canceled');
  assert.equal(childOf(initiated('c'), began, ask('d')), 'started');
  const again = fold(initiated('c'), began, ended, initiated('c'), ask('c'));
  assert.deepEqual(
    ['childWorkflow:1', 'childWorkflow:4'].map((key) => again.operations.get(key as 'childWorkflow:1')?.status),
    ['canceled', 'cancelRequested'],
  );
  assert.equal(fold(ask('c')).operations.size, 1, 'another run is none of its operations');
});

test('F13 so does a nexus operation; one that was not asked moves on', () => {
  const nexus = (...types: readonly string[]) =>
    all(
      fold(
        ['NEXUS_OPERATION_SCHEDULED', { operation: 'o' }],
        ...types.map((type): Drawn => [type, { scheduledEventId: '1' }]),
      ),
    )[0];
  assert.equal(nexus('NEXUS_OPERATION_CANCEL_REQUESTED', 'NEXUS_OPERATION_STARTED')?.status, 'cancelRequested');
  assert.equal(nexus('NEXUS_OPERATION_CANCEL_REQUESTED', 'NEXUS_OPERATION_STARTED')?.startedAt, 3);
  assert.equal(nexus('NEXUS_OPERATION_STARTED')?.status, 'started');
  assert.equal(
    nexus('NEXUS_OPERATION_CANCEL_REQUESTED', 'NEXUS_OPERATION_STARTED', 'NEXUS_OPERATION_COMPLETED')?.status,
    'completed',
  );
});

test('T1 nexus-cancel-request-failed: why a cancel request failed is no failure of the operation', () => {
  const operation = namedOperation(fieldCaseState('nexus-cancel-request-failed.input.json'), 's.o');
  assert.deepEqual(
    [operation?.status, operation?.failure, operation?.lastFailure, operation?.attempts],
    ['completed', undefined, undefined, 1],
  );
});

test('T1 it is said where it happened', () => {
  const failed = eventOf(
    ['NEXUS_OPERATION_CANCEL_REQUEST_FAILED', { scheduledEventId: '1', failure: { message: 'no such operation' } }],
    1,
  );
  assert.equal(temporal.read(failed).explanation.summary, 'cancel request failed: no such operation');
  assert.equal(
    all(
      foldRaw([
        eventOf(['NEXUS_OPERATION_SCHEDULED', {}], 0),
        failed,
        eventOf(['NEXUS_OPERATION_FAILED', { scheduledEventId: '1', failure: { message: 'gone' } }], 2),
      ]),
    )[0]?.failure?.message,
    'gone',
  );
});

test('T2 update-two-ids: an update is known by its id and by the event that accepted it', () => {
  const state = fieldCaseState('update-two-ids.input.json');
  assert.deepEqual(
    all(state)
      .filter(({ kind }) => kind === 'update')
      .map(({ name, openedAt, closedAt, status }) => [name, openedAt, closedAt, status]),
    [['setPrice', 5, 6, 'completed']],
  );
});

test('T2 whatever of it the one event says and the other does not', () => {
  const request = { meta: { updateId: 'u' }, input: { name: 'setPrice' } };
  const accepted = (attributes: JsonObject): Drawn => ['WORKFLOW_EXECUTION_UPDATE_ACCEPTED', attributes];
  const completed = (attributes: JsonObject): Drawn => [
    'WORKFLOW_EXECUTION_UPDATE_COMPLETED',
    { outcome: { success: {} }, ...attributes },
  ];
  const updates = (...drawn: readonly Drawn[]) => all(fold(...drawn)).map(({ name, status }) => [name, status]);
  const one = [['setPrice', 'completed']];
  assert.deepEqual(
    updates(accepted({ protocolInstanceId: 'p', acceptedRequest: request }), completed({ acceptedEventId: '1' })),
    one,
  );
  assert.deepEqual(
    updates(
      accepted({ acceptedRequest: { input: { name: 'setPrice' } } }),
      completed({ acceptedEventId: '1', meta: { updateId: 'u' } }),
    ),
    one,
  );
  assert.deepEqual(
    updates(
      ['WORKFLOW_EXECUTION_UPDATE_ADMITTED', { request }],
      accepted({ protocolInstanceId: 'u' }),
      completed({ acceptedEventId: '2' }),
    ),
    one,
  );
  assert.deepEqual(
    updates(accepted({ protocolInstanceId: 'p', acceptedRequest: request }), completed({ acceptedEventId: long(1) })),
    one,
  );
  assert.deepEqual(
    updates(
      accepted({ acceptedRequest: { input: { name: 'a' } } }),
      accepted({ acceptedRequest: { input: { name: 'b' } } }),
      completed({ acceptedEventId: '1' }),
    ),
    [
      ['a', 'completed'],
      ['b', 'accepted'],
    ],
  );
});

test('T2 what a handler issued leads to its update, whichever name is said', () => {
  const state = fold(
    [
      'WORKFLOW_EXECUTION_UPDATE_ACCEPTED',
      { protocolInstanceId: 'p', acceptedRequest: { input: { name: 'setPrice' } } },
    ],
    [
      'ACTIVITY_TASK_SCHEDULED',
      { activityType: { name: 'charge' } },
      { eventGroupMarkers: [{ inboundUpdate: { inboundUpdateId: 'p' } }] },
    ],
  );
  assert.deepEqual(
    all(state).map(({ key, cause }) => [key, cause]),
    [
      ['update:p', undefined],
      ['activity:2', 'update:p'],
    ],
  );
});

test('T3 long-objects: {low, high, unsigned} is a number', () => {
  const state = fieldCaseState('long-objects.input.json');
  assert.deepEqual(
    all(state).map(({ name, openedAt, status, closedAt, attempts, openedAtMs, failure }) => [
      name,
      openedAt,
      status,
      closedAt,
      attempts,
      openedAtMs,
      failure?.message,
    ]),
    [
      ['one', 2, 'scheduled', null, 0, 1_767_225_602_000, undefined],
      ['two', 3, 'failed', 5, 1, 1_767_225_603_000, 'boom'],
    ],
  );
  assert.equal(temporal.position({ eventId: long(7) }), 7);
});

test('T3 everywhere: ids, times, durations, attempts, high halves and negative ones', () => {
  const scheduled = fold(
    ['ACTIVITY_TASK_SCHEDULED', { workflowTaskCompletedEventId: long(4) }, { eventId: long(5) }],
    ['ACTIVITY_TASK_STARTED', { scheduledEventId: long(5), attempt: long(3) }],
  );
  assert.deepEqual(
    all(scheduled).map(({ key, task, attempts }) => [key, task, attempts]),
    [['activity:5', '4', 3]],
  );
  const timer = fold([
    'TIMER_STARTED',
    { startToFireTimeout: { seconds: long(30), nanos: 0 } },
    { eventTime: { seconds: long(1_767_225_601), nanos: 500_000_000 } },
  ]);
  assert.equal(all(timer)[0]?.untilMs, 1_767_225_631_500);
  assert.equal(
    temporal.read({
      eventId: long(1),
      eventType: 17,
      timestamp: { low: 1_551_761_408, high: 411_468_416, unsigned: false },
    }).atMs,
    (411_468_416 * 2 ** 32 + 1_551_761_408) / 1e6,
  );
  assert.equal(temporal.position({ eventId: long(0, 1) }), 2 ** 32);
  assert.deepEqual(
    temporal.decode({ eventId: long(-1, -1), price: { low: 1, high: 2 } }),
    { eventId: '-1', price: { low: 1, high: 2 } },
    'a person’s own low and high are none',
  );
});

test('F16 ids that are missing never share a key', () => {
  const kinds: readonly Drawn[] = [
    ['ACTIVITY_TASK_STARTED', {}],
    ['TIMER_FIRED', {}],
    ['NEXUS_OPERATION_STARTED', {}],
    ['WORKFLOW_EXECUTION_UPDATE_ACCEPTED', {}],
    ['WORKFLOW_EXECUTION_UPDATE_COMPLETED', { outcome: {} }],
    ['MARKER_RECORDED', { markerName: 'm' }],
    ['MARKER_RECORDED', { markerName: 'core_local_activity' }],
    ['WORKFLOW_EXECUTION_SIGNALED', {}],
    ['ACTIVITY_TASK_SCHEDULED', {}],
  ];
  for (const kind of kinds) {
    const bare = { ...eventOf(kind, 0), eventId: null };
    assert.equal(foldRaw([bare, bare]).operations.size, 2, kind[0]);
  }
});

test('T4 an override that is unset is unset', () => {
  const updated = (attributes: JsonObject): Drawn => ['WORKFLOW_EXECUTION_OPTIONS_UPDATED', attributes];
  const valuesOf = (...drawn: readonly Drawn[]): Json => Object.fromEntries(fold(...drawn).values);
  const pinned = { versioningOverride: { pinned: { version: '1' } } };
  assert.deepEqual(valuesOf(updated(pinned)), { 'options.versioningOverride': { pinned: { version: '1' } } });
  assert.deepEqual(valuesOf(updated(pinned), updated({ unsetVersioningOverride: true })), {});
  assert.deepEqual(
    valuesOf(['WORKFLOW_EXECUTION_STARTED', pinned], updated({ ...pinned, unsetVersioningOverride: true })),
    {},
    'an override beside it is ignored',
  );
  assert.deepEqual(valuesOf(updated(pinned), updated({ unsetVersioningOverride: false, versioningOverride: null })), {
    'options.versioningOverride': { pinned: { version: '1' } },
  });
});

test('T4 a memo or search attribute that is written as nothing is gone', () => {
  const memo = (value: Json): Drawn => ['WORKFLOW_PROPERTIES_MODIFIED', { upsertedMemo: { fields: { m: value } } }];
  const attribute = (value: Json): Drawn => [
    'UPSERT_WORKFLOW_SEARCH_ATTRIBUTES',
    { searchAttributes: { indexedFields: { K: value } } },
  ];
  const namesOf = (...drawn: readonly Drawn[]): readonly string[] => [...fold(...drawn).values.keys()];
  assert.deepEqual(
    [namesOf(memo(payload(1))), namesOf(memo(payload(1)), memo(nothing)), namesOf(memo(1), memo(null))],
    [['memo.m'], [], []],
  );
  assert.deepEqual(
    [namesOf(attribute(payload('x')), attribute(payload([]))), namesOf(attribute(payload(['x'])), attribute(nothing))],
    [[], []],
  );
  assert.deepEqual(namesOf(memo(payload([]))), ['memo.m'], 'an empty list is a memo');
});

test('T5 links lead to the runs that they name', () => {
  const other = { namespace: 'n', workflowId: 'w2', runId: 'r2', eventRef: { eventId: '1' } };
  const linksOf = (...drawn: readonly Drawn[]) => fold(...drawn).links;
  const nexus = { relation: 'external', workflowId: 'w2', runId: 'r2', key: 'nexus:1' };
  for (const link of [
    { workflowEvent: other },
    { workflow_event: { workflow_id: 'w2', run_id: 'r2' } },
    { Variant: { WorkflowEvent: other } },
  ]) {
    assert.deepEqual(
      linksOf(
        ['NEXUS_OPERATION_SCHEDULED', {}],
        ['NEXUS_OPERATION_STARTED', { scheduledEventId: '1' }, { links: [link] }],
      ),
      [{ seq: 2, ...nexus }],
      JSON.stringify(link),
    );
  }
  assert.deepEqual(
    linksOf([
      'WORKFLOW_EXECUTION_STARTED',
      { completionCallbacks: [{ nexus: {}, links: [{ workflowEvent: other }] }] },
    ]),
    [{ seq: 1, relation: 'external', workflowId: 'w2', runId: 'r2' }],
  );
  assert.deepEqual(
    linksOf(['WORKFLOW_EXECUTION_CANCEL_REQUESTED', { externalWorkflowExecution: { workflowId: 'w2' } }]),
    [{ seq: 1, relation: 'external', workflowId: 'w2', key: 'cancelRequest:1' }],
  );
  assert.deepEqual(linksOf(['WORKFLOW_EXECUTION_STARTED', {}, { links: [{ batchJob: { jobId: 'j' } }, null, 7] }]), []);
});

test('T6 a run that is another try says which one, and why the one before failed', () => {
  const started = {
    attempt: 3,
    originalExecutionRunId: 'r3',
    firstExecutionRunId: 'r1',
    continuedExecutionRunId: 'r2',
    continuedFailure: { message: 'run 2 fails' },
    retryPolicy: { maximumAttempts: 5 },
  };
  const state = fold(['WORKFLOW_EXECUTION_STARTED', started]);
  assert.deepEqual(Object.fromEntries(state.values), {
    'run.attempt': 3,
    'run.firstExecutionRunId': 'r1',
    'run.continuedFailure': { message: 'run 2 fails' },
    'run.retryPolicy': { maximumAttempts: 5 },
  });
  assert.deepEqual([state.status, state.failure], ['running', undefined], 'its own failure it is not');
});

test('T6 so does the next turn of a schedule; a first try has nothing to say', () => {
  const values = (attributes: JsonObject): Json =>
    Object.fromEntries(fold(['WORKFLOW_EXECUTION_STARTED', attributes]).values);
  assert.deepEqual(values({ attempt: 1, cronSchedule: '@daily', lastCompletionResult: { payloads: [payload(1)] } }), {
    'run.cronSchedule': '@daily',
    'run.lastCompletionResult': { payloads: [payload(1)] },
  });
  assert.deepEqual(
    values({
      attempt: 1,
      cronSchedule: '',
      originalExecutionRunId: 'r',
      firstExecutionRunId: 'r',
      lastCompletionResult: null,
      continuedFailure: null,
      retryPolicy: null,
    }),
    {},
  );
  assert.deepEqual(values({ attempt: long(2) }), { 'run.attempt': 2 });
});

test('T7 a timeout has the name of its kind, in every spelling', () => {
  for (const timeoutType of ['TIMEOUT_TYPE_SCHEDULE_TO_START', 'SCHEDULE_TO_START', 'ScheduleToStart', 2]) {
    assert.equal(
      all(fold(['WORKFLOW_TASK_SCHEDULED', {}], ['WORKFLOW_TASK_TIMED_OUT', { scheduledEventId: '1', timeoutType }]))[0]
        ?.failure?.type,
      'ScheduleToStartTimeout',
      String(timeoutType),
    );
  }
  assert.equal(
    fold(['WORKFLOW_EXECUTION_TIMED_OUT', { timeoutType: 'START_TO_CLOSE' }]).failure?.type,
    'StartToCloseTimeout',
  );
  assert.equal(fold(['WORKFLOW_EXECUTION_TIMED_OUT', { retryState: 'RETRY_STATE_TIMEOUT' }]).failure, undefined);
});

test('F15 an event of an unknown type makes unclear what it names, until the next word that is known', async () => {
  const text = temporalText([
    ['WorkflowExecutionStarted', {}],
    ['ActivityTaskScheduled', { activityType: { name: 'charge' } }],
    ['TimerStarted', { startToFireTimeout: '60s' }],
    ['WorkflowExecutionUpdateAccepted', { protocolInstanceId: 'u', acceptedRequest: { input: { name: 'set' } } }],
    ['ActivityTaskTeleported', { scheduledEventId: '2' }],
    ['TimerTeleported', { startedEventId: '3' }],
    ['WorkflowExecutionUpdateTeleported', { acceptedEventId: '4' }],
    ['ActivityTaskStarted', { scheduledEventId: '2' }],
  ]);
  const { outline } = await readerOfText(text);
  const unclear = (seq: number): readonly number[] => [0, 1, 2].filter((i) => isUnclearAt(outline, i, seq));
  assert.deepEqual([unclear(4), unclear(5), unclear(7), unclear(8)], [[], [0], [0, 1, 2], [1, 2]]);
});
