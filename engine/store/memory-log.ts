// The event log in memory, for tests and short-lived data. Copies all input and output.

import type { Seq } from '../model/event.ts';
import type {
  BackendWriter,
  Branch,
  ChainedEvent,
  Continuation,
  KeptCheckpoint,
  LogBackend,
  OwnRows,
} from './backend.ts';
import { digestBytes } from './chain.ts';
import { ChainedLog, type LogOptions } from './chained-log.ts';
import { byCodePoint } from './code-point-order.ts';
import type { EventLog, StoredEvent } from './log.ts';

export function openMemoryLog(options: LogOptions = {}): EventLog {
  return new ChainedLog(new MemoryBackend(), options);
}

/** `rows[0]` has seq `hotFrom`; the seqs are consecutive. */
type Run = { readonly branch: Branch | null; archives: Continuation[]; hotFrom: Seq; rows: ChainedEvent[] };

export class MemoryBackend implements LogBackend {
  readonly #runs = new Map<string, Run>();
  readonly #checkpoints = new Map<string, KeptCheckpoint[]>();
  #looks = 0;

  look(run: string): OwnRows | undefined {
    const found = this.#runs.get(run);
    if (found === undefined) return undefined;
    const { branch, archives, hotFrom, rows } = found;
    const last = rows.at(-1);
    const archive = archives.at(-1);
    return {
      branch,
      archives: [...archives],
      hotFrom,
      lastSeq: last?.seq ?? archive?.to ?? branch?.seq ?? 0,
      digest: last?.digest ?? archive?.digest ?? branch?.digest ?? null,
      lastType: last?.type ?? archive?.lastType ?? null,
      lastAtMs: (last ?? { atMs: archive?.lastAtMs ?? null }).atMs,
    };
  }

  insert(run: string, events: readonly StoredEvent[], digests: Uint8Array): boolean {
    const found = this.#runs.get(run);
    const next = found === undefined ? 1 : found.hotFrom + found.rows.length;
    if (events[0]?.seq !== next) return false;
    const { rows } = found ?? this.#put(run, null);
    for (const row of chained(events, digests)) rows.push(row);
    return true;
  }

