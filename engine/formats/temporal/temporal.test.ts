import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import type { Effect } from '../../model/effect.ts';
import type { Json, JsonObject } from '../../model/json.ts';
import { ownHistory, textOf } from '../../testing/corpus.ts';
import { randomHistory } from '../../testing/random-history.ts';
import { identify } from '../../sources/json/identify.ts';
import { readHistories } from '../../sources/json/history-file.ts';
import { temporal } from './temporal.ts';

const attributes = (event: Json): JsonObject =>
  Object.values(event as JsonObject).find((value): value is JsonObject => typeof value === 'object') ?? {};
const eventOf = (type: string, fields: JsonObject, id = '9', more: JsonObject = {}): Json => ({
  eventId: id,
  eventTime: '2026-11-01T00:00:00Z',
  eventType: `EVENT_TYPE_${type}`,
  ...more,
  [`${type.toLowerCase().replaceAll(/_([a-z])/g, (_, letter: string) => letter.toUpperCase())}EventAttributes`]: fields,
});
const explain = (event: Json) => temporal.read(event).explanation;
const payload = (value: Json): Json => ({
  metadata: { encoding: 'anNvbi9wbGFpbg==' },
  data: Buffer.from(JSON.stringify(value)).toString('base64'),
});

test('E5 an event means the same wherever it stands', () => {
  fc.assert(
    fc.property(randomHistory, (events) => {
      const forward = events.map((event) => temporal.read(event));
      const backward = events.toReversed().map((event) => temporal.read(event));
      assert.deepEqual(backward.toReversed(), forward);
    }),
    { numRuns: 30 },
  );
});

test('E5 every spelling of one history means the same', () => {
  const canonical = JSON.parse(textOf(ownHistory('failed-irrigation.json'))) as { events: readonly JsonObject[] };
  const pascal = (type: Json | undefined): string =>
    (typeof type === 'string' ? type : '')
      .replace('EVENT_TYPE_', '')
      .toLowerCase()
      .replaceAll(/(?:^|_)([a-z])/g, (_, letter: string) => letter.toUpperCase());
  for (const event of canonical.events) {
    const meaning = explain(event);
    assert.deepEqual(explain({ ...event, eventType: pascal(event['eventType']) }), meaning);
    assert.deepEqual(explain({ ...event, eventType: `EventType${pascal(event['eventType'])}` }), meaning);
    const key = Object.keys(event).find((name) => name.endsWith('EventAttributes')) ?? '';
    const { [key]: own, ...envelope } = event;
    assert.deepEqual(
      explain({ ...envelope, attributes: { type: key, ...attributes({ own }) } }).effects.map(({ type }) => type),
      meaning.effects.map(({ type }) => type),
    );
  }
});

test('E5 what a command event belongs to: its task, the handler that issued it, what a person wrote', () => {
  const fields = { workflowTaskCompletedEventId: '4', activityType: { name: 'charge' } };
  const [open] = explain(
    eventOf('ACTIVITY_TASK_SCHEDULED', fields, '5', {
      eventGroupMarkers: [{ label: {} }, { inboundEvent: { inboundEventId: '3' } }],
      userMetadata: { summary: payload('charge it') },
    }),
  ).effects;
  assert.ok(open?.type === 'open');
  assert.deepEqual(
    [open.key, open.name, open.task, open.cause, open.label],
    ['activity:5', 'charge', '4', 'signal:3', 'charge it'],
  );
  const [other] = explain(
    eventOf('ACTIVITY_TASK_SCHEDULED', fields, '5', {
      eventGroupMarkers: [{ inboundUpdate: { inboundUpdateId: 'u-1' } }],
    }),
  ).effects;
  assert.equal(other?.type === 'open' ? other.cause : undefined, 'update:u-1');
});

