// Many histories: found, distinguished, linked, and exported unchanged.

import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { inHash, shownRun } from './fixtures.ts';
import { writeSmallHistory } from './small-history.ts';
import { expect, recorded, sample, test } from './story.ts';

/** The child run started by the sample, in a separate history. */
function writeChild(folder: string): string {
  const { file } = writeSmallHistory(folder, 'invoice-7781');
  const child = JSON.parse(readFileSync(file, 'utf8')) as { events: Record<string, object>[] };
  Object.assign(child.events[0]?.['workflowExecutionStartedEventAttributes'] ?? {}, {
    originalExecutionRunId: '01a1f89c-d7e0-7b64-8c15-3d90b1fa4472',
    parentWorkflowExecution: { workflowId: 'order-7781', runId: '01a1f89c-5d12-7c3e-9b41-6a2f08d7e51c' },
  });
  writeFileSync(file, JSON.stringify(child));
  return file;
}

/** A failed order and a completed one, and three runs of other types, one of them still open. */
const five = [
  'ui-decoded.json',
  'ui-readable.json',
  'stuck-ledger.json',
  'continued.json',
  'failed-irrigation.json',
].map(recorded);

test('several histories at once: grouped, filtered, found, gone through', async ({ retrace }) => {
  await retrace.drop(...five);
  await expect(retrace.runs).toHaveCount(5);

  await test.step('the first of them is shown, as nothing was open', async () => {
    await expect(retrace.headline).toBeVisible();
  });

  await test.step('grouped by type, by status, by family', async () => {
    await expect(retrace.group(/^order/)).toContainText('2');
    await retrace.click(retrace.group(/^order/));
    await expect(retrace.runs).toHaveCount(3);
    await retrace.click(retrace.group(/^order/));
    await retrace.groupBy('Group by status');
    await expect(retrace.group(/^failed/)).toContainText('2');
    await expect(retrace.group(/^stuck/)).toContainText('1');
    await retrace.groupBy('Families');
    await expect(retrace.runs).toHaveCount(5);
    await retrace.groupBy('Group by type');
  });

  await test.step('filtered by status', async () => {
    await retrace.click(retrace.show('Failed'));
    await expect(retrace.runs).toHaveCount(2);
    await retrace.click(retrace.show('Stuck'));
    await expect(retrace.runs).toHaveText([/ledger-stuck-open/]);
    await retrace.click(retrace.show('All'));
  });

  await test.step('found by a part of the name', async () => {
    await retrace.findRun.fill('declined');
    await expect(retrace.runs).toHaveText([/order-declined-1003/]);
    await retrace.findRun.fill('nothing of the kind');
    await expect(retrace.library).toContainText('No run matches.');
    await retrace.findRun.press('Escape');
    await expect(retrace.runs).toHaveCount(5);
  });

  await test.step('an unfinished run says what it waits for', async () => {
    await retrace.click(retrace.run('ledger-stuck-open'));
    await expect(retrace.run('ledger-stuck-open')).toHaveAttribute('aria-selected', 'true');
    await expect(retrace.header).toContainText(/stuck/i);
    await retrace.expectAt(14);
  });

  await test.step('[ and ] go through the list as it is shown', async () => {
    const ids = await retrace.runs.evaluateAll((runs) => runs.map((run) => run.getAttribute('data-run')));
    await retrace.click(retrace.runs.first());
    for (const id of ids.slice(1)) {
      await retrace.press(']');
      await expect.poll(() => shownRun(retrace.page)).toBe(id);
    }
    await retrace.press(']');
    await expect.poll(() => shownRun(retrace.page)).toBe(ids.at(-1));
    await retrace.press('[');
    await expect.poll(() => shownRun(retrace.page)).toBe(ids.at(-2));
  });
});

test('into the child run, and back to the parent', async ({ retrace, scratch }) => {
  await retrace.drop(sample, writeChild(scratch));
  await retrace.click(retrace.run('order-7781'));
  await retrace.click(retrace.node('invoice'));
  await retrace.press('F11');
  await expect(retrace.title).toContainText('invoice-7781');
  await retrace.press('Shift+F11');
  await expect(retrace.title).toContainText('order-7781');

  await test.step('in the list the child stands under its parent', async () => {
    await retrace.groupBy('Families');
    await expect(retrace.runs).toHaveText([/order-7781/, /invoice-7781/]);
    await expect(retrace.run('invoice-7781')).toHaveAttribute('aria-level', '3');
  });
});

test.describe('a library that other hands have filled', () => {
  test.use({ histories: [sample, ...five] });

  test('is there at the start; the same history is not taken twice', async ({ retrace }) => {
    await expect(retrace.runs).toHaveCount(6);
    await retrace.drop(sample);
    await retrace.expectAt(46);
    await expect(retrace.runs).toHaveCount(6);
  });

  test('a link leads to the same run, event, view, selection and filter', async ({ retrace }) => {
    await retrace.click(retrace.run('order-7781'));
    await retrace.press('3');
    await retrace.click(retrace.event(24));
    await retrace.filter('Types', 'activities', 'timers');
    await retrace.find('a');
    await expect.poll(() => inHash(retrace.page, 'text')).toBe('a');
    const link = retrace.page.url();

    const expectThere = async (): Promise<void> => {
      await expect(retrace.title).toContainText('order-7781');
      await retrace.expectAt(24);
      await expect(retrace.view('Events')).toBeChecked();
      await expect(retrace.operation).toContainText('shipping to Whitby');
      await expect(retrace.search).toHaveValue('a');
      expect(await retrace.shownEvents()).not.toContain(19);
    };

    await retrace.press('Shift+C', '1');
    await retrace.click(retrace.run('order-declined-1003'));
    await expect(retrace.operation).toBeHidden();
    await expect.poll(() => shownRun(retrace.page)).not.toContain('01a1f89c');

    await test.step('followed in this window', async () => {
      await retrace.page.evaluate((hash) => void (location.hash = hash), new URL(link).hash);
      await expectThere();
    });

    await test.step('loaded anew', async () => {
      await retrace.page.reload();
      await retrace.rest();
      await expectThere();
    });

    await test.step('to a run that is not here: said, and what to do', async () => {
      await retrace.page.evaluate(() => void (location.hash = '#v=1&run=gone-long-ago&at=7'));
      await expect(
        retrace.says('The run gone-long-ago is not in this library. Open the file that holds it.'),
      ).toBeVisible();
      await retrace.dismissNotice();
      await expect(retrace.title).toContainText('order-7781');
    });
  });

  test('it outlives the program', async ({ retrace, restart }) => {
    await retrace.click(retrace.run('order-7781'));
    await retrace.expectAt(46);
    const again = await restart();
    await expect(again.runs).toHaveCount(6);
    await again.click(again.run('order-7781'));
    await again.expectAt(46);
    await expect(again.headline).toContainText('caused by chargeCard (4 attempts)');
  });

  // The double has no downloads.
  test('gives a history back as the same JSON value', { tag: '@browser' }, async ({ retrace, scratch }) => {
    await retrace.click(retrace.run('order-declined-1003'));
    const [download] = await Promise.all([retrace.page.waitForEvent('download'), retrace.press('ControlOrMeta+s')]);
    mkdirSync(join(scratch, 'saved'));
    const saved = join(scratch, 'saved', download.suggestedFilename());
    await download.saveAs(saved);
    const original = recorded('ui-decoded.json');
    expect(JSON.parse(readFileSync(saved, 'utf8'))).toEqual(JSON.parse(readFileSync(original, 'utf8')));
  });
});
