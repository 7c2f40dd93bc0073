import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import fc from 'fast-check';
import type { Effect } from '../../model/effect.ts';
import type { Json, JsonObject } from '../../model/json.ts';
import { plainValue } from '../../model/shown-payload.ts';
import { applyEffects, emptyState } from '../../model/state.ts';
import { collections, ownHistory, textOf } from '../../testing/corpus.ts';
import { Disclosure } from '../../bundles/disclosure.ts';
import { readHistories } from '../../sources/json/history-file.ts';
import { identify } from '../../sources/json/identify.ts';
import { cadence } from './cadence.ts';

const base64 = (text: string): string => Buffer.from(text).toString('base64');
const historyOf = (value: Json) => readHistories(Buffer.from(JSON.stringify(value)), false)[0]!;
const thrift = (eventType: string, attributes: JsonObject, eventId = 9): JsonObject => ({
  eventId,
  timestamp: 1767225600000000000,
  eventType,
  [`${eventType.charAt(0).toLowerCase()}${eventType.slice(1)}EventAttributes`]: attributes,
});
const grpc = (eventType: string, attributes: JsonObject, eventId = '9'): JsonObject => {
  const { timestamp: _, eventType: __, ...rest } = thrift(eventType, attributes);
  return { ...rest, eventId, eventTime: '2026-01-01T00:00:00Z' };
};
const web = (eventType: string, attributes: JsonObject, eventId = 9): JsonObject => ({
  eventId,
  timestamp: '2026-01-01T00:00:00.000Z',
  eventType,
  ...attributes,
});
const effects = (event: Json): readonly Effect[] =>
  plainValue(cadence.decode(cadence.read(event).explanation.effects)) as unknown as readonly Effect[];
const summary = (event: Json): string => cadence.read(event).explanation.summary;
const only = (event: Json): Json => effects(event)[0] as unknown as Json;
const failureIn = (event: Json): Json => (only(event) as JsonObject)['failure'] ?? null;

test("K1 each form of Cadence's is recognised; the words of Temporal's are Temporal's", () => {
  const started = { workflowType: { name: 'w' }, taskList: { name: 't' } };
  const idOf = (value: Json): string => historyOf(value).dialect.id;
  assert.equal(idOf([thrift('WorkflowExecutionStarted', started)]), 'cadence');
  assert.equal(idOf({ history: { events: [thrift('DecisionTaskScheduled', {})] } }), 'cadence');
  assert.equal(idOf({ history: { events: [grpc('WorkflowExecutionStarted', started)] } }), 'cadence');
  assert.equal(
    idOf([
      {
        event_id: '1',
        event_time: '2026-01-01T00:00:00Z',
        workflow_execution_started_event_attributes: { task_list: { name: 't' } },
      },
    ]),
    'cadence',
  );
  assert.equal(idOf([grpc('ActivityTaskCompleted', { result: { data: base64('1') } })]), 'cadence');
  assert.equal(
    idOf([web('WorkflowExecutionStarted', started), null, web('DecisionTaskScheduled', { attempt: 0 })]),
    'cadence',
  );
  assert.equal(idOf({ events: [thrift('WorkflowExecutionStarted', started)] }), 'temporal', 'as in its first months');
  assert.equal(idOf([thrift('WorkflowExecutionStarted', started), thrift('WorkflowTaskScheduled', {})]), 'temporal');
  assert.equal(
    idOf([
      thrift('WorkflowExecutionStarted', { ...started, workflowType: { name: 'go.temporal.io/temporal/internal.w' } }),
    ]),
    'temporal',
  );
  assert.equal(
    idOf([{ ...thrift('DecisionTaskScheduled', {}), eventType: 'EventTypeDecisionTaskScheduled' }]),
    'temporal',
  );
  assert.equal(
    idOf([{ ...grpc('DecisionTaskScheduled', {}), eventType: 'EVENT_TYPE_DECISION_TASK_SCHEDULED' }]),
    'temporal',
  );
});

test('K1 I1 the form is said', () => {
  assert.equal(historyOf([thrift('DecisionTaskScheduled', {})]).form, 'Cadence JSON');
  assert.equal(historyOf([grpc('DecisionTaskScheduled', {})]).form, 'Cadence JSON, gRPC');
  assert.equal(historyOf([web('DecisionTaskScheduled', {})]).form, 'Cadence JSON, web export');
});

