// Finds events in JSON text without building it: one pass over the bytes, whatever the nesting. Never interprets an event.
//
// An event is an object that stands in an array, or alone at the top (JSON Lines), and names itself by one of the marker keys
// among its own keys; of nested ones the outermost counts. The bytes are compacted in place (white space between tokens is
// dropped), so that a file needs no second copy of itself and every event's own text is one slice.

import { RetraceError } from '../model/errors.ts';

/** Slices of the bytes. `line` is where the event began in the original, from 1; null where the bytes are the original. */
export type ScannedEvent = { readonly start: number; readonly end: number; readonly line: number | null };

/** Events that belong to one history, in the order of the file, and the text of the object or array that holds them. */
export type ScannedGroup = { readonly events: readonly ScannedEvent[]; readonly holder: { readonly start: number; readonly end: number } };

export type Scan = {
  /** Compacted; a view of the bytes given. */
  readonly bytes: Buffer;
  readonly groups: readonly ScannedGroup[];
  /** Set when the text ends before its last bracket: what would close it. */
  readonly missing: string | null;
  readonly lines: number;
  /** Some string is written with \u escapes. */
  readonly escapes: boolean;
};

export const maxDepth = 1000;
export const strongKeys = ['eventId', 'event_id', 'eventType', 'event_type'];
const weakKeys = ['type', 'event', 'kind'];

const QUOTE = 34;
const COMMA = 44;
const COLON = 58;
const BACKSLASH = 92;
const LETTER_U = 117;

type Container = {
  readonly isArray: boolean;
  readonly start: number;
  readonly line: number;
  /** Which history an event directly in this array belongs to. */
  readonly group: number;
  /** An event could stand here: an element of an array or of the top level, in no event. */
  readonly eligible: boolean;
  /** It lies in an event. */
  readonly inside: boolean;
  marker: 0 | 1 | 2;
  /** How many events of either kind were found before it opened: those after it lie inside it. */
  readonly strongBefore: number;
  readonly weakBefore: number;
};

type Found = ScannedEvent & { readonly group: number };

/** Overwrites `bytes`. Throws `not-json` and `too-deep`, with the line. A text that ends too early is no error here. */
export function scanJson(bytes: Uint8Array): Scan {
  return new JsonScanner(bytes).scan();
}