test('E5 a timer knows when it is due, whatever its writer called the duration', () => {
  const dueOf = (fields: JsonObject): number | undefined => {
    const [open] = explain(eventOf('TIMER_STARTED', fields)).effects;
    return open?.type === 'open' ? open.untilMs : undefined;
  };
  const start = Date.UTC(2026, 10, 1);
  assert.equal(dueOf({ startToFireTimeout: '30s' }), start + 30_000);
  assert.equal(dueOf({ startToFireTimeoutSeconds: 60 }), start + 60_000);
  assert.equal(dueOf({ startToFireTimeoutSeconds: '60' }), start + 60_000);
  assert.equal(dueOf({ startToFireTimeout: { seconds: '1', nanos: 500_000_000 } }), start + 1500);
  assert.equal(dueOf({}), undefined);
});

test('E5 links to other runs', () => {
  const linksOf = (event: Json): readonly Json[] => explain(event).effects.filter(({ type }) => type === 'link');
  assert.deepEqual(
    linksOf(
      eventOf('WORKFLOW_EXECUTION_STARTED', {
        continuedExecutionRunId: 'r0',
        parentWorkflowExecution: { workflowId: 'p', runId: 'pr' },
      }),
    ),
    [
      { type: 'link', relation: 'continuedFrom', runId: 'r0' },
      { type: 'link', relation: 'parent', workflowId: 'p', runId: 'pr' },
    ],
  );
  assert.deepEqual(
    linksOf(
      eventOf('WORKFLOW_EXECUTION_CONTINUED_AS_NEW', { newExecutionRunId: 'r2', workflowType: { name: 'loop' } }),
    ),
    [{ type: 'link', relation: 'continuedAs', runId: 'r2', workflowType: 'loop' }],
  );
  assert.deepEqual(
    linksOf(
      eventOf('WORKFLOW_TASK_FAILED', {
        scheduledEventId: '2',
        cause: 'WORKFLOW_TASK_FAILED_CAUSE_RESET_WORKFLOW',
        baseRunId: 'b',
        newRunId: 'n',
      }),
    ),
    [{ type: 'link', relation: 'resetFrom', runId: 'b' }],
  );
  assert.deepEqual(
    linksOf(
      eventOf('CHILD_WORKFLOW_EXECUTION_STARTED', {
        initiatedEventId: '7',
        workflowExecution: { workflowId: 'c', runId: 'cr' },
        workflowType: { name: 't' },
      }),
    ),
    [{ type: 'link', relation: 'child', workflowId: 'c', runId: 'cr', workflowType: 't', key: 'childWorkflow:7' }],
  );
});

test('E5 an update is one operation from its admission to its outcome', () => {
  const request = { meta: { updateId: 'u-1' }, input: { name: 'water', args: {} } };
  const keys = [
    eventOf('WORKFLOW_EXECUTION_UPDATE_ADMITTED', { request }),
    eventOf('WORKFLOW_EXECUTION_UPDATE_ACCEPTED', { protocolInstanceId: 'u-1', acceptedRequest: request }),
    eventOf('WORKFLOW_EXECUTION_UPDATE_COMPLETED', {
      acceptedEventId: '9',
      meta: { updateId: 'u-1' },
      outcome: { success: {} },
    }),
  ].flatMap((event) => explain(event).effects.map((effect) => ('key' in effect ? effect.key : '')));
  assert.deepEqual(new Set(keys), new Set(['update:u-1']));
});

test('E5 tasks are housekeeping and wake nothing; answers and messages wake the code, its own commands do not', () => {
  const flags = (type: string): readonly boolean[] => [
    explain(eventOf(type, { scheduledEventId: '5', startedEventId: '5' })).bookkeeping === true,
    explain(eventOf(type, { scheduledEventId: '5' })).wakes === true,
  ];
  assert.deepEqual(flags('WORKFLOW_TASK_STARTED'), [true, false]);
  for (const type of [
    'ACTIVITY_TASK_COMPLETED',
    'TIMER_FIRED',
    'WORKFLOW_EXECUTION_SIGNALED',
    'CHILD_WORKFLOW_EXECUTION_STARTED',
    'NEXUS_OPERATION_COMPLETED',
    'WORKFLOW_EXECUTION_UPDATE_ACCEPTED',
    'WORKFLOW_EXECUTION_CANCEL_REQUESTED',
  ])
    assert.deepEqual(flags(type), [false, true], type);
  for (const type of [
    'ACTIVITY_TASK_SCHEDULED',
    'TIMER_STARTED',
    'TIMER_CANCELED',
    'ACTIVITY_TASK_STARTED',
    'ACTIVITY_TASK_CANCEL_REQUESTED',
    'MARKER_RECORDED',
  ])
    assert.deepEqual(flags(type), [false, false], type);
});

