// The states of a run in order, as named by the server's rules; and the parts of an activity's time.

import assert from 'node:assert/strict';
import test from 'node:test';
import type { Json, JsonObject } from '../../model/json.ts';
import { operationsAt } from './operations.ts';
import { plainEvents } from './raw-event.ts';
import { type TimeSpent, timeSpent } from './time-spent.ts';
import { isWithinTask, waitingAt } from './waiting.ts';

/** Events one second apart, numbered from 1. */
function history(...events: readonly (readonly [name: string, attributes?: JsonObject])[]): readonly Json[] {
  return events.map(([name, attributes = {}], i) => ({
    eventId: String(i + 1),
    eventTime: new Date(Date.UTC(2026, 0, 1) + i * 1000).toISOString(),
    eventType: name,
    [`${name.slice(0, 1).toLowerCase()}${name.slice(1)}EventAttributes`]: attributes,
  }));
}

const begun: readonly (readonly [string, JsonObject?])[] = [
  ['WorkflowExecutionStarted', { workflowType: { name: 'order' } }],
  ['WorkflowTaskScheduled', { attempt: 1 }],
  ['WorkflowTaskStarted', { scheduledEventId: '2' }],
  ['WorkflowTaskCompleted', { scheduledEventId: '2', startedEventId: '3' }],
];

test('F9 a run from its start to its end, moment by moment', () => {
  const events = plainEvents(
    history(
      ...begun,
      [
        'ActivityTaskScheduled',
        { activityType: { name: 'charge' }, activityId: '1', workflowTaskCompletedEventId: '4' },
      ],
      ['ActivityTaskStarted', { scheduledEventId: '5', attempt: 1 }],
      ['ActivityTaskFailed', { scheduledEventId: '5', startedEventId: '6', failure: { message: 'declined' } }],
      ['WorkflowTaskScheduled', { attempt: 1 }],
      ['WorkflowTaskStarted', { scheduledEventId: '8' }],
      [
        'WorkflowTaskFailed',
        { scheduledEventId: '8', startedEventId: '9', cause: 'WORKFLOW_TASK_FAILED_CAUSE_NON_DETERMINISTIC_ERROR' },
      ],
      ['WorkflowTaskScheduled', { attempt: 2 }],
      ['WorkflowTaskStarted', { scheduledEventId: '11' }],
      ['WorkflowTaskCompleted', { scheduledEventId: '11', startedEventId: '12' }],
      [
        'WorkflowExecutionUpdateAccepted',
        { protocolInstanceId: 'u', acceptedRequest: { meta: { updateId: 'u' }, input: { name: 'change' } } },
      ],
      ['WorkflowExecutionPaused', {}],
      ['WorkflowExecutionUnpaused', {}],
      ['WorkflowExecutionTerminated', { reason: 'enough' }],
    ),
  );
  const told = events.map(({ seq }) => waitingAt(events, seq));
  assert.deepEqual(
    told.map(({ type }) => type),
    [
      'taskDue',
      'task',
      'task',
      'message',
      'operations',
      'operations',
      'taskDue',
      'task',
      'task',
      'task',
      'task',
      'task',
      'message',
      'message',
      'paused',
      'message',
      'ended',
    ],
  );
  assert.deepEqual(
    events.filter(({ seq }) => isWithinTask(events, seq)).map(({ seq }) => seq),
    [4, 13],
    'a command, or what an update is told, comes next',
  );
  assert.deepEqual(told[6], { type: 'taskDue', because: [7] });
  assert.deepEqual(told[9], {
    type: 'task',
    state: 'failed',
    seq: 10,
    attempt: 2,
    cause: 'WORKFLOW_TASK_FAILED_CAUSE_NON_DETERMINISTIC_ERROR',
  });
  assert.deepEqual(told[13], { type: 'message', inProgress: ['update:u'] });
});

test('F9 a start that is put off is no task that is due, until something else asks for one', () => {
  const events = plainEvents(
    history(
      ['WorkflowExecutionStarted', { firstWorkflowTaskBackoff: '60s' }],
      ['WorkflowExecutionSignaled', { signalName: 'go' }],
    ),
  );
  assert.deepEqual(
    [waitingAt(events, 1), waitingAt(events, 2).type],
    [{ type: 'delayed', untilMs: Date.UTC(2026, 0, 1) + 60_000 }, 'taskDue'],
  );
});

test('D8 the time of an activity: waiting for a worker, retrying, running, and what nobody can tell', () => {
  const scheduled = [
    'ActivityTaskScheduled',
    { activityType: { name: 'charge' }, retryPolicy: { initialInterval: '1s' } },
  ] as const;
  const timedOut = (timeoutType: string, failure: JsonObject = {}): readonly [string, JsonObject] => [
    'ActivityTaskTimedOut',
    { scheduledEventId: '5', failure: { timeoutFailureInfo: { timeoutType }, ...failure } },
  ];
  const ofAttempt = (attempt: number): TimeSpent =>
    spent(
      scheduled,
      ['ActivityTaskStarted', { scheduledEventId: '5', attempt }],
      ['ActivityTaskCompleted', { scheduledEventId: '5', startedEventId: '6' }],
    );
  assert.deepEqual(ofAttempt(1), { waiting: 1000, retrying: 0, running: 1000, unknown: 0 });
  assert.deepEqual(ofAttempt(3), { waiting: 0, retrying: 1000, running: 1000, unknown: 0 });
  assert.deepEqual(spent(scheduled, timedOut('TIMEOUT_TYPE_SCHEDULE_TO_START')).waiting, 1000);
  assert.deepEqual(
    spent(scheduled, timedOut('TIMEOUT_TYPE_SCHEDULE_TO_START', { cause: { message: 'busy' } })).unknown,
    1000,
    'an attempt had failed before',
  );
  assert.deepEqual(spent(scheduled, timedOut('TIMEOUT_TYPE_SCHEDULE_TO_CLOSE')).unknown, 1000);
  assert.deepEqual(spent(scheduled).unknown, 1000, 'it may run, or be in back-off: its start is written when it ends');
  assert.deepEqual(
    spent(['ActivityTaskScheduled', { retryPolicy: { maximumAttempts: 1 } }]).waiting,
    1000,
    'without retries the start is written at once',
  );
});

function spent(...more: readonly (readonly [string, JsonObject?])[]): TimeSpent {
  const events = plainEvents(history(...begun, ...more));
  const [activity] = operationsAt(events, events.length).filter(({ kind }) => kind === 'activity');
  return timeSpent(events, activity!, events[4]!.atMs! + 1000)!;
}
