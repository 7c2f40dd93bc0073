// Benchmark of the built command line on a small file, compared with an empty Node program.

import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { root } from './program.ts';
import { median, ms, type Row, times } from './statistics.ts';

const rounds = 21;

export function measureCommandLine(): readonly Row[] {
  const small = join(root, 'renderer', 'public', 'sample.json');
  const bare: number[] = [];
  const show: number[] = [];
  for (let round = 0; round < rounds; round++) {
    bare.push(time(['-e', '0']));
    show.push(time([join(root, 'dist', 'cli', 'cli.js'), 'show', small, '--json']));
  }
  const ratio = median(show) / median(bare);
  return [
    {
      what: 'command line: show of a small file, beside node -e 0',
      measured: `${ms(median(show))} to ${ms(median(bare))} = ${times(ratio)}`,
      target: '≤ 3 ×',
      met: ratio <= 3,
    },
  ];
}

function time(args: readonly string[]): number {
  const begun = performance.now();
  const { status } = spawnSync(process.execPath, [...args], { stdio: 'ignore' });
  if (status !== 0) throw new Error(`${args.join(' ')} ended with ${status}`);
  return performance.now() - begun;
}
