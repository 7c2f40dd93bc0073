// The list of events as a person arranges it: columns, sort, payloads in short, the menu of a row.

import { expect, sample, test } from './story.ts';
import { expectReadable } from './readable.ts';

test(
  'V290 the list is arranged by keys and remembered; V291 payloads in short, and the menu of a row',
  {
    tag: '@browser',
  },
  async ({ retrace }) => {
    await retrace.drop(sample);
    await retrace.press('3');

    await test.step('sorted by duration: the longest first', async () => {
      await retrace.click(retrace.columnHead('Duration'));
      await expect(retrace.columnHead('Duration')).toHaveAttribute('aria-sort', 'descending');
      expect((await retrace.shownEvents()).slice(0, 2)).toEqual([46, 29]);
      await retrace.click(retrace.event(46));
      await retrace.press('ArrowDown');
      await retrace.expectAt(29);
      await retrace.click(retrace.button('as recorded'));
      expect((await retrace.shownEvents())[0]).toBeLessThan(20);
    });

    await test.step('a column is shown by the menu, and made wider by keys', async () => {
      await retrace.click(retrace.button('Columns'));
      await retrace.click(retrace.menu.getByRole('menuitemcheckbox', { name: 'Payload' }));
      await expectReadable(retrace, 'the columns');
      await retrace.press('Escape');
      await expect(retrace.event(19)).toContainText('street');
      const head = retrace.columnHead('Payload');
      const before = (await head.boundingBox())?.width ?? 0;
      await head.focus();
      await retrace.press('Shift+ArrowRight');
      expect(Math.round((await head.boundingBox())?.width ?? 0)).toBe(Math.round(before + 12));
      await retrace.page.reload();
      await retrace.rest();
      expect(Math.round((await retrace.columnHead('Payload').boundingBox())?.width ?? 0)).toBe(Math.round(before + 12));
    });

    await test.step('the menu of the row at the cursor', async () => {
      await retrace.jump(46);
      await retrace.events.focus();
      await retrace.press('Shift+Enter');
      await expectReadable(retrace, 'the menu of a row');
      await retrace.click(retrace.menuItem('Copy payload'));
      await expect(retrace.notice).toContainText('Copied the payload of #46');
      await retrace.events.focus();
      await retrace.press('Shift+Enter');
      await retrace.click(retrace.menuItem('Go to where it began, #44'));
      await retrace.expectAt(44);
      await retrace.event(18).click({ button: 'right' });
      await retrace.click(retrace.menuItem('Only timers'));
      expect(await retrace.shownEvents()).toEqual([18, 29]);
      await retrace.expectAt(44);
    });
  },
);
