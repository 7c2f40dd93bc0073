import assert from 'node:assert/strict';
import { test } from 'node:test';
import { graphOf } from '../../engine/model/graph/fold-graph.ts';
import { drawRun } from '../../engine/testing/draw-run.ts';
import { copiedOutline } from '../session/copied-outline.ts';
import { slowestNodes } from './slowest.ts';

test('V267 of an open fold the node that took longest is marked, of a folded one none', () => {
  const each = (line: (at: number) => string): string => Array.from({ length: 20 }, (_, at) => line(at)).join('\n');
  const outline = drawRun(`1 Started run running wakes
    2-4 task
    ${each((at) => `${5 + at} +10s Scheduled open activity:${5 + at} square task=2`)}
    ${each((at) => `${25 + at} +${at === 7 ? '50s' : '20s'} Completed close activity:${5 + at} completed wakes`)}`);
  const folded = graphOf(outline);
  assert.deepEqual(slowestNodes(outline, folded), []);
  const opens = folded.nodes.find(({ members }) => members.length === 20)?.opens ?? '';
  // The graph's thread has a copy of the outline.
  for (const held of [outline, copiedOutline(outline)]) {
    const opened = graphOf(held, null, new Map([[opens, 1]]));
    assert.deepEqual(slowestNodes(held, opened), [`op:${outline.operation[12 - 1]}`]);
  }
});