test('K1 K18 a history that Cadence wrote is Cadence, wherever it lies; the first of Temporal stay', () => {
  const idOf = (name: string): string => readHistories(ownHistory(name), false)[0]!.dialect.id;
  assert.deepEqual(
    ['cadence-naming.json', 'go-2020-int-ids.json', 'failed-irrigation.json', 'events.jsonl'].map(idOf),
    ['cadence', 'temporal', 'temporal', 'nodelog'],
  );
});

/** Files in Temporal's repositories: lists in the format of Cadence's command line, without a word of Temporal's. */
const ofCadenceAmongTemporals = [
  'helloworld@3abd31e0',
  'resetWorkflowHistory@35997f2a',
  'testAsyncActivityRetryHistory@1edbbbf1',
  'archive_history_workflow_history_v1@0b0e5507',
];
/** Files in Cadence's repositories: in the terms of Temporal's first months. */
const ofTemporalAmongCadences = ['activity@81b2d5f6'];

test('K1 every recorded history is of the engine that wrote it', () => {
  for (const { name, files } of collections()) {
    if (name === 'histories') continue;
    for (const file of files) {
      const among = (names: readonly string[]): boolean => names.some((one) => file.name.includes(one));
      const isCadences = name === 'cadence' ? !among(ofTemporalAmongCadences) : among(ofCadenceAmongTemporals);
      const [history] = readHistories(Buffer.from(textOf(readFileSync(file.path))), false);
      assert.equal(history?.dialect.id === 'cadence', isCadences, file.name);
    }
  }
});

test('K2 K3 K14 three forms of one event mean the same', () => {
  const id = { scheduledEventId: 5 };
  const same = (...events: readonly JsonObject[]): void => {
    const [first, ...others] = events.map((event) => [effects({ ...event, eventId: 9 }), summary(event)]);
    for (const other of others) assert.deepEqual(other, first);
  };
  same(
    thrift('ActivityTaskStarted', {
      ...id,
      attempt: 2,
      lastFailureReason: 'Busy',
      lastFailureDetails: base64('"later"'),
    }),
    grpc('ActivityTaskStarted', {
      scheduledEventId: '5',
      attempt: 2,
      lastFailure: { reason: 'Busy', details: base64('"later"') },
    }),
    web('ActivityTaskStarted', { ...id, attempt: 2, lastFailureReason: 'Busy', lastFailureDetails: 'later' }),
    {
      event_id: 9,
      event_time: '2026-01-01T00:00:00Z',
      activity_task_started_event_attributes: {
        scheduled_event_id: '5',
        attempt: 2,
        last_failure: { reason: 'Busy', details: base64('"later"') },
      },
    },
  );
  same(
    thrift('ActivityTaskTimedOut', { ...id, timeoutType: 'SCHEDULE_TO_START' }),
    thrift('ActivityTaskTimedOut', { ...id, timeoutType: 1 }),
    grpc('ActivityTaskTimedOut', { scheduledEventId: '5', timeoutType: 'TIMEOUT_TYPE_SCHEDULE_TO_START' }),
    grpc('ActivityTaskTimedOut', { scheduledEventId: '5', timeoutType: 2 }),
    web('ActivityTaskTimedOut', { ...id, timeoutType: 'ScheduleToStart', details: null, lastFailureReason: null }),
  );
  same(
    thrift('TimerStarted', { timerId: '1', startToFireTimeoutSeconds: 10 }),
    grpc('TimerStarted', { timerId: '1', startToFireTimeout: '10s' }),
    web('TimerStarted', { timerId: '1', startToFireTimeoutSeconds: 10 }),
  );
  same(
    thrift('ActivityTaskScheduled', {
      activityId: '0',
      activityType: { name: 'charge' },
      input: base64('"o-1"\n3\n'),
      scheduleToCloseTimeoutSeconds: 60,
    }),
    grpc('ActivityTaskScheduled', {
      activityId: '0',
      activityType: { name: 'charge' },
      input: { data: base64('"o-1"\n3\n') },
      scheduleToCloseTimeout: '60s',
    }),
    {
      ...grpc('ActivityTaskScheduled', {
        activityId: '0',
        activityType: { name: 'charge' },
        input: { data: [...Buffer.from('"o-1" 3')] },
        scheduleToCloseTimeout: { seconds: '60', nanos: 0 },
      }),
      attributes: 'activityTaskScheduledEventAttributes',
    },
    web('ActivityTaskScheduled', {
      activityId: '0',
      activityType: { name: 'charge' },
      input: ['o-1', 3],
      scheduleToCloseTimeoutSeconds: 60,
      domain: null,
    }),
  );
});

