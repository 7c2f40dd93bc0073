import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { graphOf } from '../../engine/model/graph/fold-graph.ts';
import { drawRun } from '../../engine/testing/draw-run.ts';
import { itemBeside } from './arrows.ts';
import { layoutOf } from './layout.ts';
import { litBy } from './lit.ts';
import { criticalPath } from '../../engine/model/critical-path.ts';

const outline = drawRun(`1 Started run running wakes
  2-4 task
  5 Scheduled open activity:5 upper task=2
  6 Scheduled open activity:6 lower task=2
  7 Completed close activity:5 completed wakes
  8 Completed close activity:6 completed wakes
  9-11 task
  12 Ended run completed`);
const graph = graphOf(outline);
const laid = { graph, layout: layoutOf(outline, graph), path: criticalPath(outline), slowest: [] };
const id = (name: string): string => graph.nodes.find((node) => node.name === name)?.id ?? '';

suite('arrow keys', () => {
  test('left and right follow edges', () => {
    assert.equal(itemBeside(laid, 'start', 'right'), id('upper'));
    assert.equal(itemBeside(laid, id('lower'), 'right'), 'end');
    assert.equal(itemBeside(laid, id('lower'), 'left'), 'start');
  });
  test('up and down go to the nearest', () => {
    assert.equal(itemBeside(laid, id('upper'), 'down'), id('lower'));
    assert.equal(itemBeside(laid, id('lower'), 'up'), id('upper'));
  });
  test('stop at the rim', () => assert.equal(itemBeside(laid, 'start', 'left'), null));
});

suite('what the critical path lights', () => {
  test('nodes on it and the edges between them', () => {
    assert.deepEqual(
      [...litBy(laid)].sort(),
      ['end', 'start', id('lower'), `${id('lower')}→end`, `start→${id('lower')}`].sort(),
    );
  });
});
