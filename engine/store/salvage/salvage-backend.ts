// Gives read access to the rest of a damaged SQLite file through the log's interface (SPEC.md L43, L44). Returns only
// events that the chain proves; refuses all writes.

import { RetraceError } from '../../model/errors.ts';
import type { Seq } from '../../model/event.ts';
import type { Branch, ChainedEvent, Continuation, LogBackend, LostEvent, OwnRows } from '../backend.ts';
import { chainStart, linkDigest, sameBytes } from '../chain.ts';
import { byCodePoint } from '../code-point-order.ts';
import { readContinuation } from '../archive/continuation.ts';
import { coded } from '../sqlite/database.ts';
import type { StoredEvent } from '../log.ts';
import { applicationId, migrations } from '../sqlite/migrations.ts';
import { ReadOnlyBackend } from '../read-only-backend.ts';
import { SalvagedRows } from './salvaged-rows.ts';
import { SqlitePages } from '../sqlite/sqlite-pages.ts';

type Start = { readonly seq: Seq; readonly digest: Uint8Array };
/** The last event that the chain proves after `start`; `last` is null if there is none. */
type Proved = { readonly seq: Seq; readonly last: ChainedEvent | null };

export class SalvageBackend extends ReadOnlyBackend implements LogBackend {
  readonly #path: string;
  readonly #pages: SqlitePages;
  readonly #rows: SalvagedRows;
  /** Cached rows; the file is read as of its opening. */
  readonly #known = new Map<string, OwnRows>();

  /** Throws `database-damaged` if nothing is left, `database-newer`, `no-permission`. */
  constructor(path: string) {
    super();
    this.#path = path;
    this.#pages = coded(path, () => new SqlitePages(path));
    try {
      this.#rows = this.#salvaged();
    } catch (error) {
      this.#pages.close();
      throw error;
    }
  }

  #salvaged(): SalvagedRows {
    const { header, isSqlite } = this.#pages;
    const isOurs = isSqlite && header.readUInt32BE(68) === applicationId;
    if (isOurs && header.readUInt32BE(60) > migrations.length)
      throw new RetraceError(
        'database-newer',
        `${this.#path} was written by a newer Retrace. Update Retrace to read what is left of it.`,
      );
    const rows = coded(this.#path, () => new SalvagedRows(this.#pages));
    if (!isOurs && [...rows.runs].length === 0)
      throw new RetraceError(
        'database-damaged',
        `Nothing is left in ${this.#path} that could be an event of Retrace. It was left as it is.`,
      );
    return rows;
  }

  /** A run ends before its first lost or damaged event: later events cannot be proved. */
  look(run: string): OwnRows | undefined {
    if (!this.#rows.has(run)) return undefined;
    const known = this.#known.get(run) ?? coded(this.#path, () => this.#proved(run));
    this.#known.set(run, known);
    return known;
  }

  #proved(run: string): OwnRows {
    const branch = this.#rows.branch(run);
    const archives = this.#archives(run, branch);
    const latest = archives.at(-1);
    const end = latest?.to ?? branch?.seq ?? 0;
    // Rows of archived events may still be stored, or restored; they count if they connect to the events after the
    // archive.
    for (const start of starts(branch, archives)) {
      const { seq, last } = this.#provedFrom(run, start);
      if (seq < end) continue;
      const digest = last?.digest ?? start.digest;
      return {
        branch,
        archives,
        hotFrom: start.seq + 1,
        lastSeq: seq,
        digest: seq === 0 ? null : digest,
        lastType: last?.type ?? latest?.lastType ?? null,
        lastAtMs: last === null ? (latest?.lastAtMs ?? null) : last.atMs,
      };
    }
    throw new Error('the last start is the end');
  }

