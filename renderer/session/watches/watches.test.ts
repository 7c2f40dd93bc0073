import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseIgnoreRule } from '../../../engine/model/compare/ignore-rules.ts';
import { drawRun } from '../../../engine/testing/draw-run.ts';
import { inPayload, inState } from './place-of.ts';
import { changeBeside, placeIn } from './traces.ts';

const trace = { seqs: Uint32Array.of(2, 5, 9) };

test('V272 a watch has at each event the value of the last change up to there, and says whether it changed right there', () => {
  const places = [1, 2, 3, 5, 100].map((cursor) => placeIn(trace, cursor));
  assert.deepEqual(places, [
    { at: -1, here: false },
    { at: 0, here: true },
    { at: 0, here: false },
    { at: 1, here: true },
    { at: 2, here: false },
  ]);
});

test('V272 back leads to where the value changed, on to where it changes next', () => {
  const ways = [1, 2, 4, 5, 9].map((cursor) => [changeBeside(trace, cursor, -1), changeBeside(trace, cursor, 1)]);
  assert.deepEqual(ways, [
    [undefined, 2],
    [undefined, 5],
    [2, 5],
    [2, 9],
    [5, undefined],
  ]);
});

test('V272 what is pointed at in an event is watched in all events about that operation', () => {
  const outline = drawRun(`
    1 Started run running
    2 Scheduled open activity:2 charge*card
  `);
  assert.deepEqual(inPayload(outline, 1, ['input', 0]), { type: 'payload', path: 'run: input[0]' });
  const { path } = inPayload(outline, 2, ['result', 'a.b']) as { path: string };
  assert.equal(path, 'activity/charge*card: result["a.b"]');
  assert.equal(parseIgnoreRule(path).name, 'charge*card');
});

test('V272 what is pointed at in the state is watched by its name', () => {
  assert.deepEqual(inState(['memo.note']), { type: 'value', name: 'memo.note', path: '' });
  assert.deepEqual(inState(['memo.note', 'tags', 2]), { type: 'value', name: 'memo.note', path: 'tags[2]' });
});
