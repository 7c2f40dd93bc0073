// Tests that one history in several spellings compares equal, and that parts which two engines name differently are
// reported as not compared.

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { diffRuns } from './diff-runs.ts';
import type { JsonObject } from '../model/json.ts';
import type { DiffDocument } from '../report/diff-document.ts';
import { readerOfText } from '../testing/written-history.ts';

type Spelling = 'first' | 'renamed' | 'today';

async function diff(left: string, right: string): Promise<DiffDocument> {
  return await diffRuns(await readerOfText(left), await readerOfText(right), {
    rules: [],
    tolerance: {},
    only: [],
    detailed: 100,
  });
}

const verdict = ({ sentences }: DiffDocument): string => sentences.slice(2).join(' ');

/**
 * One run as Temporal wrote it until August 2020, the same run converted to today's form, and as Temporal writes it
 * today.
 */
function order(spelling: Spelling, { seconds = 10, queue = 'q' } = {}): string {
  const first = spelling === 'first' ? 0 : 1;
  const event = (id: number, type: string, attributes: JsonObject): JsonObject => {
    const written = spelling === 'first' ? type.replace('WorkflowTask', 'DecisionTask') : type;
    return {
      eventId: String(id),
      ...(spelling === 'today'
        ? { eventTime: new Date(1569606123000 + id * 1000).toISOString() }
        : { timestamp: String((1569606123n + BigInt(id)) * 1_000_000_000n) }),
      eventType: written,
      [`${written.charAt(0).toLowerCase()}${written.slice(1)}EventAttributes`]: attributes,
    };
  };
  const lasting = (name: string): JsonObject =>
    spelling === 'today' ? { [name]: `${seconds}.000s` } : { [`${name}Seconds`]: seconds };
  const retries = spelling === 'today' ? { initialInterval: '1s' } : { initialIntervalInSeconds: 1 };
  return JSON.stringify({
    events: [
      event(1, 'WorkflowExecutionStarted', {
        workflowType: { name: 'w' },
        taskQueue: { name: queue },
        attempt: first,
        ...lasting('workflowRunTimeout'),
      }),
      event(2, 'WorkflowTaskScheduled', { taskQueue: { name: queue }, attempt: first }),
      event(3, 'WorkflowTaskStarted', { scheduledEventId: '2' }),
      event(4, 'WorkflowTaskCompleted', { scheduledEventId: '2', startedEventId: '3' }),
      event(5, 'ActivityTaskScheduled', {
        activityId: '5',
        activityType: { name: 'charge' },
        taskQueue: { name: queue },
        retryPolicy: { ...retries, maximumAttempts: 3 },
        ...lasting('startToCloseTimeout'),
      }),
      event(6, 'ActivityTaskStarted', { scheduledEventId: '5', attempt: first + 1 }),
      event(7, 'ActivityTaskCompleted', { scheduledEventId: '5', startedEventId: '6' }),
      event(8, 'TimerStarted', { timerId: '8', ...lasting('startToFireTimeout') }),
      event(9, 'TimerFired', { timerId: '8', startedEventId: '8' }),
      event(10, 'WorkflowExecutionCompleted', {}),
    ],
  });
}

const spellings: readonly Spelling[] = ['first', 'renamed', 'today'];

describe('one run in the words of several years', () => {
  test('D33 did the same, whichever two are compared', async () => {
    for (const a of spellings)
      for (const b of spellings)
        assert.equal(verdict(await diff(order(a), order(b))), 'They did the same.', `${a} ${b}`);
  });

  test('D33 durations in nanoseconds, as Go writes them in JSON, are durations', async () => {
    const inNanos = order('today').replaceAll(/"(\d+)(?:\.000)?s"/g, (_, seconds: string) => `${seconds}000000000`);
    assert.notEqual(inNanos, order('today'));
    assert.equal(verdict(await diff(order('today'), inNanos)), 'They did the same.');
  });

  test('D33 another timeout, timer or queue is a difference between any two of them', async () => {
    for (const a of spellings)
      for (const b of spellings) {
        const timed = await diff(order(a), order(b, { seconds: 20 }));
        assert.deepEqual([timed.same, timed.counts.changed, timed.uncompared], [false, 2, []], `${a} ${b}`);
        assert.ok(timed.outcome?.changes.includes('options'));
        const queued = await diff(order(a), order(b, { queue: 'other' }));
        assert.deepEqual([queued.same, queued.counts.changed], [false, 1], `${a} ${b}`);
      }
  });
});

