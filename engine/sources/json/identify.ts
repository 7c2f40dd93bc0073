// The identity of a run from its history.

import { countUpTo } from '../../model/cursor.ts';
import type { Json, JsonObject } from '../../model/json.ts';
import type { Dialect, Identity, ReadEvent } from '../../formats/dialect.ts';
import { textParser } from '../../formats/json-payload.ts';
import { type History, parseEvent, parseEvents } from './history-file.ts';

/** Collects the events that identify the run. The text around the events is read first, and has the lowest priority. */
export class Identifier {
  readonly #dialect: Dialect;
  readonly #tellers: { raw: Json; read: ReadEvent }[] = [];
  /** The identity before the first event noted here. */
  readonly #before: Identity;
  #told: Identity;

  constructor(dialect: Dialect, before: Identity = {}) {
    this.#dialect = dialect;
    this.#before = before;
    this.#told = before;
  }

  /** Takes events in order of seq. */
  note(raw: Json, read: ReadEvent): void {
    const told = this.#dialect.identify(this.#told, raw, read);
    if (told !== this.#told) this.#tellers.push({ raw, read });
    this.#told = told;
  }

  /** The identity from the events so far; the same object until an event changes it. */
  get told(): Identity {
    return this.#told;
  }

  identity(holder: JsonObject): Identity {
    return this.#tellers.reduce((identity, { raw, read }) => this.#dialect.identify(identity, raw, read), {
      ...this.#dialect.identifyHolder(holder),
      ...this.#before,
    });
  }
}

/** The identity from the first events and the text around the events; later events may override it. */
export function identityOfFirst({ dialect, bytes, events, holder }: History): Identity {
  const identifier = new Identifier(dialect);
  for (const raw of parseEvents(bytes, events, 0, openingEvents, textParser(dialect)))
    identifier.note(raw, dialect.read(raw));
  return identifier.identity(holder);
}

/**
 * Parts of `newRunId` and `new_run_id`, which may identify the run after the first events. Words with a rare first
 * letter are found faster.
 */
const identityWords = ['wRunId', 'w_run'];
const openingEvents = 20;

/** The identity from a whole history; skips events that cannot identify the run. */
export function identify({ dialect, bytes, events, holder }: History): Identity {
  const mentions = identityWords.flatMap((word) => offsetsOf(bytes, word)).sort((a, b) => a - b);
  const identifier = new Identifier(dialect);
  for (const [i, event] of events.entries()) {
    if (i >= openingEvents && mentions.length === 0) break;
    if (i >= openingEvents && countUpTo(mentions, event.end) === countUpTo(mentions, event.start)) continue;
    const raw = parseEvent(bytes, event, textParser(dialect));
    identifier.note(raw, dialect.read(raw));
  }
  return identifier.identity(holder);
}

function offsetsOf(bytes: Uint8Array, word: string): number[] {
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const offsets: number[] = [];
  for (let at = text.indexOf(word); at !== -1; at = text.indexOf(word, at + 1)) offsets.push(at);
  return offsets;
}
