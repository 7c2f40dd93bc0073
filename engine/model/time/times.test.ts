import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import type { RunId } from '../event.ts';
import { OutlineBuilder } from '../outline-builder.ts';
import type { Outline } from '../outline.ts';
import { growRun } from '../../testing/grown-outline.ts';
import { firstTimeOf } from './first-time.ts';
import { lastAtOrBefore, timesOf } from './times.ts';

function runAt(...times: (number | null)[]): Outline {
  const builder = new OutlineBuilder();
  for (const atMs of times) builder.add(atMs, 'Event', { effects: [], summary: '' });
  return builder.finish('run' as RunId, { id: 'temporal', inTasks: true });
}

test('the axis begins at the earliest time, wherever in the run that is', () => {
  const times = timesOf(runAt(1000, 900, 1500));
  assert.deepEqual([...times.at], [100, 0, 600]);
  assert.equal(times.originMs, 900);
  assert.equal(times.span, 600);
  assert.equal(times.backwards, 100);
});

test('an event of unknown time lies where the event before it lies; at the beginning, where the first known one lies', () => {
  assert.deepEqual([...timesOf(runAt(null, 10, null, 30)).at], [0, 0, 0, 20]);
});

test('a number that no calendar holds is no time', () => {
  assert.deepEqual([...timesOf(runAt(10, 1e300, 20)).at], [0, 0, 10]);
});

test('a run without times counts its events', () => {
  const times = timesOf(runAt(null, null));
  assert.equal(times.unit, 'seq');
  assert.deepEqual([...times.at], [1, 2]);
});

test('an empty run has an axis too', () => {
  assert.equal(timesOf(runAt()).span, 0);
});

test('the last event at or before a time is found also where the clock runs backwards', () => {
  fc.assert(
    fc.property(
      fc.array(fc.option(fc.integer({ min: 0, max: 50 })), { maxLength: 40 }),
      fc.integer({ min: -1, max: 51 }),
      (raw, time) => {
        const times = timesOf(runAt(...raw));
        let last = 0;
        times.at.forEach((at, index) => {
          if (at <= time) last = index + 1;
        });
        assert.equal(lastAtOrBefore(times, time), last);
      },
    ),
  );
});

test('times of a run that grows are those of the whole: with clocks that run back, that come late, that begin elsewhere', () => {
  const atMs = fc.array(fc.oneof(fc.constant(null), fc.integer({ min: 1, max: 30 }), fc.constant(1e30)), {
    maxLength: 25,
  });
  fc.assert(
    fc.property(atMs, fc.integer({ min: 1, max: 4 }), (times, few) => {
      const events = times.map((each) => ({ atMs: each, explanation: { effects: [], summary: '' } }));
      growRun(events, few, (grown, made) => {
        assert.deepEqual(timesOf(grown), timesOf(made));
        assert.equal(firstTimeOf(grown), firstTimeOf(made));
      });
    }),
    { numRuns: 300 },
  );
});