test('K2 what an export has decoded is not decoded again', () => {
  const event = web('ActivityTaskCompleted', { scheduledEventId: 5, result: 'aGVsbG8=' });
  assert.deepEqual((only(event) as JsonObject)['result'], 'aGVsbG8=');
  assert.deepEqual(cadence.decode(event), event);
  const looksEncoded = { metadata: { encoding: 'json/plain' }, data: 'MQ==' };
  assert.deepEqual(
    (only(web('ActivityTaskCompleted', { scheduledEventId: 5, result: looksEncoded })) as JsonObject)['result'],
    looksEncoded,
  );
});

test('K2 an event that says both is read by its attributes', () => {
  const both = {
    ...grpc('ActivityTaskCompleted', { scheduledEventId: '5', result: { data: base64('"ok"') } }),
    eventType: 'ActivityTaskCompleted',
    timestamp: '2026-01-01T00:00:00Z',
    result: 'ok',
    attributes: 'activityTaskCompletedEventAttributes',
  };
  assert.deepEqual(only(both), { type: 'close', key: 'activity:5', status: 'completed', result: 'ok' });
});

test('K3 attempts of tasks and activities begin with the first', () => {
  assert.deepEqual(
    [0, 1, 3].map((attempt) => summary(thrift('ActivityTaskStarted', { scheduledEventId: 5, attempt }))),
    ['started', 'started, attempt 2', 'started, attempt 4'],
  );
  assert.equal((only(thrift('DecisionTaskScheduled', { attempt: 2 })) as JsonObject)['attempt'], 3);
  assert.equal((only(thrift('DecisionTaskScheduled', {})) as JsonObject)['attempt'], undefined);
});

test('K4 values of an event are decoded where they stand, and nothing else is', () => {
  const event = thrift('ActivityTaskScheduled', {
    activityId: 'd29yZA==',
    input: base64('"o-1"\n3\n'),
    header: { fields: { trace: base64('"t-1"') } },
  });
  assert.deepEqual(
    plainValue(cadence.decode(event)),
    thrift('ActivityTaskScheduled', {
      activityId: 'd29yZA==',
      input: ['o-1', 3],
      header: { fields: { trace: 't-1' } },
    }),
  );
});

test('K7 K14 a decision task that failed says why, and its cause in one spelling', () => {
  const forms = [
    thrift('DecisionTaskFailed', {
      scheduledEventId: 2,
      cause: 'WORKFLOW_WORKER_UNHANDLED_FAILURE',
      details: base64('panic: nil map'),
    }),
    thrift('DecisionTaskFailed', { scheduledEventId: 2, cause: 13, details: base64('panic: nil map') }),
    grpc('DecisionTaskFailed', {
      scheduledEventId: '2',
      cause: 'DECISION_TASK_FAILED_CAUSE_WORKFLOW_WORKER_UNHANDLED_FAILURE',
      failure: { reason: '', details: base64('panic: nil map') },
      newRunId: '',
    }),
    web('DecisionTaskFailed', {
      scheduledEventId: 2,
      cause: 'WORKFLOW_WORKER_UNHANDLED_FAILURE',
      reason: '',
      details: 'panic: nil map',
      baseRunId: '',
      newRunId: '',
    }),
  ];
  for (const event of forms)
    assert.deepEqual(failureIn(event), { message: 'panic: nil map', type: 'WorkflowWorkerUnhandledFailure' });
});

test('K9 a timeout has its kind, and what the last attempt said behind it', () => {
  const event = thrift('ActivityTaskTimedOut', {
    scheduledEventId: 5,
    timeoutType: 'HEARTBEAT',
    details: base64('{"done":7}'),
    lastFailureReason: 'Busy',
    lastFailureDetails: base64('card busy'),
  });
  assert.deepEqual(failureIn(event), {
    message: '',
    type: 'HeartbeatTimeout',
    details: { done: 7 },
    cause: { message: 'card busy', type: 'Busy' },
  });
  assert.deepEqual(failureIn(thrift('ChildWorkflowExecutionTimedOut', { initiatedEventId: 5, timeoutType: 0 })), {
    message: '',
    type: 'StartToCloseTimeout',
  });
});

