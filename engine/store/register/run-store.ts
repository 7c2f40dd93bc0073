// The event log and the register of runs as one: what is appended, to however many runs, and what is changed in the register is one
// transaction, seen whole or not at all.

import type { Seq } from '../../model/event.ts';
import { archiveBase, ArchiveFiles } from '../archive/archive-file-reader.ts';
import { chainStart, digestBytes, linkDigests } from '../chain.ts';
import { ChainedLog } from '../chained-log.ts';
import { checkEvents, checkRunId } from '../event-check.ts';
import type { EventLog, StoredEvent } from '../log.ts';
import { MemoryBackend } from '../memory-log.ts';
import type { DatabaseOptions } from '../sqlite/database.ts';
import { SqliteBackend } from '../sqlite/sqlite-backend.ts';
import { MemoryRegister } from './memory-register.ts';
import type { Register } from './register.ts';
import { SqliteRegister } from './sqlite-register.ts';

export type RunTransaction = {
  readonly register: Register;
  /** 0 where the run is not there. */
  lastSeq(run: string): Seq;
  read(run: string, from: Seq): readonly StoredEvent[];
  /** Behind whatever is there; returns the seq of the first. */
  append(run: string, events: readonly Omit<StoredEvent, 'seq'>[]): Seq;
};

type Ends = Map<string, { seq: Seq; digest: Uint8Array }>;

export class RunStore {
  readonly log: EventLog;
  readonly #log: ChainedLog;
  readonly #backend: SqliteBackend | MemoryBackend;
  readonly #register: Register;

  private constructor(log: ChainedLog, backend: SqliteBackend | MemoryBackend, register: Register) {
    this.log = log;
    this.#log = log;
    this.#backend = backend;
    this.#register = register;
  }

  static inMemory(): RunStore {
    const backend = new MemoryBackend();
    return new RunStore(new ChainedLog(backend), backend, new MemoryRegister());
  }

  /** The file of a library. Throws `database-…`, `no-permission`, `disk-full`. */
  static inFile(path: string, options: DatabaseOptions = {}): RunStore {
    const backend = new SqliteBackend(path, options);
    const log = new ChainedLog(backend, { archives: new ArchiveFiles(archiveBase(path, 'sqlite')) });
    return new RunStore(log, backend, new SqliteRegister(backend.db));
  }

  /** `work` must not wait, and must throw before its first change where it has to throw. */
  async transact<T>(work: (transaction: RunTransaction) => T): Promise<T> {
    return await this.#log.beside(() => {
      const ends: Ends = new Map();
      const result = this.#backend.together(() => work(this.#transaction(ends)));
      return { result, grown: ends.keys() };
    });
  }

  #transaction(ends: Ends): RunTransaction {
    const end = (run: string): { seq: Seq; digest: Uint8Array } => {
      const known = ends.get(run);
      if (known !== undefined) return known;
      const own = this.#backend.look(run);
      return { seq: own?.lastSeq ?? 0, digest: own?.digest ?? chainStart };
    };
    return {
      register: this.#register,
      lastSeq: (run) => end(run).seq,
      read: (run, from) => this.#backend.read(run, from, Infinity),
      append: (run, events) => {
        const { seq, digest } = end(run);
        const placed = events.map((event, i) => ({ ...event, seq: seq + 1 + i }));
        checkRunId(run);
        checkEvents(run, placed);
        const digests = linkDigests(digest, placed);
        if (placed.length > 0 && !this.#backend.insert(run, placed, digests))
          throw new Error(`run ${run} takes no event ${seq + 1}`);
        if (placed.length > 0) ends.set(run, { seq: seq + placed.length, digest: digests.subarray(-digestBytes) });
        return seq + 1;
      },
    };
  }

  async close(): Promise<void> {
    await this.log.close();
  }
}
