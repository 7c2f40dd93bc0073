import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { diffRuns } from './diff-runs.ts';
import type { JsonObject } from '../model/json.ts';
import { differencesOf, type DiffDocument } from '../report/diff-document.ts';
import { payload, payloads, readerOfText, temporalText, type WrittenEvent } from '../testing/written-history.ts';

const request = { rules: [], tolerance: {}, only: [], detailed: 100 };

async function diff(left: readonly WrittenEvent[], right: readonly WrittenEvent[]): Promise<DiffDocument> {
  return await diffRuns(await readerOfText(temporalText(left)), await readerOfText(temporalText(right)), request);
}

/** Paths of all differences, such as `run memo.a` or `charge failure.details.code`. */
function paths({ outcome, ...document }: DiffDocument): readonly string[] {
  const ofRun = (outcome?.values.differences ?? []).map(({ path }) => `run ${path}`);
  const ofOperations = differencesOf({ outcome, ...document }).flatMap(({ left, right, type, values }) => {
    const name = (left ?? right)!.name;
    return type === 'changed' ? (values?.differences ?? []).map(({ path }) => `${name} ${path}`) : [`${name} ${type}`];
  });
  return [...ofRun, ...ofOperations];
}

const uuids = ['8c0f6f0e-0d2b-4b6e-9d4e-3f1f5a1b2c3d', '11111111-2222-3333-4444-555555555555'] as const;

type Case = readonly [what: string, event: (turn: 0 | 1) => readonly WrittenEvent[], found: readonly string[]];

const started = (more: JsonObject = {}, around: JsonObject = {}): WrittenEvent => [
  'WorkflowExecutionStarted',
  { workflowType: { name: 'w' }, taskQueue: { name: 'q' }, workflowId: 'order-1', ...more },
  around,
];
const scheduled = (more: JsonObject, around: JsonObject = {}): readonly WrittenEvent[] => [
  started(),
  ['ActivityTaskScheduled', { activityId: '2', activityType: { name: 'charge' }, ...more }, around],
];
const failed = (failure: JsonObject): readonly WrittenEvent[] => [
  ...scheduled({}),
  ['ActivityTaskFailed', { scheduledEventId: '2', failure }],
];
const marker = (markerName: string, more: JsonObject): readonly WrittenEvent[] => [
  started(),
  ['MarkerRecorded', { markerName, ...more }],
];
const child = (more: JsonObject): readonly WrittenEvent[] => [
  started(),
  ['StartChildWorkflowExecutionInitiated', { workflowType: { name: 'ship' }, ...more }],
];
const letter = (turn: 0 | 1): string => 'xy'.charAt(turn);