  insertBranch(run: string, branch: Branch): boolean {
    if (this.#runs.has(run)) return false;
    this.#put(run, branch);
    return true;
  }

  begin(run: string, purpose: 'create' | 'restore'): BackendWriter {
    const rows: ChainedEvent[] = [];
    return {
      insert(_, events, digests) {
        for (const row of chained(events, digests)) rows.push(row);
        return true;
      },
      commit: () => (purpose === 'create' ? this.#created(run, rows) : this.#restored(run, rows)),
      abort() {},
    };
  }

  /** Changes at every call, so that callers cache nothing. */
  get version(): number {
    return ++this.#looks;
  }

  /** Runs `work` directly: no other writer can interfere. */
  together<T>(work: () => T): T {
    return work();
  }

  #created(run: string, rows: ChainedEvent[]): boolean {
    if (this.#runs.has(run)) return false;
    if (rows.length > 0) this.#put(run, null).rows = rows;
    return true;
  }

  #restored(run: string, rows: ChainedEvent[]): boolean {
    const found = this.#runs.get(run);
    if (found === undefined) return false;
    found.hotFrom -= rows.length;
    found.rows = [...rows, ...found.rows];
    return true;
  }

  read(run: string, from: Seq, to: Seq): readonly StoredEvent[] {
    return this.#rows(run, from, to).map(copy);
  }

  readReverse(run: string, from: Seq, to: Seq): readonly StoredEvent[] {
    return this.#rows(run, from, to).reverse().map(copy);
  }

  readChained(run: string, from: Seq, to: Seq): readonly ChainedEvent[] {
    return this.#rows(run, from, to);
  }

  readByTime(run: string, to: Seq, fromMs: number, toMs: number): readonly StoredEvent[] {
    return this.#rows(run, 1, to)
      .filter(({ atMs }) => atMs !== null && atMs >= fromMs && atMs <= toMs)
      .map(copy);
  }

  eventAt(run: string, seq: Seq): StoredEvent | undefined {
    return this.read(run, seq, seq)[0];
  }

  digestAt(run: string, seq: Seq): Uint8Array | undefined {
    return this.#rows(run, seq, seq)[0]?.digest;
  }

  runs(prefix: string, after: string | null, limit: number): readonly string[] {
    const wanted = [...this.#runs.keys()].filter(
      (run) => run.startsWith(prefix) && (after === null || byCodePoint(run, after) > 0),
    );
    return wanted.sort(byCodePoint).slice(0, limit);
  }

  insertContinuation(run: string, continuation: Continuation): void {
    const found = this.#runs.get(run);
    if (found?.archives.some(({ to }) => to === continuation.to) === false) found.archives.push(continuation);
  }

  drop(run: string, to: Seq, limit: number): number {
    const found = this.#runs.get(run);
    if (found === undefined) return 0;
    const dropped = Math.max(0, Math.min(limit, to - found.hotFrom + 1, found.rows.length));
    found.rows.splice(0, dropped);
    found.hotFrom += dropped;
    return dropped;
  }

  checkpoint(run: string, name: string, seq: Seq): KeptCheckpoint | undefined {
    return this.#kept(run, name).findLast((kept) => kept.seq <= seq);
  }

  keepCheckpoint(run: string, name: string, { bytes, ...rest }: KeptCheckpoint): void {
    const others = this.#kept(run, name).filter(({ seq }) => seq !== rest.seq);
    this.#checkpoints.set(
      checkpointKey(run, name),
      [...others, { ...rest, bytes: new Uint8Array(bytes) }].sort((a, b) => a.seq - b.seq),
    );
  }

  dropCheckpoint(run: string, name: string, seq: Seq): void {
    this.#checkpoints.set(
      checkpointKey(run, name),
      this.#kept(run, name).filter((kept) => kept.seq !== seq),
    );
  }

  close(): void {
    this.#runs.clear();
    this.#checkpoints.clear();
  }

  #kept(run: string, name: string): readonly KeptCheckpoint[] {
    return this.#checkpoints.get(checkpointKey(run, name)) ?? [];
  }

  #put(run: string, branch: Branch | null): Run {
    const made: Run = { branch, archives: [], hotFrom: (branch?.seq ?? 0) + 1, rows: [] };
    this.#runs.set(run, made);
    return made;
  }

  #rows(run: string, from: Seq, to: Seq): ChainedEvent[] {
    const { hotFrom = 1, rows = [] } = this.#runs.get(run) ?? {};
    return rows.slice(Math.max(0, from - hotFrom), Math.max(0, to - hotFrom + 1));
  }
}

function checkpointKey(run: string, name: string): string {
  return JSON.stringify([run, name]);
}

function chained(events: readonly StoredEvent[], digests: Uint8Array): readonly ChainedEvent[] {
  return events.map((event, i) => ({
    ...copy(event),
    digest: digests.subarray(i * digestBytes, (i + 1) * digestBytes),
  }));
}

function copy({ seq, type, atMs, payload }: StoredEvent): StoredEvent {
  return { seq, type, atMs: atMs === null ? null : atMs + 0, payload: kept(payload) };
}

const slabBytes = 64 * 1024;
let slab = new Uint8Array(slabBytes);
let used = 0;

/** Copies bytes; small copies share one buffer, because a buffer each costs more memory than its content. */
function kept(bytes: Uint8Array): Uint8Array {
  if (bytes.length > slabBytes / 16) return new Uint8Array(bytes);
  if (used + bytes.length > slabBytes) {
    slab = new Uint8Array(slabBytes);
    used = 0;
  }
  slab.set(bytes, used);
  used += bytes.length;
  return slab.subarray(used - bytes.length, used);
}
