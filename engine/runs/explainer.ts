// Explains a history's events into its outline, in small batches, in any thread; continues from another explainer's
// state. Stores nothing, never waits.

import type { Ending } from '../model/headline.ts';
import { type BuilderRest, OutlineBuilder } from '../model/outline-builder.ts';
import { must } from '../model/assert.ts';
import type { DialectId, RunId, Seq, Warning } from '../model/event.ts';
import type { Json, JsonObject } from '../model/json.ts';
import { type Outline, writtenTimeOf } from '../model/outline.ts';
import type { Extent, OutlineDelta } from '../model/outline-delta.ts';
import { lastOf } from '../model/run-time.ts';
import type { Link } from '../model/state.ts';
import { isGoingOn } from '../model/steps.ts';
import { nextRun } from '../model/transition.ts';
import type { Dialect, Identity, ReadEvent } from '../formats/dialect.ts';
import { textParser } from '../formats/json-payload.ts';
import { parseEvents } from '../sources/json/history-file.ts';
import { Identifier } from '../sources/json/identify.ts';
import type { ScannedEvent } from '../sources/json/json-scan.ts';
import { Oddities, type OdditiesSoFar } from '../formats/oddities.ts';

/** Events between two looks at the clock. */
export const handful = 64;

export type Explained = {
  readonly outline: Outline;
  readonly ending: Ending;
  /** Number of warnings of the file and its events, including those that the outline leaves out. */
  readonly warnings: number;
};

/** The explainer's state beside its outline, as plain values. `identity`: from the events and the text around them. */
export type ExplainerRest = {
  readonly builder: BuilderRest;
  readonly oddities: OdditiesSoFar;
  readonly identity: Identity;
  readonly ending: Ending;
  /** Warnings about the file, not about its events. */
  readonly ofTheFile: readonly Warning[];
};

/**
 * Facts about a run that need no outline, of constant size. `ended`: the event that ended the run, or the last event of
 * an open run.
 */
export type InBrief = {
  readonly events: number;
  /** Number of operations begun, as far as it can be counted without a list of them. */
  readonly operations: number;
  readonly startedAtMs: number | null;
  readonly ended: { readonly seq: Seq; readonly atMs: number | null };
  readonly links: readonly Link[];
  readonly ending: Ending;
  readonly warnings: number;
};

/** Maximum number of links kept in brief; nobody reads more. */
const mostLinks = 100;

export class Explainer {
  readonly #dialect: Dialect;
  readonly #parse: (text: string) => Json;
  #builder: OutlineBuilder | undefined;
  #brief: Omit<InBrief, 'ending' | 'warnings'> | undefined;
  readonly #oddities: Oddities;
  readonly #identifier: Identifier;
  #ending: Ending;

  constructor(
    dialect: Dialect,
    begun: {
      readonly builder?: OutlineBuilder;
      readonly oddities?: OdditiesSoFar;
      readonly identity?: Identity;
      readonly ending?: Ending;
    } = {},
  ) {
    this.#dialect = dialect;
    this.#parse = textParser(dialect);
    this.#builder = begun.builder ?? new OutlineBuilder();
    this.#oddities = new Oddities(dialect, begun.oddities);
    this.#identifier = new Identifier(dialect, begun.identity);
    this.#ending = begun.ending ?? { status: 'unknown' };
  }

  /**
   * Continues from another explainer's state: after the remaining events the result equals that of one explainer with
   * all events.
   */
  static resume(dialect: Dialect, outline: Outline, { builder, ...rest }: ExplainerRest): Explainer {
    return new Explainer(dialect, { ...rest, builder: OutlineBuilder.resume(outline, builder) });
  }

  get dialect(): DialectId {
    return this.#dialect.id;
  }

  /** Number of events explained. */
  get events(): number {
    return this.#builder?.events ?? must(this.#brief).events;
  }

  /** The run's identity from the events so far; the same object until an event changes it. */
  get told(): Identity {
    return this.#identifier.told;
  }

  get hasOutline(): boolean {
    return this.#builder !== undefined;
  }

