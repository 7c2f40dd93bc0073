// Benchmark of viewing a run that grows by 10,000 events a second: delay to the screen, frame times, and the page's
// cost per event, in short, long and very long runs.

import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { scratch } from './histories.ts';
import { atRest, type Program, root, startProgram } from './program.ts';
import type { WriteCommand } from './run-writer.ts';
import { median, ms, quantile, type Row } from './statistics.ts';

const sizes = [1000, 100_000, 1_000_000];
const rate = 10_000;
const seconds = 4;
const mostFrames = 2;
const moreThanEmptyMs = 8;
/** Maximum ratio of the cost per event in a run of a million events to that in a short run. */
const flat = 1.5;

const views = [
  ['1', 'graph and timeline'],
  ['3', 'events'],
] as const;

export async function measureGrowth(): Promise<readonly Row[]> {
  const rows: Row[] = [];
  const costs = new Map<string, number[]>();
  for (const size of sizes) {
    for (const { view, ...grown } of await measureSize(size)) {
      costs.set(view, [...(costs.get(view) ?? []), grown.costMs]);
      rows.push(...rowsOf(`${view}, ${size.toLocaleString('en-US')} events`, grown));
    }
  }
  for (const [view, [first = Number.NaN, ...others]] of costs) {
    const ratio = Math.max(...others) / first;
    rows.push({
      what: `… cost of an event, ${view}: the dearest of longer runs over that of the shortest`,
      measured: `${ratio.toFixed(2)} ×`,
      target: `≤ ${flat} ×`,
      met: ratio <= flat,
    });
  }
  return rows;
}

/**
 * Times in ms. `frames`: from each pushed portion to its painted frame. `longest`: 95th percentile of the page's
 * frames; `empty`: the same of an empty page under the same load.
 */
type Grown = {
  readonly frames: readonly number[];
  readonly longest: number;
  readonly empty: number;
  readonly costMs: number;
  readonly behind: number;
};

function rowsOf(what: string, { frames, longest, empty, costMs, behind }: Grown): readonly Row[] {
  return [
    {
      what: `${rate.toLocaleString('en-US')} events/s on screen after their push: ${what}`,
      measured: `p50 ${median(frames)}, p99 ${quantile(frames, 0.99)} frames; ${behind} events behind at the end`,
      target: `p50 ≤ ${mostFrames} frames`,
      met: median(frames) <= mostFrames,
    },
    {
      what: '… its frames, those of an empty page beside it: 95 of 100 are not longer than',
      measured: `${ms(longest)}, ${ms(empty)}`,
      target: `+ ${moreThanEmptyMs} ms`,
      met: longest <= empty + moreThanEmptyMs,
    },
    {
      what: '… what an event costs the page',
      measured: `${(costMs * 1000).toFixed(1)} µs`,
      target: 'flat',
      met: null,
    },
  ];
}

async function measureSize(size: number): Promise<readonly (Grown & { readonly view: string })[]> {
  const library = join(scratch, `growing-${size}.db`);
  const writer = await startWriter(library, 'live');
  await write(writer, size, Infinity);
  const program = await startProgram(library);
  const { page } = program;
  page.setDefaultTimeout(600_000);
  try {
    await page.evaluate(() => (location.hash = 'run=live'));
    await untilTotal(page, size);
    await atRest(page);
    const grown: (Grown & { readonly view: string })[] = [];
    for (const [key, view] of views) {
      await page.keyboard.press(key);
      await page.keyboard.press('End');
      await atRest(page);
      // Warms up what is created when a run first grows.
      await untilTotal(page, await write(writer, rate / 2, rate));
      grown.push({ view, ...(await measureView(program, writer)) });
    }
    return grown;
  } finally {
    writer.disconnect();
    await program.close();
  }
}

async function measureView(program: Program, writer: ChildProcess): Promise<Grown> {
  const { page } = program;
  const empty = await page.context().newPage();
  await empty.goto('about:blank');
  await empty.evaluate(watchFrames);
  await write(writer, rate * seconds, rate);
  const emptyFrames = (await empty.evaluate(() => (globalThis as unknown as InPage).watched())).lengths;
  await empty.close();
  await page.bringToFront();
  await untilTotal(page, await totalOf(writer));

  const before = await program.work();
  await page.evaluate(watchFrames);
  const shownBefore = await shownTotal(page);
  const written = await write(writer, rate * seconds, rate);
  const behind = written - (await shownTotal(page));
  const { lengths, frames } = await page.evaluate(() => (globalThis as unknown as InPage).watched());
  await untilTotal(page, written);
  const costMs = ((await program.work()) - before) / (written - shownBefore);
  return { frames, behind, costMs, longest: quantile(lengths, 0.95), empty: quantile(emptyFrames, 0.95) };
}

type InPage = { watched: () => { readonly lengths: readonly number[]; readonly frames: readonly number[] } };

/**
 * Runs in the page. Measures from the first frame that begins after a push to the frame in which the total is written.
 */
function watchFrames(): void {
  const began: number[] = [];
  const frames: number[] = [];
  let pushedAt: number[] = [];
  let on = true;
  const tick = (now: number): void => {
    began.push(now);
    if (on) requestAnimationFrame(tick);
  };
  requestAnimationFrame(tick);
  const pushes = new PerformanceObserver((list) => {
    for (const { name, startTime } of list.getEntries()) if (name === 'run-grew') pushedAt.push(startTime);
  });
  pushes.observe({ type: 'mark' });
  const shown = new MutationObserver(() => {
    const now = performance.now();
    for (const entry of pushes.takeRecords()) if (entry.name === 'run-grew') pushedAt.push(entry.startTime);
    for (const at of pushedAt) frames.push(began.filter((time) => time > at && time <= now).length);
    pushedAt = [];
  });
  const slider = document.querySelector('[role=slider][aria-label="Position in the run"]');
  if (slider !== null) shown.observe(slider, { attributeFilter: ['aria-valuemax'] });
  (globalThis as unknown as InPage).watched = () => {
    on = false;
    pushes.disconnect();
    shown.disconnect();
    return { lengths: began.slice(1).map((time, i) => time - began[i]!), frames };
  };
}

async function shownTotal(page: Page): Promise<number> {
  return Number(await page.getByRole('slider', { name: 'Position in the run' }).getAttribute('aria-valuemax'));
}

async function untilTotal(page: Page, total: number): Promise<void> {
  await page.locator(`[role=slider][aria-valuemax="${total}"]`).waitFor({ state: 'attached', timeout: 600_000 });
}

async function startWriter(library: string, run: string): Promise<ChildProcess> {
  const writer = fork(join(root, 'bench', 'run-writer.ts'), [library, run], {
    execArgv: ['--disable-warning=ExperimentalWarning'],
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
  await once(writer, 'message');
  return writer;
}

/** Resolves with the run's new number of events once the events are written. */
async function write(writer: ChildProcess, events: number, perSecond: number): Promise<number> {
  writer.send({ events, rate: Math.min(perSecond, 1e9) } satisfies WriteCommand);
  const [{ written }] = (await once(writer, 'message')) as [{ written: number }];
  return written;
}

async function totalOf(writer: ChildProcess): Promise<number> {
  return await write(writer, 0, rate);
}
