// Keeps every run in its own folder, as lines of JSON that any tool can read. One writer at a time; readers take no
// lock.

import { existsSync, mkdirSync, readdirSync, rmdirSync, statSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { RetraceError } from '../../model/errors.ts';
import type { Seq } from '../../model/event.ts';
import type {
  BackendWriter,
  Branch,
  ChainedEvent,
  Continuation,
  KeptCheckpoint,
  LogBackend,
  OwnRows,
} from '../backend.ts';
import { digestBytes } from '../chain.ts';
import { byCodePoint } from '../code-point-order.ts';
import { continuationPayload, readContinuation } from '../archive/continuation.ts';
import { coded, defaultBusyTimeoutMs } from '../sqlite/database.ts';
import { EventFile, FileReplacement, replaceFile, syncFolder } from './event-file.ts';
import { eventLine } from './event-line.ts';
import { FolderCheckpoints } from './folder-checkpoints.ts';
import { FolderLock } from './folder-lock.ts';
import type { StoredEvent } from '../log.ts';
import { folderGoesOn, runFolderParts, runOfFolder } from './run-folder-name.ts';
import { readToEnd } from '../open-to-read.ts';

export type FolderOptions = {
  /** `always` (default): an append is synced before it is acknowledged. `never`: the system writes it later. */
  readonly fsync?: 'always' | 'never';
  /** How long to wait for another writer, in ms. */
  readonly busyTimeoutMs?: number;
};

const branchFile = 'branch.json';
/** Files whose line offsets stay cached; other files are scanned again. */
const maxOpenFiles = 256;
const scannedAtOnce = 1000;

export class FolderBackend implements LogBackend {
  readonly place: string;
  readonly #root: string;
  readonly #sync: boolean;
  readonly #lock: FolderLock;
  readonly #files = new Map<string, EventFile>();
  readonly #seen = new Map<string, string>();

  constructor(root: string, { fsync = 'always', busyTimeoutMs = defaultBusyTimeoutMs }: FolderOptions = {}) {
    this.place = resolve(root);
    this.#root = root;
    this.#sync = fsync === 'always';
    coded(root, () => mkdirSync(root, { recursive: true }));
    this.#lock = new FolderLock(join(root, '.lock.db'), busyTimeoutMs);
  }

  look(run: string): OwnRows | undefined {
    return this.#coded(run, () => {
      const branch = this.#branch(run);
      const file = this.#file(run);
      const found = file.open((fd) =>
        ownRows(run, file, branch, file.events(fd, file.firstSeq + file.count - 1, Infinity)[0]),
      );
      if (found !== undefined || branch === null) return found;
      return {
        branch,
        archives: [],
        hotFrom: branch.seq + 1,
        lastSeq: branch.seq,
        digest: branch.digest,
        lastType: null,
        lastAtMs: null,
      };
    });
  }

  insert(run: string, events: readonly StoredEvent[], digests: Uint8Array): boolean {
    return this.#locked(run, () => {
      if (events[0]?.seq !== (this.look(run)?.lastSeq ?? 0) + 1) return false;
      this.#makeFolder(run);
      const lines = events.map((event, i) => eventLine(event, digestOf(digests, i), i < events.length - 1));
      this.#file(run).append(lines.join(''), this.#sync);
      return true;
    });
  }

  insertBranch(run: string, { parent, seq, digest }: Branch): boolean {
    return this.#locked(run, () => {
      if (this.look(run) !== undefined) return false;
      this.#makeFolder(run);
      replaceFile(
        join(this.#folder(run), branchFile),
        [Buffer.from(JSON.stringify({ version: 1, parent, seq, digest: Buffer.from(digest).toString('hex') }))],
        this.#sync,
      );
      return true;
    });
  }

  /** Writes to a separate file until the commit. */
  begin(run: string, purpose: 'create' | 'restore'): BackendWriter {
    return this.#coded(run, () => {
      this.#lock.hold();
      try {
        this.#makeFolder(run);
        const file = this.#file(run);
        const replacement = new FileReplacement(file.path);
        if (purpose === 'restore') file.open(() => replacement.write(file.continuationBytes()));
        return this.#writer(run, file, replacement, purpose);
      } catch (error) {
        this.#lock.free();
        throw error;
      }
    });
  }

  #writer(run: string, file: EventFile, replacement: FileReplacement, purpose: 'create' | 'restore'): BackendWriter {
    let written = 0;
    const abort = (): void => {
      replacement.abandon();
      this.#dropEmptyFolder(run);
      this.#lock.free();
    };
    return {
      insert: (_, events, digests) => {
        written += events.length;
        this.#coded(run, () =>
          replacement.write(Buffer.from(events.map((event, i) => eventLine(event, digestOf(digests, i))).join(''))),
        );
        return true;
      },
      commit: () => {
        if (written === 0) abort();
        else
          this.#coded(run, () => {
            if (purpose === 'restore') file.open((fd) => replacement.write(file.bytesFrom(fd, 0)));
            replacement.finish(this.#sync);
          });
        this.#lock.free();
        return true;
      },
      abort,
    };
  }

  read(run: string, from: Seq, to: Seq): readonly StoredEvent[] {
    return this.readChained(run, from, to).map(withoutDigest);
  }

  readReverse(run: string, from: Seq, to: Seq): readonly StoredEvent[] {
    return this.read(run, from, to).toReversed();
  }

  readChained(run: string, from: Seq, to: Seq): readonly ChainedEvent[] {
    const file = this.#file(run);
    return this.#coded(run, () => file.open((fd) => file.events(fd, from, to))) ?? [];
  }

  readByTime(run: string, to: Seq, fromMs: number, toMs: number): readonly StoredEvent[] {
    const found: StoredEvent[] = [];
    for (let from = 1; from <= to; from += scannedAtOnce) {
      const events = this.read(run, from, Math.min(to, from + scannedAtOnce - 1));
      if (events.length === 0 && from > this.#file(run).firstSeq) break;
      for (const event of events)
        if (event.atMs !== null && event.atMs >= fromMs && event.atMs <= toMs) found.push(event);
    }
    return found;
  }

  eventAt(run: string, seq: Seq): StoredEvent | undefined {
    return this.read(run, seq, seq)[0];
  }

  digestAt(run: string, seq: Seq): Uint8Array | undefined {
    return this.readChained(run, seq, seq)[0]?.digest;
  }

  runs(prefix: string, after: string | null, limit: number): readonly string[] {
    const wanted = this.#coded('', () => this.#runFolders([])).filter(
      (run) => run.startsWith(prefix) && (after === null || byCodePoint(run, after) > 0),
    );
    return wanted.sort(byCodePoint).slice(0, limit);
  }

  insertContinuation(run: string, continuation: Continuation): void {
    const { to, lastAtMs, digest } = continuation;
    const line = eventLine(
      { seq: -to, atMs: lastAtMs, type: 'archived', payload: continuationPayload(continuation) },
      digest,
    );
    this.#rewrite(run, (file, fd) => {
      // Another process may have archived these or later events meanwhile; an archive can only take events that are
      // rows.
      const isThere = file.continuations.some(({ seq }) => seq <= -to);
      if (isThere || file.events(fd, to, to).length === 0) return undefined;
      return [file.continuationBytes(), Buffer.from(line), file.bytesFrom(fd, 0)];
    });
  }

  drop(run: string, to: Seq): number {
    const file = this.#file(run);
    const there = this.#coded(run, () => file.open((fd) => file.events(fd, to, to).length)) ?? 0;
    if (there === 0) return 0;
    const dropped = to - file.firstSeq + 1;
    this.#rewrite(run, (same, fd) => [same.continuationBytes(), same.bytesFrom(fd, to + 1)]);
    return dropped;
  }

  checkpoint(run: string, name: string, seq: Seq): KeptCheckpoint | undefined {
    return this.#coded(run, () => new FolderCheckpoints(this.#folder(run), name).latest(seq));
  }

  keepCheckpoint(run: string, name: string, checkpoint: KeptCheckpoint): void {
    this.#coded(run, () => new FolderCheckpoints(this.#folder(run), name).keep(checkpoint));
  }

  dropCheckpoint(run: string, name: string, seq: Seq): void {
    this.#coded(run, () => new FolderCheckpoints(this.#folder(run), name).drop(seq));
  }

  tornBytes(run: string): number {
    const file = this.#file(run);
    return this.#coded(run, () => file.open(() => file.tornBytes)) ?? 0;
  }

  /** Compares the sizes of the files. */
  changed(runs: Iterable<string>): boolean {
    let changed = false;
    for (const run of runs) {
      const stats = statSync(this.#file(run).path, { throwIfNoEntry: false });
      const seen = `${stats?.ino} ${stats?.size}`;
      if (this.#seen.get(run) !== seen) changed = true;
      this.#seen.set(run, seen);
    }
    return changed;
  }

  close(): void {
    this.#lock.close();
    this.#files.clear();
  }

  /** Replaces the run's file by `parts`; does nothing if `parts` returns undefined. */
  #rewrite(run: string, parts: (file: EventFile, fd: number) => readonly Uint8Array[] | undefined): void {
    this.#locked(run, () => {
      const file = this.#file(run);
      file.open((fd) => {
        const whole = parts(file, fd);
        if (whole !== undefined) replaceFile(file.path, whole, this.#sync);
      });
    });
  }

  #locked<T>(run: string, work: () => T): T {
    return this.#coded(run, () => {
      this.#lock.hold();
      try {
        return work();
      } finally {
        this.#lock.free();
      }
    });
  }

  #coded<T>(run: string, work: () => T): T {
    return coded(run === '' ? this.#root : this.#folder(run), work);
  }

  #folder(run: string): string {
    return join(this.#root, ...runFolderParts(run));
  }

  #makeFolder(run: string): void {
    const made = mkdirSync(this.#folder(run), { recursive: true });
    if (made !== undefined && this.#sync) syncFolder(dirname(made));
  }

  /** Removes the empty folder of a run whose creation failed. */
  #dropEmptyFolder(run: string): void {
    try {
      rmdirSync(this.#folder(run));
    } catch {
      // The folder is not empty: the run exists.
    }
  }

  #file(run: string): EventFile {
    const known = this.#files.get(run);
    if (known !== undefined) return known;
    const file = new EventFile(this.#folder(run));
    this.#files.set(run, file);
    const [oldest] = this.#files.keys();
    if (this.#files.size > maxOpenFiles && oldest !== undefined) this.#files.delete(oldest);
    return file;
  }

  #branch(run: string): Branch | null {
    const path = join(this.#folder(run), branchFile);
    if (!existsSync(path)) return null;
    return readBranch(path, readToEnd(path).toString('utf8'));
  }

  #runFolders(above: readonly string[]): string[] {
    const found: string[] = [];
    for (const entry of readdirSync(join(this.#root, ...above), { withFileTypes: true })) {
      if (!entry.isDirectory()) continue;
      const parts = [...above, entry.name];
      if (folderGoesOn(entry.name)) found.push(...this.#runFolders(parts));
      const run = runOfFolder(parts);
      if (run !== undefined && this.#isRun(parts)) found.push(run);
    }
    return found;
  }

  #isRun(parts: readonly string[]): boolean {
    return existsSync(join(this.#root, ...parts, 'events.jsonl')) || existsSync(join(this.#root, ...parts, branchFile));
  }
}

function ownRows(
  run: string,
  file: EventFile,
  branch: Branch | null,
  last: ChainedEvent | undefined,
): OwnRows | undefined {
  const archives = file.continuations.map((row) => readContinuation(run, row));
  const latest = archives.at(-1);
  if (last === undefined && latest === undefined && branch === null) return undefined;
  const lastSeq = last?.seq ?? latest?.to ?? branch?.seq ?? 0;
  return {
    branch,
    archives,
    // Restored archives can make `hotFrom` lower than the archives say; a higher value means damage.
    hotFrom: Math.min(
      last === undefined || latest === undefined ? Infinity : file.firstSeq,
      (latest?.to ?? branch?.seq ?? 0) + 1,
    ),
    lastSeq,
    digest: last?.digest ?? latest?.digest ?? branch?.digest ?? null,
    lastType: last?.type ?? latest?.lastType ?? null,
    lastAtMs: last === undefined ? (latest?.lastAtMs ?? null) : last.atMs,
  };
}

/** Throws `log-damaged`. */
function readBranch(path: string, text: string): Branch {
  try {
    const { parent, seq, digest } = JSON.parse(text) as Partial<Record<string, unknown>>;
    if (typeof parent === 'string' && typeof seq === 'number' && typeof digest === 'string')
      return { parent, seq, digest: Buffer.from(digest, 'hex') };
  } catch {
    // The error is thrown below.
  }
  throw new RetraceError(
    'log-damaged',
    `${path} does not say where the branch began. The run can be read no more; its parent can.`,
  );
}

function digestOf(digests: Uint8Array, i: number): Uint8Array {
  return digests.subarray(i * digestBytes, (i + 1) * digestBytes);
}

function withoutDigest({ seq, type, atMs, payload }: ChainedEvent): StoredEvent {
  return { seq, type, atMs, payload };
}
