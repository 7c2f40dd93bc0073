import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import type { Effect, OpenStatus } from '../../../engine/model/effect.ts';
import { closedStatuses, openStatuses } from '../../../engine/model/effect.ts';
import type { RunId } from '../../../engine/model/event.ts';
import { OutlineBuilder } from '../../../engine/model/outline-builder.ts';
import { sumOf, timeParts } from '../../../engine/model/time-parts.ts';
import { type Bar, barOf, knownEnd, knownOf } from './bars.ts';
import { timesOf } from '../../../engine/model/time/times.ts';

type Line = readonly [atMs: number | null, effect: Effect];

const key = 'activity:1';
const opened: Effect = { type: 'open', key, kind: 'activity', name: 'charge' };
const started: Effect = { type: 'advance', key, status: 'started' };
const completed: Effect = { type: 'close', key, status: 'completed' };

function barFrom(...lines: readonly Line[]): Bar {
  const builder = new OutlineBuilder();
  for (const [atMs, effect] of lines) builder.add(atMs, 'Event', { effects: [effect], summary: '' });
  const outline = builder.finish('run' as RunId, { id: 'temporal', inTasks: true });
  return barOf(outline, timesOf(outline), 0);
}

function drawn(bar: Bar): string {
  return bar.stretches.map(({ part, from, to }) => `${part} ${from}–${to}`).join(', ');
}

test('an activity queues until it is started, then runs', () => {
  assert.equal(drawn(barFrom([0, opened], [4, started], [10, completed])), 'scheduleToStart 0–4, running 4–10');
});

test('a timer waits until it fires', () => {
  const timer = { type: 'open', key: 'timer:1', kind: 'timer', name: 'wait' } as const;
  assert.equal(drawn(barFrom([0, timer], [9, { type: 'close', key: 'timer:1', status: 'completed' }])), 'waiting 0–9');
});

test('where only the last attempt was written down, the time before it holds the earlier attempts', () => {
  assert.equal(
    drawn(barFrom([0, opened], [8, { ...started, attempt: 3 }], [9, completed])),
    'retrying 0–8, running 8–9',
  );
});

test('recorded retries are stretches of their own', () => {
  const retrying: Effect = { type: 'advance', key, status: 'retrying' };
  const bar = barFrom([0, opened], [1, started], [2, retrying], [5, { ...started, attempt: 2 }], [6, completed]);
  assert.equal(drawn(bar), 'scheduleToStart 0–1, running 1–2, retrying 2–5, running 5–6');
  const sum = sumOf(bar.stretches);
  assert.deepEqual([sum.scheduleToStart, sum.running, sum.retrying, sum.totalMs], [1, 2, 3, 6]);
});

test('what opens and closes in one event has no stretch', () => {
  const builder = new OutlineBuilder();
  builder.add(5, 'Event', { effects: [opened, completed], summary: '' });
  const outline = builder.finish('run' as RunId, { id: 'temporal', inTasks: true });
  const bar = barOf(outline, timesOf(outline), 0);
  assert.deepEqual(bar.stretches, []);
  assert.equal(bar.to, bar.from);
});

test('what is still open goes on to the end of the run', () => {
  const other: Effect = { type: 'set', name: 'x', value: 1 };
  const bar = barFrom([0, opened], [2, started], [50, other]);
  assert.equal(drawn(bar), 'scheduleToStart 0–2, running 2–50');
  assert.equal(bar.closedAt, 0);
});

test('a stretch is known up to the cursor, whole when the operation has moved on', () => {
  const other: Effect = { type: 'set', name: 'x', value: 1 };
  const bar = barFrom([0, opened], [2, started], [5, other], [9, completed]);
  assert.equal(knownOf(bar, 0), 'none');
  assert.equal(knownOf(bar, 3), 'part');
  assert.equal(knownOf(bar, 4), 'all');
  assert.equal(knownEnd(bar, 0, 3, 5), 2);
  assert.equal(knownEnd(bar, 1, 3, 5), 5);
  assert.equal(knownEnd(bar, 1, 1, 0), 2);
});

test('stretches follow each other without holes and never run backwards, whatever clock and statuses say', () => {
  const statuses = fc.array(
    fc.tuple(fc.option(fc.integer({ min: -50, max: 50 })), fc.constantFrom<OpenStatus>(...openStatuses)),
    { maxLength: 12 },
  );
  fc.assert(
    fc.property(statuses, fc.option(fc.constantFrom(...closedStatuses)), fc.nat(14), (steps, end, cursor) => {
      const advances = steps.map(([atMs, status]): Line => [atMs, { type: 'advance', key, status }]);
      const bar = barFrom(
        [0, opened],
        ...advances,
        ...(end === null ? [] : [[7, { type: 'close', key, status: end }] as Line]),
      );
      bar.stretches.forEach(({ from, to, part }, i) => {
        assert.ok(timeParts.includes(part) && to >= from && from >= 0);
        assert.equal(from, bar.stretches[i - 1]?.to ?? bar.from);
        const known = knownEnd(bar, i, cursor, 3);
        assert.ok(known >= from && known <= to);
      });
    }),
  );
});
