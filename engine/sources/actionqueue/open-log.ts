// Opens a data directory, or a single file of it, for reading. Creates, changes and locks nothing.

import { open, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { RetraceError } from '../../model/errors.ts';
import { entryAt, openBytes, type OpenBytes } from '../entry.ts';
import { logPath, newerFormat, type Recognised, snapshotPath, unfinishedSnapshotPath } from './recognise.ts';
import { readSnapshotFile, type ReadSnapshot, snapshotIn } from './snapshot-file.ts';

/** The log up to its size at opening, and the files beside it. */
export type OpenLog = {
  readonly file: OpenBytes;
  readonly size: number;
  readonly snapshot: ReadSnapshot;
  /** Bytes of the snapshot file; empty if there is none. */
  readonly snapshotBytes: Buffer;
  readonly unfinishedSnapshot: boolean;
};

function isCode(error: unknown, code: string): boolean {
  return (error as NodeJS.ErrnoException).code === code;
}

const newer =
  'is of ActionQueue 0.2 or 0.3 (AQ-CONT-1), another format than that of 0.1: nothing is damaged, but it cannot be read here. Use that version’s own tools.';

const nothing = Buffer.alloc(0);

/** A file given as bytes, recognised as `what`. */
export function logInBytes(name: string, bytes: Buffer, what: Recognised): OpenLog {
  if (what === 'newer log' || what === 'newer snapshot') throw new RetraceError('not-a-history', `${name} ${newer}`);
  return what === 'snapshot' ? logOfParts(nothing, bytes) : logOfParts(bytes, nothing);
}

export function logOfParts(log: Buffer, snapshot: Buffer, unfinishedSnapshot = false): OpenLog {
  return { file: openBytes(log), size: log.length, ...asSnapshot(snapshot), unfinishedSnapshot };
}

function asSnapshot(snapshotBytes: Buffer): Pick<OpenLog, 'snapshot' | 'snapshotBytes'> {
  return { snapshot: snapshotIn(snapshotBytes), snapshotBytes };
}

/** Opens `path`, which was recognised as `what`. The caller closes the file. */
export async function openLog(path: string, what: Recognised): Promise<OpenLog> {
  if (what === 'newer log' || what === 'newer snapshot') throw new RetraceError('not-a-history', `${path} ${newer}`);
  if (what === 'log') return { ...(await openFile(path)), ...asSnapshot(nothing), unfinishedSnapshot: false };
  if (what === 'snapshot')
    return { ...(await openFile(path, true)), ...asSnapshot(await readSnapshotFile(path)), unfinishedSnapshot: false };
  const paths = await pathsOf(path);
  const log = await openFile(
    paths.includes(logPath) ? join(path, logPath) : join(path, snapshotPath),
    !paths.includes(logPath),
  );
  return {
    ...log,
    ...asSnapshot(await snapshotOf(log.file, path, paths)),
    unfinishedSnapshot: paths.includes(unfinishedSnapshotPath),
  };
}

/** Reads the snapshot; closes the log if that fails. */
async function snapshotOf(log: OpenBytes, path: string, paths: readonly string[]): Promise<Buffer> {
  if (!paths.includes(snapshotPath)) return nothing;
  try {
    await refuseOther(join(path, snapshotPath));
    return await readSnapshotFile(join(path, snapshotPath));
  } catch (error) {
    await log.close();
    if (error instanceof RetraceError) throw error;
    throw new RetraceError(
      'no-permission',
      `${join(path, snapshotPath)} cannot be read (${(error as Error).message}).`,
      { cause: error },
    );
  }
}

/** Refuses pipes and devices, which could block the read. */
async function refuseOther(path: string): Promise<void> {
  const what = await stat(path).catch((error: unknown) => {
    throw new RetraceError(
      isCode(error, 'EACCES') ? 'no-permission' : 'not-found',
      `${path} cannot be read (${(error as Error).message}).`,
      { cause: error },
    );
  });
  if (!what.isFile())
    throw new RetraceError('not-a-history', `${path} is no file. Take it out of the folder, or name another.`);
}

async function pathsOf(path: string): Promise<readonly string[]> {
  const entry = await entryAt(path);
  return entry.type === 'folder' ? entry.paths : [];
}

/** `beside`: the file is no log, so its size as a log is 0. */
async function openFile(path: string, beside = false): Promise<{ readonly file: OpenBytes; readonly size: number }> {
  await refuseOther(path);
  const file = await open(path, 'r').catch((error: unknown) => {
    throw new RetraceError(
      isCode(error, 'EACCES') ? 'no-permission' : 'not-found',
      `${path} cannot be opened for reading (${(error as Error).message}).`,
      { cause: error },
    );
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
