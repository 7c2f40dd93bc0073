// Temporal's own replayer beside ours: it is installed in this folder (`npm ci`), and runs in a process of its own.

import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import type { Json } from '../../engine/model/json.ts';

/** What it said of one history, and in how many milliseconds. `error` is null where it passes. */
export type OfficialAnswer = { readonly ms: number; readonly error: string | null; readonly message: string };

export type OfficialJob = {
  /** The module of the code. It bundles that itself, once, before anything is measured. */
  readonly workflowsPath: string;
  /** The events of each, in order. */
  readonly histories: readonly (readonly Json[])[];
  /** A folder for the histories' files. */
  readonly folder: string;
  readonly rounds?: number;
  /** Positions in its words are of no interest: the source map of its bundle is left out. */
  readonly withoutMap?: true;
};

export const isInstalled = existsSync(join(import.meta.dirname, 'node_modules/@temporalio/worker'));

/**
 * One answer for every history, in order. Given up after `patienceMs` for one of them: the answers end there. Throws where the replayer
 * itself does not run.
 */
export async function askOfficial(job: OfficialJob, patienceMs = 120_000): Promise<readonly OfficialAnswer[]> {
  return await answersOf(job, false, patienceMs);
}

/** All at once: how long that took, in milliseconds. Throws where one of them does not pass. */
export async function askOfficialTogether(job: OfficialJob): Promise<number> {
  const [answer] = await answersOf(job, true, 600_000);
  if (answer?.error !== null) throw new Error(`the official replayer fails: ${answer?.message}`);
  return answer.ms;
}

async function answersOf(job: OfficialJob, together: boolean, patienceMs: number): Promise<readonly OfficialAnswer[]> {
  const { workflowsPath, folder, rounds = 1, withoutMap } = job;
  const histories = job.histories.map((events, index) => {
    const file = join(folder, `official-${index}.json`);
    writeFileSync(file, JSON.stringify({ events }));
    return file;
  });
  const file = join(folder, 'official-job.json');
  writeFileSync(file, JSON.stringify({ workflowsPath, histories, rounds, together, withoutMap }));
  const child = spawn(process.execPath, [join(import.meta.dirname, 'replayer.mjs'), file], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  return await linesOf(child, patienceMs);
}

async function linesOf(
  child: ChildProcessByStdio<null, Readable, null>,
  patienceMs: number,
): Promise<readonly OfficialAnswer[]> {
  const answers: OfficialAnswer[] = [];
  let isGivenUp = false;
  const giveUp = (): void => {
    isGivenUp = true;
    child.kill('SIGKILL');
  };
  let patience = setTimeout(giveUp, patienceMs);
  const ended = new Promise<number | null>((resolve) => child.once('close', resolve));
  for await (const line of createInterface({ input: child.stdout })) {
    answers.push(JSON.parse(line) as OfficialAnswer);
    clearTimeout(patience);
    patience = setTimeout(giveUp, patienceMs);
  }
  const code = await ended;
  clearTimeout(patience);
  if (code !== 0 && !isGivenUp) throw new Error(`the official replayer ended with ${code}`);
  return answers;
}
