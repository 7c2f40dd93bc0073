// Explains the events of one history into its outline, a handful at a time, wherever it runs; goes on where another one stopped. Stores
// nothing, waits for nobody.

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
import { parseEvents } from '../sources/json/history-file.ts';
import { Identifier } from '../sources/json/identify.ts';
import type { ScannedEvent } from '../sources/json/json-scan.ts';
import { Oddities, type OdditiesSoFar } from '../formats/oddities.ts';

/** How many events are looked at between two looks at the clock. */
export const handful = 64;

export type Explained = {
  readonly outline: Outline;
  readonly ending: Ending;
  /** Of the file and its events, listed in the outline or not. */
  readonly warnings: number;
};

/** What an explainer knows beside its outline, as plain values. `identity`: with what stands around the events. */
export type ExplainerRest = {
  readonly builder: BuilderRest;
  readonly oddities: OdditiesSoFar;
  readonly identity: Identity;
  readonly ending: Ending;
  /** Warnings of the file, not of its events. */
  readonly ofTheFile: readonly Warning[];
};

/** What is known of a run without its outline, however long it is. `ended`: the event that ended it, the last one where it goes on. */
export type InBrief = {
  readonly events: number;
  /** How many began, as far as that is told without knowing each. */
  readonly operations: number;
  readonly startedAtMs: number | null;
  readonly ended: { readonly seq: Seq; readonly atMs: number | null };
  readonly links: readonly Link[];
  readonly ending: Ending;
  readonly warnings: number;
};

/** More of them than a person reads are of no use in brief. */
const mostLinks = 100;

export class Explainer {
  readonly #dialect: Dialect;
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
    this.#builder = begun.builder ?? new OutlineBuilder();
    this.#oddities = new Oddities(dialect, begun.oddities);
    this.#identifier = new Identifier(dialect, begun.identity);
    this.#ending = begun.ending ?? { status: 'unknown' };
  }

  /** Goes on behind what another one explained: with the rest of the events it says what one does that had them all. */
  static resume(dialect: Dialect, outline: Outline, { builder, ...rest }: ExplainerRest): Explainer {
    return new Explainer(dialect, { ...rest, builder: OutlineBuilder.resume(outline, builder) });
  }

  get dialect(): DialectId {
    return this.#dialect.id;
  }

  /** How many were explained. */
  get events(): number {
    return this.#builder?.events ?? must(this.#brief).events;
  }

  /** Who the run is by the events so far; the very same object until one says something new. */
  get told(): Identity {
    return this.#identifier.told;
  }

  get hasOutline(): boolean {
    return this.#builder !== undefined;
  }

  /** Keeps no outline from here on, and so nothing that grows with the events; `inBrief` is what is left to say. */
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

  /** The next events of the list, a handful of them; `escapes` as in `Scan`. Throws `NotAlikeError` where they were none. */
  take(bytes: Buffer, events: readonly ScannedEvent[], escapes: boolean): void {
    for (const raw of parseEvents(bytes, events, this.events, Math.min(events.length, this.events + handful))) {
      this.note(raw, this.#dialect.read(raw), escapes);
    }
  }

  /** The next event, read. */
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

  /** `holder` is the object around the events, without them. */
  identity(holder: JsonObject): Identity {
    return this.#identifier.identity(holder);
  }

  /** What was explained so far; more may be taken afterwards. */
  finish(run: RunId, ofTheFile: readonly Warning[]): Explained {
    const outline = must(this.#builder, 'outline').finish(run, this.#dialect, this.#listed(ofTheFile));
    return { outline, ...this.outcome(ofTheFile) };
  }

  /** What was explained so far, without an outline of it. */
  outcome(ofTheFile: readonly Warning[]): Omit<Explained, 'outline'> {
    return { ending: this.#ending, warnings: ofTheFile.length + this.#oddities.count };
  }

  /** How far an outline goes that was finished now. */
  extent(ofTheFile: readonly Warning[]): Extent {
    return must(this.#builder, 'outline').extent(this.#listed(ofTheFile));
  }

  /** What an outline that was finished now has more than one of that extent. */
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

/** Without the values of the run, which may be large. */
function endingOf({ status, failure, reason }: Ending): Ending {
  return { status, ...(failure && { failure }), ...(reason !== undefined && { reason }) };
}
