// Exports of Cadence's first web: the attributes of every event are under one name, `details`, which is also an
// attribute of some events.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ShownValue } from '../../model/api.ts';
import type { JsonObject } from '../../model/json.ts';
import { plainValue } from '../../model/shown-payload.ts';
import { finalStatusOf, nameOf } from '../../model/outline.ts';
import { readerOfText } from '../../testing/written-history.ts';

const inDetails = (events: readonly (readonly [string, JsonObject])[]): string =>
  JSON.stringify(
    events.map(([eventType, details], i) => ({
      eventId: i + 1,
      timestamp: `2026-01-01T00:00:0${i}.000Z`,
      eventType,
      details,
    })),
  );

const valueOf = (shown: ShownValue | undefined): unknown =>
  shown?.type === 'value' ? plainValue(shown.value) : undefined;

test('K21 attributes in details are read, and the details within them stay what went wrong', async () => {
  const reader = await readerOfText(
    inDetails([
      ['WorkflowExecutionStarted', { workflowType: { name: 'orders' }, taskList: { name: 'q' }, input: ['o-1', 3] }],
      ['TimerStarted', { timerId: '1', startToFireTimeoutSeconds: 10 }],
      ['ActivityTaskScheduled', { activityId: '0', activityType: { name: 'charge' }, taskList: { name: 'q' } }],
      ['ActivityTaskStarted', { scheduledEventId: 3, attempt: 1, identity: 'w' }],
      ['ActivityTaskFailed', { scheduledEventId: 3, startedEventId: 4, reason: 'Declined', details: 'card declined' }],
    ]),
  );
  assert.deepEqual([reader.dialect.id, reader.summary.workflowType], ['cadence', 'orders']);
  assert.deepEqual(valueOf((await reader.state(5)).input), ['o-1', 3]);
  assert.equal(nameOf(reader.outline, 0), 'timer 10 s');
  const { operation, failure } = await reader.operation('activity:3');
  assert.deepEqual([operation.attempts, failure], [2, { message: 'card declined', type: 'Declined' }]);
  assert.equal(finalStatusOf(reader.outline, 1), 'failed');
});

test('K21 details that hold no attribute are the details of the event itself', async () => {
  const reader = await readerOfText(
    JSON.stringify([
      {
        eventId: 1,
        timestamp: '2026-01-01T00:00:00Z',
        eventType: 'WorkflowExecutionStarted',
        workflowType: { name: 'w' },
        taskList: { name: 'q' },
      },
      { eventId: 2, timestamp: '2026-01-01T00:00:01Z', eventType: 'WorkflowExecutionCanceled', details: { done: 7 } },
    ]),
  );
  assert.deepEqual(valueOf((await reader.state(2)).result), { done: 7 });
});