test('K9 a run that is continued for a failure has it', () => {
  assert.deepEqual(
    failureIn(
      thrift('WorkflowExecutionContinuedAsNew', {
        newExecutionRunId: 'r-2',
        failureReason: 'Busy',
        failureDetails: base64('card busy'),
        initiator: 'RetryPolicy',
      }),
    ),
    { message: 'card busy', type: 'Busy' },
  );
});

test('K9 what was cancelled says with what', () => {
  const event = thrift('ChildWorkflowExecutionCanceled', { initiatedEventId: 5, details: base64('not started yet') });
  assert.deepEqual(failureIn(event), { message: 'not started yet', type: 'Cancelled' });
  assert.equal(failureIn(thrift('ActivityTaskCanceled', { scheduledEventId: 5 })), null);
});

test('K13 a reset at a task that failed, or at one that timed out', () => {
  const started = thrift(
    'WorkflowExecutionStarted',
    { workflowType: { name: 'w' }, originalExecutionRunId: 'r-1', taskList: { name: 't' } },
    1,
  );
  for (const event of [
    thrift('DecisionTaskFailed', {
      scheduledEventId: 2,
      cause: 'RESET_WORKFLOW',
      reason: 'by hand',
      baseRunId: 'r-1',
      newRunId: 'r-2',
    }),
    thrift('DecisionTaskTimedOut', {
      scheduledEventId: 2,
      timeoutType: 'SCHEDULE_TO_START',
      cause: 'RESET',
      reason: 'by hand',
      baseRunId: 'r-1',
      newRunId: 'r-2',
    }),
    grpc('DecisionTaskTimedOut', {
      scheduledEventId: '2',
      cause: 'DECISION_TASK_TIMED_OUT_CAUSE_RESET',
      baseRunId: 'r-1',
      newRunId: 'r-2',
    }),
    web('DecisionTaskFailed', { scheduledEventId: 2, cause: 'RESET_WORKFLOW', baseRunId: 'r-1', newRunId: 'r-2' }),
  ]) {
    assert.equal(summary(event), 'reset here');
    assert.deepEqual(
      effects(event).filter(({ type }) => type === 'link'),
      [{ type: 'link', relation: 'resetFrom', runId: 'r-1' }],
    );
    assert.deepEqual(identify(historyOf([started, event])), { runId: 'r-2', workflowType: 'w' });
  }
  assert.deepEqual(
    identify(
      historyOf([
        started,
        grpc('DecisionTaskTimedOut', { cause: 'DECISION_TASK_TIMED_OUT_CAUSE_TIMEOUT', newRunId: 'r-2' }),
      ]),
    ).runId,
    'r-1',
  );
});

test('K14 words of what was refused', () => {
  const typeOf = (event: Json): Json => (failureIn(event) as JsonObject)['type'] ?? null;
  assert.equal(
    typeOf(thrift('StartChildWorkflowExecutionFailed', { initiatedEventId: 5, cause: 'WORKFLOW_ALREADY_RUNNING' })),
    'WorkflowAlreadyRunning',
  );
  assert.equal(
    typeOf(thrift('StartChildWorkflowExecutionFailed', { initiatedEventId: 5, cause: 0 })),
    'WorkflowAlreadyRunning',
  );
  assert.equal(
    typeOf(
      grpc('StartChildWorkflowExecutionFailed', {
        initiatedEventId: '5',
        cause: 'CHILD_WORKFLOW_EXECUTION_FAILED_CAUSE_WORKFLOW_ALREADY_RUNNING',
      }),
    ),
    'WorkflowAlreadyRunning',
  );
  assert.equal(
    typeOf(
      thrift('SignalExternalWorkflowExecutionFailed', {
        initiatedEventId: 5,
        cause: 'UNKNOWN_EXTERNAL_WORKFLOW_EXECUTION',
      }),
    ),
    'UnknownExternalWorkflowExecution',
  );
  assert.equal(
    typeOf(grpc('RequestCancelExternalWorkflowExecutionFailed', { initiatedEventId: '5', cause: 2 })),
    'WorkflowAlreadyCompleted',
  );
});

