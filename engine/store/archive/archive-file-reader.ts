// Reads the events of a run's archives for the log (SPEC.md L26, L37), keeping a few unpacked blocks. Never writes.

import { basename, dirname, isAbsolute, join, relative, resolve, sep } from 'node:path';
import { LRUCache } from 'lru-cache';
import { RetraceError } from '../../model/errors.ts';
import type { Seq } from '../../model/event.ts';
import { ArchiveFile } from './archive-file.ts';
import type { ArchiveReader, ArchiveRef, StoredEvent } from '../log.ts';

const maxBlocks = 32;
const maxCachedBytes = 16 * 1024 * 1024;
const maxFiles = 64;

export class ArchiveFiles implements ArchiveReader {
  /** The store's folder. Archive names are relative to it, so that store and archives can move together. */
  readonly #base: string;
  readonly #files = new LRUCache<string, ArchiveFile>({ max: maxFiles });
  readonly #blocks = new LRUCache<string, readonly StoredEvent[]>({
    max: maxBlocks,
    maxSize: maxCachedBytes,
    sizeCalculation: (events) => events.reduce((sum, { payload }) => sum + payload.length, 1),
  });

  constructor(base: string) {
    this.#base = resolve(base);
  }

  /** Returns copies: the caller may change them. */
  async read(run: string, archive: ArchiveRef, from: Seq, to: Seq): Promise<readonly StoredEvent[]> {
    return this.#coded(run, archive, (file) => {
      const found: StoredEvent[] = [];
      for (let block = file.blockOf(from); block <= file.blockOf(to); block++) {
        for (const event of this.#events(file, block))
          if (event.seq >= from && event.seq <= to) found.push({ ...event, payload: new Uint8Array(event.payload) });
      }
      return found;
    });
  }

  async digestAt(run: string, archive: ArchiveRef, seq: Seq): Promise<Uint8Array> {
    return this.#coded(run, archive, (file) => file.digestAt(seq));
  }

  /** Finds the archive at its original path or beside the store. Throws `archive-missing`, `archive-damaged`. */
  find({ file, checksum, from, to }: ArchiveRef): ArchiveFile {
    const known = this.#files.get(checksum);
    if (known !== undefined) return known;
    const found = this.#opened(file);
    if (found.checksum !== checksum || found.header.from !== from || found.header.to !== to) {
      throw new RetraceError(
        'archive-damaged',
        `${found.path} is another archive than the one that was written there. Put the right one in its place.`,
      );
    }
    this.#files.set(checksum, found);
    return found;
  }

  #opened(name: string): ArchiveFile {
    const written = resolve(this.#base, name);
    const beside = join(this.#base, basename(name.replaceAll('\\', '/')));
    try {
      return new ArchiveFile(written);
    } catch (error) {
      if (beside === written || !(error instanceof RetraceError) || error.code !== 'archive-missing') throw error;
      try {
        return new ArchiveFile(beside);
      } catch {
        throw error;
      }
    }
  }

  #events(file: ArchiveFile, block: number): readonly StoredEvent[] {
    const key = `${file.checksum}:${block}`;
    const cached = this.#blocks.get(key);
    if (cached !== undefined) return cached;
    const events = file.events(block);
    this.#blocks.set(key, events);
    return events;
  }

  #coded<T>(run: string, archive: ArchiveRef, work: (file: ArchiveFile) => T): T {
    try {
      return work(this.find(archive));
    } catch (error) {
      // The missing file may be replaced by another one.
      this.#files.delete(archive.checksum);
      if (!(error instanceof RetraceError)) throw error;
      throw new RetraceError(
        error.code,
        `Events ${archive.from} to ${archive.to} of run ${JSON.stringify(run)} are archived. ${error.message}`,
        { cause: error },
      );
    }
  }
}

/**
 * The archive's name in a continuation: relative to the store if the archive is beside the store or below its folder.
 */
export function archiveName(base: string, path: string): string {
  const way = relative(resolve(base), resolve(path));
  const steps = way.split(sep);
  return isAbsolute(way) || steps[1] === '..' ? resolve(path) : steps.join('/');
}

/** The folder that a store's archive names are relative to. */
export function archiveBase(store: string, type: 'sqlite' | 'folder'): string {
  return type === 'folder' ? resolve(store) : dirname(resolve(store));
}
