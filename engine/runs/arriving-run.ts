// A run whose history is still being read from a file: the explained part can be viewed, and followed until the history
// is complete.

import { GrowingOutline } from '../model/growing-outline.ts';
import { must } from '../model/assert.ts';
import { countText } from '../model/duration.ts';
import type { RunId, Warning } from '../model/event.ts';
import type { Outline } from '../model/outline.ts';
import { type PackedOutline, packOutline } from '../model/packed-outline.ts';
import { emptyDelta, type Extent, type OutlineDelta } from '../model/outline-delta.ts';
import type { JsonObject } from '../model/json.ts';
import type { RunOrigin, RunSaid, RunSummary } from '../model/run.ts';
import type { EventSource } from './event-source.ts';
import type { Explainer } from './explainer.ts';
import { RunReader } from './run-reader.ts';
import { summaryOf } from './summary.ts';

/**
 * A history being imported: `explainer` has taken its first events, and takes the rest. `source` reads the events in
 * the outline it is given; `holder` is the object around the events.
 */
export type Underway = {
  readonly explainer: Explainer;
  readonly origin: RunOrigin & RunSaid;
  readonly ofTheFile: readonly Warning[];
  readonly holder: JsonObject;
  readonly source: (outlineOf: () => Outline) => EventSource;
  /** The expected number of events, exact or estimated; undefined if unknown. */
  readonly expected: () => { readonly events: number; readonly isExact: boolean } | undefined;
};

export class ArrivingRun {
  readonly #underway: Underway;
  readonly #ended = new AbortController();
  #growing: GrowingOutline | undefined;
  /** Number of events and other counts in `#growing`. */
  #extent: Extent | undefined;
  /** Summary of the whole run, once it is complete. */
  #summary: RunSummary | undefined;
  readonly #whole = Promise.withResolvers<void>();
  #packedExtent: Extent | undefined;
  /** True if the run is held: it shows no further events. */
  #held = false;
  #times = 0;
  #wake = Promise.withResolvers<void>();

  constructor(underway: Underway, whole?: RunSummary) {
    this.#underway = underway;
    this.#summary = whole;
    if (whole !== undefined) this.#whole.resolve();
  }

  get runId(): RunId {
    return this.#underway.origin.runId;
  }

  /** Number of events explained so far. */
  get events(): number {
    return this.#underway.explainer.events;
  }

  /** Whether this run is explained by that explainer. */
  isOf({ explainer }: Pick<Underway, 'explainer'>): boolean {
    return this.#underway.explainer === explainer;
  }

  /** Call before the explainer drops its outline: the explained part can then be viewed until the run is stored. */
  hold(): void {
    void this.outline;
    this.#packedExtent = undefined;
    this.#held = true;
  }

  /** Changes when the run is held: from then on, a follower cannot get the events since its earlier outline. */
  get explanation(): number {
    return this.#held ? 1 : 0;
  }

  /** More events are explained; with a summary, all of them. */
  grew(whole?: RunSummary): void {
    this.#summary ??= whole;
    if (whole !== undefined) this.#whole.resolve();
    this.#times += 1;
    this.#wake.resolve();
    this.#wake = Promise.withResolvers();
  }

  /** The run is stored, or its import failed. */
  end(): void {
    this.#ended.abort();
    this.#whole.resolve();
    this.#wake.resolve();
  }

  /** Resolves when all events are explained, or the import ends. */
  get whole(): Promise<void> {
    return this.#whole.promise;
  }

  /** Yields whenever more events are explained, until the import ends or the signal is aborted. */
  async *changes(signal: AbortSignal): AsyncGenerator<void> {
    const stop = (): void => this.#wake.resolve();
    signal.addEventListener('abort', stop, { once: true });
    for (let seen = 0; !signal.aborted && !this.#ended.signal.aborted;) {
      if (seen === this.#times) await this.#wake.promise;
      if (signal.aborted) break;
      seen = this.#times;
      yield;
    }
    signal.removeEventListener('abort', stop);
  }

  /** A reader of the current events. */
  get reader(): RunReader {
    return new RunReader(
      this.#underway.source(() => this.outline),
      this.summary,
      () => this.packed,
      () => this.outline,
    );
  }

  get extent(): Extent {
    if (this.#held) return must(this.#extent);
    return this.#underway.explainer.extent(this.#underway.ofTheFile);
  }

  get packedExtent(): Extent | undefined {
    return this.#packedExtent;
  }

  since(from: Extent): OutlineDelta {
    if (this.#held) return emptyDelta(from);
    return this.#underway.explainer.since(from, this.#underway.ofTheFile);
  }

  /** The current outline, which later events overwrite. */
  get outline(): Outline {
    if (this.#held) return must(this.#growing).outline;
    const { extent } = this;
    const { explainer, origin, ofTheFile } = this.#underway;
    this.#growing ??= new GrowingOutline(explainer.finish(origin.runId, ofTheFile).outline);
    if (this.#extent !== undefined && this.#extent.events < extent.events)
      this.#growing.append(this.since(this.#extent));
    this.#extent = extent;
    return this.#growing.outline;
  }

  get packed(): PackedOutline {
    if (this.#held) return packOutline(this.outline);
    const { explainer, origin, ofTheFile } = this.#underway;
    this.#packedExtent = this.extent;
    return packOutline(explainer.finish(origin.runId, ofTheFile).outline);
  }

  get summary(): RunSummary {
    if (this.#summary !== undefined) return this.#summary;
    const { explainer, origin, ofTheFile, holder, expected } = this.#underway;
    const { outline } = this;
    const all = expected();
    const of = all === undefined ? '' : ` of ${all.isExact ? '' : 'about '}${countText(all.events)}`;
    const held = this.#held ? `, of which the first ${countText(outline.events)} are shown` : '';
    const sentence = `Being read: ${countText(explainer.events)}${of} events so far${held}`;
    const outcome = { ...explainer.outcome(ofTheFile), outline, identity: explainer.identity(holder) };
    const soFar = summaryOf({ ...origin, headline: { sentence, seq: outline.events } }, outcome);
    return { ...soFar, expected: all?.events ?? explainer.events };
  }
}
