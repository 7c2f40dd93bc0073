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
type Run = { readonly branch: Branch | null; archives: Continuation[]; hotFrom: Seq; rows: Row[] };
/**
 * A stored event. Its payload is bytes `at` … `end` of the slab, its digest the bytes before: a view of each would take
 * more memory than its content.
 */
type Row = {
  readonly type: string;
  readonly atMs: number | null;
  readonly slab: Uint8Array;
  readonly at: number;
  readonly end: number;
};

export class MemoryBackend implements LogBackend {
  readonly #runs = new Map<string, Run>();
  readonly #checkpoints = new Map<string, KeptCheckpoint[]>();
  #changes = 0;
  #isTogether = false;

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
      lastSeq: last === undefined ? (archive?.to ?? branch?.seq ?? 0) : hotFrom + rows.length - 1,
      digest: (last && digestOf(last)) ?? archive?.digest ?? branch?.digest ?? null,
      lastType: last?.type ?? archive?.lastType ?? null,
      lastAtMs: (last ?? { atMs: archive?.lastAtMs ?? null }).atMs,
    };
  }

  insert(run: string, events: readonly StoredEvent[], digests: Uint8Array): boolean {
    const found = this.#runs.get(run);
    const next = found === undefined ? 1 : found.hotFrom + found.rows.length;
    if (events[0]?.seq !== next) return false;
    if (!this.#isTogether) this.#changes++;
    const { rows } = found ?? this.#put(run, null);
    pushRows(rows, events, digests);
    return true;
  }

  insertBranch(run: string, branch: Branch): boolean {
    if (this.#runs.has(run)) return false;
    this.#changes++;
    this.#put(run, branch);
    return true;
  }

  begin(run: string, purpose: 'create' | 'restore'): BackendWriter {
    const rows: Row[] = [];
    return {
      insert(_, events, digests) {
        pushRows(rows, events, digests);
        return true;
      },
      commit: () => (purpose === 'create' ? this.#created(run, rows) : this.#restored(run, rows)),
      abort() {},
    };
  }

  /** Changes with every append, except within `together`. */
  get version(): number {
    return this.#changes;
  }

  /** Runs `work` directly: no other writer can interfere. */
  together<T>(work: () => T): T {
    this.#isTogether = true;
    try {
      return work();
    } finally {
      this.#isTogether = false;
    }
  }

  #created(run: string, rows: Row[]): boolean {
    if (this.#runs.has(run)) return false;
    this.#changes++;
    if (rows.length > 0) this.#put(run, null).rows = rows;
    return true;
  }

  #restored(run: string, rows: Row[]): boolean {
    const found = this.#runs.get(run);
    if (found === undefined) return false;
    found.hotFrom -= rows.length;
    found.rows = [...rows, ...found.rows];
    return true;
  }

  read(run: string, from: Seq, to: Seq): readonly StoredEvent[] {
    return this.#read(run, from, to, stored);
  }

  readReverse(run: string, from: Seq, to: Seq): readonly StoredEvent[] {
    return this.#read(run, from, to, stored).toReversed();
  }

  readChained(run: string, from: Seq, to: Seq): readonly ChainedEvent[] {
    return this.#read(run, from, to, (row, seq) => ({ ...stored(row, seq), digest: digestOf(row) }));
  }

  readByTime(run: string, to: Seq, fromMs: number, toMs: number): readonly StoredEvent[] {
    return this.#read(run, 1, to, stored).filter(({ atMs }) => atMs !== null && atMs >= fromMs && atMs <= toMs);
  }

  eventAt(run: string, seq: Seq): StoredEvent | undefined {
    return this.read(run, seq, seq)[0];
  }

  digestAt(run: string, seq: Seq): Uint8Array | undefined {
    return this.#read(run, seq, seq, digestOf)[0];
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

  #read<T>(run: string, from: Seq, to: Seq, shown: (row: Row, seq: Seq) => T): T[] {
    const { hotFrom = 1, rows = [] } = this.#runs.get(run) ?? {};
    const first = Math.max(0, from - hotFrom);
    return rows.slice(first, Math.max(0, to - hotFrom + 1)).map((row, i) => shown(row, hotFrom + first + i));
  }
}

function checkpointKey(run: string, name: string): string {
  return JSON.stringify([run, name]);
}

function stored({ type, atMs, slab: bytes, at, end }: Row, seq: Seq): StoredEvent {
  return { seq, type, atMs, payload: bytes.slice(at, end) };
}

function digestOf({ slab: bytes, at }: Row): Uint8Array {
  return bytes.subarray(at - digestBytes, at);
}

const slabBytes = 64 * 1024;
let slab = new Uint8Array(slabBytes);
let used = 0;

function pushRows(rows: Row[], events: readonly StoredEvent[], digests: Uint8Array): void {
  for (const [i, { type, atMs, payload }] of events.entries()) {
    const bytes = digestBytes + payload.length;
    const home = bytes > slabBytes / 16 ? new Uint8Array(bytes) : slabFor(bytes);
    const at = (home === slab ? used : 0) + digestBytes;
    for (let k = 0; k < digestBytes; k++) home[at - digestBytes + k] = digests[i * digestBytes + k]!;
    home.set(payload, at);
    if (home === slab) used += bytes;
    rows.push({ type, atMs: atMs === null ? null : atMs + 0, slab: home, at, end: at + payload.length });
  }
}

/** Small events share one slab. */
function slabFor(bytes: number): Uint8Array {
  if (used + bytes > slabBytes) {
    slab = new Uint8Array(slabBytes);
    used = 0;
  }
  return slab;
}
