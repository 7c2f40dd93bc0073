import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Json, JsonObject } from '../model/json.ts';
import { dialectOf } from './dialects.ts';

/** One event of each dialect, with `time` in the place where its writer puts the time. */
const events: Readonly<Record<string, (time: Json) => JsonObject>> = {
  temporal: (eventTime) => ({
    eventId: '1',
    eventTime,
    eventType: 'EVENT_TYPE_TIMER_FIRED',
    timerFiredEventAttributes: { timerId: '1', startedEventId: '5' },
  }),
  cadence: (timestamp) => ({
    eventId: 1,
    timestamp,
    eventType: 'TimerFired',
    timerFiredEventAttributes: { timerId: '1', startedEventId: 5 },
  }),
  nodelog: (timestamp) => ({ event: 'workflow_started', run_id: 'r', timestamp }),
  native: (at) => ({ type: 'workflow_started', at, retrace: 1, workflowType: 'W', workflowId: 'w', runId: 'r' }),
  derecho: (time) => ({ id: 1, type: 'workflow_started', args: null, workflow_type: 'W', started_at: time }),
  azure: (Timestamp) => ({ EventId: -1, EventType: 'ExecutionStarted', Name: 'W', Timestamp }),
  stepfunctions: (timestamp) => ({ id: 1, type: 'ExecutionStarted', timestamp }),
  dbos: (at) => ({ event: 'WorkflowStarted', at, workflow: {} }),
  langgraph: (at) => ({ event: 'Checkpoint', at, checkpoint_id: 'c' }),
  restate: (at) => ({ event: 'Entry', at, row: { id: 'inv_1', index: 0 } }),
  conductor: (at) => ({ transition: 'WorkflowStarted', at, workflow: {} }),
};

const nothing: readonly Json[] = [null, '', 0];
const unreadable: readonly Json[] = [
  'NaN',
  'yesterday',
  '9'.repeat(400),
  '2026-99-99T00:00:00Z',
  '\u001b[31m2026',
  Number.POSITIVE_INFINITY,
  { seconds: 1.7e308, nanos: 1 },
  { seconds: '1e400' },
  [1, 2],
  true,
];

for (const [id, eventAt] of Object.entries(events)) {
  test(`B50 ${id}: a time that cannot be read is none, and said to be; one that is not written is not missed`, () => {
    const dialect = dialectOf(id);
    assert.equal(dialect.id, id);
    for (const time of unreadable) {
      const { atMs, odd } = dialect.read(eventAt(time));
      const what = `${id} ${JSON.stringify(time)}`.slice(0, 80);
      assert.equal(atMs, null, what);
      assert.equal(odd.filter(({ text }) => text.startsWith('The time of the event cannot be read')).length, 1, what);
    }
    for (const time of nothing)
      assert.deepEqual(
        dialect.read(eventAt(time)).odd.filter(({ text }) => text.includes('time')),
        [],
        `${id} ${JSON.stringify(time)}`,
      );
  });
}

test('B45 B50 a number, however large, is a finite time or none, in every dialect', () => {
  for (const [id, eventAt] of Object.entries(events))
    for (const size of [1e15, 1e19, 1e300, 1.7e308, Number.MAX_VALUE, Number.NaN])
      for (const time of [size, -size, String(size), { seconds: size }, { seconds: String(-size), nanos: size }]) {
        const { atMs } = dialectOf(id).read(eventAt(time));
        assert.ok(atMs === null || Number.isFinite(atMs), `${id} ${JSON.stringify(time)}: ${atMs}`);
      }
});
