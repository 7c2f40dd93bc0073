import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import { comparedPair, plannedText } from '../../engine/testing/compared-pair.ts';
import { planned } from '../../engine/testing/planned-run.ts';
import { linesOf } from '../session/compare/lines.ts';
import { mergedGraph, nodeSize } from './merged-graph.ts';
import type { Pair } from '../session/compare/pair.ts';
import { nameOfRow } from '../session/compare/row-facts.ts';

function graphOf(pair: Pair, cursor = 0, down = false) {
  return mergedGraph(
    pair,
    linesOf(pair.comparison.rows, { onlyDifferences: false, passes: null, opened: new Set() }),
    cursor,
    down,
  );
}

test('the runs part and meet again: A above, B below, both in the middle', () => {
  const pair = comparedPair(plannedText('reserve ship mail'), plannedText('reserve refund mail'));
  const { nodes, edges } = graphOf(pair);
  const at = new Map(nodes.map((node) => [node.end ?? nameOfRow(pair, node.row), node]));
  const [reserve, ship, refund, mail] = ['reserve', 'ship', 'refund', 'mail'].map((name) => at.get(name)!);
  assert.ok(reserve!.x < ship!.x && ship!.x === refund!.x && refund!.x < mail!.x);
  assert.ok(ship!.y < reserve!.y && reserve!.y < refund!.y && mail!.y === reserve!.y);
  assert.deepEqual(
    edges.map(({ way }) => way),
    ['both', 'left', 'left', 'both', 'right', 'right'],
  );
  const [start, end] = [at.get('start'), at.get('end')];
  assert.ok(start!.x < reserve!.x && mail!.x < end!.x && start!.y === mail!.y, 'V297 it has its ends');
});

test('V300 downwards A is at the left, B at the right, and where the runs part nothing stands between them', () => {
  const pair = comparedPair(plannedText('reserve ship mail'), plannedText('reserve refund mail'));
  const { nodes, edges } = graphOf(pair, 0, true);
  const at = new Map(nodes.map((node) => [node.end ?? nameOfRow(pair, node.row), node]));
  const [reserve, ship, refund, mail] = ['reserve', 'ship', 'refund', 'mail'].map((name) => at.get(name)!);
  assert.ok(reserve!.y < ship!.y && ship!.y === refund!.y && refund!.y < mail!.y);
  assert.ok(ship!.x < reserve!.x && reserve!.x < refund!.x && mail!.x === reserve!.x);
  const widest = Math.max(...nodes.map(({ x }) => x)) + nodeSize.width - Math.min(...nodes.map(({ x }) => x));
  assert.ok(widest < 2.5 * nodeSize.width, String(widest));
  assert.equal(edges.length, graphOf(pair).edges.length);
});

test('V297 runs that ended differently have an end each, that of A above', () => {
  const pair = comparedPair(plannedText('a'), plannedText('a'));
  const outcome = { ...pair.comparison.outcome, status: { left: 'completed', right: 'failed' } as const };
  const { nodes, edges } = graphOf({ ...pair, comparison: { ...pair.comparison, outcome } });
  const [a, b] = ['end left', 'end right'].map((id) => nodes.find((node) => node.id === id)!);
  assert.ok(a!.x === b!.x && a!.y < b!.y);
  assert.deepEqual(
    edges.map(({ way }) => way),
    ['both', 'left', 'right'],
  );
});

test('three alike in a row are one node', () => {
  const pair = comparedPair(plannedText('a b b b b'), plannedText('a'));
  assert.deepEqual(
    graphOf(pair)
      .nodes.map(({ count }) => count)
      .toSorted((a, b) => a - b),
    [0, 0, 1, 4],
  );
});

test('no two nodes cover each other, and all but those that begin are led to', () => {
  fc.assert(
    fc.property(
      fc.array(planned, { maxLength: 25 }),
      fc.array(planned, { maxLength: 25 }),
      fc.nat(2),
      fc.boolean(),
      (left, right, tasks, down) => {
        const { nodes, edges } = graphOf(comparedPair(left, right, tasks), 0, down);
        const taken = new Set(nodes.map(({ x, y }) => `${x} ${y}`));
        assert.equal(taken.size, nodes.length);
        for (const a of nodes)
          for (const b of nodes)
            assert.ok(
              a === b || Math.abs(a.x - b.x) >= nodeSize.width || Math.abs(a.y - b.y) >= nodeSize.height,
              `${a.id} covers ${b.id}`,
            );
        const reached = new Set(edges.map(({ id }) => id.slice(id.indexOf(' > ') + 3)));
        for (const { id, x, y } of nodes) assert.ok((down ? y : x) === 0 || reached.has(id), `${id} is led to`);
      },
    ),
    { numRuns: 300 },
  );
});

test('of a graph too large the part that holds the cursor is drawn, and what is left out is counted', () => {
  const names = Array.from({ length: 1000 }, (_, i) => `op${i}`).join(' ');
  const pair = comparedPair(plannedText(names), plannedText(''));
  const { nodes, before, after } = graphOf(pair, 700);
  assert.deepEqual({ drawn: nodes.length, before, after }, { drawn: 250, before: 500, after: 250 });
  assert.ok(nodes.some(({ row }) => row === 700));
});
