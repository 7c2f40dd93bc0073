// An order that has waited for everything a run can wait for, one after the other, and still waits.

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * Writes the order into the folder, in Temporal's JSON. It begins 2026-11-21 at 10:00:00 UTC; event n comes n seconds
 * later.
 */
export function writeWaitingOrder(folder: string): string {
  const file = join(folder, 'waiting.json');
  writeFileSync(file, JSON.stringify({ events: told.map(eventOf) }));
  return file;
}

const task = { workflowTaskCompletedEventId: '4' };
const retryPolicy = { initialInterval: '1s' };
const square = { activityType: { name: 'square' }, retryPolicy, ...task };

const told: readonly (readonly [type: string, attributes: object, summary?: string])[] = [
  [
    'WORKFLOW_EXECUTION_STARTED',
    {
      workflowType: { name: 'order' },
      workflowId: 'order-waiting',
      originalExecutionRunId: '0000000e-0000-4000-8000-000000000001',
    },
  ],
  ['WORKFLOW_TASK_SCHEDULED', { attempt: 1 }],
  ['WORKFLOW_TASK_STARTED', { scheduledEventId: '2', identity: '7@till' }],
  ['WORKFLOW_TASK_COMPLETED', { scheduledEventId: '2', startedEventId: '3' }],
  ['ACTIVITY_TASK_SCHEDULED', { activityType: { name: 'chargeCard' }, retryPolicy, ...task }, 'order 7'],
  ['TIMER_STARTED', { timerId: '1', startToFireTimeout: '3600s', ...task }],
  ['ACTIVITY_TASK_SCHEDULED', square],
  ['ACTIVITY_TASK_SCHEDULED', square],
  ['START_CHILD_WORKFLOW_EXECUTION_INITIATED', { workflowId: 'parcel-7', workflowType: { name: 'ship' }, ...task }],
  [
    'ACTIVITY_TASK_STARTED',
    { scheduledEventId: '5', attempt: 3, identity: '7@till', lastFailure: { message: 'gateway busy' } },
  ],
  [
    'ACTIVITY_TASK_FAILED',
    {
      scheduledEventId: '5',
      startedEventId: '10',
      failure: { message: 'card declined', applicationFailureInfo: { type: 'CardDeclined' } },
    },
  ],
  ['WORKFLOW_TASK_SCHEDULED', { attempt: 1 }],
  ['WORKFLOW_TASK_STARTED', { scheduledEventId: '12', identity: '8@till' }],
  [
    'WORKFLOW_TASK_FAILED',
    {
      scheduledEventId: '12',
      startedEventId: '13',
      cause: 'WORKFLOW_TASK_FAILED_CAUSE_NON_DETERMINISTIC_ERROR',
      failure: { message: 'the code is another' },
    },
  ],
  ['WORKFLOW_EXECUTION_SIGNALED', { signalName: 'hurry' }],
  ['WORKFLOW_TASK_SCHEDULED', { attempt: 1 }],
  ['WORKFLOW_TASK_STARTED', { scheduledEventId: '16', identity: '8@till' }],
  ['WORKFLOW_TASK_COMPLETED', { scheduledEventId: '16', startedEventId: '17' }],
  [
    'WORKFLOW_EXECUTION_UPDATE_ACCEPTED',
    { protocolInstanceId: 'u-1', acceptedRequest: { input: { name: 'setPrice', args: [12] } } },
  ],
  ['WORKFLOW_EXECUTION_PAUSED', { identity: 'root', reason: 'lunch' }],
  ['WORKFLOW_EXECUTION_UNPAUSED', { identity: 'root' }],
  ['ACTIVITY_TASK_COMPLETED', { scheduledEventId: '7' }],
  ['ACTIVITY_TASK_COMPLETED', { scheduledEventId: '8' }],
  ['TIMER_FIRED', { startedEventId: '6' }],
  [
    'START_CHILD_WORKFLOW_EXECUTION_FAILED',
    { initiatedEventId: '9', cause: 'START_CHILD_WORKFLOW_EXECUTION_FAILED_CAUSE_WORKFLOW_ALREADY_EXISTS' },
  ],
  ['WORKFLOW_TASK_SCHEDULED', { attempt: 1 }],
  ['WORKFLOW_TASK_STARTED', { scheduledEventId: '26' }],
  ['WORKFLOW_TASK_COMPLETED', { scheduledEventId: '26', startedEventId: '27' }],
];

function eventOf([type, attributes, summary]: (typeof told)[number], index: number): object {
  const key = type.toLowerCase().replaceAll(/_(.)/g, (_, letter: string) => letter.toUpperCase());
  return {
    eventId: String(index + 1),
    eventTime: new Date(Date.UTC(2026, 10, 21, 10, 0, index + 1)).toISOString(),
    eventType: `EVENT_TYPE_${type}`,
    ...(summary !== undefined && { userMetadata: { summary } }),
    [`${key}EventAttributes`]: attributes,
  };
}