const differences: readonly Case[] = [
  ['the memo of the run', (turn) => [started({ memo: { fields: { a: payload(turn) } } })], ['run memo.a']],
  [
    'a memo set later, and set again',
    (turn) => [
      started(),
      ['WorkflowPropertiesModified', { upsertedMemo: { fields: { a: payload(turn) } } }],
      ['WorkflowPropertiesModified', { upsertedMemo: { fields: { a: payload(7) } } }],
    ],
    ['run memo["a (earlier)"][0]'],
  ],
  [
    'timeouts and retries of the run',
    (turn) => [started({ workflowRunTimeout: `${turn + 1}s`, retryPolicy: { maximumAttempts: turn + 3 } })],
    ['run options.retryPolicy.maximumAttempts', 'run options.workflowRunTimeout'],
  ],
  [
    'the schedule of the run',
    (turn) => [started({ cronSchedule: `@every ${turn + 1}s` })],
    ['run options.cronSchedule'],
  ],
  [
    'what it was carried over from the run before',
    (turn) => [started({ lastCompletionResult: payloads(turn), continuedFailure: { message: letter(turn) } })],
    ['run options.continuedFailure.message', 'run options.lastCompletionResult'],
  ],
  [
    'headers of the run',
    (turn) => [started({ header: { fields: { tenant: payload(letter(turn)) } } })],
    ['run header.tenant'],
  ],
  [
    'what the user wrote about it',
    (turn) => [started({}, { userMetadata: { summary: payload(letter(turn)) } })],
    ['run metadata.summary'],
  ],
  [
    'details of its termination',
    (turn) => [started(), ['WorkflowExecutionTerminated', { reason: 'why', details: payloads(turn) }]],
    ['run result'],
  ],
  [
    'why it timed out',
    (turn) => [
      started(),
      [
        'WorkflowExecutionTimedOut',
        { retryState: ['RETRY_STATE_TIMEOUT', 'RETRY_STATE_MAXIMUM_ATTEMPTS_REACHED'][turn] ?? null },
      ],
    ],
    ['run failure.retry'],
  ],
  [
    'the type and the options that it continued with',
    (turn) => [
      started(),
      [
        'WorkflowExecutionContinuedAsNew',
        {
          workflowType: { name: letter(turn) },
          input: payloads(1),
          workflowTaskTimeout: `${turn + 1}s`,
          memo: { fields: { m: payload(false) } },
        },
      ],
    ],
    ['run continuedAs.workflowTaskTimeout', 'run continuedAs.workflowType.name'],
  ],
  [
    'the memo that it continued with',
    (turn) => [
      started(),
      [
        'WorkflowExecutionContinuedAsNew',
        { workflowType: { name: 'w' }, memo: { fields: { m: payload(turn === 1) } } },
      ],
    ],
    ['run continuedAs.memo.m'],
  ],
  [
    'its options, changed from outside',
    (turn) => [
      started(),
      ['WorkflowExecutionOptionsUpdated', { priority: { priorityKey: turn + 1 }, attachedRequestId: uuids[turn] }],
    ],
    ['run values["options.priority"].priorityKey'],
  ],
  [
    'an event of a type that nobody knows',
    (turn) => [started(), ['SomethingNew', { colour: letter(turn) }]],
    ['run details.SomethingNew.colour'],
  ],

  [
    'a header of an activity',
    (turn) => scheduled({ header: { fields: { tenant: payload(letter(turn)) } } }),
    ['charge header.tenant'],
  ],
  [
    'an id of an activity that code chose',
    (turn) => scheduled({ activityId: `charge-${letter(turn)}` }),
    ['charge options.activityId'],
  ],
  [
    'its timeouts and priority',
    (turn) => scheduled({ heartbeatTimeout: `${turn + 5}s`, priority: { fairnessKey: letter(turn) } }),
    ['charge options.heartbeatTimeout', 'charge options.priority.fairnessKey'],
  ],
  [
    'what the user wrote about an activity',
    (turn) => scheduled({}, { userMetadata: { details: payload(letter(turn)) } }),
    ['charge metadata.details'],
  ],
  [
    'the failure of an earlier attempt',
    (turn) => [
      ...scheduled({}),
      ['ActivityTaskStarted', { scheduledEventId: '2', attempt: 2, lastFailure: { message: letter(turn) } }],
    ],
    ['charge lastFailure.message'],
  ],
  [
    'that a failure is not retried',
    (turn) => failed({ message: 'm', applicationFailureInfo: { nonRetryable: turn === 1 } }),
    ['charge failure.nonRetryable'],
  ],
  [
    'when a failure is retried',
    (turn) => failed({ message: 'm', applicationFailureInfo: { nextRetryDelay: `${turn + 1}s` } }),
    ['charge failure.nextRetryDelay'],
  ],
  [
    'details, deep in the chain of causes',
    (turn) =>
      failed({
        message: 'm',
        cause: {
          message: 'n',
          cause: { message: 'o', applicationFailureInfo: { details: payloads({ code: letter(turn) }) } },
        },
      }),
    ['charge failure.cause.cause.details.code'],
  ],
  [
    'details of a cancellation',
    (turn) => failed({ message: 'm', canceledFailureInfo: { details: payloads(turn) } }),
    ['charge failure.details'],
  ],
  [
    'the last heartbeat before a timeout',
    (turn) =>
      failed({
        message: 'm',
        timeoutFailureInfo: { timeoutType: 'TIMEOUT_TYPE_HEARTBEAT', lastHeartbeatDetails: payloads(turn) },
      }),
    ['charge failure.lastHeartbeatDetails'],
  ],
  [
    'details of an activity that was cancelled',
    (turn) => [...scheduled({}), ['ActivityTaskCanceled', { scheduledEventId: '2', details: payloads(turn) }]],
    ['charge details.ActivityTaskCanceled.details'],
  ],
  [
    'timers of nearly the same length',
    (turn) => [started(), ['TimerStarted', { timerId: '2', startToFireTimeout: `${4000 + turn}.001s` }]],
    ['timer 1 h 7 m options.startToFireTimeout'],
  ],
  [
    'the receiver of a signal',
    (turn) => [
      started(),
      [
        'SignalExternalWorkflowExecutionInitiated',
        { signalName: 's', workflowExecution: { workflowId: `till-${letter(turn)}` } },
      ],
    ],
    ['s options.workflowExecution.workflowId'],
  ],
  [
    'the receiver of a request to cancel',
    (turn) => [
      started(),
      [
        'RequestCancelExternalWorkflowExecutionInitiated',
        { workflowExecution: { workflowId: `till-${letter(turn)}`, runId: uuids[turn] } },
      ],
    ],
    ['cancel till-x options.workflowExecution.workflowId'],
  ],
  [
    'why a cancel was asked for',
    (turn) => [started(), ['WorkflowExecutionCancelRequested', { cause: letter(turn) }]],
    ['cancel request input.cause'],
  ],
  [
    'a child by an id of its own',
    (turn) => child({ workflowId: `order-1/ship-${letter(turn)}` }),
    ['ship options.workflowId'],
  ],
  [
    'what becomes of a child, and its memo',
    (turn) =>
      child({
        parentClosePolicy: ['PARENT_CLOSE_POLICY_ABANDON', 'PARENT_CLOSE_POLICY_TERMINATE'][turn] ?? null,
        memo: { fields: { f: payload(turn === 0) } },
      }),
    ['ship options.memo.f', 'ship options.parentClosePolicy'],
  ],
  [
    'a side effect',
    (turn) => marker('SideEffect', { details: { data: payloads(turn), 'side-effect-id': payloads(1) } }),
    ['side effect 1 result'],
  ],
  [
    'the id of a mutable side effect',
    (turn) =>
      marker('MutableSideEffect', {
        details: { data: payloads(1), 'side-effect-id': payloads(`limit-${letter(turn)}_${turn}`) },
      }),
    ['mutable side effect limit-x_0 onlyLeft', 'mutable side effect limit-y_1 onlyRight'],
  ],
  [
    'the result of a local activity',
    (turn) =>
      marker('core_local_activity', { details: { data: payloads({ activity_type: 'look' }), result: payloads(turn) } }),
    ['look result'],
  ],
  [
    'a marker of a name of its own',
    (turn) => marker('audit', { details: { a: payloads({ b: turn }) } }),
    ['audit result.a.b'],
  ],
  [
    'the failure in a marker',
    (turn) => marker('audit', { failure: { message: letter(turn) } }),
    ['audit details.MarkerRecorded.failure.message'],
  ],
  [
    'an endpoint and a header of Nexus',
    (turn) => [
      started(),
      [
        'NexusOperationScheduled',
        {
          endpoint: letter(turn),
          service: 's',
          operation: 'o',
          nexusHeader: { k: letter(turn) },
          requestId: uuids[turn],
        },
      ],
    ],
    ['s.o options.endpoint', 's.o options.nexusHeader.k'],
  ],
  [
    'a header of an update',
    (turn) => [
      started(),
      [
        'WorkflowExecutionUpdateAccepted',
        {
          protocolInstanceId: 'u',
          acceptedRequest: {
            meta: { updateId: 'u' },
            input: { name: 'set', args: payloads(1), header: { fields: { h: payload(turn) } } },
          },
        },
      ],
    ],
    ['set header.h'],
  ],
  [
    'the reason for a pause',
    (turn) => [started(), ['WorkflowExecutionPaused', { reason: letter(turn) }]],
    ['paused input.reason'],
  ],
  [
    'that a signal wakes nobody',
    (turn) => [started(), ['WorkflowExecutionSignaled', { signalName: 's', skipGenerateWorkflowTask: turn === 1 }]],
    ['s options.skipGenerateWorkflowTask'],
  ],
];

