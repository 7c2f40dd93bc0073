import assert from 'node:assert/strict';
import test from 'node:test';
import { type MergedGraph, nodeSize } from './merged-graph.ts';
import { isReadDownwards } from './merged-way.ts';

/** A line of so many nodes, one way or the other. */
function line(count: number, stepX: number, stepY: number): MergedGraph {
  const nodes = Array.from({ length: count }, (_, i) => ({ id: `${i}`, x: i * stepX, y: i * stepY }));
  return { nodes, edges: [], before: 0, after: 0 } as unknown as MergedGraph;
}

const bothWays = (count: number) => ({
  right: line(count, nodeSize.width + 44, 0),
  down: line(count, 0, nodeSize.height + 34),
});

test('V303 a merged graph is read downwards where more of it is in view so, else to the right', () => {
  const medium = { width: 800, height: 600 };
  assert.equal(isReadDownwards(bothWays(3), medium), false);
  assert.equal(isReadDownwards(bothWays(7), medium), true);
  assert.equal(isReadDownwards(bothWays(40), medium), true);
  assert.equal(isReadDownwards(bothWays(7), { width: 1800, height: 600 }), false);
  assert.equal(isReadDownwards(bothWays(7), { width: 1800, height: 200 }), false);
});

test('V300 in a narrow pane it is always read downwards', () => {
  assert.equal(isReadDownwards(bothWays(2), { width: 599, height: 900 }), true);
});
