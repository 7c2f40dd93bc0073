// Benchmark of opening the longest history: time to the first useful screen, to the complete run, to reopening; memory.

import { readFileSync, statSync } from 'node:fs';
import type { Measured } from './histories.ts';
import { atRest, type Program, type Shown, startProgram } from './program.ts';
import { median, ms, type Row, times } from './statistics.ts';

const rounds = 5;

export async function measureOpening({ path, what }: Measured): Promise<readonly Row[]> {
  const parse: number[] = [];
  const open: Shown[] = [];
  const reopen: Shown[] = [];
  const memory: number[] = [];
  for (let round = 0; round < rounds; round++) {
    parse.push(timeParse(path));
    const program = await startProgram();
    try {
      open.push(await openFile(program, path));
      memory.push(await program.peakMemory());
      reopen.push(await reopenRun(program));
    } finally {
      await program.close();
    }
  }
  const base = median(parse);
  const size = statSync(path).size;
  const row = (name: string, values: readonly number[], most: number): Row => ({
    what: name,
    measured: `${ms(median(values))} = ${times(median(values) / base)}`,
    target: most === 0 ? '' : `≤ ${most} ×`,
    met: most === 0 ? null : median(values) <= most * base,
  });
  return [
    { what: `JSON.parse of the file (${what})`, measured: ms(base), target: '1 ×', met: null },
    row(
      'open it to the first useful screen',
      open.map(({ painted }) => painted),
      1,
    ),
    row(
      '… until its graph is drawn',
      open.map(({ graph }) => graph),
      0,
    ),
    row(
      '… until it is whole: every event can be stepped to',
      open.map(({ whole }) => whole),
      3,
    ),
    row(
      'reopen it from the library',
      reopen.map(({ painted }) => painted),
      0.5,
    ),
    row(
      '… until its graph is drawn',
      reopen.map(({ graph }) => graph),
      0,
    ),
    {
      what: 'memory of the engine at its peak, over the size of the file',
      measured: `${Math.round(median(memory) / 2 ** 20)} MiB = ${times(median(memory) / size)}`,
      target: '≤ 4 ×',
      met: median(memory) <= 4 * size,
    },
  ];
}

function timeParse(path: string): number {
  const begun = performance.now();
  JSON.parse(readFileSync(path, 'utf8'));
  return performance.now() - begun;
}

async function openFile(program: Program, path: string): Promise<Shown> {
  await program.choose(path);
  const shown = await program.untilShown(() => program.page.keyboard.press('Control+o'));
  await atRest(program.page);
  return shown;
}

/** Reopens the run in a new page without caches and without an open run, where the run is chosen from the library. */
async function reopenRun(program: Program): Promise<Shown> {
  const { page } = program;
  await page.evaluate(() => {
    history.replaceState(null, '', location.pathname);
    localStorage.setItem('retrace.begin-empty', '1');
  });
  await page.reload();
  await atRest(page);
  return await program.untilShown(() => page.locator('[role=treeitem]:not([aria-expanded])').first().click());
}
