// Benchmark of the built command line on a small file, compared with an empty Node program.

import { spawnSync } from 'node:child_process';
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { RecordedRun } from '../engine/testing/replay/recorded-run.ts';
import { scratch } from './histories.ts';
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
    firstVerdict(),
  ];
}

const workflow = `
import { proxyActivities } from '@temporalio/workflow';
const { charge } = proxyActivities({ startToCloseTimeout: '1 minute' });
export async function order(item) { return await charge(item); }`;

/** The code is a folder, and was bundled before. */
function firstVerdict(): Row {
  const folder = join(scratch, 'first-verdict');
  mkdirSync(join(folder, 'code'), { recursive: true });
  symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'));
  writeFileSync(join(folder, 'code/workflows.js'), workflow);
  const { events } = new RecordedRun('order', 'tea').task().activity('charge', 'tea', 'charged').completed('charged');
  writeFileSync(join(folder, 'history.json'), JSON.stringify({ events }));
  const words = ['replay', join(folder, 'history.json'), '--code', join(folder, 'code')];
  const env = { ...process.env, RETRACE_DATA: join(folder, 'data') };
  const spent = Array.from({ length: rounds + 1 }, () => time([join(root, 'dist', 'cli', 'cli.js'), ...words], env));
  const measured = median(spent.slice(1));
  return { what: 'command line: first verdict', measured: ms(measured), target: '≤ 400 ms', met: measured <= 400 };
}

function time(args: readonly string[], env = process.env): number {
  const begun = performance.now();
  const { status } = spawnSync(process.execPath, [...args], { stdio: 'ignore', env });
  if (status !== 0) throw new Error(`${args.join(' ')} ended with ${status}`);
  return performance.now() - begun;
}
