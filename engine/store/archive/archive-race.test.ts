// Tests two programs that archive the same run at the same time.

import assert from 'node:assert/strict';
import { readFileSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { scratchFolder } from '../../testing/library.ts';
import { everything, logEvents, plain, refusedAs } from '../../testing/log-events.ts';
import { MemoryArchives } from '../../testing/memory-archives.ts';
import type { Continuation, LogBackend } from '../backend.ts';
import { ChainedLog } from '../chained-log.ts';
import { FolderBackend } from '../folder/folder-backend.ts';
import { SqliteBackend } from '../sqlite/sqlite-backend.ts';

type Store = { readonly name: string; open(folder: string): LogBackend };
const stores: readonly Store[] = [
  { name: 'SQLite', open: (folder) => new SqliteBackend(join(folder, 'log.db'), { synchronous: 'NORMAL' }) },
  { name: 'folder', open: (folder) => new FolderBackend(join(folder, 'log'), { fsync: 'never' }) },
];

/** A backend that runs `first`, as another program would, just before it stores the continuation event. */
function overtaken(backend: LogBackend, first: () => Promise<unknown>): LogBackend {
  const insertContinuation = backend.insertContinuation.bind(backend);
  return Object.assign(backend, {
    async insertContinuation(run: string, continuation: Continuation) {
      await first();
      await insertContinuation(run, continuation);
    },
  });
}

for (const store of stores) {
  for (const [others, ours] of [
    [20, 20],
    [30, 20],
    [20, 30],
  ] as const) {
    test(`L25 L27 ${store.name}: of two that archive at once, to ${others} and to ${ours}, one leaves its continuation for each seq, and nothing is lost`, async (context) => {
      const folder = scratchFolder(context);
      // A second path to the same store acts like another program: logs of one process at one path share a lock.
      const alias = join(scratchFolder(context), 'alias');
      symlinkSync(folder, alias, 'junction');
      const archives = new MemoryArchives();
      const other = new ChainedLog(store.open(alias), { archives });
      const log = new ChainedLog(
        overtaken(store.open(folder), () => archives.archive(other, 'r', 1, others)),
        { archives },
      );
      context.after(() => Promise.all([log.close(), other.close()]));
      await other.append('r', logEvents(1, 30));
      const ref = { file: 'ours', checksum: 'sum', from: 1, to: ours };
      archives.files.set('ours', logEvents(1, ours));
      if (ours === 30) await log.dropArchived('r', ref);
      else await assert.rejects(log.dropArchived('r', ref), refusedAs('bad-archive'));
      for (const each of [log, other]) {
        const tos = (await each.archives('r')).map(({ to }) => to);
        assert.deepEqual(tos, ours === 30 ? [20, 30] : [others]);
        assert.equal(await each.streamLen('r'), 30);
        assert.deepEqual(plain(await everything(each, 'r')), plain(logEvents(1, 30)));
        assert.equal((await each.verify('r')).bad, null);
      }
    });
  }
}

test('L25 folder: a continuation that is there already is not written again', async (context) => {
  const folder = scratchFolder(context);
  const log = new ChainedLog(new FolderBackend(folder, { fsync: 'never' }));
  context.after(() => log.close());
  await log.append('r', logEvents(1, 10));
  const digest = await log.digestAt('r', 5);
  assert.ok(digest !== undefined);
  const continuation: Continuation = {
    file: 'x',
    checksum: 'sum',
    from: 1,
    to: 5,
    lastType: 'custom',
    lastAtMs: null,
    digest,
  };
  const [one, two] = [new FolderBackend(folder, { fsync: 'never' }), new FolderBackend(folder, { fsync: 'never' })];
  for (const backend of [one, two, one]) backend.insertContinuation('r', continuation);
  two.insertContinuation('r', { ...continuation, file: 'y' });
  const lines = readFileSync(join(folder, 'r', 'events.jsonl'), 'utf8')
    .split('\n')
    .filter((line) => line.includes('"seq":-5'));
  assert.equal(lines.length, 1);
  for (const backend of [one, two]) backend.close();
});
