// Tells the files of Retrace's own log: a SQLite file (SPEC.md I31), or a folder (L30), or the file of one run in it.

import { basename, dirname } from 'node:path';
import { openFolderLog } from '../../store/folder/folder-log.ts';
import { runOfFolder } from '../../store/folder/run-folder-name.ts';
import type { EventLog } from '../../store/log.ts';
import { applicationId } from '../../store/sqlite/migrations.ts';
import { openSqliteLog } from '../../store/sqlite/sqlite-log.ts';
import type { Entry, FolderEntry } from '../entry.ts';
import { isSqlite } from '../sqlite-tables.ts';

const fileName = 'events.jsonl';
const applicationIdAt = 68;

/** `run`: the one whose file was named. */
export type OwnLog = { readonly open: () => EventLog; readonly run?: string };

/** A log is only read here: nothing is made in its folder. */
export async function ownLog(entry: Entry): Promise<OwnLog | undefined> {
  if (entry.type === 'file' && entry.path !== undefined && isOwnDatabase(entry.head)) {
    const { path } = entry;
    return { open: () => openSqliteLog(path, { copied: true }) };
  }
  const place = placeOf(entry);
  if (place === undefined) return undefined;
  const open = (): EventLog => openFolderLog(place.folder);
  return (await hasOwnEvents(open, place.run))
    ? { open, ...(place.run !== undefined && { run: place.run }) }
    : undefined;
}

function isOwnDatabase(head: Buffer): boolean {
  return isSqlite(head) && head.length >= applicationIdAt + 4 && head.readUInt32BE(applicationIdAt) === applicationId;
}

type Place = { readonly folder: string; readonly run?: string };

function placeOf(entry: Entry): Place | undefined {
  if (entry.type === 'folder') return isFolderOfRuns(entry) ? { folder: entry.path } : undefined;
  if (entry.type === 'other' || entry.path === undefined || entry.name !== fileName) return undefined;
  return entry.head.indexOf('"digest":"') === -1 ? undefined : placeOfFile(dirname(entry.path));
}

/** The id of a run is the name of its folder, or of several where it is long. */
function placeOfFile(runFolder: string): Place | undefined {
  const parts = [basename(runFolder)];
  let folder = dirname(runFolder);
  while (parts[0]?.startsWith('~')) {
    parts.unshift(basename(folder));
    folder = dirname(folder);
  }
  const run = runOfFolder(parts);
  return run === undefined ? undefined : { folder, run };
}

/** Nothing but folders lies in it, or archives: what else does is a source of its own. */
function isFolderOfRuns({ paths }: FolderEntry): boolean {
  const top = paths.filter((path) => !path.includes('/') && !path.endsWith('.zst'));
  const hasRuns = paths.some((path) => path.endsWith(`/${fileName}`) || path.endsWith('/branch.json'));
  return hasRuns && top.every((name) => paths.some((path) => path.startsWith(`${name}/`)));
}

async function hasOwnEvents(open: () => EventLog, only: string | undefined): Promise<boolean> {
  let log: EventLog | undefined;
  try {
    log = open();
    const run = only ?? (await log.streams({ limit: 1 })).streams[0]?.run;
    return run !== undefined && (await log.read(run, 1, 1)).length > 0;
  } catch {
    // Whoever takes every file says what is wrong with it.
    return false;
  } finally {
    await log?.close();
  }
}
