// The full simulation: npm run simulate [SEEDS] [FIRST]. Prints the seed and the program of each failure.

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Chance } from '../../sandbox/native/kernel/chance.ts';
import { bundleWorkflows, type NativeBundle } from '../../sandbox/native/bundle.ts';
import { drawProgram, programCode } from './program.ts';
import { simulate } from './simulate.ts';

export async function programBundle(): Promise<NativeBundle> {
  const folder = mkdtempSync(join(tmpdir(), 'retrace-simulation-'));
  try {
    const file = join(folder, 'program.ts');
    writeFileSync(file, programCode);
    return await bundleWorkflows(file);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** The failure for this seed; undefined where everything holds. */
export async function faultOf(
  bundle: NativeBundle,
  seed: number,
): Promise<{ readonly fault?: string; readonly crashes: number }> {
  const program = drawProgram(new Chance(`program ${seed}`));
  const told = (what: string): string => `seed ${seed}: ${what}\n${JSON.stringify(program)}`;
  try {
    const calm = await simulate(bundle, program);
    const wild = await simulate(bundle, program, { chance: new Chance(`faults ${seed}`), each: 12 });
    const { crashes } = wild;
    for (const { diverged } of [calm, wild])
      if (diverged.length > 0) return { fault: told(`not replayed: ${diverged.join('; ')}`), crashes };
    if (JSON.stringify(calm.end) !== JSON.stringify(wild.end))
      return {
        fault: told(`it ended with ${JSON.stringify(wild.end)}, undisturbed with ${JSON.stringify(calm.end)}`),
        crashes,
      };
    if (calm.meaning.join() !== wild.meaning.join())
      return { fault: told(`it did ${wild.meaning.join(' | ')}, undisturbed ${calm.meaning.join(' | ')}`), crashes };
    return { crashes };
  } catch (error) {
    return { fault: told(error instanceof Error ? (error.stack ?? error.message) : String(error)), crashes: 0 };
  }
}

if (process.argv[1] === import.meta.filename) {
  const [seeds, first] = [Number(process.argv[2] ?? 2000), Number(process.argv[3] ?? 1)];
  const bundle = await programBundle();
  let [faults, crashes] = [0, 0];
  for (let seed = first; seed < first + seeds; seed++) {
    const outcome = await faultOf(bundle, seed);
    crashes += outcome.crashes;
    if (outcome.fault === undefined) continue;
    faults++;
    console.log(outcome.fault);
  }
  console.log(`${seeds} programs, ${crashes} deaths of engines, ${faults} programs of which something does not hold`);
  process.exitCode = faults === 0 ? 0 : 1;
}
