// Finds events in JSON text without building objects: one pass over the bytes, with any nesting. Never interprets an
// event.
//
// An event is an object in an array, or at the top level (JSON Lines), that has a marker key among its own keys; of
// nested events the outermost counts. The bytes are compacted in place (white space between tokens is dropped), so that
// no copy of the file is needed and every event's text is one slice. The same pass checks that the text is JSON (RFC
// 8259), because the place of a fault in the file is known only here.

import { constants } from 'node:buffer';
import { ownEventKeys } from '../../formats/dialects.ts';
import { RetraceError } from '../../model/errors.ts';
import { CLOSE, COLON, COMMA, type Expected, faultIn, KEY, TOP, VALUE } from './json-fault.ts';
import { endOfEscape, endOfScalar } from './json-token.ts';

/** A slice of the bytes. `isSpaced`: there may be white space between tokens. */
export type ScannedEvent = { readonly start: number; readonly end: number; readonly isSpaced: boolean };

export type Slice = { readonly start: number; readonly end: number };

/** Events of one list, in file order, and the text of the object or array that holds them. */
export type ScannedGroup = { readonly events: readonly ScannedEvent[]; readonly holder: Slice };

export type Scan = {
  /** Compacted bytes; a view of the input. */
  readonly bytes: Buffer;
  readonly groups: readonly ScannedGroup[];
  /** Whether the text ends before its last bracket. */
  readonly isCut: boolean;
  readonly lines: number;
  /** Whether a string has \u escapes. */
  readonly escapes: boolean;
};

export const maxDepth = 1000;
/** V8's maximum string length. */
export const longestText = constants.MAX_STRING_LENGTH;
export const strongKeys = ['eventId', 'event_id', 'eventType', 'event_type', 'eventid', 'EventType'];
const weakKeys = ['type', 'event', 'kind'];

/** True for a key that events have, and others may have, too: of any dialect, or of one of the person's own. */
export function isWeakKey(key: string): boolean {
  return weakKeys.includes(key) || ownEventKeys().includes(key);
}

const QUOTE = 34;
const BACKSLASH = 92;
const LETTER_U = 117;

type Container = {
  readonly isArray: boolean;
  readonly start: number;
  /** Number of the history of events directly in this array. */
  readonly group: number;
  /** Whether this object can be an event: it is in an array or at the top level, and not inside an event. */
  readonly eligible: boolean;
  /** Whether it is inside an event. */
  readonly inside: boolean;
  marker: 0 | 1 | 2;
  /** Number of strong and weak events found before it opened: later ones are inside it. */
  readonly strongBefore: number;
  readonly weakBefore: number;
};

type Found = ScannedEvent & { readonly group: number };

/** Number of lines and events in the file before these bytes. */
export type Before = { readonly lines: number; readonly events: number };
const nothing: Before = { lines: 0, events: 0 };

/**
 * Overwrites `bytes`; `longest` is the maximum event length in bytes. Throws `not-json`, `too-deep` and
 * `file-too-large`, with the place. An incomplete text is no error here.
 */
export function scanJson(bytes: Uint8Array, longest = longestText, before = nothing): Scan {
  return new JsonScanner(bytes, longest, before).scan();
}

class JsonScanner {
  /** Compacting writes into the bytes being read; the write position is never ahead of the read position. */
  readonly #bytes: Uint8Array;
  readonly #longest: number;
  readonly #before: Before;
  readonly #ownKeys = ownEventKeys();
  #out = 0;
  #line: number;
  /** Start of the line: offset in the input and in the output. */
  #lineStart = 0;
  #lineOut = 0;
  readonly #stack: Container[] = [];
  /**
   * For each group, the start of each container around its events, outermost first, down to their array. Group 0, of
   * the top level, has none.
   */
  readonly #chains: (readonly number[])[] = [[]];
  readonly #strong: Found[] = [];
  readonly #weak: Found[] = [];
  /** Whether the innermost container can be an event and has had no marker key yet. */
  #watching = false;
  #keyStart = 0;
  #keyEnd = 0;
  /** Whether a string has a \u escape. */
  #escapes = false;

  constructor(bytes: Uint8Array, longest: number, before: Before) {
    this.#bytes = bytes;
    this.#longest = longest;
    this.#before = before;
    this.#line = before.lines + 1;
  }

