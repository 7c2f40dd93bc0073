import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { graphOf } from '../../engine/model/graph/fold-graph.ts';
import { lookOf } from '../../engine/model/graph/graph-look.ts';
import type { Outline } from '../../engine/model/outline.ts';
import { drawRun } from '../../engine/testing/draw-run.ts';
import { effortText, rangeText, statusText } from './node-text.ts';

const run = drawRun(`1 Started run running wakes
  2-4 task
  5 Scheduled open activity:5 charge task=2
  6 +10s Started start activity:5 3
  7 +97s Failed close activity:5 failed CardDeclined wakes
  8-10 task
  11 +100s Started open timer:11 pause task=8
  12 +100.4s Fired close timer:11 completed wakes
  13-15 task
  16 +101s Scheduled open activity:16 mail task=13
${Array.from({ length: 19 }, (_, i) => `${17 + i} Scheduled open activity:${17 + i} mail task=13`).join('\n')}
  36 Completed close activity:17 completed`);

/** Each operation takes a second longer than the one before. */
const ended = drawRun(`1 +0s Started run running wakes
${Array.from({ length: 17 }, (_, i) => `${2 + i} +0s Scheduled open activity:${i} mail`).join('\n')}
${Array.from({ length: 17 }, (_, i) => `${19 + i} +${4 + i}s Completed close activity:${i} completed`).join('\n')}
36 +20s Ended run completed`);

function words(outline: Outline, name: string, cursor: number): [string, string] {
  const node = graphOf(outline).nodes.find((one) => one.name === name);
  assert.ok(node !== undefined);
  const look = lookOf(outline, node, cursor);
  return [statusText(outline, node, look, cursor), effortText(outline, look, cursor)];
}

suite('words on a node', () => {
  test('before it opens: what kind it is', () => assert.deepEqual(words(run, 'charge', 4), ['activity', '']));
  test('while it runs: the attempt and how long', () =>
    assert.deepEqual(words(run, 'charge', 6), ['running', '3 attempts · 6 s']));
  test('failed: the reason, and what it took', () =>
    assert.deepEqual(words(run, 'charge', 12), ['CardDeclined', '3 attempts · 1 m 33 s']));
  test('a timer fires', () => assert.deepEqual(words(run, 'pause', 12), ['fired · 400 ms', '']));
  test('of many: how many there are, then how many are done', () => {
    assert.deepEqual(words(run, 'mail', 17), ['2 of 20', '']);
    assert.deepEqual(words(run, 'mail', 36), ['1 of 20 done', '']);
    assert.deepEqual(words(ended, 'mail', 36), ['p50 12 s · max 20 s', '']);
  });
  test('events from the first to the last', () => {
    assert.equal(rangeText({ from: 5, to: 7 }), '5–7');
    assert.equal(rangeText({ from: 5, to: 5 }), '5');
    assert.equal(rangeText({ from: 12_000, to: 0 }), '12,000–');
  });
});
