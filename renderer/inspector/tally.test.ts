import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { growRun } from '../../engine/testing/grown-outline.ts';
import { randomEvents } from '../../engine/testing/random-effects.ts';
import { workflowTasksOf } from '../../engine/model/workflow-tasks.ts';
import { countsAt } from './tally.ts';

test('what is counted in a run that grows is what is counted in the whole, at every event', () => {
  fc.assert(
    fc.property(randomEvents, fc.integer({ min: 1, max: 4 }), (events, few) =>
      growRun(events, few, (grown, made) => {
        for (let seq = 0; seq <= made.events; seq++) {
          assert.deepEqual(countsAt(grown, seq), countsAt(made, seq));
          assert.deepEqual(workflowTasksOf(grown).at(seq), workflowTasksOf(made).at(seq));
        }
      }),
    ),
    { numRuns: 100 },
  );
});
