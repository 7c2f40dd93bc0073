// A person changed a workflow: what breaks, in which histories, where and why; and which commit is responsible.

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { CodePage } from './code-page.ts';
import { ComparePage } from './compare-page.ts';
import { writeChangedCode, writeOrders } from './changed-code.ts';
import { inHash } from './fixtures.ts';
import { expectReadable } from './readable.ts';
import { expect, test as base } from './story.ts';
import { VersionsPage } from './versions-page.ts';

const test = base.extend<{ code: string; versions: VersionsPage }>({
  code: async ({ scratch }, use) => await use(writeChangedCode(join(scratch, 'shop'))),
  versions: async ({ retrace, scratch }, use) => {
    await retrace.drop(writeOrders(join(scratch, 'orders')));
    await use(new VersionsPage(retrace));
  },
});

test('I changed a workflow, show me what breaks', async ({ versions, retrace, code, page }) => {
  // Slow: four versions of two workflow types are bundled.
  test.slow();
  await test.step('the code is named, and nothing runs by that', async () => {
    await versions.nameCode(code);
    for (const name of ['main', 'v1', 'v2']) await versions.addVersion(name);
    await expect(versions.outcome).toContainText('3 histories, 4 versions: nothing was run yet');
    await versions.take('All runs');
    await expect(versions.outcome).toContainText('4 histories');
    await expect(versions.cell('order-bread', 0)).toContainText('not checked');
  });

  await test.step('every history with every version', async () => {
    await retrace.press('r');
    const words = (name: string): Promise<readonly string[]> =>
      versions.history(name).getByRole('gridcell').allInnerTexts();
    await expect(versions.outcome).toContainText('1 not supported');
    expect((await words('order-bread')).map((text) => text.split(/\s/)[0])).toEqual([
      'nondeterminism',
      'nondeterminism',
      'same',
      'drift',
    ]);
    expect((await words('order-milk')).map((text) => text.split(/\s/)[0])).toEqual([
      'same',
      'nondeterminism',
      'same',
      'drift',
    ]);
    expect((await words('order-waiting')).map((text) => text.split(/\s/)[0])).toEqual([
      'blocked',
      'drift',
      'blocked',
      'drift',
    ]);
    await expect(versions.outcome).toContainText('2 nondeterminism');
  });

  await test.step('grouped by cause; the few that show all of them; only what breaks', async () => {
    await expect(versions.headings.first()).toContainText(/ship|goes on/);
    await expect(retrace.button(/^Fewest that show all/, versions.pane)).toContainText('1');
    await retrace.click(retrace.button(/^Fewest that show all/, versions.pane));
    await expect(versions.histories).toHaveText([/order-bread/]);
    await retrace.click(retrace.button(/^Fewest that show all/, versions.pane));
    await retrace.press('o');
    await expect(versions.histories).toHaveCount(2);
    await retrace.press('o');
    await expect(versions.headings.last()).toBeVisible();
  });

  await test.step('by keys to the cell: both sides, the line, cause and remedy', async () => {
    await versions.grid.focus();
    await retrace.press('Home', 'ArrowRight');
    await expect(versions.here).toContainText('nondeterminism');
    await expect(versions.detail).toContainText('with main');
    await expect(versions.row(/activityType/)).toContainText(/"charge"\s*"bill"/);
    await expect(versions.detail).toContainText('workflows.ts:9');
    await expect(versions.detail).toContainText("patched('call-bill')");
    await retrace.press('n');
    await expect(versions.here).toContainText('nondeterminism');
  });

  await test.step('two versions beside each other', async () => {
    await versions.cell('order-milk', 1).click();
    await versions.show('Both histories');
    await expect(versions.row(/activity 'bill'/)).toContainText('+');
    await expect(versions.row(/activity 'ship'/)).toContainText("22 activity 'ship'");
    await versions.show('Two versions');
    await expect(versions.row(/Verdict/)).toContainText(/nondeterminism\s*same/);
    await expect(versions.row(/startToFireTimeout/)).toContainText(/10 s\s*30 d\s*as recorded/);
    await versions.show('Found');
  });

  await expectReadable(retrace, 'for who cannot see or use a mouse');

  await test.step('into the run at the event, and back', async () => {
    await versions.grid.focus();
    await retrace.press('Enter');
    await expect(retrace.title).toContainText('order-milk');
    await retrace.expectAt(16);
    await expect(retrace.button(/nondeterminism with main/)).toBeVisible();
    const code = new CodePage(retrace);
    await expect(retrace.view('Code')).toBeChecked();
    await expect(code.verdict).toContainText('Nondeterminism');
    await expect(code.line('await bill(item);')).toContainText('diverges here');
    await retrace.press('Backspace');
    await expect(versions.here).toContainText('nondeterminism');
  });

  await test.step('both histories as runs, side by side, and back', async () => {
    await versions.grid.focus();
    await retrace.press('b');
    await expect(new ComparePage(retrace).summary).toContainText('made by code');
    await retrace.press('Escape');
    await expect(versions.here).toContainText('nondeterminism');
  });

  await test.step('the address says what is asked; who follows it runs nothing', async () => {
    await expect.poll(() => inHash(page, 'check')).toBe(code);
    await page.reload();
    await retrace.rest();
    await expect(versions.outcome).toContainText('4 histories, 4 versions: nothing was run yet');
    await retrace.press('r');
    await expect(versions.cell('order-milk', 1)).toContainText('nondeterminism');
    await retrace.press('Escape');
    await expect(versions.pane).toBeHidden();
  });
});

