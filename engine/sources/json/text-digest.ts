// The digest of a history's text, computed while its events are read.

import { createHash } from 'node:crypto';
import type { Envelope } from './envelope.ts';
import { eventText, type History } from './history-file.ts';

/** For consecutive events, oldest first; see `History.digest`. */
export class TextDigest {
  readonly #hash = createHash('sha256');
  readonly #envelope: Envelope;
  #events = 0;

  constructor(envelope: Envelope) {
    this.#envelope = envelope;
    this.#hash.update(String(envelope.chunks[0]));
  }

  /** Adds the next event's text, without white space. */
  add(text: Uint8Array): void {
    if (this.#events++ > 0) this.#hash.update(this.#envelope.separator);
    this.#hash.update(text);
  }

  finish(): string {
    return this.#hash.update(String(this.#envelope.chunks[2])).digest('hex');
  }
}

/** Computes the digest from the whole text if it is not known. */
export function digestOf({ digest, envelope, bytes, events }: History): string {
  if (digest !== null) return digest;
  const made = new TextDigest(envelope);
  for (const event of events) made.add(eventText(bytes, event));
  return made.finish();
}
