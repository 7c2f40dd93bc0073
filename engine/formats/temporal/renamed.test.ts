import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Json, JsonObject } from '../../model/json.ts';
import { readHistories } from '../../sources/json/history-file.ts';

const historyOf = (events: readonly Json[]) => readHistories(Buffer.from(JSON.stringify({ events })), false)[0]!;

function history(time: JsonObject, task: 'Workflow' | 'Decision', attempt: number | undefined): readonly Json[] {
  const event = (eventId: number, type: string, attributes: JsonObject): JsonObject => ({
    eventId,
    ...time,
    eventType: type,
    [`${type.charAt(0).toLowerCase()}${type.slice(1)}EventAttributes`]: attributes,
  });
  const counted = attempt === undefined ? {} : { attempt };
  return [
    event(1, 'WorkflowExecutionStarted', { workflowType: { name: 'w' }, ...counted }),
    event(2, `${task}TaskScheduled`, { ...counted }),
    event(3, 'ActivityTaskStarted', { scheduledEventId: 2, attempt: (attempt ?? 0) + 1 }),
  ];
}

function started(events: readonly Json[]): string {
  return historyOf(events).dialect.read(events[2]!).explanation.summary;
}

test('K18 attempts count from 0 for as long as a time was a timestamp, in either word for a task', () => {
  for (const timestamp of [1569606123623079000, '1594147045697616900']) {
    for (const task of ['Workflow', 'Decision'] as const) {
      for (const attempt of [undefined, 0])
        assert.equal(
          started(history({ timestamp }, task, attempt)),
          'started, attempt 2',
          `${timestamp} ${task} ${attempt}`,
        );
    }
  }
});

test('K18 they count from 1 where the first workflow task does, and in every event with an eventTime', () => {
  for (const timestamp of [1569606123623079000, '1594147045697616900'])
    assert.equal(started(history({ timestamp }, 'Workflow', 1)), 'started, attempt 2');
  assert.equal(historyOf(history({ timestamp: 1569606123623079000 }, 'Workflow', 1)).dialect.id, 'temporal-renamed');
  assert.equal(started(history({ eventTime: '2026-01-01T00:00:00Z' }, 'Workflow', 1)), 'started, attempt 2');
  assert.equal(started(history({ eventTime: '2026-01-01T00:00:00Z' }, 'Workflow', undefined)), 'started');
});
