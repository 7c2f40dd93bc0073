// Benchmark of the page's cost per step and per jump, from the key to the painted frame: script, style and layout,
// without waiting for the frame.

import { closeSync, openSync, readFileSync, readSync } from 'node:fs';
import type { Measured } from './histories.ts';
import { atRest, type Program, startProgram } from './program.ts';
import { median, ms, quantile, type Row, times } from './statistics.ts';

const steps = 200;
const jumps = 100;
/** Number of steps between two measurements of the unit. */
const unitEvery = 10;

/** In units of the time that the page takes to parse 1 MiB of the same file, measured between the steps. */
type Limits = { readonly p50: number; readonly p99: number };
const stepLimits: Limits = { p50: 0.7, p99: 1.5 };
const jumpLimits: Limits = { p50: 1.5, p99: 3 };

export async function measureStepping({ path, what }: Measured, patienceMs = 120_000): Promise<readonly Row[]> {
  const program = await startProgram();
  try {
    program.page.setDefaultTimeout(patienceMs);
    await program.choose(path);
    await program.untilShown(() => program.page.keyboard.press('Control+o'));
    await atRest(program.page);
    await program.page.evaluate(definePainted);
    await program.page.evaluate(defineUnit, mebibyteOf(path));
    const rows: Row[] = [];
    for (const view of ['1', '2', '3'] as const) {
      await program.page.keyboard.press(view);
      await atRest(program.page);
      // Starts in the middle, with as much before as after.
      await clickScrubber(program, 0.5);
      await atRest(program.page);
      const name = { 1: 'graph', 2: 'timeline', 3: 'events' }[view];
      rows.push(
        row(
          `step, ${name} (${what})`,
          await sample(program, steps, (i) => press(program, i % 4 === 3 ? 'ArrowLeft' : 'ArrowRight')),
          stepLimits,
        ),
      );
      rows.push(row(`random jump, ${name}`, await sample(program, jumps, () => jump(program)), jumpLimits));
    }
    return rows;
  } finally {
    await program.close();
  }
}

type Sample = { readonly values: readonly number[]; readonly unit: number };

function row(what: string, { values, unit }: Sample, limits: Limits): Row {
  const p50 = median(values);
  const p99 = quantile(values, 0.99);
  const units = (value: number): string => `${ms(value)} = ${times(value / unit)}`;
  return {
    what,
    measured: `p50 ${units(p50)}, p99 ${units(p99)}; 1 × = ${ms(unit)}`,
    target: `p50 ≤ ${limits.p50} ×, p99 ≤ ${limits.p99} ×`,
    met: p50 <= limits.p50 * unit && p99 <= limits.p99 * unit,
  };
}

async function sample(program: Program, count: number, act: (i: number) => Promise<void>): Promise<Sample> {
  const values: number[] = [];
  const units: number[] = [];
  for (let i = 0; i < count; i++) {
    if (i % unitEvery === 0) units.push(await program.page.evaluate(() => (globalThis as unknown as InPage).unit()));
    const before = await program.work();
    await act(i);
    values.push((await program.work()) - before);
    await atRest(program.page);
  }
  return { values, unit: median(units) };
}

type InPage = { painted(): Promise<void>; unit(): number };

/** Whole events from the start of the file, about 1 MiB, as one JSON text. */
function mebibyteOf(path: string): string {
  const texts: string[] = [];
  let size = 0;
  for (const text of path.endsWith('.jsonl') ? firstLines(path) : eventTexts(path)) {
    if (size >= 2 ** 20) break;
    texts.push(text);
    size += text.length;
  }
  return `[${texts.join(',')}]`;
}

function firstLines(path: string): readonly string[] {
  const bytes = Buffer.alloc(2 ** 21);
  const file = openSync(path, 'r');
  const length = readSync(file, bytes);
  closeSync(file);
  return bytes.toString('utf8', 0, length).split('\n').slice(0, -1);
}

function* eventTexts(path: string): Generator<string> {
  const { events } = JSON.parse(readFileSync(path, 'utf8')) as { events: readonly object[] };
  for (const event of events) yield JSON.stringify(event, null, 2);
}

/** Runs in the page. `unit` returns the milliseconds of parsing the text once. */
function defineUnit(text: string): void {
  (globalThis as unknown as InPage).unit = () => {
    const begun = performance.now();
    JSON.parse(text);
    return performance.now() - begun;
  };
}

/** Presses the key and waits for the resulting painted frame: the task after this frame. */
async function press({ page }: Program, key: string): Promise<void> {
  await page.evaluate(async (name) => {
    document.body.dispatchEvent(
      new KeyboardEvent('keydown', { key: name, code: name, bubbles: true, cancelable: true }),
    );
    await (globalThis as unknown as InPage).painted();
  }, key);
}

function definePainted(): void {
  (globalThis as unknown as InPage).painted = async () =>
    await new Promise((done) => {
      requestAnimationFrame(() => {
        const { port1, port2 } = new MessageChannel();
        port1.onmessage = () => done();
        port2.postMessage(null);
      });
    });
}

let seed = 20_261_121;

/** Clicks the scrubber at a place that is the same in every run of the benchmark. */
async function jump(program: Program): Promise<void> {
  seed = (seed * 1_103_515_245 + 12_345) % 2 ** 31;
  await clickScrubber(program, seed / 2 ** 31);
  await program.page.evaluate(async () => await (globalThis as unknown as InPage).painted());
}

async function clickScrubber({ page }: Program, part: number): Promise<void> {
  const box = await page.getByRole('slider').first().boundingBox();
  if (box === null) throw new Error('the scrubber is not on the screen');
  await page.mouse.click(box.x + 2 + part * (box.width - 4), box.y + box.height / 2);
}