class JsonScanner {
  /** What is written never overtakes what is read. */
  readonly #bytes: Uint8Array;
  #out = 0;
  #line = 1;
  readonly #stack: Container[] = [];
  /** Where the holder of each group begins. */
  readonly #holders: number[] = [0];
  readonly #strong: Found[] = [];
  readonly #weak: Found[] = [];
  #expectKey = false;
  /** The innermost container could be an event and has not yet shown that it is one. */
  #watching = false;
  #keyStart = 0;
  #keyEnd = 0;
  /** The text ended in a string. */
  #inString = false;
  /** A string holds a \u escape. */
  #escapes = false;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  /** One flat loop over local variables: every byte passes here. */
  scan(): Scan {
    const bytes = this.#bytes;
    const length = bytes.length;
    let out = 0;
    let line = 1;
    let i = bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? 3 : 0;
    while (i < length) {
      const byte = bytes[i++]!;
      if (byte <= 32 && (byte === 32 || byte === 10 || byte === 13 || byte === 9)) {
        // Indentation comes in runs.
        while (i < length && bytes[i] === 32) i++;
        if (byte === 10) {
          line++;
          if (this.#stack.length === 0 && out > 0 && bytes[out - 1] !== 10) bytes[out++] = 10;
        }
        continue;
      }
      bytes[out++] = byte;
      if (byte === QUOTE) {
        if (this.#expectKey) this.#keyStart = out;
        let inside = 0;
        while (i < length && (inside = bytes[i++]!) !== QUOTE) {
          bytes[out++] = inside;
          if (inside === BACKSLASH && i < length && (bytes[out++] = bytes[i++]!) === LETTER_U) this.#escapes = true;
          inside = 0;
        }
        if (inside !== QUOTE) {
          this.#line = line;
          this.#refuseLines(out);
          this.#inString = true;
          break;
        }
        bytes[out++] = QUOTE;
        if (this.#expectKey) this.#noteKey(out - 1);
      } else if (byte === COMMA) this.#expectKey = this.#top()?.isArray === false;
      else if (byte === COLON) this.#expectKey = false;
      else if (byte === 123 || byte === 91) {
        this.#out = out;
        this.#line = line;
        this.#open(byte === 91);
      } else if (byte === 125 || byte === 93) {
        this.#out = out;
        this.#line = line;
        this.#close(byte === 93);
      } else if (this.#stack.length === 0) {
        this.#line = line;
        this.#refuse('is not JSON: it begins with no { or [');
      }
    }
    while (out > 0 && bytes[out - 1] === 10) out--;
    this.#out = out;
    this.#line = line;
    return this.#result();
  }

  #top(): Container | undefined {
    return this.#stack[this.#stack.length - 1];
  }

  #open(isArray: boolean): void {
    const parent = this.#top();
    if (this.#stack.length >= maxDepth) {
      throw new RetraceError('too-deep', `Line ${this.#line} is nested more than ${maxDepth} levels deep. No engine writes such a history; check how the file was made.`);
    }
    const start = this.#out - 1;
    const inside = parent !== undefined && (parent.inside || parent.marker === 2);
    this.#stack.push({
      isArray,
      start,
      line: this.#line,
      group: isArray ? this.#groupOf(parent, start) : 0,
      eligible: !isArray && !inside && (parent === undefined || parent.isArray),
      inside,
      marker: 0,
      strongBefore: this.#strong.length,
      weakBefore: this.#weak.length,
    });
    this.#expectKey = !isArray;
    this.#watch();
  }

  /** Batches (arrays in an array) are one history, and so are the `eventList`s of a Web UI's event groups. */
  #groupOf(parent: Container | undefined, start: number): number {
    if (parent?.isArray) return parent.group;
    if (parent !== undefined && this.#keyIs('eventList')) return 0;
    return this.#holders.push(parent?.start ?? start) - 1;
  }

  #keyIs(word: string): boolean {
    if (this.#keyEnd - this.#keyStart !== word.length) return false;
    for (let i = 0; i < word.length; i++) if (this.#bytes[this.#keyStart + i] !== word.charCodeAt(i)) return false;
    return true;
  }

  #noteKey(end: number): void {
    this.#expectKey = false;
    this.#keyEnd = end;
    if (!this.#watching) return;
    const start = this.#keyStart;
    const top = this.#top();
    const first = this.#bytes[start];
    // Most keys are none of the words: those begin with e, t or k.
    if (top === undefined || (first !== 101 && first !== 116 && first !== 107) || end - start > 10) return;
    if (strongKeys.some((word) => this.#keyIs(word))) {
      top.marker = 2;
      this.#watching = false;
    } else if (weakKeys.some((word) => this.#keyIs(word))) top.marker = 1;
  }

  #close(isArray: boolean): void {
    const container = this.#stack.pop();
    if (container === undefined || container.isArray !== isArray) this.#refuse('is not JSON: its brackets do not match');
    const parent = this.#top();
    if (container.eligible && container.marker > 0) this.#found(container, parent?.group ?? 0);
    this.#expectKey = false;
    this.#watch();
  }

  #watch(): void {
    const top = this.#top();
    this.#watching = top !== undefined && top.eligible && top.marker !== 2;
  }

  #found(container: Container, group: number): void {
    const event = { start: container.start, end: this.#out, line: container.line, group };
    if (container.marker === 2) {
      this.#strong.length = container.strongBefore;
      this.#strong.push(event);
    } else if (this.#strong.length === container.strongBefore) {
      this.#weak.length = container.weakBefore;
      this.#weak.push(event);
    }
  }

  /** No text goes over the end of a line: one that does lacks a quote, or has one too many before it. */
  #refuseLines(end: number): void {
    const begun = this.#bytes.lastIndexOf(QUOTE, end - 1);
    const lineEnd = this.#bytes.indexOf(10, begun);
    if (begun !== -1 && lineEnd !== -1 && lineEnd < end) this.#refuse('is not JSON: a quote is missing there, or there is one too many before it');
  }

  #refuse(what: string): never {
    throw new RetraceError('not-json', `Line ${this.#line} ${what}. Export the history again as JSON.`);
  }

  #result(): Scan {
    // An event that was cut off takes what lies inside it along.
    const cut = this.#stack.find((container) => container.eligible && container.marker === 2);
    if (cut !== undefined) this.#strong.length = cut.strongBefore;
    const found = this.#strong.length > 0 ? this.#strong : this.#weak;
    const groups = new Map<number, Found[]>();
    for (const event of found) {
      const group = groups.get(event.group);
      if (group === undefined) groups.set(event.group, [event]);
      else group.push(event);
    }
    const whole = { start: 0, end: this.#out };
    return {
      bytes: Buffer.from(this.#bytes.buffer, this.#bytes.byteOffset, this.#out),
      groups: [...groups].map(([group, events]) => ({ events, holder: groups.size === 1 ? whole : this.#holderOf(group, whole) })),
      missing: this.#missing(),
      lines: this.#line,
      escapes: this.#escapes,
    };
  }

  /** The object around the array of events; for an array of its own the array. */
  #holderOf(group: number, whole: { start: number; end: number }): { start: number; end: number } {
    const start = this.#holders[group];
    if (group === 0 || start === undefined) return whole;
    return { start, end: endOfValue(this.#bytes, start, this.#out) };
  }

  #missing(): string | null {
    if (this.#stack.length === 0) return null;
    return (this.#inString ? '"' : '') + this.#stack.toReversed().map(({ isArray }) => (isArray ? ']' : '}')).join('');
  }
}

/** Where the object or array that begins at `start` ends. */
export function endOfValue(bytes: Uint8Array, start: number, limit: number): number {
  let depth = 0;
  for (let i = start; i < limit; i++) {
    const byte = bytes[i]!;
    if (byte === QUOTE) {
      while (++i < limit && bytes[i] !== QUOTE) if (bytes[i] === BACKSLASH) i++;
    } else if (byte === 123 || byte === 91) depth++;
    else if ((byte === 125 || byte === 93) && --depth === 0) return i + 1;
  }
  return limit;
}
