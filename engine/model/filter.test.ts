import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import { drawRun } from '../testing/draw-run.ts';
import { randomEvents } from '../testing/random-effects.ts';
import type { RunId } from './event.ts';
import { type Filter, groupOf, isFiltered, noFilter, statusGroups, VisibleLists } from './filter.ts';
import { finalStatusOf, kindOf } from './outline.ts';
import { OutlineBuilder } from './outline-builder.ts';

const run = drawRun(`
  1 +0s Started run running
  2-4 +1s task
  5 +2s ChargeScheduled open activity:5 charge task=2
  6 +2s TimerStarted open timer:6 wait task=2
  7 +3s ChargeStarted start activity:5
  8 +5s ChargeFailed wakes close activity:5 failed CardDeclined
  9 +6s TaskScheduled bookkeeping open workflowTask:9 task
  10 +7s TaskFailed bookkeeping close workflowTask:9 failed Bug
  11 +8s TimerFired close timer:6 completed
  12 +9s Completed run completed
`);
const startMs = run.atMs[0] ?? 0;

function shown(filter: Partial<Filter>): { events: readonly number[]; operations: readonly (string | undefined)[] } {
  const { events, operations } = new VisibleLists(run, { ...noFilter, ...filter }).visible;
  return { events: [...events], operations: [...operations].map((index) => run.operations.keys[index]) };
}

test('without a filter everything shows but housekeeping that went well', () => {
  assert.deepEqual(shown({}), { events: [1, 5, 6, 7, 8, 10, 11, 12], operations: ['activity:5', 'timer:6'] });
  assert.deepEqual(shown({ workflowTasks: true }).events, [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]);
});

test('kinds that were chosen show, housekeeping among them, and no events about the run itself', () => {
  assert.deepEqual(shown({ kinds: ['timer'] }), { events: [6, 11], operations: ['timer:6'] });
  assert.deepEqual(shown({ kinds: ['workflowTask'] }), {
    events: [2, 3, 4, 9, 10],
    operations: ['workflowTask:2', 'workflowTask:9'],
  });
  assert.deepEqual(shown({ kinds: [] }), { events: [], operations: [] });
});

test('statuses are those of the end', () => {
  assert.deepEqual(shown({ statuses: ['failed'] }), { events: [5, 7, 8], operations: ['activity:5'] });
  assert.deepEqual(shown({ statuses: ['pending'] }), { events: [], operations: [] });
});

test('of a range of time the operations that lie in it show, and of the events those that do', () => {
  assert.deepEqual(shown({ fromMs: startMs + 5500, toMs: startMs + 8500 }), {
    events: [10, 11],
    operations: ['timer:6'],
  });
});

test('what a search found shows, and the operations that it belongs to', () => {
  assert.deepEqual(shown({ matches: Uint32Array.of(7, 12) }), { events: [7, 12], operations: ['activity:5'] });
  assert.deepEqual(shown({ matches: new Uint32Array(0) }), { events: [], operations: [] });
});

test('every status is in one group', () => {
  assert.deepEqual(
    [
      'scheduled',
      'retrying',
      'paused',
      'completed',
      'failed',
      'timedOut',
      'terminated',
      'rejected',
      'canceled',
      'skipped',
    ].map((status) => groupOf(status as 'paused')),
    ['pending', 'pending', 'pending', 'completed', 'failed', 'failed', 'failed', 'failed', 'canceled', 'canceled'],
  );
  assert.deepEqual(
    [isFiltered(noFilter), isFiltered({ ...noFilter, kinds: [] }), isFiltered({ ...noFilter, workflowTasks: true })],
    [false, true, false],
  );
});

test('a narrower filter never shows more, and what shows is wanted', () => {
  const filters = fc.record({
    kinds: fc.option(fc.subarray(['activity', 'timer', 'node', 'workflowTask'] as const)),
    statuses: fc.option(fc.subarray([...statusGroups])),
    fromMs: fc.option(fc.nat(10_000)),
    toMs: fc.option(fc.nat(10_000)),
  });
  fc.assert(
    fc.property(randomEvents, filters, (events, filter) => {
      const builder = new OutlineBuilder();
      for (const { atMs, explanation } of events) builder.add(atMs, 'Event', explanation);
      const outline = builder.finish('run' as RunId, { id: 'temporal', inTasks: true });
      const all = new VisibleLists(outline, { ...noFilter, workflowTasks: true }).visible;
      const some = new VisibleLists(outline, { ...noFilter, workflowTasks: true, ...filter }).visible;
      for (const seq of some.events) assert.ok(all.events.includes(seq));
      for (const operation of some.operations) {
        assert.ok(filter.kinds === null || (filter.kinds as readonly string[]).includes(kindOf(outline, operation)));
        assert.ok(filter.statuses === null || filter.statuses.includes(groupOf(finalStatusOf(outline, operation))));
      }
    }),
    { numRuns: 150 },
  );
});
