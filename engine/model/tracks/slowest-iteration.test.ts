import assert from 'node:assert/strict';
import { test } from 'node:test';
import { drawRun } from '../../testing/draw-run.ts';
import { graphOf } from '../graph/fold-graph.ts';
import { slowestIteration } from './slowest-iteration.ts';

test('V269 of a loop the iteration that took longest is named with what is usual; without a loop there is none', () => {
  let ms = 0;
  const lines = Array.from({ length: 30 }, (_, i) => {
    const at = 5 + i * 5;
    const opened = ms;
    ms += i === 11 ? 700 : 20;
    return `${at} +${opened}ms Scheduled open activity:${at} poll task=${i === 0 ? 2 : at - 3}
      ${at + 1} +${ms}ms Completed close activity:${at} completed wakes
      ${at + 2}-${at + 4} +${ms}ms task`;
  });
  const outline = drawRun(`1 +0ms Started run running wakes\n2-4 +0ms task\n${lines.join('\n')}`);
  const found = slowestIteration(outline, graphOf(outline));
  assert.deepEqual([found?.iteration, found?.seq, found?.durationMs], [12, 60, 700]);
  assert.equal(found?.sentence, 'Iteration 12 of 30 took longest: 700 ms; half of them took at most 20 ms');
  const none = drawRun('1 Started run running wakes\n2-4 task');
  assert.equal(slowestIteration(none, graphOf(none)), null);
});
