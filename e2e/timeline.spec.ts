// A person asks where the time went, in a run too long to read row by row.

import { failedIterations, iterations, writePoller } from './poller-history.ts';
import { boxOf } from './run-page.ts';
import { expectReadable } from './readable.ts';
import { expect, sample, test } from './story.ts';

test.use({ timezoneId: 'UTC' });

test('which activity took longest, and why: one command', async ({ retrace }) => {
  await retrace.drop(sample);
  await retrace.command('Longest activity');
  await expect(retrace.notice).toContainText('chargeCard took longest');
  await expect(retrace.notice).toContainText('earlier attempts');
  await expect(retrace.operation).toContainText('Operation · chargeCard');
  await expect(retrace.durations).toContainText('earlier attempts');
  await retrace.expectAt(46);
});

test('how often did the loop run, and which iterations failed: two clicks', async ({ retrace, scratch }) => {
  await retrace.drop(writePoller(scratch));
  await retrace.press('2');
  const loop = retrace.row('fetchPage').first();
  await expect(loop).toContainText(`×${iterations}`);
  await expect(loop).toContainText('3 failed');
  await expect(loop).toContainText(/, \d+ retried, 3 failed/);

  await retrace.click(loop);
  await retrace.click(retrace.button('Failed 3', retrace.fold));
  await expect(retrace.members).toHaveText(
    failedIterations.map((number) => new RegExp(`^${number}\\{page: ${number}\\}`)),
  );

  await test.step('by keys to one of them', async () => {
    await retrace.members.first().click();
    await retrace.press('ArrowDown');
    await expect(retrace.value(`page ${failedIterations[1]}`, retrace.operation)).toBeVisible();
    const before = await retrace.at();
    await retrace.press('Enter');
    expect(await retrace.at()).toBeLessThan(before);
    await expect(retrace.step).toContainText('failed');
  });

  await test.step('the slowest first', async () => {
    await retrace.click(retrace.button(/^All /, retrace.fold));
    await retrace.click(retrace.button(/sort by duration/, retrace.fold));
    await expect(retrace.members.first()).toHaveText(/^30.*×5/);
  });

  await test.step('V295 in the graph the loop opens into its iterations', async () => {
    await retrace.press('1');
    await retrace.click(retrace.folds.filter({ hasText: `${iterations} iterations` }));
    await retrace.click(retrace.button('Failed 3', retrace.fold));
    await expect(retrace.members).toHaveText(failedIterations.map((number) => new RegExp(`^${number}\\{`)));
    await retrace.members.first().click();
    await expect(retrace.value(`page ${failedIterations[0]}`, retrace.operation)).toBeVisible();
    await expectReadable(retrace, 'the iterations of a loop');
  });
});

test('two seconds in a run of 22 days: three acts', async ({ retrace, scratch }) => {
  await retrace.drop(writePoller(scratch));
  await retrace.press('2');
  expect((await retrace.inView()).whole).toMatch(/^22 d/);

  await retrace.press('Shift+G');
  await retrace.type('22 d 3 m + 2 s');
  await retrace.press('Enter');
  await expect.poll(async () => (await retrace.inView()).shown).toBe('2 s');

  await test.step('and one click back', async () => {
    await retrace.click(retrace.zooms.getByRole('button').first());
    await expect.poll(async () => (await retrace.inView()).shown).toMatch(/^22 d/);
    await expect(retrace.zooms).toBeHidden();
  });

  await test.step('idle time is collapsed: what ran is seen', async () => {
    await retrace.click(retrace.button('Collapse idle time', retrace.timeline));
    await retrace.press('f');
    await expect(retrace.row('fetchPage').first()).toBeVisible();
  });
});

test('a folded track is opened by key into its members, and folded again; nothing moves', async ({
  retrace,
  scratch,
}) => {
  await retrace.drop(writePoller(scratch));
  await retrace.press('2');
  const rows = await retrace.rows.count();
  const track = retrace.row('fetchPage').first();
  const first = await boxOf(track);
  await retrace.click(track);
  await expect(track).toContainText(', folded');
  await retrace.lanes.focus();
  await retrace.press('Enter');
  await expect(track).toContainText(', opened');
  expect(await retrace.rows.count()).toBeGreaterThan(rows + 5);
  expect(await boxOf(track)).toEqual(first);
  await retrace.press('ArrowDown');
  await expect(retrace.operation).toContainText('Operation · fetchPage');
  await retrace.press('ArrowUp', 'Enter');
  await expect(retrace.rows).toHaveCount(rows);
});

test('a range says what ran and what waited, by type, and which was longest', async ({ retrace, scratch }) => {
  await retrace.drop(writePoller(scratch));
  await retrace.press('2', 'Shift+G');
  await retrace.type('1 m + 2 m');
  await retrace.press('Enter');
  const row = retrace.row('fetchPage').first();
  await retrace.drag(await retrace.pointOn(row, 0.1), await retrace.pointOn(row, 0.95));
  await expect(retrace.rangeSums).toContainText(/operations: .*earlier attempts.*running/);
  await expect(retrace.rangeSums.getByRole('row')).toHaveText([/^Type/, /^fetchPage/, /^store/]);
  await retrace.click(retrace.button(/^Select the longest: 1 m/, retrace.rangeSums));
  await expect(retrace.operation).toContainText('Operation · fetchPage');
  await expect(retrace.durations).toContainText('earlier attempts');
});

test('rows by type, by iteration, one by one', async ({ retrace, scratch }) => {
  await retrace.drop(writePoller(scratch));
  await retrace.press('2');
  await retrace.rowsBy('by type');
  await expect(retrace.rows).toHaveText([/^fetchPage/, /^store/, /^timer 22 d/]);
  await retrace.rowsBy('by iteration');
  await expect(retrace.row(`iteration ${iterations}: fetchPage, store`)).toBeVisible();
  await retrace.rowsBy('one by one');
  await expect(retrace.row('fetchPage').first()).not.toContainText(', folded');
  await retrace.press('t');
  await retrace.rowsBy('by type');
  await expect(retrace.rows.last()).toHaveText(/^Workflow tasks/);
});