  /** Drops the outline, and with it everything that grows with the events; afterwards only `inBrief` is available. */
  letGo(): void {
    if (this.#builder === undefined) return;
    const outline = this.#builder.finish('' as RunId, this.#dialect);
    this.#builder = undefined;
    const last = lastOf(outline);
    this.#brief = {
      events: outline.events,
      operations: outline.operations.count,
      startedAtMs: writtenTimeOf(outline, 1),
      ended: { seq: last, atMs: writtenTimeOf(outline, last) },
      links: outline.links.slice(0, mostLinks),
    };
  }

  inBrief(ofTheFile: readonly Warning[]): InBrief {
    this.letGo();
    return {
      ...must(this.#brief),
      ending: this.#ending,
      warnings: ofTheFile.length + this.#oddities.count,
    };
  }

  /**
   * Takes the next small batch of the list; `escapes` as in `Scan`. Throws `NotAlikeError` if the values are no events.
   */
  take(bytes: Buffer, events: readonly ScannedEvent[], escapes: boolean): void {
    const to = Math.min(events.length, this.events + handful);
    for (const raw of parseEvents(bytes, events, this.events, to, this.#parse)) {
      this.note(raw, this.#dialect.read(raw), escapes);
    }
  }

  /** Takes the next event, already read. */
  note(raw: Json, read: ReadEvent, escapes: boolean): void {
    if (this.#builder === undefined) this.#noteInBrief(read);
    else this.#builder.add(read.atMs, read.type, read.explanation);
    this.#oddities.note(this.events, raw, read, escapes);
    this.#identifier.note(raw, read);
    for (const effect of read.explanation.effects)
      if (effect.type === 'run') this.#ending = endingOf(nextRun(this.#ending, effect));
  }

  #noteInBrief({ atMs, explanation: { effects } }: ReadEvent): void {
    const { events, operations, startedAtMs, ended, links } = must(this.#brief);
    const seq = events + 1;
    const goesOn = isGoingOn(this.#ending.status) || effects.some((effect) => effect.type === 'run');
    let [opened, linked] = [operations, links];
    for (const effect of effects) {
      if (effect.type === 'open') opened++;
      if (effect.type === 'link' && linked.length < mostLinks) {
        const { type: _, ...link } = effect;
        linked = [...linked, { seq, ...link }];
      }
    }
    this.#brief = {
      events: seq,
      operations: opened,
      startedAtMs,
      ended: goesOn ? { seq, atMs } : ended,
      links: linked,
    };
  }

  /** `holder` is the object around the events, without the events. */
  identity(holder: JsonObject): Identity {
    return this.#identifier.identity(holder);
  }

  /** The result so far; more events may be taken afterwards. */
  finish(run: RunId, ofTheFile: readonly Warning[]): Explained {
    const outline = must(this.#builder, 'outline').finish(run, this.#dialect, this.#listed(ofTheFile));
    return { outline, ...this.outcome(ofTheFile) };
  }

  /** The result so far, without an outline. */
  outcome(ofTheFile: readonly Warning[]): Omit<Explained, 'outline'> {
    return { ending: this.#ending, warnings: ofTheFile.length + this.#oddities.count };
  }

  /** Extent of an outline finished now. */
  extent(ofTheFile: readonly Warning[]): Extent {
    return must(this.#builder, 'outline').extent(this.#listed(ofTheFile));
  }

  /** Difference between an outline finished now and one of this extent. */
  since(from: Extent, ofTheFile: readonly Warning[]): OutlineDelta {
    return must(this.#builder, 'outline').since(from, this.#listed(ofTheFile));
  }

  #listed(ofTheFile: readonly Warning[]): readonly Warning[] {
    return [...ofTheFile, ...this.#oddities.warnings()];
  }

  rest(identity: Identity, ofTheFile: readonly Warning[]): ExplainerRest {
    return {
      builder: must(this.#builder, 'outline').rest(),
      oddities: this.#oddities.soFar(),
      identity,
      ending: this.#ending,
      ofTheFile,
    };
  }
}

/** The ending without the run's values, which may be large. */
function endingOf({ status, failure, reason }: Ending): Ending {
  return { status, ...(failure && { failure }), ...(reason !== undefined && { reason }) };
}