test('K15 requests to cancel, granted and refused, open nothing that stays open', () => {
  const told = (event: Json) => {
    const state = emptyState();
    applyEffects(state, 1, null, effects(event));
    return [...state.operations.values()].map(({ name, status, failure }) => ({
      name,
      status,
      ...(failure && { failure }),
    }));
  };
  assert.deepEqual(told(thrift('ActivityTaskCancelRequested', { activityId: '3', decisionTaskCompletedEventId: 4 })), [
    { name: 'cancel activity 3', status: 'completed' },
  ]);
  assert.deepEqual(told(thrift('RequestCancelActivityTaskFailed', { activityId: '3', cause: 'ACTIVITY_ID_UNKNOWN' })), [
    {
      name: 'cancel activity 3',
      status: 'failed',
      failure: { message: 'ACTIVITY_ID_UNKNOWN', type: 'ACTIVITY_ID_UNKNOWN' },
    },
  ]);
  const refused = thrift('CancelTimerFailed', { timerId: '7', cause: 'TIMER_ID_UNKNOWN' });
  assert.deepEqual(
    [told(refused), summary(refused), cadence.read(refused).odd],
    [
      [
        {
          name: 'cancel timer 7',
          status: 'failed',
          failure: { message: 'TIMER_ID_UNKNOWN', type: 'TIMER_ID_UNKNOWN' },
        },
      ],
      'failed: TIMER_ID_UNKNOWN',
      [],
    ],
  );
});

test('K15 F13 the activity that was scheduled last under an id is the one that is asked to cancel', () => {
  const scheduled = (name: string, id: number, activityId: string): Json => ({
    ...thrift('ActivityTaskScheduled', { activityId, activityType: { name } }),
    eventId: id,
  });
  const asked = (activityId: string): Json => thrift('ActivityTaskCancelRequested', { activityId });
  const statuses = (...events: readonly Json[]): unknown => {
    const state = emptyState();
    for (const [i, event] of events.entries()) applyEffects(state, i + 1, null, effects(event));
    const activities = [...state.operations.values()].filter(({ kind }) => kind === 'activity');
    return activities.map(({ name, status, attempts }) => [name, status, attempts]);
  };
  const started = thrift('ActivityTaskStarted', { scheduledEventId: 5, attempt: 2 });
  assert.deepEqual(statuses(scheduled('heart', 5, '7'), asked('7'), started), [['heart', 'cancelRequested', 3]]);
  const cancelled = thrift('ActivityTaskCanceled', { scheduledEventId: 5, startedEventId: 6 });
  assert.deepEqual(statuses(scheduled('heart', 5, '7'), cancelled, scheduled('again', 8, '7'), asked('7')), [
    ['heart', 'canceled', 0],
    ['again', 'cancelRequested', 0],
  ]);
  assert.deepEqual(statuses(scheduled('heart', 5, '7'), asked('8')), [['heart', 'scheduled', 0]]);
});

test('K16 named values', () => {
  const attributes = {
    workflowType: { name: 'w' },
    memo: { fields: { note: base64('"gift"') } },
    searchAttributes: { indexedFields: { Mark: base64('["x-1"]') } },
  };
  const named = (event: Json): readonly Json[] =>
    effects(event).flatMap((effect) => (effect.type === 'set' ? [[effect.name, effect.value]] : []));
  const expected = [
    ['memo.note', 'gift'],
    ['searchAttributes.Mark', ['x-1']],
  ];
  assert.deepEqual(named(thrift('WorkflowExecutionStarted', attributes)), expected);
  assert.deepEqual(
    named(
      grpc('WorkflowExecutionStarted', {
        memo: { fields: { note: { data: base64('"gift"') } } },
        searchAttributes: { indexedFields: { Mark: { data: base64('["x-1"]') } } },
      }),
    ),
    expected,
  );
  assert.deepEqual(
    named(
      web('WorkflowExecutionStarted', {
        memo: { fields: { note: 'gift' } },
        searchAttributes: { indexedFields: { Mark: ['x-1'] } },
      }),
    ),
    expected,
  );
});

test('K17 parents and senders', () => {
  const other = { workflowId: 'p', runId: 'pr' };
  const linksOf = (event: Json): readonly Json[] => effects(event).filter(({ type }) => type === 'link');
  const parent = [{ type: 'link', relation: 'parent', ...other }];
  assert.deepEqual(linksOf(thrift('WorkflowExecutionStarted', { parentWorkflowExecution: other })), parent);
  assert.deepEqual(
    linksOf(
      grpc('WorkflowExecutionStarted', {
        parentExecutionInfo: { domainName: 'd', workflowExecution: other, initiatedId: '7' },
      }),
    ),
    parent,
  );
  assert.equal(
    (only(grpc('WorkflowExecutionCancelRequested', { cause: 'too late', identity: 'ann' })) as JsonObject)['type'],
    'open',
  );
});

