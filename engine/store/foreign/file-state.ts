// In which state another program's SQLite file is, told without opening it as a database. Source: sqlite.org/fileformat.html
// (1.3.3, 1.3.7, 3).

import { closeSync, readSync, statSync } from 'node:fs';
import { openToRead } from '../open-to-read.ts';

/** `shared`: read beside its writer. `still`: read without a lock. `copy`: only a copy can be read. */
export type Way = 'shared' | 'still' | 'copy';

/** `file` is its inode. `all` changes with the file and those beside it. */
export type FileState = { readonly way: Way; readonly file: number | undefined; readonly all: string };

/** A writer's transaction in rollback mode is waited for so long. */
const patienceMs = 200;
const headLength = 100;

/** The state in which no transaction is half written; after a while as it is. Throws errors of the file system. */
export function settledState(path: string): FileState {
  const endMs = performance.now() + patienceMs;
  for (;;) {
    const state = stateOf(path);
    if (!isJournalLive(path) || performance.now() > endMs) return state;
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 1);
  }
}

export function stateOf(path: string): FileState {
  const head = headOf(path);
  const found = ['', '-wal', '-shm', '-journal'].map((ending) => statSync(path + ending, { throwIfNoEntry: false }));
  const texts = found.map((stats) => `${stats?.ino} ${stats?.size} ${stats?.mtimeMs}`);
  return {
    way: wayOf(path, head),
    file: found[0]?.ino,
    // Commits count in the head, and may be quicker than the clock of the file system.
    all: [...texts, head.toString('hex')].join(', '),
  };
}

/** Size in bytes; −1 if the file does not exist. */
export function sizeOf(path: string): number {
  return statSync(path, { throwIfNoEntry: false })?.size ?? -1;
}

function wayOf(path: string, head: Buffer): Way {
  // The version to read a file: 2 is WAL mode.
  if (head[18] !== 2) return isJournalLive(path) ? 'copy' : 'still';
  if (sizeOf(`${path}-wal`) > 0) return sizeOf(`${path}-shm`) > 0 ? 'shared' : 'copy';
  return sizeOf(`${path}-shm`) >= 0 && sizeOf(`${path}-wal`) >= 0 ? 'shared' : 'still';
}

/** A transaction is under way, or was when its writer died. A journal that only waits for the next one begins with zeros. */
function isJournalLive(path: string): boolean {
  try {
    return sizeOf(`${path}-journal`) > 0 && headOf(`${path}-journal`).some((byte) => byte !== 0);
  } catch (error) {
    if ((error as { code?: unknown }).code === 'ENOENT') return false;
    throw error;
  }
}

function headOf(path: string): Buffer {
  const fd = openToRead(path);
  try {
    const head = Buffer.alloc(headLength);
    return head.subarray(0, readSync(fd, head, 0, headLength, 0));
  } finally {
    closeSync(fd);
  }
}