const task = (failure: JsonObject | null): readonly WrittenEvent[] => [
  ['WorkflowTaskScheduled', { attempt: 1 }],
  ['WorkflowTaskStarted', { scheduledEventId: '2' }],
  failure === null
    ? ['WorkflowTaskCompleted', { scheduledEventId: '2' }]
    : ['WorkflowTaskFailed', { scheduledEventId: '2', ...failure }],
];

describe('what is a difference', () => {
  for (const [what, events, found] of differences)
    test(`D15 D16 ${what}`, async () => assert.deepEqual(paths(await diff(events(0), events(1))), found));

  test('D17 what a run is stuck on, with details and causes', async () => {
    const stuck = (turn: number): readonly WrittenEvent[] => [
      started(),
      ...task({
        cause: 'WORKFLOW_TASK_FAILED_CAUSE_WORKFLOW_WORKER_UNHANDLED_FAILURE',
        failure: {
          message: 'm',
          cause: { message: 'n', applicationFailureInfo: { type: 'T', details: payloads(turn) } },
        },
      }),
    ];
    const document = await diff(stuck(0), stuck(1));
    assert.deepEqual(paths(document), ['run stuckOn.failure.cause.details']);
    assert.ok(
      document.sentences.includes('The runs themselves differ in what it is stuck on.'),
      document.sentences.join('\n'),
    );
  });

  test('D17 one stuck, one terminated while it was stuck, one that got over it', async () => {
    const failure = task({ cause: 'WORKFLOW_TASK_FAILED_CAUSE_UNHANDLED_COMMAND' });
    const over: readonly WrittenEvent[] = [
      ...failure,
      ...task(null).map(([type, attributes]): WrittenEvent => [
        type,
        { ...attributes, ...('scheduledEventId' in attributes && { scheduledEventId: '5' }) },
      ]),
    ];
    assert.deepEqual(paths(await diff([started(), ...failure], [started(), ...over])), ['run stuckOn']);
    assert.deepEqual(
      (await diff([started(), ...failure], [started(), ...failure, ['WorkflowExecutionTerminated', {}]])).outcome
        ?.changes,
      ['status'],
    );
    assert.equal((await diff([started(), ...over], [started(), ...task(null)])).same, true);
  });
});

