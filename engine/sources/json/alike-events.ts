// Finds the events of a long file without reading every byte: engines write all events of a history alike, so what stands between the
// first two stands between all. Gives up, and leaves the file to `scanJson`, where anything is seen to be written otherwise.
//
// The text between two events ends in `{"eventId":`, whose quotes are not escaped: in a string they would end it. But it may stand in an
// array within an event, and other text between two events. So a slice is an event only once it was parsed by itself: where each slice is
// one JSON value, and commas and white space are all that stands between them, they are the elements of the array, and nothing else is.

import { endOfValue, longestText, maxDepth, type ScannedEvent, strongKeys } from './json-scan.ts';

/** A slice was no event: the file has to be read byte by byte. */
export class NotAlikeError extends Error {}

export type AlikeEvents = {
  readonly events: readonly ScannedEvent[];
  /** What stands before the first and behind the last, without white space. */
  readonly head: string;
  readonly tail: string;
};

const headBytes = 64 * 1024;
/** What stands around the events is nested less, or is left to the scanner. */
const holderDepth = 10;
/** Shorter ones cannot be nested too deeply. */
const shortBytes = 2 * (maxDepth - holderDepth);
/** JSON's own, which is less than a regular expression's. */
const space = '[ \\t\\r\\n]*';
const opening = new RegExp(`[\\[,]${space}(\\{${space}"(${strongKeys.join('|')})"${space}:)`);
const gapBefore = new RegExp(`\\}${space},${space}$`);
const anyEvent = new RegExp(`"(${strongKeys.join('|')}|eventList)"\\s*:`);

/** The bytes are UTF-8 and stay as they are. undefined = not written alike, or not whole. Whoever parses a slice that is no JSON value throws `NotAlikeError`. */
export function alikeEvents(bytes: Buffer): AlikeEvents | undefined {
  const first = opening.exec(bytes.toString('latin1', 0, headBytes));
  if (first?.[1] === undefined) return undefined;
  const start = first.index + first[0].length - first[1].length;
  const between = textBetween(bytes, start, Buffer.from(first[1], 'latin1'));
  if (between === undefined) return undefined;
  const events = slices(bytes, start, between, first[1].length);
  const end = events.at(-1)?.end ?? 0;
  if (start > headBytes || bytes.length - end > headBytes) return undefined;
  const head = bytes.toString('utf8', 0, start);
  const tail = bytes.toString('utf8', end);
  if (!isHolder(head, tail) || events.some((event) => isTooMuch(bytes, event))) return undefined;
  return { events, head: compacted(head), tail: compacted(tail) };
}

/** From the bracket that ends the first event to where the second has begun. */
function textBetween(bytes: Buffer, start: number, begin: Buffer): Buffer | undefined {
  const second = bytes.indexOf(begin, start + 1);
  if (second === -1) return undefined;
  const gap = gapBefore.exec(bytes.toString('latin1', Math.max(start, second - 1000), second));
  return gap === null ? undefined : bytes.subarray(second - gap[0].length, second + begin.length);
}

function slices(bytes: Buffer, first: number, between: Buffer, begun: number): ScannedEvent[] {
  const events: ScannedEvent[] = [];
  let start = first;
  for (let at = bytes.indexOf(between, start); at !== -1; at = bytes.indexOf(between, start)) {
    events.push({ start, end: at + 1, isSpaced: true });
    start = at + between.length - begun;
  }
  events.push({ start, end: endOfValue(bytes, start, bytes.length), isSpaced: true });
  return events;
}

/** JSON with the row of events as all that is in its array, and no others elsewhere. */
function isHolder(head: string, tail: string): boolean {
  if (!/\[\s*$/.test(head) || !/^\s*\]/.test(tail) || anyEvent.test(head) || anyEvent.test(tail)) return false;
  if (isDeep(Buffer.from(head + tail), holderDepth)) return false;
  try {
    // In a string the quotes would end it, and the word would be no JSON.
    JSON.parse(`${head}"events"${tail}`);
    return true;
  } catch {
    return false;
  }
}

/** The slice of one event is too long for one text, or nested deeper than the file may be. */
function isTooMuch(bytes: Uint8Array, { start, end }: ScannedEvent): boolean {
  if (end - start > longestText) return true;
  return end - start >= shortBytes && isDeep(bytes.subarray(start, end), maxDepth - holderDepth);
}

function isDeep(bytes: Uint8Array, most: number): boolean {
  let depth = 0;
  for (let i = 0; i < bytes.length; i++) {
    const byte = bytes[i]!;
    if (byte === 34) i = endOfText(bytes, i + 1);
    else if (byte === 123 || byte === 91) {
      if (++depth > most) return true;
    } else if (byte === 125 || byte === 93) depth--;
  }
  return false;
}

/** Texts are short, or so long that to look for their end byte by byte takes too long. */
const shortText = 24;

/** Where the quote stands that ends the text whose first letter is at `from`; the length of the bytes where none does. */
function endOfText(bytes: Uint8Array, from: number): number {
  let i = from;
  for (const near = Math.min(bytes.length, from + shortText); i < near; i++) {
    if (bytes[i] === 34) return i;
    if (bytes[i] === 92) i++;
  }
  for (;;) {
    const quote = bytes.indexOf(34, i);
    if (quote === -1) return bytes.length;
    let escapes = quote;
    while (escapes > i && bytes[escapes - 1] === 92) escapes--;
    if ((quote - escapes) % 2 === 0) return quote;
    i = quote + 1;
  }
}

/** A copy without the white space between tokens. */
export function compactEvent(bytes: Uint8Array, { start, end }: ScannedEvent): Buffer {
  const out = Buffer.allocUnsafe(end - start);
  let length = 0;
  for (let i = start; i < end; i++) {
    const byte = bytes[i]!;
    if (byte === 32 || byte === 10 || byte === 13 || byte === 9) continue;
    out[length++] = byte;
    if (byte !== 34) continue;
    let inside = 0;
    while (++i < end && (inside = bytes[i]!) !== 34) {
      out[length++] = inside;
      if (inside === 92 && ++i < end) out[length++] = bytes[i]!;
    }
    out[length++] = 34;
  }
  return out.subarray(0, length);
}

function compacted(text: string): string {
  const bytes = Buffer.from(text);
  return compactEvent(bytes, { start: 0, end: bytes.length, isSpaced: true }).toString('utf8');
}
