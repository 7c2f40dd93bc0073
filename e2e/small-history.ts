// A small history for a fast import: one completed activity.

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

export type SmallHistory = { readonly file: string; readonly runId: string; readonly workflowId: string };

/** Writes the history into the folder, in Temporal's JSON. Another `name` gives another run. */
export function writeSmallHistory(folder: string, name = 'small'): SmallHistory {
  const runId = `0000000a-0000-4000-8000-${Buffer.from(name).toString('hex').padStart(12, '0').slice(-12)}`;
  const file = join(folder, `${name}.json`);
  writeFileSync(file, JSON.stringify({ events: eventsOf(name, runId) }));
  return { file, runId, workflowId: name };
}

function eventsOf(name: string, runId: string): readonly object[] {
  const attributes: readonly (readonly [string, object])[] = [
    [
      'WorkflowExecutionStarted',
      {
        workflowType: { name: 'smallWorkflow' },
        workflowId: name,
        originalExecutionRunId: runId,
        firstExecutionRunId: runId,
      },
    ],
    ['WorkflowTaskScheduled', { taskQueue: { name: 'main' } }],
    ['WorkflowTaskStarted', { scheduledEventId: '2' }],
    ['WorkflowTaskCompleted', { scheduledEventId: '2', startedEventId: '3' }],
    ['ActivityTaskScheduled', { activityId: '1', activityType: { name: 'greet' }, workflowTaskCompletedEventId: '4' }],
    ['ActivityTaskStarted', { scheduledEventId: '5', attempt: 1 }],
    ['ActivityTaskCompleted', { scheduledEventId: '5', startedEventId: '6' }],
    ['WorkflowTaskScheduled', { taskQueue: { name: 'main' } }],
    ['WorkflowTaskStarted', { scheduledEventId: '8' }],
    ['WorkflowTaskCompleted', { scheduledEventId: '8', startedEventId: '9' }],
    ['WorkflowExecutionCompleted', { workflowTaskCompletedEventId: '10' }],
  ];
  return attributes.map(([type, own], index) => ({
    eventId: String(index + 1),
    eventTime: new Date(Date.UTC(2026, 10, 20, 12, 0, index)).toISOString(),
    eventType: `EVENT_TYPE_${type.replaceAll(/(?!^)([A-Z])/g, '_$1').toUpperCase()}`,
    [`${type[0]?.toLowerCase()}${type.slice(1)}EventAttributes`]: own,
  }));
}
