// What a step and a jump cost the page, from the key to the painted frame: script, style and layout, without the wait for the frame.

import type { Measured } from './histories.ts';
import { atRest, type Program, startProgram } from './program.ts';
import { median, ms, quantile, type Row } from './statistics.ts';

const steps = 200;
const jumps = 100;
const limitMs = 16;

export async function measureStepping({ path, what }: Measured, patienceMs = 120_000): Promise<readonly Row[]> {
  const program = await startProgram();
  try {
    program.page.setDefaultTimeout(patienceMs);
    await program.choose(path);
    await program.untilShown(() => program.page.keyboard.press('Control+o'));
    await atRest(program.page);
    const rows: Row[] = [];
    for (const view of ['1', '2', '3'] as const) {
      await program.page.keyboard.press(view);
      await atRest(program.page);
      const name = { 1: 'graph', 2: 'timeline', 3: 'events' }[view];
      rows.push(row(`step, ${name} (${what})`, await sample(program, steps, (i) => program.page.keyboard.press(i % 4 === 3 ? 'ArrowLeft' : 'ArrowRight'))));
      rows.push(row(`random jump, ${name}`, await sample(program, jumps, () => jump(program))));
    }
    return rows;
  } finally {
    await program.close();
  }
}

function row(what: string, values: readonly number[]): Row {
  const p99 = quantile(values, 0.99);
  return { what, measured: `p50 ${ms(median(values))}, p99 ${ms(p99)}`, target: `p99 ≤ ${limitMs} ms`, met: p99 <= limitMs };
}

async function sample(program: Program, count: number, act: (i: number) => Promise<void>): Promise<number[]> {
  const values: number[] = [];
  for (let i = 0; i < count; i++) {
    const before = await program.work();
    await act(i);
    await program.page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));
    values.push((await program.work()) - before);
    await atRest(program.page);
  }
  return values;
}

let seed = 20_261_121;

/** A click on the scrubber, at a place that is the same in every run of the bench. */
async function jump({ page }: Program): Promise<void> {
  seed = (seed * 1_103_515_245 + 12_345) % 2 ** 31;
  const box = await page.getByRole('slider').first().boundingBox();
  if (box === null) throw new Error('the scrubber is not on the screen');
  await page.mouse.click(box.x + 2 + (seed / 2 ** 31) * (box.width - 4), box.y + box.height / 2);
}
