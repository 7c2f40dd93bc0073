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
    await program.page.evaluate(definePainted);
    const rows: Row[] = [];
    for (const view of ['1', '2', '3'] as const) {
      await program.page.keyboard.press(view);
      await atRest(program.page);
      // From the middle, where there is as much before as behind.
      await clickScrubber(program, 0.5);
      await atRest(program.page);
      const name = { 1: 'graph', 2: 'timeline', 3: 'events' }[view];
      rows.push(
        row(
          `step, ${name} (${what})`,
          await sample(program, steps, (i) => press(program, i % 4 === 3 ? 'ArrowLeft' : 'ArrowRight')),
        ),
      );
      rows.push(row(`random jump, ${name}`, await sample(program, jumps, () => jump(program))));
    }
    return rows;
  } finally {
    await program.close();
  }
}

function row(what: string, values: readonly number[]): Row {
  const p99 = quantile(values, 0.99);
  return {
    what,
    measured: `p50 ${ms(median(values))}, p99 ${ms(p99)}`,
    target: `p99 ≤ ${limitMs} ms`,
    met: p99 <= limitMs,
  };
}

async function sample(program: Program, count: number, act: (i: number) => Promise<void>): Promise<number[]> {
  const values: number[] = [];
  for (let i = 0; i < count; i++) {
    const before = await program.work();
    await act(i);
    values.push((await program.work()) - before);
    await atRest(program.page);
  }
  return values;
}

/** The key as the page gets it, and the wait until the frame that it leads to is painted: the task after that frame. */
async function press({ page }: Program, key: string): Promise<void> {
  await page.evaluate(async (name) => {
    document.body.dispatchEvent(
      new KeyboardEvent('keydown', { key: name, code: name, bubbles: true, cancelable: true }),
    );
    await (globalThis as unknown as { painted: () => Promise<void> }).painted();
  }, key);
}

function definePainted(): void {
  (globalThis as unknown as { painted: () => Promise<void> }).painted = async () =>
    await new Promise((done) => {
      requestAnimationFrame(() => {
        const { port1, port2 } = new MessageChannel();
        port1.onmessage = () => done();
        port2.postMessage(null);
      });
    });
}

let seed = 20_261_121;

/** A click on the scrubber, at a place that is the same in every run of the bench. */
async function jump(program: Program): Promise<void> {
  seed = (seed * 1_103_515_245 + 12_345) % 2 ** 31;
  await clickScrubber(program, seed / 2 ** 31);
  await program.page.evaluate(async () => await (globalThis as unknown as { painted: () => Promise<void> }).painted());
}

async function clickScrubber({ page }: Program, part: number): Promise<void> {
  const box = await page.getByRole('slider').first().boundingBox();
  if (box === null) throw new Error('the scrubber is not on the screen');
  await page.mouse.click(box.x + 2 + part * (box.width - 4), box.y + box.height / 2);
}
