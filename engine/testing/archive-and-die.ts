// A program that archives a run and kills itself at a given point, for the test of a crash's effects. Arguments: STORE
// PLACE FILE POINT.

import { assert } from '../model/assert.ts';
import { archiveBase, ArchiveFiles } from '../store/archive/archive-file-reader.ts';
import { archiveRun } from '../store/archive/archive-file-run.ts';
import type { LogBackend } from '../store/backend.ts';
import { ChainedLog } from '../store/chained-log.ts';
import { FolderBackend } from '../store/folder/folder-backend.ts';
import { SqliteBackend } from '../store/sqlite/sqlite-backend.ts';

function die(): void {
  process.kill(process.pid, 'SIGKILL');
}

/** Kills the program within the log's part of the work; drops few rows at a time, so that a middle exists. */
function dyingBackend(backend: LogBackend, point: string): LogBackend {
  const insertContinuation = backend.insertContinuation.bind(backend);
  const drop = backend.drop.bind(backend);
  let drops = 0;
  return Object.assign(backend, {
    async insertContinuation(...args: Parameters<LogBackend['insertContinuation']>) {
      await insertContinuation(...args);
      if (point === 'continued') die();
    },
    async drop(run: string, to: number, limit: number) {
      const dropped = await drop(run, to, Math.min(limit, 300));
      if (point === 'dropped some' && ++drops === 1) die();
      return dropped;
    },
  });
}

const [store, place, file, point] = process.argv.slice(2);
assert(
  (store === 'sqlite' || store === 'folder') && place !== undefined && file !== undefined && point !== undefined,
  'wrong use',
);
const base = archiveBase(place, store);
const backend = dyingBackend(store === 'sqlite' ? new SqliteBackend(place) : new FolderBackend(place), point);
const log = new ChainedLog(backend, { archives: new ArchiveFiles(base) });
await archiveRun(log, 'r', file, { base, before: 901, reached: (step) => void (step === point && die()) });
await log.close();
