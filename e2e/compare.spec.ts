// Two runs side by side: why one failed, and the cost of a retry storm; and one run against many.

import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { ComparePage } from './compare-page.ts';
import { inHash } from './fixtures.ts';
import { orderRun, writeOrder, writeSealed } from './order-histories.ts';
import { expectReadable } from './readable.ts';
import { expect, test as base } from './story.ts';

const test = base.extend<{ orders: ComparePage }>({
  orders: async ({ retrace, scratch }, use) => {
    for (const end of ['good', 'declined', 'stormy'] as const) await retrace.drop(writeOrder(scratch, end));
    await use(new ComparePage(retrace));
  },
});

test('why did this one fail: what changed, its first cause and the values, by three acts', async ({
  orders,
  retrace,
}) => {
  await orders.compare('order-good', 'order-declined');

  await test.step('the summary says what differs first, and what only one of them did', async () => {
    await expect(orders.card('A')).toContainText('order-good');
    await expect(orders.card('B')).toContainText(/order-declined.*failed/);
    await expect(orders.sentences.filter({ hasText: 'First difference: charge' })).toBeVisible();
    await expect(orders.sentences.filter({ hasText: 'Only B: releaseStock' })).toBeVisible();
  });

  await test.step('the cursor stands at the first difference, with the values that differ', async () => {
    await expect(orders.here).toContainText('charge');
    await expect(orders.here).toContainText('CardDeclined');
    await expect(orders.difference('input.currency')).toContainText(/A\s*"EUR"\s*B\s*"USD"/);
    await retrace.press('n', 'n', 'Shift+N', 'e');
    await expect(orders.here).toContainText('charge');
    await expect(orders.state('B')).toContainText('Failed: charge (CardDeclined)');
    await expect(orders.state('A')).toContainText('Failed: none');
  });

  await test.step('what only A did has a gap beside it', async () => {
    await retrace.press('n');
    await expect(orders.here).toContainText(/only in/);
    await expect(orders.row('ship')).toContainText('not in B');
    await expect(orders.row('releaseStock')).toContainText('not in A');
  });

  await test.step('on the timeline and in the graph it is the same row', async () => {
    await retrace.press('e', '2');
    await expect(orders.lanes.getByRole('option', { selected: true })).toContainText('charge');
    await retrace.press('1');
    await expect(orders.node('charge')).toHaveAttribute('aria-current', 'true');
    await expect(orders.node('charge')).toHaveAccessibleName(/differs.*status/);
    await expect(orders.node('releaseStock')).toHaveAccessibleName(/only in B/);
    await retrace.press('3');
  });

  await test.step('into the failed run at that event, and back', async () => {
    await retrace.press('Shift+B');
    await expect(retrace.title).toContainText('order-declined');
    await expect(retrace.operation).toContainText('charge');
    await expect(retrace.section(/^This step/)).toContainText('failed');
    await orders.page.goBack();
    await retrace.rest();
    await expect(orders.here).toContainText('charge');
    await retrace.press('Escape');
    await expect(orders.pane).toHaveCount(0);
    await expect(retrace.title).toContainText('order-good');
    await retrace.press('Backspace');
    await expect(orders.here).toContainText('charge');
  });
});

test('what did the retry storm cost', async ({ orders, retrace }) => {
  await orders.compare('order-good', 'order-stormy');

  await test.step('retrying is told apart from running', async () => {
    await expect(orders.sentences.filter({ hasText: 'B took 2 m 6 s longer' })).toContainText(
      'charge +2 m 6 s (2 m 6 s of it retrying)',
    );
    await expect(orders.time('charge')).toContainText('+2 m 6 s');
    await expect(orders.time('charge')).toContainText('retries +2 m 6 s');
  });

  await test.step('the pair says how many attempts there were', async () => {
    await expect(orders.row('charge')).toContainText('12 attempts');
    await retrace.click(orders.row('charge'));
    await expect(orders.section(/^Pair/)).toContainText(/differs in attempts/);
  });

  await test.step('what differs in every run is ignored, and stays so', async () => {
    await expect(orders.row('reserve')).toContainText('input');
    await retrace.click(orders.row('reserve'));
    await expect(orders.difference('input.traceId')).toContainText('"t-2"');
    await orders.ignore('input.traceId', /^Every traceId/);
    await expect(orders.row('reserve')).toContainText('the same');
    await expect(orders.place).toHaveText(/of 1$/);
    await orders.openSection(/^Ignored/);
    await expect(orders.rules).toHaveValue('**.traceId\n');
    await orders.rules.fill('input[');
    await retrace.click(orders.pair.getByRole('button', { name: 'Apply' }));
    await expect(orders.pair.getByRole('alert')).toContainText('cannot be read');
    await retrace.click(orders.pair.getByRole('button', { name: 'Ignore nothing' }));
    await expect(orders.row('reserve')).toContainText('input');
  });

  await test.step('equal stretches are folded, and open', async () => {
    await expect(orders.folds).toHaveCount(1);
    await expect(orders.folds).toContainText('6 the same');
    await orders.grid.focus();
    await retrace.press('End', 'Enter');
    await expect(orders.row('pack')).toHaveCount(6); // five rows and their heading
    await retrace.press('Enter');
    await expect(orders.folds).toHaveAttribute('aria-expanded', 'false');
    await retrace.press('o');
    await expect(orders.folds).toHaveCount(0);
    await retrace.press('o');
  });

  await test.step('the other way round it is the mirror image', async () => {
    await retrace.click(orders.row('charge'));
    await retrace.press('x');
    await expect(orders.card('A')).toContainText('order-stormy');
    await expect(orders.here).toContainText('charge');
    await expect(orders.sentences.filter({ hasText: 'A took 2 m 6 s longer' })).toBeVisible();
  });

  await test.step('a link leads there again', async () => {
    await expect.poll(() => inHash(orders.page, 'compare')).toBe(orderRun('stormy'));
    await orders.page.reload();
    await expect(orders.card('A')).toContainText('order-stormy');
  });
});

