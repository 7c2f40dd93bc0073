// Who a run is, as far as its history says.

import { countUpTo } from '../../model/cursor.ts';
import type { Json, JsonObject } from '../../model/json.ts';
import type { Dialect, Identity, ReadEvent } from '../../formats/dialect.ts';
import { type History, parseEvent, parseEvents } from './history-file.ts';

/** Collects the events that say who the run is; what stands around the events is asked first, and comes last. */
export class Identifier {
  readonly #dialect: Dialect;
  readonly #tellers: { raw: Json; read: ReadEvent }[] = [];
  /** What was told before the first event noted here. */
  readonly #before: Identity;
  #told: Identity;

  constructor(dialect: Dialect, before: Identity = {}) {
    this.#dialect = dialect;
    this.#before = before;
    this.#told = before;
  }

  /** Events in order of seq. */
  note(raw: Json, read: ReadEvent): void {
    const told = this.#dialect.identify(this.#told, raw, read);
    if (told !== this.#told) this.#tellers.push({ raw, read });
    this.#told = told;
  }

  /** By the events noted so far; the very same object until one of them says something new. */
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

/** What the first events and what stands around them say: another one may know better. */
export function identityOfFirst({ dialect, bytes, events, holder }: History): Identity {
  const identifier = new Identifier(dialect);
  for (const raw of parseEvents(bytes, events, 0, openingEvents)) identifier.note(raw, dialect.read(raw));
  return identifier.identity(holder);
}

/** Part of every `newRunId` and `new_run_id`, which may say who the run is behind the first events. What begins with a rare letter is found sooner. */
const identityWords = ['wRunId', 'w_run'];
const openingEvents = 20;

/** The same, of a whole history, without reading the events that cannot say it. */
export function identify({ dialect, bytes, events, holder }: History): Identity {
  const mentions = identityWords.flatMap((word) => offsetsOf(bytes, word)).sort((a, b) => a - b);
  const identifier = new Identifier(dialect);
  for (const [i, event] of events.entries()) {
    if (i >= openingEvents && mentions.length === 0) break;
    if (i >= openingEvents && countUpTo(mentions, event.end) === countUpTo(mentions, event.start)) continue;
    const raw = parseEvent(bytes, event);
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