test('E6 hostile values where texts and objects should be make no bug', () => {
  const types = [
    'ACTIVITY_TASK_SCHEDULED',
    'ACTIVITY_TASK_FAILED',
    'TIMER_STARTED',
    'MARKER_RECORDED',
    'WORKFLOW_EXECUTION_STARTED',
    'WORKFLOW_EXECUTION_UPDATE_ACCEPTED',
    'WORKFLOW_EXECUTION_UPDATE_COMPLETED',
    'WORKFLOW_TASK_FAILED',
    'UPSERT_WORKFLOW_SEARCH_ATTRIBUTES',
    'NEXUS_OPERATION_SCHEDULED',
    'WORKFLOW_EXECUTION_OPTIONS_UPDATED',
    'START_CHILD_WORKFLOW_EXECUTION_INITIATED',
  ];
  const names = [
    'activityType',
    'failure',
    'attempt',
    'markerName',
    'details',
    'memo',
    'searchAttributes',
    'outcome',
    'acceptedRequest',
    'startToFireTimeout',
    'cause',
    'scheduledEventId',
    'lastFailure',
    '__proto__',
  ];
  fc.assert(
    fc.property(
      fc.constantFrom(...types),
      fc.dictionary(fc.constantFrom(...names), fc.jsonValue()),
      fc.jsonValue(),
      (type, fields, other) => {
        temporal.read(eventOf(type, fields, '7', { eventGroupMarkers: other as Json, userMetadata: other as Json }));
        temporal.read({
          eventId: other as Json,
          eventType: other as Json,
          eventTime: other as Json,
          attributes: other as Json,
          Attributes: other as Json,
        });
      },
    ),
    { numRuns: 500 },
  );
  assert.equal(Object.prototype.toString.call({}), '[object Object]');
});

test('I9 a reset run is called by the id it got at the reset, others by their own', () => {
  const idOf = (name: string): string | undefined => identify(readHistories(ownHistory(name), false)[0]!).runId;
  assert.equal(idOf('reset-open.json'), '21cd1dfa-73ac-4928-999f-9ef42a15440a');
  assert.equal(idOf('continued.json'), '4fe9dd52-c369-410d-84bb-6b24ce11e04c');
  assert.equal(idOf('go-2020-int-ids.json'), '0ea65eda-a0db-4a59-bef3-dce48e8484f8');
  assert.equal(idOf('cadence-naming.json'), undefined);
});

test('I1 the form of a file in words that a person knows', () => {
  const formOf = (name: string): string => readHistories(ownHistory(name), false)[0]!.form;
  assert.deepEqual(
    [
      'failed-irrigation.json',
      'ui-readable.json',
      'ui-decoded.json',
      'encrypted.http.json',
      'dotnet-pascal.json',
      'go-2020-int-ids.json',
      'raw-server-view.json',
      'bun-fixture.json',
      'events.jsonl',
    ].map(formOf),
    [
      'Temporal JSON, command line or SDK',
      'Temporal JSON, command line or SDK, readable payloads',
      'Temporal JSON, command line or SDK, decoded payloads',
      'Temporal JSON, HTTP API, encrypted payloads',
      'Temporal JSON, before 2023',
      'Temporal JSON, as of 2019 to 2020',
      'Temporal JSON, raw server view',
      'Temporal JSON, SDK fixture',
      'Node log',
    ],
  );
});

