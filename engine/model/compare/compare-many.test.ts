import assert from 'node:assert/strict';
import test from 'node:test';
import { drawRun } from '../../testing/draw-run.ts';
import { type Planned, sideOf } from '../../testing/planned-run.ts';
import type { Outline } from '../outline.ts';
import { distances, sharedByBad } from './compare-many.ts';
import type { Side } from './comparison.ts';
import { type RunPart, runParts } from './parts.ts';

function order(id: number, steps: readonly string[]): Side {
  const operations = steps.map((step): Planned => {
    const failed = step.endsWith('!');
    return {
      name: failed ? step.slice(0, -1) : step,
      input: { order: id },
      result: 'ok',
      attempts: 1,
      options: {},
      failure: failed ? 'Declined' : null,
    };
  });
  return sideOf({ operations, tasks: 1, offset: id, lag: 0 });
}

test('D12 the nearest run is the one in which most happened alike, though ids differ everywhere', () => {
  const bad = order(1, ['reserve', 'charge!', 'release']);
  const others = [
    order(1, ['reserve', 'charge!', 'release']),
    order(2, ['reserve', 'charge!', 'release']),
    order(3, ['reserve', 'charge', 'ship']),
    order(4, ['audit']),
    order(5, ['release', 'charge!', 'reserve']),
  ];
  const found = distances(bad, others).map(({ distance }) => distance);
  assert.deepEqual([found[0], found[1], found[3]], [0, 0.25, 1]);
  assert.ok(found[1]! < found[4]! && found[4]! < found[2]! && found[2]! < 1);
});

test('D12 no operations on both sides are no distance', () => {
  assert.equal(distances(order(1, []), [order(2, [])])[0]!.distance, 0);
});

test('D12 runs that differ in themselves alone are not at distance 0', () => {
  const side = order(1, ['reserve', 'ship']);
  const withRun = (part: RunPart): Side => ({
    ...side,
    prints: { ...side.prints, run: side.prints.run.map((print, i) => (runParts[i] === part ? print + 1 : print)) },
  });
  assert.deepEqual(
    distances(side, [side, withRun('memo'), withRun('stuckOn')]).map(({ distance }) => distance),
    [0, 0.25 / 3, 1 / 3],
  );
});

test('D12 what the bad ones share: what only they have, how it ended, and what is missing', () => {
  const run = (status: string, ...steps: readonly string[]): Outline =>
    drawRun(`1 Started run running
      ${steps.map((step, i) => `${i + 2} Step open activity:${i} ${step.split('/')[0]} & close activity:${i} ${step.split('/')[1] ?? 'completed'}`).join('\n')}
      ${steps.length + 2} Ended run ${status}`);
  const good = [run('completed', 'reserve', 'charge', 'ship'), run('completed', 'reserve', 'charge', 'ship', 'mail')];
  const bad = [
    run('failed', 'reserve', 'charge/failed', 'release', 'mail'),
    run('failed', 'reserve', 'charge/failed', 'release'),
  ];
  assert.deepEqual(sharedByBad([...good, ...bad]), [
    'charge failed',
    'release is there',
    'release completed',
    'ship is missing',
  ]);
  assert.deepEqual([sharedByBad(good), sharedByBad(bad)], [[], []]);
});
