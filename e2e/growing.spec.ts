// Runs that keep growing: one appended to by a worker, and one whose file is still being read.

import { inHash } from './fixtures.ts';
import { LiveRun } from './live-run.ts';
import { longHistory } from './long-histories.ts';
import { expect, test } from './story.ts';

test('a run grows while I look at it', { tag: '@browser' }, async ({ retrace, library }) => {
  const live = new LiveRun(library, 'live-order');
  await live.append(60);
  await expect(retrace.run('live-order')).toBeVisible({ timeout: 20_000 });
  await retrace.click(retrace.run('live-order'));
  await retrace.expectAt(60);
  await expect(retrace.follow).toHaveAttribute('aria-pressed', 'true');

  await test.step('at the end I stay at the end, in every view', async () => {
    for (const view of ['1', '2', '3'] as const) {
      await retrace.press(view);
      await live.append(12, 20);
      await retrace.expectAt(live.events);
      await expect(retrace.header).toContainText(`${live.events} events`);
      await expect(retrace.state).toContainText(`State at ${live.events}`);
    }
    await expect(retrace.event(live.events)).toBeInViewport();
    await expect(retrace.event(live.events)).toContainText('step');
    await retrace.press('2');
    await expect(retrace.rows.last()).toBeInViewport();
  });

  await test.step('in the middle nothing that I look at moves', async () => {
    await retrace.press('1');
    await retrace.jump(20);
    await expect(retrace.follow).toHaveAttribute('aria-pressed', 'false');
    await retrace.click(retrace.node('step k').first());
    await retrace.expectAt(20);
    await expect(retrace.operation).toContainText('step k');
    await expect.poll(() => inHash(retrace.page, 'op'), 'the address follows').not.toBeNull();
    const [before, link] = [await retrace.node('step k').first().boundingBox(), retrace.page.url()];
    const opened = await retrace.eventDetail.innerText();

    await retrace.press('2');
    await retrace.press('w', 'w');
    const inView = await retrace.inView();
    await retrace.press('3');
    const shown = await retrace.shownEvents();
    const total = live.events;

    await live.append(30, 20);
    await expect(retrace.header).toContainText(`${live.events} events`);
    await retrace.expectAt(20);
    expect(await retrace.shownEvents()).toEqual(shown);
    expect(await retrace.eventDetail.innerText()).toBe(opened);
    await retrace.press('2');
    expect(await retrace.inView()).toEqual({ shown: inView.shown, whole: (await retrace.inView()).whole });
    expect((await retrace.inView()).whole).not.toBe(inView.whole);
    await retrace.press('1');
    await expect(retrace.graph).toContainText(`${live.events >> 1} operations`);
    expect(await retrace.node('step k').first().boundingBox()).toEqual(before);
    await expect(retrace.operation).toContainText('step k');
    expect(retrace.page.url().replace(/view=\w+/, '')).toBe(link.replace(/view=\w+/, ''));
    expect(live.events).toBeGreaterThan(total);
  });

  await test.step('a search finds what comes, and leaves me where I am', async () => {
    await retrace.press('3');
    await retrace.find('step k');
    await expect(retrace.matches).toHaveText(/\d/);
    const found = await retrace.found();
    await live.append(48, 60);
    await expect.poll(() => retrace.found()).toBe(found + 4);
    await retrace.expectAt(20);
    await retrace.press('Escape');
    await retrace.press('Escape');
  });

  await test.step('one key takes me to the end, and lets me stay there or not', async () => {
    await retrace.press('Shift+f');
    await retrace.expectAt(live.events);
    await live.append(5, 20);
    await retrace.expectAt(live.events);
    const here = live.events;
    await retrace.press('Shift+f');
    await live.append(5, 20);
    await expect(retrace.header).toContainText(`${live.events} events`);
    await retrace.expectAt(here);
  });

  await live.end();
});

test(
  'V294 a huge file: I step before it is whole; when it is, graph and timeline have all of it',
  { tag: '@browser' },
  async ({ retrace, scratch }) => {
    await retrace.watchTotals();
    const dropped = retrace.drop(longHistory(scratch));
    await expect(retrace.headline).toContainText('Being read', { timeout: 30_000 });
    await retrace.page.keyboard.press('Home');
    await retrace.page.keyboard.press('ArrowRight');
    await dropped;
    await expect(retrace.header).toContainText(/5\d,\d{3} events/, { timeout: 60_000 });
    expect(await retrace.at()).toBeLessThan(10);
    const totals = await retrace.totals();
    expect(totals.length, 'it came in portions').toBeGreaterThan(1);
    expect(totals).toEqual(totals.toSorted((a, b) => a - b));
    await expect(retrace.headline).not.toContainText('Being read');
    await retrace.rest();
    const [graph, timeline] = [await retrace.graph.innerText(), await retrace.timeline.innerText()];
    const operations = /[\d,]+(?= operations)/;
    expect(operations.exec(timeline)?.[0]).toBe(operations.exec(graph)?.[0]);
    await retrace.press('End');
    expect(await retrace.at()).toBeGreaterThan(50_000);
  },
);
