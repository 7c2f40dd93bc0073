// Finds the events of a long file without reading every byte: engines write all events of a history in the same way, so
// the text between the first two events is the text between all. If a file differs anywhere, gives up and leaves it to
// `scanJson`.
//
// The text between two events ends in `{"eventId":`. Its quotes are not escaped, so it cannot be inside a string. It
// may be in an array within an event, and other text may be between two events. So a slice counts as an event only
// after it was parsed by itself: if every slice is one JSON value, and only commas and white space are between slices,
// the slices are exactly the elements of the array.

import { endOfValue, longestText, maxDepth, type ScannedEvent, strongKeys } from './json-scan.ts';

/** Thrown if a slice is no event: the file must be read byte by byte. */
export class NotAlikeError extends Error {}

export type AlikeEvents = {
  readonly events: readonly ScannedEvent[];
  /** The text before the first event and after the last, without white space. */
  readonly head: string;
  readonly tail: string;
};

const headBytes = 64 * 1024;
/** Nesting depth allowed for the text around the events; deeper text is left to the scanner. */
const holderDepth = 10;
/** In bytes. Shorter slices cannot be nested too deep. */
const shortBytes = 2 * (maxDepth - holderDepth);
/** JSON's white space, which is less than `\s`. */
const space = '[ \\t\\r\\n]*';
const opening = new RegExp(`[\\[,]${space}(\\{${space}"(${strongKeys.join('|')})"${space}:)`);
const gapBefore = new RegExp(`\\}${space},${space}$`);
const anyEvent = new RegExp(`"(${strongKeys.join('|')}|eventList)"\\s*:`);

/**
 * Does not change `bytes`, which must be UTF-8. undefined if the events are not written alike or the file is
 * incomplete. Parsing a slice that is no JSON value must throw `NotAlikeError`.
 */
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

/** The bytes from the closing bracket of the first event to the start of the second. */
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

/** Whether head and tail are JSON whose array holds exactly the events, without other events elsewhere. */
function isHolder(head: string, tail: string): boolean {
  if (!/\[\s*$/.test(head) || !/^\s*\]/.test(tail) || anyEvent.test(head) || anyEvent.test(tail)) return false;
  if (isDeep(Buffer.from(head + tail), holderDepth)) return false;
  try {
    // If the array were inside a string, the inserted quotes would end the string and make invalid JSON.
    JSON.parse(`${head}"events"${tail}`);
    return true;
  } catch {
    return false;
  }
}

/** Whether an event's slice is too long for one string, or nested deeper than allowed. */
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

/** In bytes. Beyond this length, `indexOf` finds a string's end faster than a loop over bytes. */
const shortText = 24;

/**
 * Offset of the quote that ends the string whose first character is at `from`; the length of the bytes if there is
 * none.
 */
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