  /** One flat loop over local variables, for speed: every byte passes here. */
  scan(): Scan {
    const bytes = this.#bytes;
    const length = bytes.length;
    let expected: Expected = TOP;
    let out = 0;
    let i = bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? 3 : 0;
    this.#lineStart = i;
    while (i < length) {
      const byte = bytes[i++]!;
      if (byte <= 32 && (byte === 32 || byte === 10 || byte === 13 || byte === 9)) {
        if (byte === 10) {
          if (this.#stack.length === 0 && out > 0 && bytes[out - 1] !== 10) {
            bytes[out++] = 10;
            expected = TOP;
          }
          this.#line++;
          this.#lineStart = i;
          this.#lineOut = out;
        }
        // Indentation comes in runs.
        while (i < length && bytes[i] === 32) i++;
        continue;
      }
      if (byte === QUOTE) {
        if ((expected & (KEY | VALUE)) === 0) this.#refuse(i - 1, out, expected);
        bytes[out++] = QUOTE;
        const begun = out;
        let inside = 0;
        while (i < length && (inside = bytes[i]!) !== QUOTE) {
          if (inside < 32) this.#refuse(i, out, 'text');
          bytes[out++] = inside;
          i++;
          if (inside === BACKSLASH) {
            const end = endOfEscape(bytes, i);
            if (end < 0) this.#refuse(i - 1, out - 1, 'escape');
            if (bytes[i] === LETTER_U) this.#escapes = true;
            while (i < end) bytes[out++] = bytes[i++]!;
          }
          inside = 0;
        }
        if (i++ >= length) break;
        bytes[out++] = QUOTE;
        if ((expected & KEY) !== 0) {
          this.#noteKey(begun, out - 1);
          expected = COLON;
        } else expected = COMMA | CLOSE;
      } else if (byte === 44) {
        if ((expected & COMMA) === 0) this.#refuse(i - 1, out, expected);
        bytes[out++] = byte;
        expected = this.#top()?.isArray === true ? VALUE : KEY;
      } else if (byte === 58) {
        if (expected !== COLON) this.#refuse(i - 1, out, expected);
        bytes[out++] = byte;
        expected = VALUE;
      } else if (byte === 123 || byte === 91) {
        if ((expected & (VALUE | TOP)) === 0) this.#refuse(i - 1, out, expected);
        bytes[out++] = byte;
        this.#out = out;
        this.#open(byte === 91);
        expected = byte === 91 ? VALUE | CLOSE : KEY | CLOSE;
      } else if (byte === 125 || byte === 93) {
        if ((expected & CLOSE) === 0 || this.#top()?.isArray !== (byte === 93)) this.#refuse(i - 1, out, expected);
        bytes[out++] = byte;
        this.#out = out;
        this.#close();
        expected = this.#stack.length === 0 ? 0 : COMMA | CLOSE;
      } else {
        const end = (expected & VALUE) === 0 ? ~(i - 1) : endOfScalar(bytes, i - 1);
        if (end < 0) this.#refuse(~end, out, expected);
        bytes[out++] = byte;
        while (i < end) bytes[out++] = bytes[i++]!;
        expected = COMMA | CLOSE;
      }
    }
    while (out > 0 && bytes[out - 1] === 10) out--;
    this.#out = out;
    return this.#result();
  }

  #top(): Container | undefined {
    return this.#stack[this.#stack.length - 1];
  }

