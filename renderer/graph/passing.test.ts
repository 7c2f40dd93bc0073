import assert from 'node:assert/strict';
import test from 'node:test';
import { graphOf } from '../../engine/model/graph/fold-graph.ts';
import { drawRun } from '../../engine/testing/draw-run.ts';
import type { Laid } from './laid.ts';
import { passingCount, passingIds, passingInAll } from './passing.ts';

const each = (line: (at: number) => string): string => Array.from({ length: 20 }, (_, at) => line(at)).join('\n');
const outline = drawRun(`1 Started run running wakes
  2-4 task
  ${each((at) => `${5 + at} +10s Scheduled open activity:${5 + at} square task=2`)}
  25 +10s Scheduled open activity:25 cube task=2
  ${each((at) => `${26 + at} +20s Completed close activity:${5 + at} completed wakes`)}`);
const graph = graphOf(outline);
const laid = { graph } as unknown as Laid;
const nodeOf = (operation: number) => graph.nodes[graph.nodeOf[operation]!]!;
const [square, cube] = [outline.operation[5 - 1]!, outline.operation[25 - 1]!];

test('V305 what a filter leaves stays as it is with the ends of the run; the rest, and the ways to it, are dimmed', () => {
  const left = passingIds(laid, Uint32Array.of(cube));
  const ways = graph.edges.filter(({ id }) => left.has(id));
  assert.ok(left.has('start') && left.has(nodeOf(cube).id) && !left.has(nodeOf(square).id));
  assert.ok(ways.length > 0 && ways.every(({ from, to }) => left.has(from) && left.has(to)));
  assert.ok(passingIds(laid, new Uint32Array()).has('start'), 'filtered to nothing');
});

test('V305 a fold says how many of its members are left, the graph how many of all', () => {
  assert.equal(passingCount(nodeOf(square), Uint32Array.of(square, square + 1, cube)), 2);
  assert.equal(passingCount(nodeOf(square), Uint32Array.of(cube)), 0);
  assert.equal(passingInAll(laid, Uint32Array.of(square, cube)), 2);
});
