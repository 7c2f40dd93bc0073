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

  test('V299 what can be done with the run at hand is in the palette: its name, selecting, its report', async ({
    retrace,
    page,
  }) => {
    const table = tableOf(page);
    await table.grid.focus();
    await retrace.press('Home', 'ArrowDown');
    await retrace.command('Rename this run');
    await table.name.fill('at hand');
    await table.name.press('Enter');
    await expect(table.run('at hand')).toBeVisible();
    await retrace.command('Select this run for comparison');
    await expect(table.selected).toHaveText([/at hand/]);
    const [download] = await Promise.all([page.waitForEvent('download'), retrace.command('Save a report')]);
    expect(download.suggestedFilename()).toMatch(/\.html$/);
    await expect(retrace.notice).toContainText('Saved the report');
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

test('V276 V277 V278 V279 notes are written, marked, and travel in a bundle whose content is seen before', async ({
  retrace,
  page,
  scratch,
}) => {
  test.slow();
  await retrace.drop(sample);
  await test.step('about an event and about the run, by keys; marked in list and graph', async () => {
    await retrace.jump(44);
    await retrace.press('m');
    await retrace.type('third time lucky?');
    await retrace.press('Enter', 'Escape', 'Shift+m');
    await retrace.type('ask Ann');
    await retrace.press('Enter', 'Escape');
    await expect(retrace.notes).toHaveText([/^run\s*ask Ann/, /^#44\s*third time lucky\?/]);
    await expect(retrace.graph.getByRole('img', { name: 'note' })).toBeVisible();
    await retrace.press('3');
    await expect(retrace.event(44).getByRole('img', { name: 'note: third time lucky?' })).toBeVisible();
  });
  await test.step('changed, and kept over a reload', async () => {
    await retrace.click(retrace.button('Change the note ask Ann'));
    await page.getByRole('textbox', { name: 'Note' }).fill('ask Ben');
    await retrace.press('Enter');
    await page.reload();
    await retrace.rest();
    await expect(retrace.notes.first()).toContainText('ask Ben');
  });
  const dialog = page.getByRole('dialog', { name: 'Give away as a bundle' });
  await test.step('a bundle shows what it gives away, under pseudonyms first', async () => {
    await retrace.press('ControlOrMeta+Shift+s');
    await expect(dialog).toContainText('0 as they are');
    await expect(dialog).toContainText('2, as they are: ask Ben · third time lucky?');
    await expectReadable(retrace, 'the preview of a bundle');
    await retrace.click(dialog.getByRole('radio', { name: 'Everything as it is' }));
    await expect(dialog).toContainText('0 replaced');
  });
  const bundle = join(scratch, 'given.retrace');
  await test.step('it is saved, and opened elsewhere it has notes and place', async () => {
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      dialog.getByRole('button', { name: 'Save bundle' }).click(),
    ]);
    await download.saveAs(bundle);
    await retrace.press('[');
    await retrace.command('Library as a table');
    await tableOf(page).menu(/order-7781/, 'Delete');
    await retrace.dismissNotice();
    await retrace.drop(bundle);
    await retrace.expectAt(44);
    await expect(retrace.notes).toHaveCount(2);
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