test('one beside many: most similar first, and what the bad one has that no good one has', async ({
  orders,
  retrace,
}) => {
  await orders.choose('order-good', 'order-declined', 'order-stormy');
  await expect(orders.chosen).toContainText('3 selected');
  await retrace.click(retrace.run('order-good'));
  await retrace.click(orders.chosen.getByRole('button', { name: 'Compare' }));
  await expect(orders.pane).toContainText('charge failed (CardDeclined)');
  const names = await orders.matrix.getByRole('rowheader').allTextContents();
  expect(names.map((name) => name.split(' ')[0])).toEqual(['order-stormy', 'order-declined']);
  await retrace.click(orders.matrix.getByRole('button', { name: 'order-declined' }).first());
  await expect(orders.card('B')).toContainText('order-declined');
  await expect.poll(() => inHash(orders.page, 'compare')).toBe(orderRun('good'));
});

test('a run that is gone says so', async ({ orders, retrace }) => {
  await orders.compare('order-good', 'order-stormy');
  await retrace.press('Escape');
  await orders.page.evaluate(() => {
    const parts = new URLSearchParams(location.hash.slice(1));
    parts.append('compare', parts.get('run') ?? '');
    parts.append('compare', 'no-such-run-here');
    location.hash = parts.toString();
  });
  await expect(orders.pane.getByRole('alert')).toContainText('no-such-run');
  await retrace.click(orders.pane.getByRole('button', { name: /Back to the run/ }));
  await expect(orders.pane).toHaveCount(0);
  await expect(retrace.title).toContainText('order-good');
});

test.describe(() => {
  test.use({ viewport: { width: 1280, height: 720 } });

  test('a comparison can be read, and nothing is cut off', { tag: '@browser' }, async ({ orders, retrace }) => {
    test.slow();
    await orders.compare('order-good', 'order-declined');
    await expectWhole(orders, 'the list');
    await orders.openSection(/^Both values/);
    await orders.openSection(/^Ignored/);
    for (const key of ['2', '1']) {
      await retrace.press(key);
      await expectWhole(orders, `view ${key}`);
    }
    await retrace.press('3', 'c');
    await expectWhole(orders, 'which run to compare with');
    await retrace.press('Escape', 'Escape');
    await orders.choose('order-good', 'order-declined', 'order-stormy');
    await retrace.click(orders.chosen.getByRole('button', { name: 'Compare' }));
    await expect(orders.matrix).toBeVisible();
    await expectWhole(orders, 'one beside many');
  });
});

async function expectWhole(orders: ComparePage, what: string): Promise<void> {
  await orders.scrollPairUp();
  await expectReadable(orders.retrace, what);
  expect.soft(await orders.retrace.overflow(), what).toEqual({ x: 0, y: 0 });
}

test('a bundle opens as the comparison that it was made of, with its notes', async ({ retrace, scratch }) => {
  const orders = new ComparePage(retrace);
  const bundle = join(scratch, 'orders.retrace');
  const words = [
    'bundle',
    writeOrder(scratch, 'good'),
    writeOrder(scratch, 'declined'),
    '--compare',
    '--note',
    'look at the currency',
    '-o',
    bundle,
  ];
  execFileSync(process.execPath, [
    join(import.meta.dirname, '../dist/cli/cli.js'),
    ...words,
    '--db',
    join(scratch, 'other.db'),
  ]);
  await retrace.drop(bundle);
  await expect(orders.card('A')).toContainText('order-good');
  await expect(orders.card('B')).toContainText('order-declined');
  await retrace.press('Shift+A');
  await expect(retrace.section(/^Notes/)).toContainText('look at the currency');
});

test('what the runs themselves differ in stands beside the operations, with its values; what is encrypted is counted', async ({
  retrace,
  scratch,
}) => {
  const orders = new ComparePage(retrace);
  await retrace.drop(
    writeSealed(scratch, 'one', { city: 'Bonn' }, 'because x'),
    writeSealed(scratch, 'two', { city: 'Ulm' }, 'because y'),
    writeSealed(scratch, 'three', { city: 'Ulm' }, 'because y'),
  );
  await orders.compare('sealed-one', 'sealed-two');
  await expect(
    orders.sentences.filter({ hasText: 'The runs themselves differ in the reason given, memo.' }),
  ).toBeVisible();
  await expect(orders.summary).toContainText(
    'Only the runs themselves differ: the reason given, memo · 2 values encrypted',
  );
  await expect(orders.ofRuns('memo.address.city')).toContainText(/A\s*"Bonn"\s*B\s*"Ulm"/);
  await expect(orders.ofRuns('reason')).toContainText(/A\s*"because x"\s*B\s*"because y"/);
  await retrace.press('Escape');
  await orders.compare('sealed-two', 'sealed-three');
  await expect(
    orders.sentences.filter({ hasText: 'They did the same as far as can be read: 2 values are encrypted.' }),
  ).toBeVisible();
  await expect(orders.summary).toContainText(
    'They did the same as far as can be read: 1 operation · 2 values encrypted',
  );
  await expect(orders.ofRuns('reason')).toHaveCount(0);
});
