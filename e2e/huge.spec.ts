// A run of maximum length, and a payload too big to draw whole: the same screen, more strongly folded, equally fast.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { heavyHistory, longHistory } from './long-histories.ts';
import { expect, test } from './story.ts';

/** Maximum number of elements on one screen, for any run. */
const mostElements = 4000;

test(
  'a run of more than 50,000 events is opened, stepped, scrolled and searched',
  { tag: '@browser' },
  async ({ retrace, scratch }) => {
    await retrace.drop(longHistory(scratch));
    await expect(retrace.headline).toBeVisible({ timeout: 30_000 });
    await expect(retrace.header).toContainText(/5\d,\d{3} events/);
    await expect(retrace.nodes.first()).toBeVisible();

    await test.step('its graph is folded', async () => {
      await retrace.rest();
      expect(await retrace.nodes.count()).toBeLessThanOrEqual(500);
      expect(await retrace.elements()).toBeLessThan(mostElements);
    });

    await test.step('an open fold stays within the budget', async () => {
      await retrace.press('f');
      await retrace.click(retrace.folds.first());
      expect(await retrace.nodes.count()).toBeLessThanOrEqual(500);
      expect(await retrace.elements()).toBeLessThan(mostElements);
    });

    await test.step('steps', async () => {
      await retrace.jump(25_000);
      const before = await retrace.at();
      for (let times = 0; times < 30; times++) await retrace.page.keyboard.press('ArrowRight');
      await retrace.rest();
      expect(await retrace.at()).toBeGreaterThan(before + 29);
      await expect(retrace.state).toContainText(`State at ${(await retrace.at()).toLocaleString('en-US')}`);
      await retrace.press('End');
      expect(await retrace.at()).toBeGreaterThan(50_000);
      await retrace.press('Home');
      await retrace.expectAt(1);
    });

    await test.step('lists', async () => {
      await retrace.press('3');
      const elements = await retrace.elements();
      expect(elements).toBeLessThan(mostElements);
      await retrace.events.hover();
      await retrace.page.mouse.wheel(0, 20_000);
      await expect.poll(async () => (await retrace.shownEvents())[0]).toBeGreaterThan(500);
      await retrace.jump(40_000);
      await expect(retrace.event(await retrace.at())).toBeInViewport();
      await expect.poll(() => retrace.elements()).toBeLessThan(elements + 200);
      await retrace.press('End');
      await expect(retrace.event(await retrace.at())).toBeInViewport();
    });

    await test.step('draws over time', async () => {
      await retrace.press('2');
      await expect(retrace.rows.first()).toBeVisible();
      await retrace.lanes.hover();
      await retrace.page.mouse.wheel(0, -30_000);
      await retrace.rest();
      expect(await retrace.rows.count()).toBeLessThan(100);
      expect(await retrace.elements()).toBeLessThan(mostElements);
    });

    await test.step('finds', async () => {
      await retrace.press('3');
      await retrace.find('SIGNALED');
      await expect(retrace.matches).toHaveText(/^[\d/,]+$/, { timeout: 30_000 });
      await retrace.press('Home');
      expect((await retrace.shownEvents()).length).toBeGreaterThan(5);
    });
  },
);

test(
  'a value of 2 MB is not drawn: its size, how it begins, a search in it, and a file of it',
  { tag: '@browser' },
  async ({ retrace, scratch }) => {
    await retrace.drop(heavyHistory(scratch, 2_000_000, 'the needle'));
    await retrace.jump(13);
    await expect(retrace.eventDetail).toContainText('Large value, 2');
    await expect(retrace.eventDetail).toContainText('its first 64 KB below');
    await expect(retrace.eventDetail).toContainText('lorem ipsum');
    expect(await retrace.elements()).toBeLessThan(mostElements);

    await test.step('stepping past it and back is as quick as elsewhere', async () => {
      await retrace.press('ArrowRight', 'ArrowLeft', 'ArrowLeft', 'ArrowRight');
      await retrace.expectAt(13);
    });

    await test.step('searched to its end', async () => {
      await retrace.searchInValue.fill('the needle');
      await expect(retrace.hits).toHaveText('1 of 1');
      await expect(retrace.hit).toHaveText('the needle');
      await retrace.searchInValue.fill('no such thing');
      await expect(retrace.hits).toHaveText('not found');
    });

    await test.step('saved', async () => {
      const save = retrace.button('Save the whole event as a file', retrace.eventDetail);
      const [download] = await Promise.all([retrace.page.waitForEvent('download'), save.click()]);
      const saved = join(scratch, 'event.json');
      await download.saveAs(saved);
      expect(JSON.parse(readFileSync(saved, 'utf8'))).toMatchObject({ eventId: '13' });
    });
  },
);
