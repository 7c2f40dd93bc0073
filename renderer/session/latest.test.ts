import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Latest } from './latest.ts';

type Open = { key: number; resolve: (value: string) => void; reject: (error: Error) => void };

function slow() {
  const open: Open[] = [];
  const load = (key: number) => new Promise<string>((resolve, reject) => open.push({ key, resolve, reject }));
  const asked: number[] = [];
  const answer = async (value?: string) => {
    const first = open.shift();
    assert.ok(first !== undefined, 'nothing was asked');
    asked.push(first.key);
    first.resolve(value ?? `v${first.key}`);
    await settled();
  };
  return { open, load, asked, answer };
}

const settled = () => new Promise<void>((resolve) => void setImmediate(resolve));

test('while a key is held down only the newest wish is loaded next', async () => {
  const { load, open, answer, asked } = slow();
  const latest = new Latest(load);
  for (let seq = 1; seq <= 50; seq++) latest.want(seq, [seq + 1, seq - 1]);
  assert.equal(open.length, 1);
  await answer();
  assert.deepEqual(latest.view().shown, { key: 1, value: 'v1' });
  await answer();
  assert.deepEqual(latest.view().shown, { key: 50, value: 'v50' });
  assert.deepEqual(asked, [1, 50]);
});

test('the last value stays on show until the next one is here', async () => {
  const { load, answer } = slow();
  const latest = new Latest(load);
  assert.equal(latest.view().shown, null);
  latest.want(1);
  await answer();
  const before = latest.view();
  latest.want(2);
  assert.equal(latest.view(), before, 'nothing else to draw');
  assert.equal(latest.stale, true);
  await answer();
  assert.equal(latest.stale, false);
  assert.deepEqual(latest.view().shown, { key: 2, value: 'v2' });
});

test('neighbours are loaded when nothing is wished, without a word to the screen', async () => {
  const { load, answer, asked } = slow();
  const latest = new Latest(load);
  let told = 0;
  latest.subscribe(() => (told += 1));
  latest.want(5, [6, 4]);
  await answer();
  assert.equal(told, 1);
  await answer();
  await answer();
  assert.deepEqual(asked, [5, 6, 4]);
  assert.equal(told, 1);
  latest.want(6, [7, 5]);
  assert.equal(told, 2);
  assert.equal(latest.stale, false);
  assert.deepEqual(latest.view().shown, { key: 6, value: 'v6' });
});

test('a failure is said, is not asked again by itself, and can be retried', async () => {
  const { load, open, answer } = slow();
  const latest = new Latest(load);
  latest.want(1);
  open.shift()?.reject(new Error('the engine is gone'));
  await settled();
  latest.want(1);
  assert.equal(open.length, 0);
  assert.equal(latest.view().failure, 'the engine is gone');
  latest.retry();
  await answer();
  assert.equal(latest.view().failure, undefined);
  assert.deepEqual(latest.view().shown, { key: 1, value: 'v1' });
});

test('it keeps no more than it may, oldest first, and never loads one wish twice for want of room', async () => {
  const { load, answer, open, asked } = slow();
  const latest = new Latest(load, { room: 10, weigh: (value) => value.length });
  latest.want(1, [2, 3]);
  await answer('eight ch');
  await answer('eight ch');
  await answer('eight ch');
  assert.equal(open.length, 0);
  assert.deepEqual(latest.view().shown, { key: 1, value: 'eight ch' });
  latest.want(3);
  assert.deepEqual(latest.view().shown, { key: 3, value: 'eight ch' });
  latest.want(1);
  await answer();
  assert.deepEqual(asked, [1, 2, 3, 1]);
});

test('the same wish again is no new wish: what several ask for is loaded once', async () => {
  const { load, open, answer, asked } = slow();
  const latest = new Latest(load, { room: 1, weigh: (value) => value.length });
  latest.want(1, [2]);
  latest.want(1);
  await answer();
  await answer();
  assert.equal(open.length, 0);
  assert.deepEqual(asked, [1, 2]);
});

test('neighbours wait until there is time, a new wish does not', async () => {
  const { load, open, answer, asked } = slow();
  let rested = (): void => {};
  const latest = new Latest(load, { rest: () => new Promise<void>((resolve) => (rested = resolve)) });
  latest.want(5, [6, 4]);
  await answer();
  assert.equal(open.length, 0);
  latest.want(9, [10]);
  await answer();
  assert.deepEqual(asked, [5, 9]);
  assert.equal(open.length, 0);
  rested();
  await settled();
  await answer();
  assert.deepEqual(asked, [5, 9, 10]);
});

test('P93 a load that takes long is ended when nobody wishes its value any more, and is no failure', async () => {
  const signals: AbortSignal[] = [];
  const load = (key: number, signal: AbortSignal): Promise<string> => {
    signals.push(signal);
    if (key !== 1) return Promise.resolve(`v${key}`);
    return new Promise((_, reject) => signal.addEventListener('abort', () => reject(new Error('cancelled'))));
  };
  const lost: (() => void)[] = [];
  const latest = new Latest(load, { patience: () => new Promise((resolve) => lost.push(resolve)) });
  latest.want(1);
  latest.want(2, [1]);
  lost[0]?.();
  await settled();
  assert.equal(signals[0]?.aborted, false, 'still wished, as a neighbour');
  latest.want(3);
  await settled();
  assert.equal(signals[0]?.aborted, true);
  assert.deepEqual(latest.view(), { shown: { key: 3, value: 'v3' }, failure: undefined });
});
