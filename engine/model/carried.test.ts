import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import { growRun } from '../testing/grown-outline.ts';
import { randomEvents } from '../testing/random-effects.ts';
import { OpenOperations, openOperationsOf } from './cursor.ts';
import { noFilter, VisibleLists } from './filter.ts';
import { calledOf } from './operation-name.ts';
import type { Outline } from './outline.ts';
import { WaitFinder, waitFinderOf } from './waiting.ts';

const atOnce = fc.integer({ min: 1, max: 4 });
const seqsOf = (outline: Outline): number[] => Array.from({ length: outline.events + 1 }, (_, seq) => seq);

test('O7 what is known beside an outline grows with it: what is open, what the run waits for, what operations are called', () => {
  fc.assert(
    fc.property(randomEvents, atOnce, (events, few) =>
      growRun(events, few, (grown, made) => {
        const [open, waits] = [openOperationsOf(grown), waitFinderOf(grown)];
        const [openAnew, waitsAnew] = [new OpenOperations(made), new WaitFinder(made)];
        for (const seq of seqsOf(made)) {
          assert.deepEqual(open.at(seq), openAnew.at(seq), `open at ${seq}`);
          assert.deepEqual(waits.at(seq), waitsAnew.at(seq), `waits at ${seq}`);
        }
        for (let i = 0; i < made.operations.count; i++) assert.equal(calledOf(grown, i), calledOf(made, i));
      }),
    ),
    { numRuns: 100 },
  );
});

test('O7 what a filter leaves of a run that grows is what it leaves of the whole; without conditions that change, it is only added to', () => {
  const filters = [
    noFilter,
    { ...noFilter, workflowTasks: true },
    { ...noFilter, kinds: ['activity', 'timer'] as const },
    { ...noFilter, statuses: ['pending', 'failed'] as const },
    { ...noFilter, fromMs: 5, toMs: 5000 },
  ];
  fc.assert(
    fc.property(randomEvents, atOnce, fc.constantFrom(...filters), (events, few, filter) => {
      let lists: VisibleLists | undefined;
      growRun(events, few, (grown, made) => {
        const before = lists?.visible;
        if (lists === undefined) lists = new VisibleLists(grown, filter);
        else lists.grow(grown);
        const anew = new VisibleLists(made, filter).visible;
        assert.deepEqual([lists.visible.events, lists.visible.operations], [anew.events, anew.operations]);
        if (before?.edition === lists.visible.edition)
          assert.deepEqual(lists.visible.events.slice(0, before.events.length), before.events);
      });
    }),
    { numRuns: 150 },
  );
});