const bookkeeping: readonly (readonly [what: string, event: (turn: 0 | 1) => readonly WrittenEvent[]])[] = [
  [
    'ids of runs, workflows, requests and namespaces',
    (turn) => [
      started({
        workflowId: `order-${turn}`,
        originalExecutionRunId: uuids[turn],
        parentWorkflowNamespaceId: uuids[turn],
      }),
      ['WorkflowExecutionSignaled', { signalName: 's', requestId: uuids[turn], identity: letter(turn) }],
    ],
  ],
  [
    'who ran it, on which build',
    (turn) => [
      ...scheduled({}),
      [
        'ActivityTaskStarted',
        {
          scheduledEventId: '2',
          identity: letter(turn),
          requestId: uuids[turn],
          workerVersion: { buildId: letter(turn) },
        },
      ],
    ],
  ],
  [
    'ids that an SDK gave to activities and timers',
    (turn) => [
      ...scheduled({ activityId: turn === 0 ? '5' : uuids[1] }),
      ['TimerStarted', { timerId: String(turn), startToFireTimeout: '1s' }],
    ],
  ],
  [
    'ids of children made of the ids of the run',
    (turn) => [
      started({ workflowId: `order-${turn}` }),
      ['StartChildWorkflowExecutionInitiated', { workflowType: { name: 'ship' }, workflowId: `order-${turn}/ship` }],
      ['StartChildWorkflowExecutionInitiated', { workflowType: { name: 'bill' }, workflowId: `${uuids[turn]}_3` }],
    ],
  ],
  ['headers of tracing', (turn) => scheduled({ header: { fields: { '_tracer-data': payload(letter(turn)) } } })],
  [
    'stacks and sources of failures',
    (turn) =>
      failed({
        message: 'm',
        source: letter(turn),
        stackTrace: letter(turn),
        activityFailureInfo: { scheduledEventId: String(turn), identity: letter(turn) },
      }),
  ],
  [
    'the run that asked for a cancel',
    (turn) => [
      started(),
      ['WorkflowExecutionCancelRequested', { cause: `Cancel requested by workflow with run id ${uuids[turn]}` }],
    ],
  ],
  [
    'what is written and what is left out',
    (turn) =>
      turn === 0
        ? [
            started({ header: { fields: {} }, cronSchedule: '', workflowRunTimeout: '0s', attempt: 1, memo: null }),
            ['WorkflowExecutionCompleted', { newExecutionRunId: '' }],
          ]
        : [started({ attempt: 1 }), ['WorkflowExecutionCompleted', {}]],
  ],
];

