// Gives read access to another engine's events through the log's interface (SPEC.md L39). Refuses all writes.

import { RetraceError } from '../../model/errors.ts';
import type { Seq } from '../../model/event.ts';
import type { ChainedEvent, LogBackend, OwnRows } from '../backend.ts';
import { chainStart, digestBytes, linkDigests } from '../chain.ts';
import { byCodePoint } from '../code-point-order.ts';
import type { StoredEvent } from '../log.ts';
import { ReadOnlyBackend } from '../read-only-backend.ts';

/** The part that differs between sources. Methods throw RetraceErrors. */
export interface ForeignEvents {
  /** Path of the source, for messages. */
  readonly path: string;
  runs(): Iterable<string>;
  /** Current number of events of the run; 0 if the run does not exist. */
  count(run: string): number;
  /** Reads events `from` … `to`, which must exist. */
  read(run: string, from: Seq, to: Seq): readonly StoredEvent[];
  /** Whether events may have been added since the previous call. */
  changed(): boolean;
  close(): void;
}

const pageEvents = 1000;

export class ForeignBackend extends ReadOnlyBackend implements LogBackend {
  readonly #source: ForeignEvents;
  /** The last digest computed for each run; later digests are computed from it. */
  readonly #digests = new Map<string, { seq: Seq; digest: Uint8Array }>();

  constructor(source: ForeignEvents) {
    super();
    this.#source = source;
  }

  /** Leaves out the digest of the last event, which only appending needs. */
  look(run: string): OwnRows | undefined {
    const lastSeq = this.#source.count(run);
    if (lastSeq === 0) return undefined;
    const last = this.eventAt(run, lastSeq);
    return {
      branch: null,
      archives: [],
      hotFrom: 1,
      lastSeq,
      digest: null,
      lastType: last?.type ?? null,
      lastAtMs: last?.atMs ?? null,
    };
  }

  read(run: string, from: Seq, to: Seq): readonly StoredEvent[] {
    const [first, last] = [Math.max(1, from), Math.min(to, this.#source.count(run))];
    return first > last ? [] : this.#source.read(run, first, last);
  }

  readReverse(run: string, from: Seq, to: Seq): readonly StoredEvent[] {
    return this.read(run, from, to).toReversed();
  }

  readByTime(run: string, to: Seq, fromMs: number, toMs: number): readonly StoredEvent[] {
    const found: StoredEvent[] = [];
    const last = Math.min(to, this.#source.count(run));
    for (let from = 1; from <= last; from += pageEvents) {
      for (const event of this.read(run, from, Math.min(last, from + pageEvents - 1)))
        if (event.atMs !== null && event.atMs >= fromMs && event.atMs <= toMs) found.push(event);
    }
    return found;
  }

  eventAt(run: string, seq: Seq): StoredEvent | undefined {
    return this.read(run, seq, seq)[0];
  }

  /** Computes the digest from the events; the source stores none. */
  digestAt(run: string, seq: Seq): Uint8Array | undefined {
    if (seq > this.#source.count(run)) return undefined;
    const known = this.#digests.get(run);
    let { seq: at, digest } = known !== undefined && known.seq <= seq ? known : { seq: 0, digest: chainStart };
    while (at < seq) {
      const events = this.read(run, at + 1, Math.min(seq, at + pageEvents));
      if (events.length === 0) return undefined;
      digest = linkDigests(digest, events).subarray(-digestBytes);
      at += events.length;
    }
    this.#digests.set(run, { seq: at, digest });
    return digest;
  }

  runs(prefix: string, after: string | null, limit: number): readonly string[] {
    const wanted = [...this.#source.runs()].filter(
      (run) => run.startsWith(prefix) && (after === null || byCodePoint(run, after) > 0),
    );
    return wanted.sort(byCodePoint).slice(0, limit);
  }

  readChained(): readonly ChainedEvent[] {
    throw this.refused('It has no digests to verify.');
  }

  changed(): boolean {
    return this.#source.changed();
  }

  close(): void {
    this.#source.close();
  }

  protected refused(why = 'It is only read.'): RetraceError {
    return new RetraceError(
      'foreign-source',
      `${this.#source.path} was written by another engine. ${why} Copy its runs into a log of your own: retrace log copy --to PATH.`,
    );
  }
}
