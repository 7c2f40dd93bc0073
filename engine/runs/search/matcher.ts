// Matches texts against a search: plain text in this thread, a pattern in a worker that is stopped if it takes too
// long.

import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { RetraceError } from '../../model/errors.ts';
import { workerEntry } from '../../worker-entry.ts';
import { patternMatcher, plainMatcher, readableText, type TextMatcher } from './matching.ts';
import type { Question } from './pattern-worker.ts';

export interface Matcher {
  /** 1 at the index of each matching text, otherwise 0. */
  texts(texts: readonly string[]): Promise<Uint8Array>;
  /** Like `texts`, for payloads of events. */
  payloads(payloads: readonly Uint8Array[]): Promise<Uint8Array>;
  /** Position of each text's first match; −1 if it does not match. */
  positions(texts: readonly string[]): Promise<Int32Array>;
  /** Restarts the time limit for another run. */
  renew(): void;
  close(): Promise<void>;
}

/** Throws `bad-pattern` if the pattern is invalid; the methods throw it if the pattern takes too long. */
export async function matcherOf({ text, regex }: { readonly text: string; readonly regex: boolean }): Promise<Matcher> {
  return regex ? await PatternThread.start(text) : new PlainMatcher(text);
}

class PlainMatcher implements Matcher {
  readonly #find: TextMatcher;

  constructor(text: string) {
    this.#find = plainMatcher(text);
  }

  async texts(texts: readonly string[]): Promise<Uint8Array> {
    return Uint8Array.from(texts, (text) => (this.#find(text) >= 0 ? 1 : 0));
  }

  async payloads(payloads: readonly Uint8Array[]): Promise<Uint8Array> {
    return Uint8Array.from(payloads, (payload) => (this.#find(readableText(payload)) >= 0 ? 1 : 0));
  }

  async positions(texts: readonly string[]): Promise<Int32Array> {
    return Int32Array.from(texts, this.#find);
  }

  renew(): void {}

  async close(): Promise<void> {}
}

/** Time limit of a pattern in ms, on top of an ordinary pattern's time for the same bytes. */
const patienceMs = 1500;
const ordinaryBytesPerMs = 100_000;

class PatternThread implements Matcher {
  readonly #worker: Worker;
  /** The pattern's remaining time in ms. */
  #leftMs = patienceMs;

  private constructor(worker: Worker) {
    this.#worker = worker;
  }

  static async start(pattern: string): Promise<PatternThread> {
    try {
      patternMatcher(pattern);
    } catch (error) {
      throw new RetraceError(
        'bad-pattern',
        `${(error as Error).message}. Mend the pattern, or search for plain text.`,
        { cause: error },
      );
    }
    const worker = new Worker(workerEntry('./pattern-worker.ts', import.meta.url), { workerData: pattern, env: {} });
    await once(worker, 'message');
    return new PatternThread(worker);
  }

  texts(texts: readonly string[]): Promise<Uint8Array> {
    return this.#ask({ texts, positions: false }, []);
  }

  positions(texts: readonly string[]): Promise<Int32Array> {
    this.#leftMs += texts.reduce((sum, text) => sum + text.length, 0) / ordinaryBytesPerMs;
    return this.#ask({ texts, positions: true }, []);
  }

  renew(): void {
    this.#leftMs = patienceMs;
  }

  payloads(payloads: readonly Uint8Array[]): Promise<Uint8Array> {
    const lengths = payloads.map(({ length }) => length);
    const bytes = new Uint8Array(lengths.reduce((sum, length) => sum + length, 0));
    let at = 0;
    for (const payload of payloads) {
      bytes.set(payload, at);
      at += payload.length;
    }
    this.#leftMs += bytes.length / ordinaryBytesPerMs;
    return this.#ask({ bytes, lengths }, [bytes.buffer]);
  }

  async #ask<Answer>(question: Question, transfer: readonly ArrayBuffer[]): Promise<Answer> {
    const patience = AbortSignal.timeout(Math.max(1, Math.round(this.#leftMs)));
    const beganAt = performance.now();
    this.#worker.postMessage(question, [...transfer]);
    try {
      const [hits] = (await once(this.#worker, 'message', { signal: patience })) as [Answer];
      this.#leftMs -= performance.now() - beganAt;
      return hits;
    } catch (error) {
      await this.close();
      if (!patience.aborted) throw error;
      throw new RetraceError(
        'bad-pattern',
        'The pattern takes too long: it can match the same text in too many ways. Make it simpler, or search for plain text.',
        { cause: error },
      );
    }
  }

  async close(): Promise<void> {
    await this.#worker.terminate();
  }
}
