// Keeps folded states of one run as separate files beside its events. They are never synced: a lost state costs only
// time.

import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Seq } from '../../model/event.ts';
import type { KeptCheckpoint } from '../backend.ts';
import { digestBytes } from '../chain.ts';
import { safeName } from './run-folder-name.ts';

/** The checkpoint file holds digest, checksum and bytes, in this order. */
export class FolderCheckpoints {
  readonly #folder: string;

  constructor(runFolder: string, name: string) {
    this.#folder = join(runFolder, 'checkpoints', safeName(name));
  }

  latest(seq: Seq): KeptCheckpoint | undefined {
    const latest = this.#seqs()
      .filter((kept) => kept <= seq)
      .reduce((highest, kept) => Math.max(highest, kept), -1);
    if (latest === -1) return undefined;
    const content = readFileSync(this.#file(latest));
    const part = (from: number, to?: number): Uint8Array => new Uint8Array(content.subarray(from, to));
    return {
      seq: latest,
      digest: part(0, digestBytes),
      checksum: part(digestBytes, 2 * digestBytes),
      bytes: part(2 * digestBytes),
    };
  }

  keep({ seq, digest, checksum, bytes }: KeptCheckpoint): void {
    mkdirSync(this.#folder, { recursive: true });
    const unfinished = `${this.#file(seq)}.new`;
    writeFileSync(unfinished, Buffer.concat([digest, checksum, bytes]));
    renameSync(unfinished, this.#file(seq));
  }

  drop(seq: Seq): void {
    rmSync(this.#file(seq), { force: true });
  }

  #file(seq: Seq): string {
    return join(this.#folder, String(seq));
  }

  #seqs(): readonly Seq[] {
    try {
      return readdirSync(this.#folder)
        .filter((name) => /^\d+$/.test(name))
        .map(Number);
    } catch {
      return [];
    }
  }
}
