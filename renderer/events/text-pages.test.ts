import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setImmediate as turn } from 'node:timers/promises';
import { PAGE, type ReadTexts, TextPages } from './text-pages.ts';

function pages(events: number, read?: ReadTexts) {
  const asked: string[] = [];
  const all = new TextPages(
    () => events,
    async (from, to) => {
      asked.push(`${from}–${to}`);
      if (read !== undefined) return await read(from, to);
      return Array.from({ length: to - from + 1 }, (_, i) => `event ${from + i}`);
    },
  );
  return { all, asked };
}

test('a page is fetched once, and its end is the end of the run', async () => {
  const events = PAGE + 50;
  const { all, asked } = pages(events);
  all.want([PAGE + 1, events]);
  await turn();
  all.want([PAGE + 20]);
  await turn();
  assert.deepEqual(asked, [`${PAGE + 1}–${events}`]);
  assert.equal(all.textOf(events), `event ${events}`);
  assert.equal(all.textOf(1), undefined);
});

test('what was scrolled past before its turn is never fetched', async () => {
  const { all, asked } = pages(50 * PAGE);
  all.want([1, PAGE + 1, 2 * PAGE + 1, 3 * PAGE + 1]);
  all.want([50 * PAGE]);
  await turn();
  await turn();
  assert.deepEqual(asked, [`1–${PAGE}`, `${PAGE + 1}–${2 * PAGE}`, `${49 * PAGE + 1}–${50 * PAGE}`]);
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
  for (let page = 1; page <= 820; page++) {
    all.want([1, page * PAGE + 1]);
    await turn();
  }
  assert.equal(all.textOf(1), 'event 1');
  assert.equal(all.textOf(PAGE + 1), undefined);
  assert.equal(all.textOf(820 * PAGE + 1), `event ${820 * PAGE + 1}`);
});

test('whoever listens hears of every page', async () => {
  const { all } = pages(10);
  let heard = 0;
  all.subscribe(() => heard++);
  all.want([1]);
  await turn();
  assert.equal(heard, 1);
});

test('what a growing run has more of a page is fetched behind what is there; also where it came while the page was on its way', async () => {
  let events = 10;
  const asked: string[] = [];
  const all = new TextPages(
    () => events,
    async (from, to) => {
      asked.push(`${from}–${to}`);
      await turn();
      return Array.from({ length: to - from + 1 }, (_, i) => `event ${from + i}`);
    },
  );
  all.want([10]);
  events = 14;
  all.want([10, 14]);
  for (let i = 0; i < 5; i++) await turn();
  assert.deepEqual(asked, ['1–10', '11–14']);
  assert.deepEqual([all.textOf(10), all.textOf(14)], ['event 10', 'event 14']);
});
