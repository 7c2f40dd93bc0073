// Archives in memory, for tests of the log that are independent of the archive format.

import { RetraceError } from '../model/errors.ts';
import type { Seq } from '../model/event.ts';
import type { ArchiveReader, ArchiveRef, EventLog, StoredEvent } from '../store/log.ts';

export class MemoryArchives implements ArchiveReader {
  readonly files = new Map<string, readonly StoredEvent[]>();

  /** Copies events of the run and drops them from the log. */
  async archive(log: EventLog, run: string, from: Seq, to: Seq): Promise<ArchiveRef> {
    const ref = { file: `${run}-${from}-${to}`, checksum: `sum of ${from} to ${to}`, from, to };
    this.files.set(ref.file, await log.read(run, from, to));
    await log.dropArchived(run, ref);
    return ref;
  }

  async restore(log: EventLog, run: string, archive: ArchiveRef): Promise<void> {
    const writer = await log.restoreArchived(run, archive);
    try {
      await writer.append(this.#events(archive));
      await writer.commit();
    } catch (error) {
      await writer.rollback();
      throw error;
    }
  }

  async read(_run: string, archive: ArchiveRef, from: Seq, to: Seq): Promise<readonly StoredEvent[]> {
    return this.#events(archive).filter(({ seq }) => seq >= from && seq <= to);
  }

  #events({ file }: ArchiveRef): readonly StoredEvent[] {
    const events = this.files.get(file);
    if (events === undefined) throw new RetraceError('archive-missing', `${file} is not there.`);
    return events;
  }
}
