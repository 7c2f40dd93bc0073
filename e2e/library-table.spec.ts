// A library of many histories as a table: sorted, filtered, grouped, compared, cleaned up; by mouse and by keyboard.

import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type SmallHistory, writeSmallHistory } from './small-history.ts';
import { expectReadable } from './readable.ts';
import { expect, recorded, sample, test } from './story.ts';
import { tableOf } from './table-page.ts';

/** A failed order and a completed one, and three runs of other types. */
const five = [
  'ui-decoded.json',
  'ui-readable.json',
  'stuck-ledger.json',
  'continued.json',
  'failed-irrigation.json',
].map(recorded);

test.describe('with nothing open', () => {
  test.use({ histories: [sample, ...five] });

  test('the middle is the library: sorted, narrowed, grouped, opened by key', async ({ retrace }) => {
    const table = tableOf(retrace.page);
    await expect(table.runs).toHaveCount(6);

    await test.step('sorted by a column, and the other way round', async () => {
      await retrace.click(table.column('Events'));
      const most = await table.events();
      expect(most).toEqual(most.toSorted((a, b) => b - a));
      await retrace.click(table.column('Events'));
      expect(await table.events()).toEqual(most.toReversed());
      await expect(table.heading('Events')).toHaveAttribute('aria-sort', 'ascending');
    });

    await test.step('narrowed by text, and cleared', async () => {
      await table.filter.fill('declined');
      await expect(table.runs).toHaveCount(1);
      await expect(table.shown).toContainText('1 of 6 runs');
      await table.filter.fill('');
    });

    await test.step('narrowed by what payloads hold; the run opens at the first event that does', async () => {
      await table.payloads.fill('Whitby');
      await retrace.press('Enter');
      await expect(table.runs).toHaveText([/order-7781/]);
      await expect(table.runs).toContainText('first #');
      await table.payloads.fill('');
      await expect(table.runs).toHaveCount(6);
    });

    await test.step('by type, and as families', async () => {
      await retrace.click(table.grouping('By type'));
      await expect(table.groups.filter({ hasText: /order/ })).toHaveCount(1);
      await retrace.click(table.grouping('Flat'));
    });

    await test.step('by key alone: down, select, open, back to the table', async () => {
      await table.grid.focus();
      await retrace.press('Home', 'ArrowDown', ' ');
      await expect(table.selected).toHaveCount(1);
      await retrace.press(' ', 'Enter');
      await expect(retrace.headline).toBeVisible();
      await retrace.press('0');
      await expect(table.runs).toHaveCount(6);
      await retrace.press('0');
      await expect(retrace.headline).toBeVisible();
    });
  });

  test('a run is renamed, deleted, and brought back', async ({ retrace }) => {
    const table = tableOf(retrace.page);
    await table.menu(/order-declined/, 'Rename…');
    await table.name.fill('the declined one');
    await table.name.press('Enter');
    await expect(table.run('the declined one')).toBeVisible();
    await table.menu('the declined one', 'Delete');
    await expect(table.runs).toHaveCount(5);
    await retrace.press('ControlOrMeta+z');
    await expect(table.run('the declined one')).toBeVisible();
  });

  test('several are selected and compared', async ({ retrace }) => {
    const table = tableOf(retrace.page);
    for (const id of [/order-7781/, /order-declined/, /ledger-stuck/]) await retrace.click(table.mark(id));
    await retrace.click(table.selection.getByRole('button', { name: 'Compare' }));
    await expect(retrace.says('beside 2 runs, most similar first')).toBeVisible();
  });

  test('the table can be read', { tag: '@browser' }, async ({ retrace }) => {
    await expectReadable(retrace, 'the table');
  });
});

test('another export of a run that went on is one row with it, and says what it adds', async ({ retrace, scratch }) => {
  const whole = writeSmallHistory(scratch, 'whole');
  await retrace.drop(shortened(whole, join(scratch, 'before.json')), whole.file);
  await retrace.press('0');
  const table = tableOf(retrace.page);
  await expect(table.runs).toHaveText([/\+4 events/]);
});

function shortened({ file }: SmallHistory, to: string): string {
  const { events } = JSON.parse(readFileSync(file, 'utf8')) as { events: object[] };
  writeFileSync(to, JSON.stringify({ events: events.slice(0, 7) }));
  return to;
}