  #open(isArray: boolean): void {
    const parent = this.#top();
    if (this.#stack.length >= maxDepth) {
      throw new RetraceError(
        'too-deep',
        `Line ${this.#line} is nested more than ${maxDepth} levels deep. No engine writes such a history; check how the file was made.`,
      );
    }
    const start = this.#out - 1;
    const inside = parent !== undefined && (parent.inside || parent.marker === 2);
    this.#stack.push({
      isArray,
      start,
      group: isArray ? this.#groupOf(parent, start) : 0,
      eligible: !isArray && !inside && (parent === undefined || parent.isArray),
      inside,
      marker: 0,
      strongBefore: this.#strong.length,
      weakBefore: this.#weak.length,
    });
    this.#watch();
  }

  /** Batches (arrays in an array) form one history, and so do the `eventList`s of a Web UI's event groups. */
  #groupOf(parent: Container | undefined, start: number): number {
    if (parent?.isArray) return parent.group;
    if (parent !== undefined && this.#keyIs('eventList')) return 0;
    return this.#chains.push([...this.#stack.map((container) => container.start), start]) - 1;
  }

  #keyIs(word: string): boolean {
    if (this.#keyEnd - this.#keyStart !== word.length) return false;
    for (let i = 0; i < word.length; i++) if (this.#bytes[this.#keyStart + i] !== word.charCodeAt(i)) return false;
    return true;
  }

  #noteKey(start: number, end: number): void {
    this.#keyStart = start;
    this.#keyEnd = end;
    if (!this.#watching) return;
    const top = this.#top();
    if (this.#ownKeys.some((word) => this.#keyIs(word)) && top?.marker === 0) top.marker = 1;
    const first = this.#bytes[start];
    // Most keys are no marker keys, which begin with e, E, t or k.
    if (top === undefined || (first !== 101 && first !== 69 && first !== 116 && first !== 107) || end - start > 10)
      return;
    if (strongKeys.some((word) => this.#keyIs(word))) {
      top.marker = 2;
      this.#watching = false;
    } else if (weakKeys.some((word) => this.#keyIs(word))) top.marker = 1;
  }

  #close(): void {
    const container = this.#stack.pop()!;
    if (container.eligible && container.marker > 0) this.#found(container, this.#top()?.group ?? 0);
    this.#watch();
  }

  #watch(): void {
    const top = this.#top();
    this.#watching = top !== undefined && top.eligible && top.marker !== 2;
  }

  #found(container: Container, group: number): void {
    const event = { start: container.start, end: this.#out, isSpaced: false, group };
    if (event.end - event.start > this.#longest) this.#refuseLong();
    if (container.marker === 2) {
      this.#strong.length = container.strongBefore;
      this.#strong.push(event);
    } else if (this.#strong.length === container.strongBefore) {
      this.#weak.length = container.weakBefore;
      this.#weak.push(event);
    }
  }

  #refuseLong(): never {
    throw new RetraceError(
      'file-too-large',
      `An event that ends in line ${this.#line} is larger than 512 MiB${afterEvents(this.#eventsBefore())}. No program can take it as one text; leave its payload out.`,
    );
  }

  /** `at`: offset in the input; `out`: number of bytes written so far. */
  #refuse(at: number, out: number, expected: Expected | 'text' | 'escape'): never {
    // UTF-8 continuation bytes are no column of their own; earlier strings of the line are counted in the output.
    let column = at - this.#lineStart + 1;
    for (let i = this.#lineOut; i < out; i++) if ((this.#bytes[i]! & 0xc0) === 0x80) column--;
    const what = faultIn(this.#bytes, at, expected, this.#top()?.isArray === true);
    throw new RetraceError(
      'not-json',
      `Line ${this.#line}, column ${column} is not JSON: ${what}${afterEvents(this.#eventsBefore())}. Export the history again as JSON.`,
    );
  }

  /** Number of whole events, as far as it is known which objects are events. */
  #eventsBefore(): number {
    const open = this.#stack.find(({ eligible, marker }) => eligible && marker > 0);
    const strong = open?.marker === 2 ? open.strongBefore : this.#strong.length;
    const here = strong > 0 || open?.marker === 2 ? strong : (open?.weakBefore ?? this.#weak.length);
    return this.#before.events + here;
  }

  #result(): Scan {
    // A cut-off event includes the objects inside it.
    const cut = this.#stack.find((container) => container.eligible && container.marker === 2);
    if (cut !== undefined) this.#strong.length = cut.strongBefore;
    const found = this.#strong.length > 0 ? this.#strong : this.#weak;
    const groups = new Map<number, Found[]>();
    for (const event of found) {
      const group = groups.get(event.group);
      if (group === undefined) groups.set(event.group, [event]);
      else group.push(event);
    }
    return {
      bytes: Buffer.from(this.#bytes.buffer, this.#bytes.byteOffset, this.#out),
      groups: this.#heldGroups([...groups]),
      isCut: this.#stack.length > 0,
      lines: this.#line,
      escapes: this.#escapes,
    };
  }

  /** The holder of a group is the outermost container that holds no other group; for a single group, the whole text. */
  #heldGroups(groups: readonly (readonly [number, readonly ScannedEvent[]])[]): readonly ScannedGroup[] {
    const chains = groups.map(([group]) => this.#chains[group]!);
    return groups.map(([, events], i) => {
      const chain = chains[i]!;
      const shared = Math.max(commonLength(chain, chains[i - 1]), commonLength(chain, chains[i + 1]));
      const start = groups.length === 1 ? undefined : chain[Math.min(shared, chain.length - 1)];
      return {
        events,
        holder:
          start === undefined
            ? { start: 0, end: this.#out }
            : { start, end: endOfValue(this.#bytes, start, this.#out) },
      };
    });
  }
}

function commonLength(one: readonly number[], other: readonly number[] | undefined): number {
  let length = 0;
  while (other !== undefined && length < one.length && one[length] === other[length]) length++;
  return length;
}

function afterEvents(count: number): string {
  return count === 0 ? '' : `, after event ${count} of the file`;
}

/** End offset of the object or array that begins at `start`. */
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