describe('one child in the spellings of its options', () => {
  const parent = (options: JsonObject): string =>
    JSON.stringify({
      events: [
        {
          eventId: '1',
          eventTime: '2026-01-01T00:00:00Z',
          eventType: 'WorkflowExecutionStarted',
          workflowExecutionStartedEventAttributes: { workflowType: { name: 'w' } },
        },
        {
          eventId: '2',
          eventTime: '2026-01-01T00:00:01Z',
          eventType: 'StartChildWorkflowExecutionInitiated',
          startChildWorkflowExecutionInitiatedEventAttributes: {
            workflowId: 'child',
            workflowType: { name: 'c' },
            ...options,
          },
        },
      ],
    });
  const spelled: readonly JsonObject[] = [
    {
      parentClosePolicy: 'PARENT_CLOSE_POLICY_ABANDON',
      workflowIdReusePolicy: 'WORKFLOW_ID_REUSE_POLICY_REJECT_DUPLICATE',
      taskQueue: { name: 'q', kind: 'TASK_QUEUE_KIND_NORMAL' },
      workflowRunTimeout: '1.500s',
    },
    {
      parentClosePolicy: 'Abandon',
      workflowIdReusePolicy: 'RejectDuplicate',
      taskQueue: { name: 'q', kind: 'Normal' },
      workflowRunTimeout: '1.5s',
    },
    {
      parentClosePolicy: 2,
      workflowIdReusePolicy: 3,
      taskQueue: { name: 'q', kind: 1 },
      workflowRunTimeout: { seconds: '1', nanos: 500_000_000 },
    },
    {
      parentClosePolicy: 2,
      workflowIdReusePolicy: 3,
      taskQueue: { name: 'q', kind: 1 },
      workflowRunTimeout: { seconds: { low: 1, high: 0, unsigned: false }, nanos: 5e8 },
    },
  ];

  test('D33 words of enums, their numbers and durations are one in every spelling', async () => {
    for (const a of spelled)
      for (const b of spelled) assert.equal((await diff(parent(a), parent(b))).same, true, JSON.stringify([a, b]));
  });

  test('D33 and another one is a difference in every spelling', async () => {
    const others: readonly JsonObject[] = [
      { parentClosePolicy: 1 },
      { parentClosePolicy: 'Terminate' },
      { workflowIdReusePolicy: 'AllowDuplicate' },
      { workflowRunTimeout: '1.6s' },
      { workflowRunTimeout: { seconds: 2 } },
    ];
    for (const a of spelled)
      for (const other of others)
        assert.equal(
          (await diff(parent(a), parent({ ...spelled[0], ...other }))).same,
          false,
          JSON.stringify([a, other]),
        );
  });
});

describe('runs of two engines', () => {
  /** A Cadence history, as a list of events with task lists, that starts one timer of `seconds`. */
  const cadence = (seconds: number, tasks = 'q'): string =>
    JSON.stringify([
      {
        eventId: 1,
        timestamp: 1569606123000000000,
        eventType: 'WorkflowExecutionStarted',
        workflowExecutionStartedEventAttributes: {
          workflowType: { name: 'w' },
          taskList: { name: tasks },
          executionStartToCloseTimeoutSeconds: 60,
        },
      },
      {
        eventId: 2,
        timestamp: 1569606124000000000,
        eventType: 'TimerStarted',
        timerStartedEventAttributes: { timerId: 't', startToFireTimeoutSeconds: seconds },
      },
      {
        eventId: 3,
        timestamp: 1569606125000000000,
        eventType: 'TimerFired',
        timerFiredEventAttributes: { timerId: 't', startedEventId: 2 },
      },
      {
        eventId: 4,
        timestamp: 1569606126000000000,
        eventType: 'WorkflowExecutionCompleted',
        workflowExecutionCompletedEventAttributes: {},
      },
    ]);
  const temporal = JSON.stringify({
    events: [
      {
        eventId: '1',
        eventTime: '2026-01-01T00:00:00Z',
        eventType: 'WorkflowExecutionStarted',
        workflowExecutionStartedEventAttributes: {
          workflowType: { name: 'w' },
          taskQueue: { name: 'q' },
          workflowRunTimeout: '60s',
        },
      },
      {
        eventId: '2',
        eventTime: '2026-01-01T00:00:01Z',
        eventType: 'TimerStarted',
        timerStartedEventAttributes: { timerId: 't', startToFireTimeout: '10s' },
      },
      {
        eventId: '3',
        eventTime: '2026-01-01T00:00:02Z',
        eventType: 'TimerFired',
        timerFiredEventAttributes: { timerId: 't', startedEventId: '2' },
      },
      {
        eventId: '4',
        eventTime: '2026-01-01T00:00:03Z',
        eventType: 'WorkflowExecutionCompleted',
        workflowExecutionCompletedEventAttributes: {},
      },
    ],
  });
  const nodes = [
    { type: 'workflow_started', run_id: 'r', workflow_name: 'w', timestamp: '2026-01-01T00:00:00Z' },
    { type: 'workflow_completed', run_id: 'r', timestamp: '2026-01-01T00:00:01Z' },
  ];

  test('D34 are never plainly the same where something is otherwise that is not compared', async () => {
    const document = await diff(cadence(10), temporal);
    assert.equal(document.same, true);
    assert.deepEqual(document.uncompared, ['options']);
    assert.equal(
      document.sentences[2],
      'They did the same as far as can be compared. Not compared, as cadence and temporal have their own words for it: options.',
    );
  });

  test('D34 of them it is said, too, where something differs', async () => {
    const { same, sentences } = await diff(temporal, cadence(20));
    assert.equal(same, false, 'a timer that is named by its length is compared by its name');
    assert.ok(
      sentences.includes('Not compared, as temporal and cadence have their own words for it: options.'),
      sentences.join(' '),
    );
  });

  test('D34 nothing is named where nothing is otherwise: two of Cadence are compared in everything', async () => {
    const lists = await diff(cadence(10), cadence(10, 'other'));
    assert.deepEqual([lists.same, lists.uncompared, lists.outcome?.changes], [false, [], ['options']]);
    const log = (more: JsonObject): string => nodes.map((node) => JSON.stringify({ ...node, ...more })).join('\n');
    const plain = JSON.stringify({
      events: [
        {
          eventId: '1',
          eventTime: '2026-01-01T00:00:00Z',
          eventType: 'WorkflowExecutionStarted',
          workflowExecutionStartedEventAttributes: { workflowType: { name: 'w' } },
        },
        {
          eventId: '2',
          eventTime: '2026-01-01T00:00:01Z',
          eventType: 'WorkflowExecutionCompleted',
          workflowExecutionCompletedEventAttributes: {},
        },
      ],
    });
    assert.equal(verdict(await diff(log({}), plain)), 'They did the same.');
    assert.equal(
      (await diff(log({ flag: 'x' }), plain)).sentences[2]?.startsWith('They did the same as far as can be compared.'),
      true,
    );
  });
});
