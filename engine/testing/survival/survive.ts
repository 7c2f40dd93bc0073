// `npm run survive -- [kill|samples|writers|damage|disk …] [--seed N] [--rounds N] [--store sqlite|folder]`: the full survival
// tests. The same seed gives the same tests.

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { flippedBytes, truncatedFiles } from './damage.ts';
import { damagedWals, walRemovedWhileOpen } from './damaged-wal.ts';
import { canMount, fullDisk, fullDiskImports } from './full-disk.ts';
import { killedSamples, mostKills } from './killed-samples.ts';
import { killRounds } from './kill-rounds.ts';
import { manyWriters } from './many-writers.ts';
import { readOnlyWhileOpen } from './read-only.ts';
import { type StoreName, storeNames } from './survival-store.ts';

const killRoundsAStore = 500;
const crowd = { writers: 8, lastsMs: 60_000 };
const damages = 200;
const disks = 60;
const sampleRounds = 25;

type Full = {
  readonly store: StoreName;
  readonly seed: number;
  readonly rounds: number | undefined;
  readonly folder: string;
};

const parts = {
  kill: async ({ rounds, ...plan }: Full) => [
    await killRounds({ ...plan, rounds: rounds ?? killRoundsAStore }, console.log),
  ],
  samples: async ({ store, rounds = sampleRounds, ...plan }: Full) =>
    store === 'sqlite' ? [await killedSamples({ ...plan, rounds, kills: mostKills })] : [],
  writers: async ({ rounds, ...plan }: Full) => [
    await manyWriters({ ...plan, ...crowd, ...(rounds !== undefined && { lastsMs: rounds * 1000 }) }),
  ],
  damage: async ({ rounds = damages, ...plan }: Full) => [
    { damage: 'flipped bytes', ...(await flippedBytes({ ...plan, rounds, folder: join(plan.folder, 'flipped') })) },
    {
      damage: 'truncated files',
      ...(await truncatedFiles({ ...plan, rounds, folder: join(plan.folder, 'truncated') })),
    },
    ...(plan.store === 'sqlite'
      ? [{ damage: 'write-ahead log', ...(await damagedWals({ ...plan, rounds, folder: join(plan.folder, 'wal') })) }]
      : []),
    ...(plan.store === 'sqlite'
      ? [{ damage: 'write-ahead log removed while open', others: await walRemovedWhileOpen(plan.folder) }]
      : []),
  ],
  disk: async ({ rounds = disks, ...plan }: Full) => [
    canMount(plan.folder)
      ? { disk: 'full', ...(await fullDisk({ ...plan, rounds })) }
      : { disk: 'full', skipped: 'no file system may be mounted here' },
    ...(plan.store === 'sqlite' && canMount(plan.folder)
      ? [{ disk: 'full while importing', ...(await fullDiskImports({ ...plan, rounds: rounds * 3 })) }]
      : []),
    { disk: 'read-only while open', ...(await readOnlyWhileOpen(plan.store)) },
  ],
} as const;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { seed: { type: 'string' }, rounds: { type: 'string' }, store: { type: 'string' } },
});
const seed = Number(values.seed ?? Math.floor(Math.random() * 1e9));
const rounds = values.rounds === undefined ? undefined : Number(values.rounds);
const unknown = positionals.filter((name) => !Object.hasOwn(parts, name));
const stores = storeNames.filter((name) => values.store === undefined || name === values.store);
if (unknown.length > 0 || stores.length === 0 || !Number.isInteger(seed) || !Number.isInteger(rounds ?? 1))
  throw new Error(
    'npm run survive -- [kill|samples|writers|damage|disk …] [--seed N] [--rounds N] [--store sqlite|folder]',
  );

console.log(`seed ${seed}`);
for (const [name, part] of Object.entries(parts)) {
  if (positionals.length > 0 && !positionals.includes(name)) continue;
  for (const store of stores) {
    const folder = mkdtempSync(join(tmpdir(), 'retrace-survive-'));
    const begun = performance.now();
    try {
      for (const report of await part({ store, seed, rounds, folder }))
        console.log(`${name}, ${store}: ${JSON.stringify(report)}`);
      console.log(`${name}, ${store}: survived, ${((performance.now() - begun) / 1000).toFixed(1)} s`);
    } catch (error) {
      process.exitCode = 1;
      console.error(
        `${name}, ${store}: FAILED; again with: npm run survive -- ${name} --store ${store} --seed ${seed}\n`,
        error,
      );
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  }
}
