// Puts the events of an archive file back into a log (SPEC.md L38): in their original place, after the preceding
// events, or as a new run.

import { RetraceError } from '../../model/errors.ts';
import type { ArchiveFile } from './archive-file.ts';
import type { EventLog, RunWriter, StoredEvent } from '../log.ts';

/**
 * `replaced`: the events are back in their original place; `created`: as a new run; `appended`: after the preceding
 * events; `there`: the log already had them.
 */
export type Restored = {
  readonly run: string;
  readonly from: number;
  readonly to: number;
  readonly way: 'replaced' | 'created' | 'appended' | 'there';
};

/**
 * Restores all events or none. Throws `archive-damaged`, and `bad-archive` if the preceding events are missing or
 * differ.
 */
export async function restoreArchive(
  log: EventLog,
  file: ArchiveFile,
  run: string = file.header.run,
): Promise<Restored> {
  const { from, to } = file.header;
  return { run, from, to, way: await restored(log, file, run) };
}

async function restored(log: EventLog, file: ArchiveFile, run: string): Promise<Restored['way']> {
  const { from, to, before, after } = file.header;
  const archive = (await log.archives(run)).find(({ checksum }) => checksum === file.checksum);
  if (archive !== undefined) {
    await writeAll(await log.restoreArchived(run, archive), file);
    return 'replaced';
  }
  const events = await log.streamLen(run);
  if (events >= to && (await hasDigest(log, run, to, after))) return 'there';
  if (events !== from - 1 || !(await hasDigest(log, run, from - 1, before))) throw doesNotFit(file, run, events);
  if (events === 0) {
    await writeAll(await log.create(run), file);
    return 'created';
  }
  const all: StoredEvent[] = [];
  for (const block of file.checked()) for (const event of block) all.push(event);
  await log.append(run, all, { expectedSeq: from });
  return 'appended';
}

async function writeAll(writer: RunWriter, file: ArchiveFile): Promise<void> {
  try {
    for (const events of file.checked()) await writer.append(events);
    await writer.commit();
  } finally {
    await writer.rollback();
  }
}

async function hasDigest(log: EventLog, run: string, seq: number, digest: string): Promise<boolean> {
  const there = await log.digestAt(run, seq);
  return there !== undefined && Buffer.from(there).toString('hex') === digest;
}

function doesNotFit({ path, header: { from, to } }: ArchiveFile, run: string, events: number): RetraceError {
  const why =
    events === 0
      ? `it begins with event ${from}, and the log has no run ${JSON.stringify(run)} with the events before. Restore the archives before it first`
      : `the log has a run ${JSON.stringify(run)} with other events. Give another name with --as, or another log`;
  return new RetraceError(
    'bad-archive',
    `The archive ${path} of events ${from} to ${to} does not fit: ${why}. Nothing was changed.`,
  );
}