  /** The consecutive archives from the run's first own event on. */
  #archives(run: string, branch: Branch | null): readonly Continuation[] {
    const found: Continuation[] = [];
    for (const row of this.#rows.continuations(run)) {
      const archive = continuationOf(run, row);
      if (archive === undefined || archive.from > (found.at(-1)?.to ?? branch?.seq ?? 0) + 1) break;
      found.push(archive);
    }
    return found;
  }

  #provedFrom(run: string, { seq, digest }: Start): Proved {
    let proved: Proved = { seq, last: null };
    for (;;) {
      const before = proved.last?.digest ?? digest;
      const next = this.#rows.event(run, proved.seq + 1, (event) => sameBytes(linkDigest(before, event), event.digest));
      if (next === undefined) return proved;
      proved = { seq: next.seq, last: next };
    }
  }

  readChained(run: string, from: Seq, to: Seq): readonly ChainedEvent[] {
    const known = this.look(run);
    if (known === undefined) return [];
    const events: ChainedEvent[] = [];
    for (let seq = Math.max(from, known.hotFrom); seq <= Math.min(to, known.lastSeq); seq++) {
      const event = coded(this.#path, () => this.#rows.event(run, seq));
      if (event === undefined)
        throw new RetraceError(
          'file-changed',
          `${this.#path} has changed while it was read. Read a copy of it that nobody writes.`,
        );
      events.push(event);
    }
    return events;
  }

  read(run: string, from: Seq, to: Seq): readonly StoredEvent[] {
    return this.readChained(run, from, to).map(({ seq, type, atMs, payload }) => ({ seq, type, atMs, payload }));
  }

  readReverse(run: string, from: Seq, to: Seq): readonly StoredEvent[] {
    return this.read(run, from, to).toReversed();
  }

  readByTime(run: string, to: Seq, fromMs: number, toMs: number): readonly StoredEvent[] {
    return this.read(run, 1, to).filter(({ atMs }) => atMs !== null && atMs >= fromMs && atMs <= toMs);
  }

  eventAt(run: string, seq: Seq): StoredEvent | undefined {
    return this.read(run, seq, seq)[0];
  }

  digestAt(run: string, seq: Seq): Uint8Array | undefined {
    return this.readChained(run, seq, seq)[0]?.digest;
  }

  /** Includes runs without any events left, if other data names them. */
  runs(prefix: string, after: string | null, limit: number): readonly string[] {
    const wanted = [...this.#rows.runs].filter(
      (run) => run.startsWith(prefix) && (after === null || byCodePoint(run, after) > 0),
    );
    return wanted.sort(byCodePoint).slice(0, limit);
  }

  /** Indexes and other data may name more events than are left. */
  lost(run: string | null): ReadonlyMap<string, LostEvent> {
    const lost = new Map<string, LostEvent>();
    for (const each of run === null ? this.#rows.runs : [run]) {
      const seq = (this.look(each)?.lastSeq ?? 0) + 1;
      if (this.#rows.highest(each) >= seq)
        lost.set(each, {
          seq,
          text: `Event ${seq} is lost or damaged, and with it those behind it, of which there were ${this.#rows.highest(each)} at least.`,
        });
    }
    return lost;
  }

  close(): void {
    this.#pages.close();
  }

  protected refused(): RetraceError {
    return new RetraceError(
      'database-read-only',
      `${this.#path} is damaged and was opened to read what is left of it. Copy its runs into a new log: retrace log copy --to PATH --salvage.`,
    );
  }
}

/** Possible starts of own rows, earliest first; the last is the end of the archives. */
function starts(branch: Branch | null, archives: readonly Continuation[]): readonly Start[] {
  return [branch ?? { seq: 0, digest: chainStart }, ...archives.map(({ to, digest }) => ({ seq: to, digest }))];
}

/** undefined if the payload is damaged. */
function continuationOf(run: string, row: ChainedEvent): Continuation | undefined {
  try {
    return readContinuation(run, row);
  } catch (error) {
    if (error instanceof RetraceError) return undefined;
    throw error;
  }
}
