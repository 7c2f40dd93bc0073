// Starts the program to measure: the host in a separate process, and a browser with its page.

import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { join, resolve } from 'node:path';
import { type Browser, type CDPSession, chromium, type Page } from '@playwright/test';
import { BROWSER_ARGS, ensureBrowser } from '../.ci/browser.ts';
import { scratch } from './histories.ts';

export const root = resolve(import.meta.dirname, '..');
let libraries = 0;

export type Program = {
  readonly page: Page;
  /** Sets the file that the file dialog will answer. */
  choose(path: string): Promise<void>;
  /**
   * Milliseconds from the key or click in `act` until a run is painted, its graph is painted, and all its events are
   * loaded.
   */
  untilShown(act: () => Promise<void>): Promise<Shown>;
  /** Bytes, of the host process. */
  peakMemory(): Promise<number>;
  /** Milliseconds that the page has spent on script, style and layout so far. */
  work(): Promise<number>;
  close(): Promise<void>;
};

export type Shown = { readonly painted: number; readonly graph: number; readonly whole: number };

export async function startProgram(library = join(scratch, `library-${++libraries}.db`)): Promise<Program> {
  const host = fork(join(root, 'dist', 'bench', 'host.js'), [library], {
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
  const { url } = await answer<{ url: string }>(host);
  const browser = await chromium.launch({
    executablePath: await ensureBrowser(),
    args: BROWSER_ARGS,
  });
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 } });
  const page = await context.newPage();
  await page.goto(url);
  await atRest(page);
  const cdp = await page.context().newCDPSession(page);
  await cdp.send('Performance.enable');
  return program(host, browser, page, cdp);
}

function program(host: ChildProcess, browser: Browser, page: Page, cdp: CDPSession): Program {
  const ask = async (message: object): Promise<{ peakMemory: number }> => {
    host.send(message);
    return await answer(host);
  };
  return {
    page,
    choose: async (path) => void (await ask({ choose: path })),
    untilShown: async (act) => {
      await page.evaluate(watchShown);
      await act();
      return await page.evaluate(() => (globalThis as unknown as { shown: Promise<Shown> }).shown);
    },
    peakMemory: async () => (await ask({})).peakMemory,
    work: async () => {
      const { metrics } = await cdp.send('Performance.getMetrics');
      const seconds = (name: string): number => metrics.find((metric) => metric.name === name)?.value ?? 0;
      return 1000 * (seconds('ScriptDuration') + seconds('LayoutDuration') + seconds('RecalcStyleDuration'));
    },
    close: async () => {
      await browser.close();
      if (!host.connected) return;
      host.disconnect();
      await once(host, 'exit');
    },
  };
}

async function answer<T>(host: ChildProcess): Promise<T> {
  const [message] = (await once(host, 'message')) as [T];
  return message;
}

export async function atRest(page: Page): Promise<void> {
  await page.locator('html[data-idle="true"]').waitFor({ state: 'attached', timeout: 300_000 });
}

/**
 * Runs in the page. Records the painted frame after the mark that shows the run. A run still being imported becomes
 * complete later.
 */
function watchShown(): void {
  const holder = globalThis as unknown as { shown: Promise<Shown> };
  const marks = (): number => performance.getEntriesByName('run-shown').length;
  const before = marks();
  holder.shown = new Promise((resolve) => {
    const begin = (): void => {
      const begun = performance.now();
      let [painted, graph] = [0, 0];
      const watch = new PerformanceObserver(() => {
        if (marks() === before) return;
        watch.disconnect();
        requestAnimationFrame(() => requestAnimationFrame(() => (painted = performance.now() - begun)));
      });
      watch.observe({ type: 'mark' });
      const look = (): void => {
        if (painted > 0 && graph === 0 && document.querySelector('.react-flow__node') !== null)
          graph = performance.now() - begun;
        const whole = performance.getEntriesByName('run-whole').at(-1)?.startTime ?? 0;
        if (graph > 0 && whole > begun) resolve({ painted, graph, whole: whole - begun });
        else requestAnimationFrame(look);
      };
      look();
    };
    for (const type of ['keydown', 'pointerdown']) addEventListener(type, begin, { once: true, capture: true });
  });
}