const openOf = (type: string, fields: JsonObject): Effect | undefined => explain(eventOf(type, fields)).effects[0];
const optionOf = (effect: Effect | undefined, name: string): unknown =>
  (effect as unknown as Record<string, unknown> | undefined)?.[name];

test('W22 what tells operations from others of their name: ids of children, receivers of messages, the first of what an update was given', () => {
  const about = (type: string, fields: JsonObject): unknown => optionOf(openOf(type, fields), 'about');
  assert.equal(
    about('START_CHILD_WORKFLOW_EXECUTION_INITIATED', { workflowId: 'order-7', workflowType: { name: 'ship' } }),
    'order-7',
  );
  assert.equal(
    about('SIGNAL_EXTERNAL_WORKFLOW_EXECUTION_INITIATED', {
      workflowExecution: { workflowId: 'order-8' },
      signalName: 'go',
    }),
    'order-8',
  );
  const accepted = (args: Json): unknown =>
    about('WORKFLOW_EXECUTION_UPDATE_ACCEPTED', {
      protocolInstanceId: 'u',
      acceptedRequest: { input: { name: 'setPrice', args } },
    });
  assert.deepEqual(
    [accepted({ payloads: [payload('red'), payload(2)] }), accepted([12]), accepted([{ cents: 5 }]), accepted([])],
    ['red', '12', '{"cents": 5}', undefined],
  );
  assert.equal(
    accepted({ payloads: [{ metadata: { encoding: 'YmluYXJ5L2VuY3J5cHRlZA==' }, data: 'AAAA' }] }),
    undefined,
    'what is encrypted tells nothing apart',
  );
});

test('W5 the start of an activity is written late, but where there is no retry policy; the worker is named where the history names it', () => {
  const scheduled = (fields: JsonObject): unknown =>
    optionOf(openOf('ACTIVITY_TASK_SCHEDULED', { activityType: { name: 'a' }, ...fields }), 'startsUnseen');
  assert.deepEqual(
    [
      scheduled({ retryPolicy: { maximumAttempts: 1 } }),
      scheduled({}),
      scheduled({ retryPolicy: null }),
      scheduled({ decisionTaskCompletedEventId: '4' }),
    ],
    [true, true, undefined, undefined],
  );
  assert.equal(
    optionOf(openOf('WORKFLOW_TASK_STARTED', { scheduledEventId: '2', identity: '7@host' }), 'worker'),
    '7@host',
  );
  assert.equal(optionOf(openOf('WORKFLOW_TASK_STARTED', { scheduledEventId: '2', identity: '' }), 'worker'), undefined);
});

test('W8 a run whose first task is delayed knows until when', () => {
  const begins = (backoff: Json): unknown =>
    optionOf(openOf('WORKFLOW_EXECUTION_STARTED', { firstWorkflowTaskBackoff: backoff }), 'beginsAtMs');
  const start = Date.UTC(2026, 10, 1);
  assert.deepEqual(
    [begins('3600s'), begins('0s'), begins({ seconds: 60 }), begins(null)],
    [start + 3_600_000, undefined, start + 60_000, undefined],
  );
});

test('W4 commands are known by the task that they name; answers that name it too are news to the code', () => {
  const isCommand = (type: string, fields: JsonObject): boolean => explain(eventOf(type, fields)).commands === true;
  assert.ok(
    isCommand('TIMER_STARTED', { workflowTaskCompletedEventId: '4' }) &&
      isCommand('TIMER_CANCELED', { decisionTaskCompletedEventId: '4' }) &&
      isCommand('WORKFLOW_EXECUTION_UPDATE_ACCEPTED', {}),
  );
  assert.ok(
    !isCommand('TIMER_FIRED', {}) &&
      !isCommand('START_CHILD_WORKFLOW_EXECUTION_FAILED', {
        workflowTaskCompletedEventId: '4',
        initiatedEventId: '5',
      }) &&
      !isCommand('WORKFLOW_TASK_COMPLETED', { scheduledEventId: '2' }),
  );
});
