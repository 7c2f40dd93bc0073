// Readable for everybody: axe finds no serious problem in either theme, and nothing is cut off or overlaps in a small
// window.

import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expectReadable } from './readable.ts';
import type { RetracePage } from './retrace-page.ts';
import { type Box, boxOf } from './run-page.ts';
import { expect, sample, test } from './story.ts';

test('everything can be read', { tag: '@browser' }, async ({ retrace, scratch }) => {
  test.slow();
  await expectReadable(retrace, 'the start page');

  const letter = join(scratch, 'letter.json');
  writeFileSync(letter, 'Dear Ann');
  await retrace.drop(letter);
  await expectReadable(retrace, 'a problem on the start page');

  await retrace.drop(sample);
  await retrace.click(retrace.node('chargeCard'));
  await expectReadable(retrace, 'the graph, with an operation selected');
  await retrace.press('2');
  await expectReadable(retrace, 'the timeline');
  await retrace.press('3');
  await expectReadable(retrace, 'the events');
  await retrace.find('charge');
  await expectReadable(retrace, 'a search');
  await retrace.filter('Types', 'timers');
  await expectReadable(retrace, 'filtered to nothing');
  await retrace.press('Shift+C');
  await retrace.click(retrace.button('Raw', retrace.eventDetail));
  await expectReadable(retrace, 'a raw event');

  await retrace.press('ControlOrMeta+k');
  await expectReadable(retrace, 'the palette');
  await retrace.press('Escape', '?');
  await expectReadable(retrace, 'the sheet of keys');

  const gap = join(scratch, 'gap.json');
  writeFileSync(gap, readFileSync(sample, 'utf8').replace('"eventId": "9"', '"eventId": "90"'));
  await retrace.press('Escape');
  await retrace.drop(gap);
  await retrace.click(retrace.warnings);
  await expectReadable(retrace, 'the warnings');
});

for (const [width, height] of [
  [1280, 720],
  [1024, 700],
  [2560, 1440],
] as const) {
  test.describe(() => {
    test.use({ viewport: { width, height } });

    test(`nothing is cut off or covered at ${width} × ${height}`, { tag: '@browser' }, async ({ retrace }) => {
      await expectWithin(retrace, 'the start page');
      await retrace.drop(sample);
      for (const key of ['1', '2', '3', '4']) {
        await retrace.press(key);
        await expectWithin(retrace, `view ${key}`);
      }
      await retrace.find('a rather long search that finds nothing at all in this run');
      await expectWithin(retrace, 'a search');
      await retrace.press('Shift+C');
      for (const bar of [retrace.header, retrace.transportBar, retrace.filters]) {
        await expectApart(await retrace.controls(bar).all());
      }
    });
  });
}

/** The page does not scroll, and every control is within the window. */
async function expectWithin(retrace: RetracePage, what: string): Promise<void> {
  expect(await retrace.overflow(), `${what}: px outside of the window`).toEqual({ x: 0, y: 0 });
  for (const bar of [retrace.header, retrace.transportBar]) {
    if (await bar.isVisible()) await expect(bar).toBeInViewport({ ratio: 1 });
  }
}

async function expectApart(controls: readonly Parameters<typeof boxOf>[0][]): Promise<void> {
  const boxes: { readonly name: string; readonly box: Box }[] = [];
  for (const control of controls) {
    if (await control.isVisible())
      boxes.push({
        name: (await control.getAttribute('aria-label')) ?? (await control.innerText()),
        box: await boxOf(control),
      });
  }
  const covering = boxes.flatMap((a, index) =>
    boxes.slice(index + 1).flatMap((b) => (overlap(a.box, b.box) > 1 ? [`${a.name} × ${b.name}`] : [])),
  );
  expect(covering).toEqual([]);
}

/** px by which two boxes overlap, the smaller of both directions. */
function overlap(a: Box, b: Box): number {
  const across = Math.min(a.x + a.width, b.x + b.width) - Math.max(a.x, b.x);
  const down = Math.min(a.y + a.height, b.y + b.height) - Math.max(a.y, b.y);
  return Math.min(across, down);
}
