import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setImmediate as turn } from 'node:timers/promises';
import { type ReadRows, RowPages } from './row-pages.ts';

function pages(events: number, read?: ReadRows) {
  const asked: string[] = [];
  const all = new RowPages(events, async (from, to) => {
    asked.push(`${from}–${to}`);
    if (read !== undefined) return await read(from, to);
    return Array.from({ length: to - from + 1 }, (_, i) => ({ seq: from + i, summary: `event ${from + i}` }));
  });
  return { all, asked };
}

test('a page is fetched once, and its end is the end of the run', async () => {
  const { all, asked } = pages(250);
  all.want([201, 250]);
  await turn();
  all.want([220]);
  await turn();
  assert.deepEqual(asked, ['201–250']);
  assert.equal(all.summaryOf(250), 'event 250');
  assert.equal(all.summaryOf(1), undefined);
});

test('what was scrolled past before its turn is never fetched', async () => {
  const { all, asked } = pages(10_000);
  all.want([1, 201, 401, 601]);
  all.want([9999]);
  await turn();
  await turn();
  assert.deepEqual(asked, ['1–200', '201–400', '9801–10000']);
});

test('a page that failed is not asked for in a circle, but again after a retry', async () => {
  const { all, asked } = pages(10, () => Promise.reject(new Error('gone')));
  all.want([1]);
  await turn();
  all.want([1]);
  await turn();
  assert.equal(asked.length, 1);
  all.retry();
  all.want([1]);
  await turn();
  assert.equal(asked.length, 2);
});

test('pages not used for longest are forgotten first', async () => {
  const { all } = pages(1_000_000);
  all.want([1]);
  await turn();
  for (let page = 1; page <= 270; page++) {
    all.want([1, page * 200 + 1]);
    await turn();
  }
  assert.equal(all.summaryOf(1), 'event 1');
  assert.equal(all.summaryOf(201), undefined);
  assert.equal(all.summaryOf(270 * 200 + 1), 'event 54001');
});

test('whoever listens hears of every page', async () => {
  const { all } = pages(10);
  let heard = 0;
  all.subscribe(() => heard++);
  all.want([1]);
  await turn();
  assert.equal(heard, 1);
  assert.equal(all.version(), 1);
});
