// Explains the events of one history into its outline, a handful at a time, wherever it runs. Stores nothing, waits for nobody.

import type { Ending } from '../model/headline.ts';
import { OutlineBuilder } from '../model/outline-builder.ts';
import type { DialectId, RunId, Warning } from '../model/event.ts';
import type { Json, JsonObject } from '../model/json.ts';
import type { Outline } from '../model/outline.ts';
import { nextRun, type RunStanding } from '../model/transition.ts';
import type { Dialect, Identity, ReadEvent } from '../formats/dialect.ts';
import { parseEvents } from '../sources/json/history-file.ts';
import { Identifier } from '../sources/json/identify.ts';
import type { ScannedEvent } from '../sources/json/json-scan.ts';
import { Oddities } from '../formats/oddities.ts';

/** How many events are looked at between two looks at the clock. */
export const handful = 64;

export type Explained = {
  readonly outline: Outline;
  readonly ending: Ending;
  /** Of the file and its events, listed in the outline or not. */
  readonly warnings: number;
};

export class Explainer {
  readonly #dialect: Dialect;
  readonly #builder = new OutlineBuilder();
  readonly #oddities: Oddities;
  readonly #identifier: Identifier;
  #ending: RunStanding = { status: 'unknown' };
  #events = 0;

  constructor(dialect: Dialect) {
    this.#dialect = dialect;
    this.#oddities = new Oddities(dialect);
    this.#identifier = new Identifier(dialect);
  }

  get dialect(): DialectId {
    return this.#dialect.id;
  }

  /** How many were explained. */
  get events(): number {
    return this.#events;
  }

  /** The next events of the list, a handful of them; `escapes` as in `Scan`. Throws `NotAlikeError` where they were none. */
  take(bytes: Buffer, events: readonly ScannedEvent[], escapes: boolean): void {
    for (const raw of parseEvents(bytes, events, this.#events, Math.min(events.length, this.#events + handful))) {
      this.note(raw, this.#dialect.read(raw), escapes);
    }
  }

  /** The next event, read. */
  note(raw: Json, read: ReadEvent, escapes: boolean): void {
    this.#events++;
    this.#builder.add(read.atMs, read.type, read.explanation);
    this.#oddities.note(this.#events, raw, read, escapes);
    this.#identifier.note(raw, read);
    for (const effect of read.explanation.effects) if (effect.type === 'run') this.#ending = nextRun(this.#ending, effect);
  }

  /** `holder` is the object around the events, without them. */
  identity(holder: JsonObject): Identity {
    return this.#identifier.identity(holder);
  }

  finish(run: RunId, ofTheFile: readonly Warning[]): Explained {
    for (const warning of [...ofTheFile, ...this.#oddities.warnings()]) this.#builder.warn(warning);
    return { outline: this.#builder.finish(run, this.#dialect.id), ending: this.#ending, warnings: ofTheFile.length + this.#oddities.count };
  }
}
