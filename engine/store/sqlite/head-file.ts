// The head of a database, in a small file beside it: which event was committed last. A write-ahead log that is lost or damaged takes
// commits with it that nothing in the database knows of; this file does (SPEC.md L45). It is there while the database is open, and stays
// after a crash. Its bytes: CRC-32 of all behind it, length of the run's name (2), the database's identity (16), seq (8, big-endian), digest (32), run (UTF-8).

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

/** undefined where there is none, half of one, or that of another database. */
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

  /** `everyMs`: of commits that follow each other faster, the last one is noted after that time at most; 0 notes each. */
  constructor(path: string, identity: Uint8Array, everyMs: number) {
    this.#path = path;
    this.#identity = identity;
    this.#everyMs = everyMs;
  }

  /** Called when the commit is done, before it is told. Never fails: without it only a loss would not be noticed. */
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

  /** `isSettled`: all that was committed is in the database's own file. */
  close(isSettled: boolean): void {
    this.#write();
    if (this.#fd !== undefined) closeSync(this.#fd);
    this.#fd = undefined;
    try {
      if (isSettled) rmSync(this.#path, { force: true });
    } catch {
      // It says nothing that is false, and is written anew.
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