describe('what is none', () => {
  for (const [what, events] of bookkeeping) {
    test(`D18 ${what}`, async () => {
      const document = await diff(events(0), events(1));
      assert.deepEqual(paths(document), []);
      assert.equal(document.same, true);
    });
  }
});

const secret = (text: string): JsonObject => ({
  metadata: { encoding: Buffer.from('binary/encrypted').toString('base64') },
  data: Buffer.from(text).toString('base64'),
});
const sealed = (text: string): JsonObject => ({
  metadata: { encoding: Buffer.from('binary/zlib').toString('base64') },
  data: Buffer.from(`\u0000${text}`).toString('base64'),
});

describe('what cannot be read', () => {
  test('D19 encrypted values are counted, and said', async () => {
    const run = (text: string): readonly WrittenEvent[] => [
      started({ input: { payloads: [secret(text)] }, memo: { fields: { m: secret(text) } } }),
      ['ActivityTaskScheduled', { activityType: { name: 'charge' }, input: { payloads: [secret(text), payload(1)] } }],
    ];
    const document = await diff(run('a'), run('bcd'));
    assert.equal(document.same, true);
    assert.deepEqual(document.unread, { left: { encrypted: 3, undecoded: 0 }, right: { encrypted: 3, undecoded: 0 } });
    assert.equal(document.sentences[2], 'They did the same as far as can be read: 3 values are encrypted.');
    const other = await diff(run('a'), [...run('b'), ['TimerStarted', { startToFireTimeout: '1s' }]]);
    assert.ok(
      other.sentences.includes('Not compared, as nobody can read it here: 3 values are encrypted.'),
      other.sentences.join('\n'),
    );
  });

  test('D19 encrypted words of a failure are counted, too', async () => {
    const run = (text: string) => failed({ message: 'Encoded failure', encodedAttributes: secret(text) });
    const document = await diff(run('a'), run('b'));
    assert.deepEqual([document.same, document.unread.left.encrypted], [true, 1]);
  });

  test('D19 what is encrypted on one side only is a difference', async () => {
    assert.deepEqual(
      paths(await diff([started({ input: { payloads: [secret('a')] } })], [started({ input: payloads('a') })])),
      ['run input'],
    );
  });

  test('D10 D19 bytes that cannot be decoded are compared byte by byte, and said', async () => {
    const run = (text: string): readonly WrittenEvent[] => [started({ input: { payloads: [sealed(text)] } })];
    const [same, other] = [await diff(run('a'), run('a')), await diff(run('a'), run('b'))];
    assert.equal(same.sentences[2], 'They did the same; 1 value that cannot be decoded is equal byte by byte.');
    assert.deepEqual(paths(other), ['run input']);
    assert.ok(
      other.sentences.includes('1 value that cannot be decoded was compared byte by byte.'),
      other.sentences.join('\n'),
    );
  });
});

test('D28 a value nested 50,000 levels deep on one side, and one of megabytes, are told without being written out', async () => {
  const deep = (text: string): JsonObject => ({
    payloads: [
      {
        metadata: { encoding: Buffer.from('json/plain').toString('base64') },
        data: Buffer.from(text).toString('base64'),
      },
    ],
  });
  const nested = `${'['.repeat(50_000)}1${']'.repeat(50_000)}`;
  const value = async (text: string) =>
    (await diff([started()], [started({ lastCompletionResult: deep(text) })])).outcome?.values.differences[0]?.right;
  assert.match(
    JSON.stringify(await value(nested)),
    /^"\(100001 bytes that cannot be decoded, SHA-256 [0-9a-f]{64}\)"$/,
  );
  assert.deepEqual(Object.keys((await value(JSON.stringify(['x'.repeat(3_000_000)]))) as JsonObject), [
    'bytes',
    'head',
  ]);
});
