// Keeps folded states beside the log, and ignores those that do not fit the chain (SPEC.md L28). Answers are right
// without any checkpoint.

import { createHash } from 'node:crypto';
import { RetraceError } from '../model/errors.ts';
import type { Seq } from '../model/event.ts';
import type { KeptCheckpoint, LogBackend } from './backend.ts';
import { chainStart, sameBytes } from './chain.ts';
import type { Checkpoint } from './log.ts';
import type { LogReader } from './log-reader.ts';
import type { StreamCache } from './stream-cache.ts';

export class CheckpointKeeper {
  readonly #backend: LogBackend;
  readonly #cache: StreamCache;
  readonly #reader: LogReader;

  constructor(backend: LogBackend, cache: StreamCache, reader: LogReader) {
    this.#backend = backend;
    this.#cache = cache;
    this.#reader = reader;
  }

  async at(run: string, name: string, seq: Seq): Promise<Checkpoint | undefined> {
    const known = await this.#cache.know(run);
    for (const { run: owner, from, to } of known?.lineage.toReversed() ?? []) {
      if (from > seq && from > 1) continue;
      const found = await this.#latestGood(owner, name, Math.min(seq, to));
      if (found !== undefined) return found;
    }
    return undefined;
  }

  /** Stores the checkpoint under the run that owns event `seq`, so that all branches after it share the checkpoint. */
  async keep(run: string, name: string, seq: Seq, bytes: Uint8Array): Promise<void> {
    const digest = await this.#digestAt(run, seq);
    const known = await this.#cache.know(run);
    const owner = known?.lineage.find(({ from, to }) => seq <= to && (seq >= from || from === 1))?.run;
    if (digest === undefined || owner === undefined) return;
    try {
      await this.#backend.keepCheckpoint(owner, name, {
        seq,
        digest,
        checksum: checkpointChecksum(name, seq, digest, bytes),
        bytes,
      });
    } catch (error) {
      // The state is folded again next time.
      if (!(error instanceof RetraceError)) throw error;
    }
  }

  async #latestGood(run: string, name: string, seq: Seq): Promise<Checkpoint | undefined> {
    for (;;) {
      const kept = await this.#backend.checkpoint(run, name, seq);
      if (kept === undefined) return undefined;
      if (await this.#isGood(run, name, kept)) return { seq: kept.seq, bytes: kept.bytes };
      await this.#backend.dropCheckpoint(run, name, kept.seq);
    }
  }

  async #isGood(run: string, name: string, { seq, digest, checksum, bytes }: KeptCheckpoint): Promise<boolean> {
    if (!sameBytes(checkpointChecksum(name, seq, digest, bytes), checksum)) return false;
    const inChain = await this.#digestAt(run, seq);
    return inChain !== undefined && sameBytes(inChain, digest);
  }

  /** undefined also if the event is in an unreadable archive: then the checkpoint cannot be checked. */
  async #digestAt(run: string, seq: Seq): Promise<Uint8Array | undefined> {
    try {
      return await this.#reader.digestAt(run, seq, chainStart);
    } catch {
      return undefined;
    }
  }
}

export function checkpointChecksum(name: string, seq: Seq, digest: Uint8Array, bytes: Uint8Array): Uint8Array {
  return createHash('sha256')
    .update(JSON.stringify([name, seq]))
    .update(digest)
    .update(bytes)
    .digest();
}