test('which commit broke it', async ({ versions, retrace, code }) => {
  await versions.nameCode(code);
  for (const name of ['main', 'v1']) await versions.addVersion(name);
  await retrace.press('r');
  await versions.cell('order-milk', 1).click();

  await test.step('between what is known to be good and what is known to be bad', async () => {
    await retrace.press('Shift+V');
    await expect(versions.detail.getByLabel(/^Good/)).toHaveValue('v1');
    await expect(versions.detail.getByLabel(/^Bad/)).toHaveValue('main');
    await retrace.click(retrace.button('Find the commit', versions.detail));
  });

  await test.step('the commit, who wrote it, the line; what could not be run is named', async () => {
    await expect(versions.found).toContainText('Bill instead of charge');
    await expect(versions.found).toContainText(/Ann, \d{4}-\d\d-\d\d/);
    await expect(versions.found).toContainText('workflows.ts:8');
    await expect(versions.found).toContainText("activity 'bill'");
    await expect(versions.found).toContainText(/could not be run: \w+ A typo/);
    await expect(versions.detail.getByRole('list', { name: 'Commits that were looked at' })).toContainText('bad');
  });

  await test.step('it is one more version in the table', async () => {
    await retrace.click(retrace.button('Add this commit as a version', versions.found));
    await expect(versions.cell('order-milk', 3)).toContainText('nondeterminism');
  });

  await test.step('a good one that is none is said to be none', async () => {
    await versions.cell('order-milk', 1).click();
    await versions.show('Which commit');
    await versions.detail.getByLabel(/^Good/).fill('main~1');
    await retrace.press('Enter');
    await expect(versions.detail.getByRole('alert')).toContainText('main~1 is not good');
  });
});

test('what cannot be read is said where it was asked', async ({ versions, retrace, code }) => {
  await versions.nameCode(code);
  await versions.addVersion('no-such-branch');
  await retrace.press('r');
  await expect(versions.outcome.getByRole('alert')).toContainText('no-such-branch');
  await expect(versions.cell('order-bread', 0)).toContainText('nondeterminism');
  await expect(retrace.button('Check again', versions.pane)).toBeVisible();
});

test('a check is cancelled in its midst: what is known stays, the rest was not checked', async ({
  versions,
  retrace,
  code,
  page,
}) => {
  const endless = join(code, 'workflows.ts');
  writeFileSync(endless, 'export async function order() {\n  for (;;);\n}\n');
  await versions.nameCode(code);
  const rows = await versions.histories.allInnerTexts();
  // The page comes to rest only when the check is done.
  await page.keyboard.press('r');
  await expect(versions.grid).toContainText('running', { timeout: 20_000 });
  await retrace.button('Cancel', versions.pane).click();
  await expect(versions.outcome).toContainText(/cancelled at \d of 3/);
  await expect(retrace.button('Check again', versions.pane)).toBeVisible();
  await expect(versions.grid).toContainText('not checked');
  await expect(versions.grid).not.toContainText('running');
  expect(await versions.histories.allInnerTexts()).toEqual(rows);
});
