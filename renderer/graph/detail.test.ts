import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { graphOf } from '../../engine/model/graph/fold-graph.ts';
import type { Graph } from '../../engine/model/graph/graph.ts';
import { drawRun } from '../../engine/testing/draw-run.ts';
import { detailAt, hasMap } from './detail.ts';
import { LEAST_ZOOM, MOST_ZOOM } from './viewport.ts';

test('V264 text that is shown is never below 10 px on the screen; lines go before it grows, and names before it cannot', () => {
  fc.assert(
    fc.property(fc.double({ min: LEAST_ZOOM, max: MOST_ZOOM, noNaN: true }), (zoom) => {
      const { shows, textPx } = detailAt(zoom);
      assert.ok(shows === 'shapes' || textPx * zoom >= 10);
    }),
  );
  assert.deepEqual(
    [2, 1, 0.8, 0.6, 0.45, 0.2].map((zoom) => detailAt(zoom).shows),
    ['all', 'all', 'all', 'names', 'names', 'shapes'],
  );
});

test('V266 a graph of sixty nodes has a map, a smaller one none', () => {
  const calls = Array.from({ length: 58 }, (_, i) => {
    const at = 5 + i * 5;
    return `${at} Scheduled open activity:${at} ${'abcdefghij'[i % 10]}${'klmnop'[Math.floor(i / 10)]} task=${i === 0 ? 2 : at - 3}
      ${at + 1} Completed close activity:${at} completed wakes
      ${at + 2}-${at + 4} task`;
  });
  const drawn = (count: number): Graph =>
    graphOf(
      drawRun(
        `1 Started run running wakes\n2-4 task\n${calls.slice(0, count).join('\n')}\n${5 + count * 5} Ended run completed`,
      ),
    );
  assert.deepEqual([hasMap(drawn(57)), hasMap(drawn(58))], [false, true]);
});
