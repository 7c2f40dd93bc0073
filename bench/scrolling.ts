// Benchmark of scrolling and zooming over a whole run: frame times compared with an empty page, and the number of DOM
// nodes.

import type { Page } from '@playwright/test';
import type { Measured } from './histories.ts';
import { atRest, startProgram } from './program.ts';
import { median, ms, type Row } from './statistics.ts';

const moreMs = 4;
const wheels = 60;

export async function measureScrolling({ path }: Measured): Promise<readonly Row[]> {
  const program = await startProgram();
  const { page } = program;
  try {
    const empty = await page.context().newPage();
    await empty.setContent('<title>empty</title>');
    const base = median(await frames(empty, async () => await wheel(empty, 0)));
    await empty.close();
    await program.choose(path);
    await program.untilShown(() => page.keyboard.press('Control+o'));
    await atRest(page);
    const rows: Row[] = [{ what: 'frame of an empty page', measured: ms(base), target: '', met: null }];
    for (const [key, name] of [
      ['2', 'timeline'],
      ['3', 'event list'],
    ] as const) {
      await page.keyboard.press(key);
      await atRest(page);
      rows.push(...(await measureView(page, name, base, false)));
      if (name === 'timeline') rows.push(...(await measureView(page, name, base, true)));
    }
    return rows;
  } finally {
    await program.close();
  }
}

async function measureView(page: Page, name: string, base: number, zoom: boolean): Promise<readonly Row[]> {
  await page.mouse.move(800, 450);
  const nodes = async (): Promise<number> => await page.evaluate(() => document.querySelectorAll('*').length);
  const before = await nodes();
  const values = await frames(page, async () => {
    if (zoom) await page.keyboard.down('Control');
    await wheel(page, zoom ? 120 : 900);
    if (zoom) await page.keyboard.up('Control');
  });
  const after = await nodes();
  const spent = median(values);
  const what = `${name}, ${zoom ? 'zoom' : 'scroll'}`;
  return [
    {
      what: `${what}: median frame`,
      measured: ms(spent),
      target: `≤ ${ms(base + moreMs)}`,
      met: spent <= base + moreMs,
    },
    {
      what: `${what}: DOM nodes before and after`,
      measured: `${before} and ${after}`,
      target: 'constant',
      met: Math.abs(after - before) <= 40,
    },
  ];
}

async function wheel(page: Page, amount: number): Promise<void> {
  for (let i = 0; i < wheels; i++) await page.mouse.wheel(0, i % 10 === 9 ? -amount * 3 : amount);
}

/** Milliseconds between frames while `act` runs. */
async function frames(page: Page, act: () => Promise<void>): Promise<number[]> {
  await page.evaluate(() => {
    const holder = globalThis as unknown as { frames: number[]; counting: boolean };
    holder.frames = [];
    holder.counting = true;
    let last = performance.now();
    const next = (): void => {
      const now = performance.now();
      holder.frames.push(now - last);
      last = now;
      if (holder.counting) requestAnimationFrame(next);
    };
    requestAnimationFrame(next);
  });
  await act();
  return await page.evaluate(() => {
    const holder = globalThis as unknown as { frames: number[]; counting: boolean };
    holder.counting = false;
    return holder.frames;
  });
}
