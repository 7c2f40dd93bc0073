// Pictures of the program's states: what a person sees after a few keys. The README shows some of them.

import { rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { writeChangedCode, writeOrders } from './changed-code.ts';
import { CodePage } from './code-page.ts';
import { ComparePage } from './compare-page.ts';
import { longHistory } from './long-histories.ts';
import { writeOrder } from './order-histories.ts';
import { expect, sample, test as base } from './story.ts';
import { VersionsPage } from './versions-page.ts';

const gallery = process.env['GALLERY'];
const docs = resolve(import.meta.dirname, '..', 'docs');
const inReadme = new Set([
  'graph-dark',
  'timeline-light',
  'events-dark',
  'huge-dark',
  'huge-timeline-light',
  'compare-dark',
  'compare-graph-light',
  'code-dark',
  'check-dark',
]);

const test = base.extend<{ keep: (state: string) => Promise<void> }>({
  keep: async ({ retrace, colorScheme, viewport }, use) => {
    await use(async (state) => {
      const name = `${state}-${colorScheme ?? 'dark'}`;
      if (gallery === undefined && !inReadme.has(name)) return;
      await retrace.page.mouse.move(0, 0);
      await retrace.rest();
      const file = gallery === undefined ? join(docs, name) : join(gallery, `${name}-${viewport?.width ?? 0}`);
      await retrace.page.screenshot({ path: `${file}.png` });
    });
  },
});

test('nothing is open, and a file that is no history', async ({ retrace, keep, scratch }) => {
  await keep('start');
  await retrace.drop(join(scratch, 'nothing.json'));
  await keep('problem');
});

test('a run', async ({ retrace, keep }) => {
  await retrace.drop(sample);
  await keep('graph');
  await retrace.press('2');
  await keep('timeline');
  await retrace.press('3');
  await keep('events');
  await retrace.find('charge');
  await keep('search');
  await retrace.press('Escape', '0');
  await keep('library');
  await retrace.press('?');
  await keep('keys');
});

test('the longest run', async ({ retrace, keep, scratch }) => {
  await retrace.drop(longHistory(scratch));
  await keep('huge');
  await retrace.press('2');
  await keep('huge-timeline');
  await retrace.press('3');
  await keep('huge-events');
});

test('two runs', async ({ retrace, keep, scratch }) => {
  for (const end of ['good', 'declined'] as const) await retrace.drop(writeOrder(scratch, end));
  await new ComparePage(retrace).compare('order-good', 'order-declined');
  await keep('compare');
  await retrace.press('1');
  await keep('compare-graph');
});

test('code that breaks the run', async ({ retrace, keep }) => {
  await retrace.drop(sample);
  await retrace.press('4');
  await keep('code-choice');
  await new CodePage(retrace).replayVersion('breaks');
  await keep('code');
});

test('histories by versions', async ({ retrace, keep, scratch, colorScheme }) => {
  // Its path is in the picture.
  const shop = join(tmpdir(), colorScheme === 'dark' ? 'shop' : 'shop-2');
  rmSync(shop, { recursive: true, force: true });
  const code = writeChangedCode(shop);
  await retrace.drop(writeOrders(join(scratch, 'orders')));
  const versions = new VersionsPage(retrace);
  await versions.nameCode(code);
  for (const name of ['v1', 'v2']) await versions.addVersion(name);
  await retrace.press('r');
  await expect(versions.outcome).not.toContainText('nothing was run');
  await keep('check');
  rmSync(shop, { recursive: true, force: true });
});
