// Short versions of the tests of `npm run survive`.

import assert from 'node:assert/strict';
import test from 'node:test';
import { scratchFolder } from '../library.ts';
import { flippedBytes, truncatedFiles } from './damage.ts';
import { damagedWals, walRemovedWhileOpen } from './damaged-wal.ts';
import { canMount, fullDisk, fullDiskImports } from './full-disk.ts';
import { killRounds } from './kill-rounds.ts';
import { manyWriters } from './many-writers.ts';
import { readOnlyWhileOpen } from './read-only.ts';
import { storeNames } from './survival-store.ts';

const seed = Number(process.env['RETRACE_SEED'] ?? 20_261_121);

for (const store of storeNames) {
  test(`L8 L14 L20 L27 L31 ${store}: writers that are killed leave what was acknowledged, whole batches, whole archives and a good chain`, async (context) => {
    context.diagnostic(`seed ${seed}`);
    const { rounds, acknowledged } = await killRounds({ store, seed, rounds: 4, folder: scratchFolder(context) });
    assert.equal(rounds, 4);
    assert.ok(acknowledged > 10, 'the writers had time to write');
  });

  test(`L3 L7 L12 L19 ${store}: of several writers of the same runs one wins every seq, and readers see whole batches from the first on`, async (context) => {
    context.diagnostic(`seed ${seed}`);
    const { batches, looks } = await manyWriters({
      store,
      seed,
      writers: 3,
      appends: 60,
      folder: scratchFolder(context),
    });
    assert.ok(batches > 60 && looks > 10);
  });

  test(`L5 L21 L26 ${store}: a changed byte is told with a code or found by verify, and hurts no other run`, async (context) => {
    context.diagnostic(`seed ${seed}`);
    const { changed, short, good } = await flippedBytes({ store, seed, rounds: 5, folder: scratchFolder(context) });
    assert.deepEqual([changed, short], [0, 0]);
    assert.ok(good > 0);
  });

  test(`L5 L21 L31 ${store}: a file that ends too early is told with a code or found by verify, and hurts no other run`, async (context) => {
    context.diagnostic(`seed ${seed}`);
    const { changed } = await truncatedFiles({ store, seed, rounds: 4, folder: scratchFolder(context) });
    assert.equal(changed, 0);
  });

  test(`L5 L8 B10 ${store}: a disk that fills up refuses with a code and keeps what was acknowledged; with room again, it goes on`, async (context) => {
    context.diagnostic(`seed ${seed}`);
    const folder = scratchFolder(context);
    if (!canMount(folder)) {
      context.skip('no file system may be mounted here');
      return;
    }
    const { acknowledged } = await fullDisk({ store, seed, rounds: 1, folder });
    assert.ok(acknowledged > 0);
  });

  test(
    `L5 B8 B11 ${store}: made read-only while it is open, a store can be read, refuses with a code and goes on afterwards`,
    { skip: process.platform === 'win32' && 'permissions of files work differently here' },
    async () => {
      const { refused } = await readOnlyWhileOpen(store);
      assert.ok(Object.keys(refused).length > 0);
    },
  );
}

test('B10 B48 05-disk-full: an import that finds the disk full, at whichever step, tells of every file, and what it tells as stored is stored', async (context) => {
  const folder = scratchFolder(context);
  if (!canMount(folder)) {
    context.skip('no file system may be mounted here');
    return;
  }
  const { acknowledged, refused } = await fullDiskImports({ rounds: 12, folder });
  assert.ok(acknowledged > 0 && (refused['disk-full'] ?? 0) > 0);
});

test('L21 L29 a write-ahead log that is lost, cut off or damaged leaves every run up to a whole batch, and nothing that was in the file is lost', async (context) => {
  context.diagnostic(`seed ${seed}`);
  const { changed, reported, refused } = await damagedWals({ seed, rounds: 4, folder: scratchFolder(context) });
  assert.deepEqual([changed, reported, refused], [0, 0, 0]);
});

test('L5 L29 a write-ahead log that is removed while the store is open: the one who has it open loses nothing, others are refused with a code', async (context) => {
  assert.equal(await walRemovedWhileOpen(scratchFolder(context)), 'database-failed');
});
