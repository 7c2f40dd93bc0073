// Moves events of a run into an archive file (SPEC.md L36). Drops nothing that was not read back whole from a file with its final name.

import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { RetraceError } from '../../model/errors.ts';
import type { Seq } from '../../model/event.ts';
import { ArchiveFile } from './archive-file.ts';
import type { ArchiveHeader } from './archive-file-format.ts';
import { ArchiveFiles, archiveName } from './archive-file-reader.ts';
import { ArchiveFileWriter } from './archive-file-writer.ts';
import type { ArchiveRef, EventLog } from '../log.ts';

/** In their order. `opened` to `named` are passed over where the file is there already. */
export type ArchiveStep = 'opened' | 'written' | 'synced' | 'verified' | 'named' | 'checked' | 'dropped';

export type ArchiveOptions = {
  /** Events before this one; all where left out. */
  readonly before?: Seq;
  /** The folder that names of archives are relative to. */
  readonly base: string;
  /** Told of each step when it is done. */
  readonly reached?: (step: ArchiveStep) => void;
};

/**
 * Archives the run's own events that are in no archive yet, and drops them. null where there are none. What a crash left
 * undone of the archive before is done first. The log must read archives of `base`.
 *
 * Throws `no-such-run`, `bad-archive` (there is another file of that name), `archive-damaged` (it was not read back as it was
 * written; nothing was dropped), `disk-full` and the like.
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
  // What is dropped is what the file of that name has, whoever wrote it: an earlier try that crashed, maybe.
  const checksum = checkedChecksum(file, header);
  reached?.('checked');
  const archive = { file: archiveName(base, file), checksum, from, to };
  await log.dropArchived(run, archive);
  reached?.('dropped');
  return archive;
}

/** Nothing where the archive cannot be read whole now: then what is left of its events stays. */
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

/** Of a file that has just these events, read whole. */
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