const recordedTypes = [
  'WorkflowExecutionStarted',
  'WorkflowExecutionFailed',
  'WorkflowExecutionContinuedAsNew',
  'WorkflowExecutionCancelRequested',
  'DecisionTaskFailed',
  'DecisionTaskTimedOut',
  'ActivityTaskStarted',
  'ActivityTaskTimedOut',
  'ActivityTaskCanceled',
  'MarkerRecorded',
  'CancelTimerFailed',
  'StartChildWorkflowExecutionFailed',
];
const recordedFields = [
  'details',
  'reason',
  'failure',
  'lastFailure',
  'lastFailureDetails',
  'input',
  'header',
  'memo',
  'searchAttributes',
  'cause',
  'timeoutType',
  'attempt',
  'markerName',
  'parentExecutionInfo',
  'externalExecutionInfo',
  'scheduledEventId',
  'timerId',
  'baseRunId',
];

test('B28 K2 names that every object has are names as any other', () => {
  for (const name of ['constructor', '__proto__', 'toString', 'hasOwnProperty']) {
    const event = JSON.parse(
      `{"eventId":9,"timestamp":1767225600000000000,"eventType":"${name}","taskList":1,"${name}":{"data":"aGVsbG8="}}`,
    ) as Json;
    assert.deepEqual(effects(event), []);
    cadence.decode(event);
    cadence.replaceValues(event, new Disclosure({ pseudonyms: undefined, names: false }));
    const marker = thrift(
      'MarkerRecorded',
      JSON.parse(
        `{"markerName":"${name}","details":"Mg==","${name}":"Mg==","header":{"fields":{"${name}":"Mg=="}}}`,
      ) as JsonObject,
    );
    assert.deepEqual(
      effects(marker).map((effect) => (effect.type === 'close' ? effect.result : effect.type)),
      ['open', 2],
    );
    cadence.decode(marker);
  }
});

test('E5 E6 K2 events of any shape are read', () => {
  for (const event of [
    {},
    { eventId: 1 },
    { eventId: 1, eventType: 3 },
    web('Unheard', {}),
    thrift('MarkerRecorded', {}),
    thrift('WorkflowExecutionFailed', { reason: 7, details: { a: 1 } }),
    { eventId: 1, attributes: 'timerFiredEventAttributes' },
  ])
    cadence.read(event);
  fc.assert(
    fc.property(
      fc.constantFrom(...recordedTypes),
      fc.dictionary(fc.constantFrom(...recordedFields), fc.jsonValue()),
      (type, fields) => {
        for (const form of [thrift, web, grpc] as const) {
          const event = form(type, fields);
          cadence.decode(cadence.read(event).explanation.effects);
          cadence.decode(event);
          cadence.replaceValues(event, new Disclosure({ pseudonyms: undefined, names: false }));
        }
      },
    ),
    { numRuns: 500 },
  );
  assert.equal(cadence.read({ eventId: 1, attributes: 'timerFiredEventAttributes' }).type, 'TimerFired');
  assert.deepEqual(
    cadence.read(web('Unheard', {})).odd.map(({ code }) => code),
    ['unknown-type'],
  );
});

test('W5 without a retry policy Cadence writes the start of an activity at once: one that is scheduled does not run', () => {
  const scheduled = { activityId: '0', activityType: { name: 'charge' }, decisionTaskCompletedEventId: 4 };
  const unseen = (event: Json): Json | undefined => (only(event) as JsonObject)['startsUnseen'];
  assert.deepEqual(
    [
      unseen(thrift('ActivityTaskScheduled', scheduled)),
      unseen(grpc('ActivityTaskScheduled', scheduled)),
      unseen(web('ActivityTaskScheduled', scheduled)),
    ],
    [undefined, undefined, undefined],
  );
  assert.equal(
    unseen(thrift('ActivityTaskScheduled', { ...scheduled, retryPolicy: { initialIntervalInSeconds: 1 } })),
    true,
  );
});
