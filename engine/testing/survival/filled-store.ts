// A store with runs of every sort, and a record of their content: the reference for damaged copies.

import { cpSync } from 'node:fs';
import { join } from 'node:path';
import { openPlace, type Place } from './survival-store.ts';
import { importBatch } from './import-batch.ts';
import { madeEvents } from './made-batch.ts';
import { type Step, Written } from './written.ts';

export type Filled = { readonly place: Place; readonly written: Written };

const runs = Array.from({ length: 12 }, (_, i) => `run ${String.fromCharCode(97 + i)}`);
const rounds = 6;

/** The runs' events interleave; one run is imported, one branches off, and one branches off the branch. */
export async function fillStore(place: Place): Promise<Filled> {
  const written = new Written();
  const log = openPlace(place);
  const append = async (run: string, count: number): Promise<void> => {
    const batch = { run, by: 'before', first: written.length(run) + 1, count };
    await log.append(run, madeEvents(batch));
    written.take({ type: 'append', batch });
  };
  for (let round = 0; round < rounds; round++)
    for (const [i, run] of runs.entries()) await append(run, 1 + ((i + round) % 7));
  const imported = { run: 'imported', by: 'before', first: 1, count: 150 };
  await importBatch(log, imported);
  written.take({ type: 'import', batch: imported });
  const forks: readonly Extract<Step, { type: 'fork' }>[] = [
    { type: 'fork', parent: 'run a', seq: 9, run: 'branch' },
    { type: 'fork', parent: 'branch', seq: 11, run: 'branch of it' },
  ];
  for (const fork of forks) {
    await log.fork(fork.parent, fork.seq, fork.run);
    written.take(fork);
    await append(fork.run, 4);
  }
  await log.keepCheckpoint('run b', 'state', 5, Buffer.from('a folded state'));
  await log.close();
  return { place, written };
}

/** Copies the store with all files beside it. */
export function copyOf({ place, written }: Filled, folder: string): Filled {
  cpSync(join(place.path, '..'), folder, { recursive: true });
  return { place: { ...place, path: join(folder, place.path.split(/[\\/]/).at(-1) ?? '') }, written };
}
