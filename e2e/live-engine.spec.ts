// Runs of the engine's own, started and steered from the window.

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expectReadable } from './readable.ts';
import type { RetracePage } from './retrace-page.ts';
import { expect, test } from './story.ts';

const code = `import { activity, type Context, signal } from 'retrace';

export const price = activity('price', async (item: string) => item.length);
export const pay = activity('pay', async (cents: number) => 'paid ' + cents);
export const go = signal<string>('go');

export async function basket(ctx: Context, items: string[]) {
  let total = 0;
  ctx.onQuery('total', () => total);
  for (const item of items) {
    total += await ctx.run(price, item);
    if ((await ctx.signal(go).receive()) === 'stop') break;
  }
  return await ctx.run(pay, total);
}
`;

test(
  'I start a run from the window, watch it grow, signal it, step back while it goes on',
  { tag: '@browser' },
  async ({ retrace, scratch }) => {
    const file = join(scratch, 'basket.ts');
    writeFileSync(file, code);
    await retrace.press('Shift+S');
    await retrace.startForm('File of workflows').fill(file);
    await expect(retrace.startForm('Workflow', true)).toHaveValue('basket');
    await retrace.startForm('Workflow id').fill('basket-1');
    await retrace.startForm('Input').fill('[');
    await retrace.startForm('Input').press('ControlOrMeta+Enter');
    await expect(retrace.dialogOf('Start a run').getByRole('alert')).toContainText('no JSON');
    await expectReadable(retrace, 'the dialog with an error');
    await retrace.startForm('Input').fill('["tea","milk","jam"]');
    await retrace.startForm('Input').press('ControlOrMeta+Enter');

    await expect(retrace.title).toContainText('basket-1', { timeout: 30_000 });
    await expect(retrace.liveRun).toContainText(/live, worker \d+/);
    await expect(retrace.header).toContainText('6 events');
    await retrace.press('3');

    await test.step('it is asked, and signalled; at the end I stay at the end', async () => {
      await retrace.press('Shift+Q');
      await retrace
        .dialogOf(/^Query/)
        .getByRole('button', { name: 'Ask' })
        .click();
      await expect(retrace.dialogOf(/^Query/).getByLabel('Answer')).toHaveValue('3', { timeout: 20_000 });
      await expectReadable(retrace, 'a live run and the answer to a query');
      await retrace.press('Escape');
      await signal(retrace, '"on"');
      await expect(retrace.header).toContainText('12 events');
      await retrace.expectAt(12);
    });

    await test.step('I step back, and it goes on', async () => {
      await retrace.press('ArrowLeft', 'ArrowLeft', 'ArrowLeft');
      await retrace.expectAt(9);
      await signal(retrace, '"stop"');
      await expect(retrace.headline).toContainText(/completed/i);
      await retrace.expectAt(9);
      await expect(retrace.liveRun).toHaveCount(0);
    });
  },
);

test('a worker is killed and started again while I look', { tag: '@browser' }, async ({ retrace, scratch }) => {
  const file = join(scratch, 'basket.ts');
  writeFileSync(file, code);
  await retrace.startRun(file, '["tea","milk"]', 'basket-2');
  await expect(retrace.header).toContainText('6 events', { timeout: 30_000 });
  const [, pid] = /worker (\d+)/.exec(await retrace.liveRun.innerText()) ?? [];
  process.kill(Number(pid), 'SIGKILL');
  await expect(retrace.liveRun).toContainText('its worker ended');
  await signal(retrace, '"stop"');
  await expect(retrace.header).toContainText('7 events');
  await retrace.click(retrace.liveRun.getByRole('button', { name: 'Start worker' }));
  await expect(retrace.headline).toContainText(/completed/i, { timeout: 30_000 });
});

test('a quarantined run is mended and goes on', { tag: '@browser' }, async ({ retrace, scratch }) => {
  const file = join(scratch, 'basket.ts');
  writeFileSync(file, code);
  await retrace.startRun(file, '["tea"]', 'basket-3');
  await expect(retrace.header).toContainText('6 events', { timeout: 30_000 });
  const [, pid] = /worker (\d+)/.exec(await retrace.liveRun.innerText()) ?? [];
  process.kill(Number(pid), 'SIGKILL');
  await expect(retrace.liveRun).toContainText('its worker ended');
  writeFileSync(file, code.replace('ctx.run(price, item)', 'ctx.run(pay, 1)'));
  await signal(retrace, '"on"');
  await retrace.press('Shift+K');
  await expect(retrace.liveRun).toContainText('quarantined', { timeout: 30_000 });
  await expect(retrace.headline).toContainText(/nondeterminism|diverge|stuck/i);
  writeFileSync(file, code);
  await retrace.click(retrace.liveRun.getByRole('button', { name: 'Retry' }));
  await expect(retrace.headline).toContainText(/completed/i, { timeout: 30_000 });
});

async function signal(retrace: RetracePage, value: string): Promise<void> {
  await retrace.press('q');
  const form = retrace.dialogOf(/^Signal/);
  await expect(form.getByLabel('Signal')).toHaveValue('go');
  await form.getByLabel('Value').fill(value);
  await form.getByLabel('Value').press('ControlOrMeta+Enter');
  await expect(form).toHaveCount(0);
}
