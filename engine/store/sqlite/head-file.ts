// The head of a database, in a small file beside it: the last committed event. If a write-ahead log is lost or damaged,
// its commits vanish without a trace in the database; this file still names them (SPEC.md L45). It exists while the
// database is open, and stays after a crash. Its bytes: CRC-32 of the rest, length of the run's name (2), the
// database's identity (16), seq (8, big-endian), digest (32), run (UTF-8).

import { closeSync, constants, openSync, rmSync, writeSync } from 'node:fs';
import { crc32 } from 'node:zlib';
import { digestBytes } from '../chain.ts';
import { readToEnd } from '../open-to-read.ts';

export type Head = { readonly run: string; readonly seq: number; readonly digest: Uint8Array };

const identityBytes = 16;
const crcBytes = 4;
const lengthAt = crcBytes;
const identityAt = lengthAt + 2;
const seqAt = identityAt + identityBytes;
const digestAt = seqAt + 8;
const runAt = digestAt + digestBytes;

/** undefined if the file is missing, incomplete, or belongs to another database. */
export function readHead(path: string, identity: Uint8Array): Head | undefined {
  const bytes = bytesOf(path);
  if (bytes === undefined || bytes.length < runAt) return undefined;
  const end = runAt + bytes.readUInt16BE(lengthAt);
  if (end > bytes.length || crc32(bytes.subarray(crcBytes, end)) !== bytes.readUInt32BE(0)) return undefined;
  if (!bytes.subarray(identityAt, seqAt).equals(identity)) return undefined;
  return {
    run: bytes.toString('utf8', runAt, end),
    seq: Number(bytes.readBigUInt64BE(seqAt)),
    digest: bytes.subarray(digestAt, runAt),
  };
}

export class HeadFile {
  readonly #path: string;
  readonly #identity: Uint8Array;
  readonly #everyMs: number;
  #fd: number | undefined;
  #run = '';
  #bytes = Buffer.alloc(0);
  #noted: Head | undefined;
  #writtenAtMs = Number.NEGATIVE_INFINITY;
  #isWaiting = false;

  /** `everyMs`: of commits in quick succession, the last one is noted after at most this time; 0 notes each commit. */
  constructor(path: string, identity: Uint8Array, everyMs: number) {
    this.#path = path;
    this.#identity = identity;
    this.#everyMs = everyMs;
  }

  /**
   * Called after the commit, before it is acknowledged. Never fails: without the note only a loss would go unnoticed.
   */
  note(head: Head): void {
    this.#noted = head;
    if (this.#everyMs === 0 || performance.now() - this.#writtenAtMs >= this.#everyMs) this.#write();
    else if (!this.#isWaiting) {
      this.#isWaiting = true;
      setImmediate(() => this.#write());
    }
  }

  #write(): void {
    this.#isWaiting = false;
    if (this.#noted === undefined) return;
    const { run, seq, digest } = this.#noted;
    this.#noted = undefined;
    if (this.#everyMs > 0) this.#writtenAtMs = performance.now();
    if (run !== this.#run) this.#begin(run);
    this.#bytes.writeUInt32BE(Math.floor(seq / 2 ** 32), seqAt);
    this.#bytes.writeUInt32BE(seq % 2 ** 32, seqAt + 4);
    this.#bytes.set(digest, digestAt);
    this.#bytes.writeUInt32BE(crc32(this.#bytes.subarray(crcBytes)), 0);
    try {
      this.#fd ??= openSync(this.#path, constants.O_RDWR | constants.O_CREAT, 0o600);
      writeSync(this.#fd, this.#bytes, 0, this.#bytes.length, 0);
    } catch {
      // The next commit tries again.
    }
  }

  #begin(run: string): void {
    const name = Buffer.from(run, 'utf8');
    this.#run = run;
    this.#bytes = Buffer.alloc(runAt + name.length);
    this.#bytes.writeUInt16BE(name.length, lengthAt);
    this.#bytes.set(this.#identity, identityAt);
    this.#bytes.set(name, runAt);
  }

  /** `isSettled`: all commits are in the database's own file. */
  close(isSettled: boolean): void {
    this.#write();
    if (this.#fd !== undefined) closeSync(this.#fd);
    this.#fd = undefined;
    try {
      if (isSettled) rmSync(this.#path, { force: true });
    } catch {
      // The remaining file is still true, and is rewritten later.
    }
  }
}

function bytesOf(path: string): Buffer | undefined {
  try {
    return readToEnd(path);
  } catch {
    return undefined;
  }
}
