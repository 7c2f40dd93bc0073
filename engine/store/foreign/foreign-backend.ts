// Lets another engine's events be read as a log is (SPEC.md L39). Refuses everything that would write.

import { RetraceError } from '../../model/errors.ts';
import type { Seq } from '../../model/event.ts';
import type { ChainedEvent, LogBackend, OwnRows } from '../backend.ts';
import { chainStart, digestBytes, linkDigests } from '../chain.ts';
import { byCodePoint } from '../code-point-order.ts';
import type { StoredEvent } from '../log.ts';
import { ReadOnlyBackend } from '../read-only-backend.ts';

/** What differs between sources. Throws RetraceErrors. */
export interface ForeignEvents {
  /** For a person. */
  readonly path: string;
  runs(): Iterable<string>;
  /** How many events the run has now; 0 where it is not there. */
  count(run: string): number;
  /** Events `from` … `to`, which are there. */
  read(run: string, from: Seq, to: Seq): readonly StoredEvent[];
  /** Whether something may have been added since this was last asked. */
  changed(): boolean;
  close(): void;
}

const pageEvents = 1000;

export class ForeignBackend extends ReadOnlyBackend implements LogBackend {
  readonly #source: ForeignEvents;
  /** The last digest that was asked for, of each run: the next one goes on from there. */
  readonly #digests = new Map<string, { seq: Seq; digest: Uint8Array }>();

  constructor(source: ForeignEvents) {
    super();
    this.#source = source;
  }

  /** The digest of the last event is only needed to append. */
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

  /** There is none in the source: it is computed from the events. */
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
