// A run whose history is being read from a file: it can be looked at as far as it was explained, and followed until all of it is there.

import { GrowingOutline } from '../model/growing-outline.ts';
import { countText } from '../model/duration.ts';
import type { RunId, Warning } from '../model/event.ts';
import type { Outline } from '../model/outline.ts';
import type { Extent, OutlineDelta } from '../model/outline-delta.ts';
import { type PackedOutline, packOutline } from '../model/packed-outline.ts';
import type { RunOrigin, RunSummary } from '../model/run.ts';
import type { History } from '../sources/json/history-file.ts';
import { sourceInFile } from './event-source.ts';
import type { Explainer } from './explainer.ts';
import { RunReader } from './run-reader.ts';
import { summaryOf } from './summary.ts';

/** A history under way: `explainer` has taken its first events, and takes the others. */
export type Underway = {
  readonly history: History;
  readonly explainer: Explainer;
  readonly origin: RunOrigin;
  readonly ofTheFile: readonly Warning[];
};

export class ArrivingRun {
  readonly explanation = 0;
  readonly #underway: Underway;
  readonly #ended = new AbortController();
  #growing: GrowingOutline | undefined;
  /** How far `#growing` goes. */
  #extent: Extent | undefined;
  /** Of all of it, once it is there. */
  #whole: RunSummary | undefined;
  #times = 0;
  #wake = Promise.withResolvers<void>();

  constructor(underway: Underway, whole?: RunSummary) {
    this.#underway = underway;
    this.#whole = whole;
  }

  get runId(): RunId {
    return this.#underway.origin.runId;
  }

  /** More was explained; with its summary, all of it. */
  grew(whole?: RunSummary): void {
    this.#whole ??= whole;
    this.#times += 1;
    this.#wake.resolve();
    this.#wake = Promise.withResolvers();
  }

  /** It is stored, or gone. */
  end(): void {
    this.#ended.abort();
    this.#wake.resolve();
  }

  /** Whenever there is more, until it has ended or the signal is aborted. */
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

  /** Answers for the events that there are now. */
  get reader(): RunReader {
    return new RunReader(
      sourceInFile(this.#underway.history, () => this.outline),
      this.summary,
      () => this.packed,
      () => this.outline,
    );
  }

  get extent(): Extent {
    return this.#underway.explainer.extent(this.#underway.ofTheFile);
  }

  since(from: Extent): OutlineDelta {
    return this.#underway.explainer.since(from, this.#underway.ofTheFile);
  }

  /** As it is now: it is overwritten when there is more. */
  get outline(): Outline {
    const { extent } = this;
    const { explainer, origin, ofTheFile } = this.#underway;
    this.#growing ??= new GrowingOutline(explainer.finish(origin.runId, ofTheFile).outline);
    if (this.#extent !== undefined && this.#extent.events < extent.events)
      this.#growing.append(this.since(this.#extent));
    this.#extent = extent;
    return this.#growing.outline;
  }

  get packed(): PackedOutline {
    const { explainer, origin, ofTheFile } = this.#underway;
    return packOutline(explainer.finish(origin.runId, ofTheFile).outline);
  }

  get summary(): RunSummary {
    if (this.#whole !== undefined) return this.#whole;
    const { explainer, origin, ofTheFile, history } = this.#underway;
    const { outline } = this;
    const sentence = `Being read: ${countText(outline.events)} of ${countText(history.events.length)} events so far`;
    const outcome = { ...explainer.outcome(ofTheFile), outline, identity: explainer.identity(history.holder) };
    const soFar = summaryOf({ ...origin, headline: { sentence, seq: outline.events } }, outcome);
    return { ...soFar, expected: history.events.length };
  }
}
