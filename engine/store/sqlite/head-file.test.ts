import assert from 'node:assert/strict';
import { copyFileSync, existsSync, readdirSync, rmSync, statSync, truncateSync } from 'node:fs';
import { join } from 'node:path';
import test from 'node:test';
import { scratchFolder } from '../../testing/library.ts';
import { HeadFile, readHead } from './head-file.ts';
import type { EventLog, StoredEvent } from '../log.ts';
import { openSqliteLog } from './sqlite-log.ts';

const events = (from: number, count: number, text = 'x'): readonly StoredEvent[] =>
  Array.from({ length: count }, (_, i) => ({
    seq: from + i,
    type: 'T',
    atMs: null,
    payload: Buffer.from(`${text} ${from + i}`),
  }));

/** Copies the files while a program has them open, as if that program had been killed. */
function leave(path: string, to: string, endings: readonly string[]): void {
  for (const ending of endings) copyFileSync(path + ending, to + ending);
}

async function badRuns(log: EventLog): Promise<readonly string[]> {
  const found: string[] = [];
  for await (const { run, bad } of log.verifyAll()) if (bad !== null) found.push(`${run} ${bad.seq} ${bad.reason}`);
  return found;
}

async function verified(path: string): Promise<readonly string[]> {
  const log = openSqliteLog(path);
  try {
    return await badRuns(log);
  } finally {
    await log.close();
  }
}

test('L45 commits that are lost with the write-ahead log are told, whatever was lost of it', async (context) => {
  const folder = scratchFolder(context);
  const path = join(folder, 'log.db');
  await (async () => {
    const first = openSqliteLog(path);
    await first.append('before', events(1, 3));
    await first.close();
  })();
  const log = openSqliteLog(path);
  await log.append('before', events(4, 2));
  const after = await log.create('after');
  await after.append(events(1, 40));
  await after.commit();
  const all = ['', '-wal', '-head'];
  for (const lost of ['nothing', 'all', 'end', 'middle']) {
    const left = join(folder, `${lost}.db`);
    leave(path, left, all);
    if (lost === 'all') rmSync(`${left}-wal`);
    if (lost === 'end') truncateSync(`${left}-wal`, statSync(`${left}-wal`).size - 10);
    if (lost === 'middle') truncateSync(`${left}-wal`, Math.floor(statSync(`${left}-wal`).size / 2));
    assert.deepEqual(await verified(left), lost === 'nothing' ? [] : ['after 1 missing'], lost);
  }
  await log.close();
});

test('L45 a loss stays told whatever is stored afterwards, until what was lost is there again', async (context) => {
  const folder = scratchFolder(context);
  const path = join(folder, 'log.db');
  const log = openSqliteLog(path);
  await log.append('r', events(1, 2));
  const left = join(folder, 'left.db');
  leave(path, left, ['', '-wal', '-head']);
  await log.close();
  rmSync(`${left}-wal`);
  const reopened = openSqliteLog(left);
  await reopened.append('other', events(1, 5));
  await reopened.close();
  assert.equal(existsSync(`${left}-head`), false);
  assert.deepEqual(await verified(left), ['r 1 missing']);
  const other = openSqliteLog(left);
  await other.append('r', events(1, 2, 'something else'));
  assert.deepEqual(await badRuns(other), ['r 2 missing']);
  await other.close();
});

test('L45 what was lost and is stored again, byte for byte, is no loss', async (context) => {
  const folder = scratchFolder(context);
  const path = join(folder, 'log.db');
  const log = openSqliteLog(path);
  await log.append('r', events(1, 2));
  const left = join(folder, 'left.db');
  leave(path, left, ['', '-wal', '-head']);
  await log.close();
  rmSync(`${left}-wal`);
  const reopened = openSqliteLog(left);
  assert.deepEqual(await badRuns(reopened), ['r 1 missing']);
  await reopened.append('r', events(1, 2));
  assert.deepEqual(await badRuns(reopened), []);
  await reopened.close();
});

test('L45 L46 L29 there is no false alarm: closed, copied without its head, or with another database in its place', async (context) => {
  const folder = scratchFolder(context);
  const path = join(folder, 'log.db');
  const log = openSqliteLog(path);
  await log.append('r', events(1, 2));
  const copy = join(folder, 'copy.db');
  leave(path, copy, ['', '-wal']);
  assert.deepEqual(await verified(copy), []);
  const other = openSqliteLog(join(folder, 'other.db'));
  await other.append('o', events(1, 2));
  await other.close();
  copyFileSync(`${path}-head`, join(folder, 'other.db-head'));
  assert.deepEqual(await verified(join(folder, 'other.db')), []);
  await log.append('r', events(3, 2));
  await log.fork('r', 2, 'branch');
  assert.deepEqual(await badRuns(log), []);
  await log.close();
  assert.deepEqual(readdirSync(folder).toSorted(), ['copy.db', 'log.db', 'other.db']);
});

test('L45 a head is read as it was written; half of one, or a changed one, is none', (context) => {
  const path = join(scratchFolder(context), 'x-head');
  const identity = Buffer.alloc(16, 7);
  const head = { run: 'naïve/run', seq: 2 ** 40 + 3, digest: Buffer.alloc(32, 9) };
  const file = new HeadFile(path, identity, 0);
  file.note({ ...head, run: 'a longer name than the next one', seq: 1 });
  file.note(head);
  assert.deepEqual(readHead(path, identity), head);
  assert.equal(readHead(path, Buffer.alloc(16)), undefined);
  file.close(false);
  truncateSync(path, 70);
  assert.equal(readHead(path, identity), undefined);
  file.close(true);
  assert.equal(existsSync(path), false);
});
