// Benchmark of an import's effect on the window: the longest block of the main process and of the page's thread while
// the engine, a separate process, imports a long history. Uses the Electron double: real main, preload, engine process
// and page; Chromium's window.

import { join } from 'node:path';
import type { ElectronApplication, Page } from '@playwright/test';
import { startDesktop } from '../e2e/hosts.ts';
import { ensureBrowser } from '../.ci/browser.ts';
import { type Measured, scratch } from './histories.ts';
import { atRest } from './program.ts';
import { ms, type Row } from './statistics.ts';

const limitMs = 16;

export async function measureWindow({ path, what }: Measured): Promise<readonly Row[]> {
  process.env['CHROMIUM'] = await ensureBrowser(); // The double starts this browser.
  const app = await startDesktop({ real: false, library: join(scratch, 'window.db'), files: [] });
  try {
    const page = await app.firstWindow();
    await atRest(page);
    await app.evaluate(watchTimers);
    await page.evaluate(watchTimers);
    const begun = performance.now();
    await app.evaluate(
      ({ app: main }, file) => void main.emit('second-instance', {}, [], '/', { files: [file] }),
      path,
    );
    await page.waitForFunction(() => location.hash.includes('run='), undefined, { timeout: 120_000 });
    await atRest(page);
    const blocked = await longest(app, page);
    const tookMs = performance.now() - begun;
    await page.waitForTimeout(tookMs);
    const idle = await longest(app, page);
    return [
      row(`import (${what}): longest block of the window’s thread`, blocked.main, idle.main, limitMs),
      row('… of its page', blocked.page, idle.page),
    ];
  } finally {
    await app.close();
  }
}

/** `longest`: the longest block in ms since the previous call. */
type Watched = { longest(): number };

async function longest(app: ElectronApplication, page: Page): Promise<{ main: number; page: number }> {
  return {
    main: await app.evaluate(() => (globalThis as unknown as Watched).longest()),
    page: await page.evaluate(() => (globalThis as unknown as Watched).longest()),
  };
}

function row(what: string, value: number, idle: number, most?: number): Row {
  const measured = `${ms(value)}; as long without an import: ${ms(idle)}`;
  return most === undefined
    ? { what, measured, target: '', met: null }
    : { what, measured, target: `≤ ${most} ms`, met: value <= most };
}

/**
 * A late timer shows how long its thread was blocked. Runs in the main process and in the page, where timers are at
 * least 4 ms apart.
 */
function watchTimers(): void {
  const apart = 'window' in globalThis ? 4 : 1;
  let longest = 0;
  let last = performance.now();
  setInterval(() => {
    const now = performance.now();
    longest = Math.max(longest, now - last - apart);
    last = now;
  }, apart);
  (globalThis as unknown as Watched).longest = () => {
    const value = longest;
    longest = 0;
    return value;
  };
}
