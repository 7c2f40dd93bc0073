// Opens a data directory, or a single file of one, for reading: whatever is there, nothing is made, changed or locked.

import { type FileHandle, open, readdir, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { RetraceError } from '../../model/errors.ts';
import { type Entry, headBytes, logPath, newerFormat, type Recognised, recognise, snapshotPath, unfinishedSnapshotPath } from './recognise.ts';
import { type ReadSnapshot, readSnapshot } from './snapshot-file.ts';

/** The log as far as it was written when it was opened, and what lies beside it. */
export type OpenLog = {
  readonly file: FileHandle;
  readonly size: number;
  readonly snapshot: ReadSnapshot;
  readonly unfinishedSnapshot: boolean;
};

/** What `path` is; undefined where it is nothing of ActionQueue's, or not there. */
export async function recogniseActionQueue(path: string): Promise<Recognised | undefined> {
  const entry = await entryOf(path);
  return entry && recognise(entry);
}

/** Nothing is opened but folders and files: a pipe would be waited for. Whoever opens it in earnest says why it cannot be read. */
async function entryOf(path: string): Promise<Entry | undefined> {
  try {
    const what = await stat(path);
    if (what.isDirectory()) return await folderEntry(path);
    return what.isFile() ? await fileEntry(path) : undefined;
  } catch {
    return undefined;
  }
}

async function folderEntry(path: string): Promise<Entry> {
  const paths: string[] = await readdir(path);
  for (const folder of ['wal', 'snapshots']) if (paths.includes(folder)) paths.push(...(await names(join(path, folder))).map((name) => `${folder}/${name}`));
  return { type: 'folder', name: basename(path), paths };
}

async function names(path: string): Promise<readonly string[]> {
  try {
    return await readdir(path);
  } catch (error) {
    if (isCode(error, 'ENOTDIR')) return [];
    throw error;
  }
}

async function fileEntry(path: string): Promise<Entry> {
  const file = await open(path, 'r');
  try {
    const { size } = await file.stat();
    const head = Buffer.alloc(Math.min(size, headBytes));
    const { bytesRead } = await file.read(head, 0, head.length, 0);
    return { type: 'file', name: basename(path), size, head: head.subarray(0, bytesRead) };
  } finally {
    await file.close();
  }
}

function isCode(error: unknown, code: string): boolean {
  return (error as NodeJS.ErrnoException).code === code;
}

const newer = 'is of ActionQueue 0.2 or 0.3 (AQ-CONT-1), another format than that of 0.1: nothing is damaged, but it cannot be read here. Use that version’s own tools.';

/** `path` was recognised as `what`. The caller closes the file. */
export async function openLog(path: string, what: Recognised): Promise<OpenLog> {
  if (what === 'newer log' || what === 'newer snapshot') throw new RetraceError('not-a-history', `${path} ${newer}`);
  if (what === 'log') return { ...(await openFile(path)), snapshot: { type: 'none' }, unfinishedSnapshot: false };
  if (what === 'snapshot') return { ...(await openFile(path, true)), snapshot: await readSnapshot(path), unfinishedSnapshot: false };
  const paths = await pathsOf(path);
  const log = await openFile(paths.includes(logPath) ? join(path, logPath) : join(path, snapshotPath), !paths.includes(logPath));
  return { ...log, snapshot: await snapshotOf(log.file, path, paths), unfinishedSnapshot: paths.includes(unfinishedSnapshotPath) };
}

/** Closes the log where the snapshot cannot be read. */
async function snapshotOf(log: FileHandle, path: string, paths: readonly string[]): Promise<ReadSnapshot> {
  if (!paths.includes(snapshotPath)) return { type: 'none' };
  try {
    await refuseOther(join(path, snapshotPath));
    return await readSnapshot(join(path, snapshotPath));
  } catch (error) {
    await log.close();
    if (error instanceof RetraceError) throw error;
    throw new RetraceError('no-permission', `${join(path, snapshotPath)} cannot be read (${(error as Error).message}).`, { cause: error });
  }
}

/** A pipe or a device in the place of a file would be waited for. */
async function refuseOther(path: string): Promise<void> {
  const what = await stat(path).catch((error: unknown) => {
    throw new RetraceError(isCode(error, 'EACCES') ? 'no-permission' : 'not-found', `${path} cannot be read (${(error as Error).message}).`, { cause: error });
  });
  if (!what.isFile()) throw new RetraceError('not-a-history', `${path} is no file. Take it out of the folder, or name another.`);
}

async function pathsOf(path: string): Promise<readonly string[]> {
  const entry = await folderEntry(path);
  return entry.type === 'folder' ? entry.paths : [];
}

/** `beside`: there is no log, so none of the file's bytes are one. */
async function openFile(path: string, beside = false): Promise<{ readonly file: FileHandle; readonly size: number }> {
  await refuseOther(path);
  const file = await open(path, 'r').catch((error: unknown) => {
    throw new RetraceError(isCode(error, 'EACCES') ? 'no-permission' : 'not-found', `${path} cannot be opened for reading (${(error as Error).message}).`, { cause: error });
  });
  try {
    const { size } = await file.stat();
    const head = Buffer.alloc(8);
    await file.read(head, 0, 8, 0);
    if (newerFormat(head) !== undefined) throw new RetraceError('not-a-history', `${path} ${newer}`);
    return { file, size: beside ? 0 : size };
  } catch (error) {
    await file.close();
    throw error;
  }
}
