// Moves events of a run into an archive file (SPEC.md L36). Drops events only after reading all of them back from the
// file under its final name.

import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { RetraceError } from '../../model/errors.ts';
import type { Seq } from '../../model/event.ts';
import { ArchiveFile } from './archive-file.ts';
import type { ArchiveHeader } from './archive-file-format.ts';
import { ArchiveFiles, archiveName } from './archive-file-reader.ts';
import { ArchiveFileWriter } from './archive-file-writer.ts';
import type { ArchiveRef, EventLog } from '../log.ts';

/** Steps in order. `opened` to `named` are skipped if the file already exists. */
export type ArchiveStep = 'opened' | 'written' | 'synced' | 'verified' | 'named' | 'checked' | 'dropped';

export type ArchiveOptions = {
  /** Archives the events before this seq; all events if absent. */
  readonly before?: Seq;
  /** The folder that archive names are relative to. */
  readonly base: string;
  /** Called after each step. */
  readonly reached?: (step: ArchiveStep) => void;
};

/**
 * Archives those of the run's own events that are in no archive yet, and drops them from the log; returns null if there
 * are none. First finishes an earlier archive that a crash interrupted. The log must read archives of `base`. Throws
 * `no-such-run`, `bad-archive` (a different file has that name), `archive-damaged` (the file did not read back as
 * written; nothing was dropped), `disk-full` and other codes of the file system.
 */
export async function archiveRun(
  log: EventLog,
  run: string,
  path: string,
  { before, base, reached }: ArchiveOptions,
): Promise<ArchiveRef | null> {
  const stream = await log.stream(run);
  if (stream === undefined) throw new RetraceError('no-such-run', `There is no run ${JSON.stringify(run)} in the log.`);
  await finishEarlier(log, run, base);
  const from = Math.max(stream.archivedTo, stream.parent?.seq ?? 0) + 1;
  const to = Math.min(stream.events, (before ?? Infinity) - 1);
  if (to < from) return null;
  const header = { run, from, to, before: await digestOf(log, run, from - 1), after: await digestOf(log, run, to) };
  const file = resolve(path);
  if (!existsSync(file)) await writeArchive(log, file, header, reached);
  // The file may come from an earlier run of this function that crashed; exactly the events in the file are dropped.
  const checksum = checkedChecksum(file, header);
  reached?.('checked');
  const archive = { file: archiveName(base, file), checksum, from, to };
  await log.dropArchived(run, archive);
  reached?.('dropped');
  return archive;
}

/** Does nothing if the archive cannot be read whole now: then its remaining events stay in the store. */
async function finishEarlier(log: EventLog, run: string, base: string): Promise<void> {
  const last = (await log.archives(run)).at(-1);
  if (last !== undefined && isWhole(last, base)) await log.dropArchived(run, last);
}

function isWhole(archive: ArchiveRef, base: string): boolean {
  try {
    for (const _ of new ArchiveFiles(base).find(archive).checked());
    return true;
  } catch (error) {
    if (error instanceof RetraceError) return false;
    throw error;
  }
}

async function writeArchive(
  log: EventLog,
  path: string,
  header: ArchiveHeader,
  reached?: ArchiveOptions['reached'],
): Promise<void> {
  const writer = new ArchiveFileWriter(path, header);
  try {
    reached?.('opened');
    for await (const page of log.pages(header.run, header.from, header.to)) writer.add(page);
    reached?.('written');
    writer.finish();
    reached?.('synced');
    checkedChecksum(writer.unfinished, header);
    reached?.('verified');
    writer.publish();
    reached?.('named');
  } finally {
    writer.abandon();
  }
}

/** Checksum of a file that holds exactly these events; reads the whole file. */
function checkedChecksum(path: string, header: ArchiveHeader): string {
  const file = new ArchiveFile(path);
  const same = (Object.keys(header) as (keyof ArchiveHeader)[]).every((key) => file.header[key] === header[key]);
  if (!same)
    throw new RetraceError(
      'bad-archive',
      `${path} is there already, and is the archive of something else. Name another file; nothing was changed.`,
    );
  for (const _ of file.checked());
  return file.checksum;
}

async function digestOf(log: EventLog, run: string, seq: Seq): Promise<string> {
  const digest = await log.digestAt(run, seq);
  if (digest === undefined)
    throw new RetraceError(
      'log-damaged',
      `Event ${seq} of run ${JSON.stringify(run)} is missing; it cannot be archived. See retrace log verify.`,
    );
  return Buffer.from(digest).toString('hex');
}
