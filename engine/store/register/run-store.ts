// Combines the event log and the register of runs: appends to any number of runs and changes of the register are one
// transaction.

import type { Seq } from '../../model/event.ts';
import { nativeEnds } from '../../model/native-event.ts';
import { archiveBase, ArchiveFiles } from '../archive/archive-file-reader.ts';
import { chainStart, digestBytes, linkDigests } from '../chain.ts';
import { ChainedLog } from '../chained-log.ts';
import { checkEvents, checkRunId } from '../event-check.ts';
import type { EventLog, StoredEvent } from '../log.ts';
import { MemoryBackend } from '../memory-log.ts';
import type { DatabaseOptions } from '../sqlite/database.ts';
import { SqliteBackend } from '../sqlite/sqlite-backend.ts';
import { EndedRuns } from './ended-runs.ts';
import { MemoryRegister } from './memory-register.ts';
import type { Register } from './register.ts';
import { SqliteRegister } from './sqlite-register.ts';

export type RunTransaction = {
  readonly register: Register;
  /** 0 if the run does not exist. */
  lastSeq(run: string): Seq;
  read(run: string, from: Seq, to?: Seq): readonly StoredEvent[];
  /** Appends after the run's last event; returns the seq of the first new event. */
  append(run: string, events: readonly Omit<StoredEvent, 'seq'>[]): Seq;
};

type End = { readonly seq: Seq; readonly digest: Uint8Array };
type Grown = Map<string, { readonly last: StoredEvent; readonly digest: Uint8Array; readonly hasEnded: boolean }>;

const ends: ReadonlySet<string> = new Set(nativeEnds);
/** Runs whose last event is cached. */
const mostKnown = 20_000;

export class RunStore {
  readonly log: EventLog;
  readonly #log: ChainedLog;
  readonly #backend: SqliteBackend | MemoryBackend;
  readonly #register: Register;
  readonly #ended: EndedRuns;
  /** The last events of runs, valid until another connection changes the store. */
  readonly #ends = new Map<string, End>();
  #version = -1;

  private constructor(log: ChainedLog, backend: SqliteBackend | MemoryBackend, register: Register) {
    this.log = log;
    this.#log = log;
    this.#backend = backend;
    this.#register = register;
    this.#ended = new EndedRuns(backend instanceof SqliteBackend ? () => backend.version : undefined);
  }

  static inMemory(): RunStore {
    const backend = new MemoryBackend();
    return new RunStore(new ChainedLog(backend), backend, new MemoryRegister());
  }

  /** Opens the file of a library. Throws `database-…`, `no-permission`, `disk-full`. */
  static inFile(path: string, options: DatabaseOptions = {}): RunStore {
    const backend = new SqliteBackend(path, options);
    const log = new ChainedLog(backend, { archives: new ArchiveFiles(archiveBase(path, 'sqlite')) });
    return new RunStore(log, backend, new SqliteRegister(backend.db));
  }

  /** `work` must be synchronous, and must throw before its first change if it throws. */
  async transact<T>(work: (transaction: RunTransaction) => T): Promise<T> {
    return await this.#log.beside(() => {
      const grown: Grown = new Map();
      try {
        const result = this.#backend.together(() => work(this.#transaction(grown)));
        for (const [run, { hasEnded }] of grown) if (hasEnded) setImmediate(() => this.#ended.ended(run));
        return { result, grown };
      } catch (error) {
        this.#forget();
        throw error;
      }
    });
  }

  /** Resolves when the run has ended, or the store is closed. */
  async whenEnded(run: string): Promise<void> {
    await this.#ended.wait(run, () => {
      this.#forgetWhereChanged();
      return this.#register.get(run)?.closed !== false;
    });
  }

  #end(run: string): End {
    const known = this.#ends.get(run);
    if (known !== undefined) return known;
    const own = this.#backend.look(run);
    return { seq: own?.lastSeq ?? 0, digest: own?.digest ?? chainStart };
  }

  #forgetWhereChanged(): void {
    const { version } = this.#backend;
    if (version === this.#version && this.#ends.size < mostKnown) return;
    this.#version = version;
    this.#forget();
  }

  #forget(): void {
    this.#ends.clear();
    if (this.#register instanceof SqliteRegister) this.#register.forget();
  }

  #transaction(grown: Grown): RunTransaction {
    this.#forgetWhereChanged();
    return {
      register: this.#register,
      lastSeq: (run) => this.#end(run).seq,
      read: (run, from, to = Infinity) => this.#backend.read(run, from, to),
      append: (run, events) => {
        const { seq, digest } = this.#end(run);
        const placed = events.map((event, i) => ({ ...event, seq: seq + 1 + i }));
        checkRunId(run);
        checkEvents(run, placed);
        const digests = linkDigests(digest, placed);
        if (placed.length > 0 && !this.#backend.insert(run, placed, digests))
          throw new Error(`run ${run} takes no event ${seq + 1}`);
        const last = placed.at(-1);
        if (last === undefined) return seq + 1;
        const tip = digests.subarray(-digestBytes);
        this.#ends.set(run, { seq: last.seq, digest: tip });
        const hasEnded = grown.get(run)?.hasEnded === true || placed.some(({ type }) => ends.has(type));
        grown.set(run, { last, digest: tip, hasEnded });
        return seq + 1;
      },
    };
  }

  async close(): Promise<void> {
    this.#ended.close();
    await this.log.close();
  }
}
