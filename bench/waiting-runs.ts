// Benchmark of 10,000 runs that wait for timers and signals in one program, all of them in its memory, until each is
// signalled and ends. As a program (`node bench/waiting-runs.ts`) it prints the peak of its memory.

import { execFileSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { RunStore } from '../engine/store/register/run-store.ts';
import { scratch } from './histories.ts';
import { NativeProgram } from './native-program.ts';
import type { Row } from './statistics.ts';

const runs = 10_000;
const mostBytes = 2 ** 30;

export function measureWaitingRuns(): readonly Row[] {
  const peak = Number(
    execFileSync(process.execPath, [...process.execArgv, import.meta.filename], { encoding: 'utf8' }),
  );
  const what = `native: ${runs} runs that wait in one program, until each is signalled and has ended: memory at its peak`;
  const measured = `${Math.round(peak / 2 ** 20)} MiB`;
  return [{ what, measured, target: '≤ 1 GiB', met: peak <= mostBytes }];
}

/** Peak memory in bytes of this program. */
async function peakOfAll(): Promise<number> {
  const program = await NativeProgram.open(
    RunStore.inFile(join(scratch, 'waiting.db'), { synchronous: 'NORMAL' }),
    runs,
  );
  const handles = await program.start('waits', 0, runs);
  await program.engine.whenIdle();
  await Promise.all(handles.map(({ workflowId }, n) => program.client.signal(workflowId, 'go', n)));
  const ended = await Promise.all(handles.map((handle) => handle.result()));
  if (ended.some((result, n) => result !== n)) throw new Error('a run got the signal of another');
  await program.close();
  return process.resourceUsage().maxRSS * 1024;
}

if (process.argv[1] === import.meta.filename) {
  console.log(await peakOfAll());
  rmSync(scratch, { recursive: true, force: true });
}
