// Removes archived events from the store, and puts them back (SPEC.md L25 to L27). Knows no archive format.

import { RetraceError } from '../../model/errors.ts';
import type { Seq } from '../../model/event.ts';
import type { Continuation, LogBackend } from '../backend.ts';
import { chainStart } from '../chain.ts';
import type { ArchiveRef } from '../log.ts';
import type { LogReader } from '../log-reader.ts';
import type { KnownRun, StreamCache } from '../stream-cache.ts';

/** Rows dropped in one transaction; other writers can write between transactions. */
const rowsAtOnce = 10_000;

export class ArchiveMover {
  readonly #backend: LogBackend;
  readonly #cache: StreamCache;
  readonly #reader: LogReader;

  constructor(backend: LogBackend, cache: StreamCache, reader: LogReader) {
    this.#backend = backend;
    this.#cache = cache;
    this.#reader = reader;
  }

  /** Stores the continuation first, so that dropped events always have one, even after a crash. */
  async drop(run: string, archive: ArchiveRef): Promise<void> {
    const known = await this.#knownRun(run);
    let there = known.archives.find(({ to }) => to === archive.to);
    if (there === undefined) {
      await this.#backend.insertContinuation(run, await this.#continuation(run, known, archive));
      there = (await this.#knownRun(run)).archives.find(({ to }) => to === archive.to);
    }
    // Another process may have stored its continuation first.
    if (there === undefined || !isSame(there, archive))
      throw badArchive(run, archive, `events up to ${archive.to} are already in ${there?.file ?? 'another archive'}`);
    try {
      while ((await this.#backend.drop(run, archive.to, rowsAtOnce)) > 0);
    } finally {
      await this.#cache.refresh(run);
    }
  }

  /**
   * Checks that the archive's events can be put back. `before`: digest of the event before them. The events after them
   * must be in the store.
   */
  async restorable(run: string, archive: ArchiveRef): Promise<{ hotFrom: Seq; before: Uint8Array; last: Uint8Array }> {
    const known = await this.#knownRun(run);
    const there = known.archives.find(({ to }) => to === archive.to);
    if (there === undefined || !isSame(there, archive))
      throw badArchive(run, archive, 'the run knows of no such archive');
    if (there.to + 1 < known.hotFrom)
      throw badArchive(
        run,
        archive,
        `a later archive has the events up to ${known.hotFrom - 1}; restore that one first`,
      );
    const before = await this.#reader.digestAt(run, there.from - 1, chainStart);
    if (before === undefined) throw badArchive(run, archive, `event ${there.from - 1} is missing`);
    return { hotFrom: known.hotFrom, before, last: there.digest };
  }

  async #knownRun(run: string): Promise<KnownRun> {
    const known = await this.#cache.refresh(run);
    if (known === undefined)
      throw new RetraceError('no-such-run', `There is no run ${JSON.stringify(run)} in the log.`);
    return known;
  }

  async #continuation(run: string, known: KnownRun, { file, checksum, from, to }: ArchiveRef): Promise<Continuation> {
    const first = (known.archives.at(-1)?.to ?? known.branch?.seq ?? 0) + 1;
    if (from !== first || to < from || to > known.lastSeq)
      throw badArchive(
        run,
        { from, to },
        `the next archive of this run begins with ${first} and ends with ${known.lastSeq} at the latest`,
      );
    const [event, digest] = [await this.#reader.eventAt(run, to), await this.#reader.digestAt(run, to, chainStart)];
    if (event === undefined || digest === undefined) throw badArchive(run, { from, to }, `event ${to} is missing`);
    return { file, checksum, from, to, digest, lastType: event.type, lastAtMs: event.atMs };
  }
}

function isSame(one: ArchiveRef, other: ArchiveRef): boolean {
  return one.file === other.file && one.checksum === other.checksum && one.from === other.from && one.to === other.to;
}

function badArchive(run: string, { from, to }: Pick<ArchiveRef, 'from' | 'to'>, why: string): RetraceError {
  return new RetraceError(
    'bad-archive',
    `The archive of events ${from} to ${to} does not fit run ${JSON.stringify(run)}: ${why}. Nothing was changed.`,
  );
}
