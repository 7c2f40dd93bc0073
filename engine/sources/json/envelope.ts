// The text around a file's events, stored so that an export gives the same JSON value.

import { RetraceError } from '../../model/errors.ts';
import type { Warning } from '../../model/event.ts';
import { isArray, type Json, type JsonObject, objectOf } from '../../model/json.ts';
import { longestText, type ScannedEvent, type ScannedGroup } from './json-scan.ts';

const LINE_FEED = 10;

/** `chunks`: texts between events, without white space, and numbers, each for that many consecutive events. */
export type Envelope = {
  readonly version: 1;
  readonly chunks: readonly (string | number)[];
  /** Separator between consecutive events. */
  readonly separator: ',' | '\n';
  /** Whether the file has its newest event first. */
  readonly reversed: boolean;
  /** Warnings about the file, not about its events. */
  readonly warnings: readonly Warning[];
};

/**
 * `holders`: one slice per page of a history in pages, otherwise one. `closing` completes a text that was cut off after
 * its last event.
 */
export function envelopeOf(
  bytes: Uint8Array,
  pieces: readonly ScannedGroup[],
  reversed: boolean,
  closing: string | null,
): Omit<Envelope, 'warnings'> {
  const first = pieces[0]?.events ?? [];
  const separator = isByte(bytes, first[0], first[1], LINE_FEED) ? '\n' : ',';
  const code = separator.charCodeAt(0);
  const joint = jointOf(bytes, pieces);
  const chunks: (string | number)[] = [];
  let text = joint.before;
  for (const [p, { events, holder }] of pieces.entries()) {
    let at = holder.start;
    let row = 0;
    for (const [i, event] of events.entries()) {
      if (row > 0 && isByte(bytes, events[i - 1], event, code)) row++;
      else {
        if (row > 0) chunks.push(row);
        chunks.push(text + textIn(bytes, at, event.start));
        text = '';
        row = 1;
      }
      at = event.end;
    }
    chunks.push(row);
    const isLast = p === pieces.length - 1;
    text = (isLast ? closing : null) ?? textIn(bytes, at, holder.end);
    text += isLast ? joint.after : joint.between;
  }
  return { version: 1, chunks: [...chunks, text], separator, reversed };
}

/** Text of the file around or between its events. Throws `file-too-large` if the text exceeds the longest string. */
function textIn(bytes: Uint8Array, start: number, end: number): string {
  if (end - start > longestText)
    throw new RetraceError(
      'file-too-large',
      'What stands around the events of the file is larger than 512 MiB. Export the history alone.',
    );
  return Buffer.from(bytes.buffer, bytes.byteOffset + start, end - start).toString('utf8');
}

/** Text between pages: a line feed if the pages were lines, otherwise a comma in an array. */
function jointOf(
  bytes: Uint8Array,
  pieces: readonly ScannedGroup[],
): { before: string; between: string; after: string } {
  if (pieces.length === 1) return { before: '', between: '', after: '' };
  return bytes[pieces[0]!.holder.end] === LINE_FEED
    ? { before: '', between: '\n', after: '' }
    : { before: '[', between: ',', after: ']' };
}

/** Whether only this byte is between two events. */
function isByte(
  bytes: Uint8Array,
  before: ScannedEvent | undefined,
  after: ScannedEvent | undefined,
  byte: number,
): boolean {
  return before !== undefined && after !== undefined && after.start === before.end + 1 && bytes[before.end] === byte;
}

/** The text around the events, with `null` in place of each row of events; JSON if the file was one JSON text. */
export function holderText(envelope: Pick<Envelope, 'chunks'>): string {
  return envelope.chunks.map((chunk) => (typeof chunk === 'number' ? 'null' : chunk)).join('');
}

/** The object in this text, alone or in an array; {} if there is none. */
export function holderIn(text: string): JsonObject {
  try {
    const holder = JSON.parse(text) as Json;
    return objectOf(isArray(holder) && holder.length === 1 ? holder[0] : holder);
  } catch {
    // The text is lines, or cut off.
    return {};
  }
}

/** The whole text in pieces; each event is replaced by `textOf`'s result. */
export function* unwrap<T>(
  envelope: Envelope,
  eventCount: number,
  textOf: (seq: number) => T,
): Generator<Uint8Array | T> {
  const encoder = new TextEncoder();
  const separator = encoder.encode(envelope.separator);
  let given = 0;
  for (const chunk of envelope.chunks) {
    if (typeof chunk === 'string') {
      if (chunk !== '') yield encoder.encode(chunk);
      continue;
    }
    for (let i = 0; i < chunk; i++) {
      if (i > 0) yield separator;
      given++;
      yield textOf(envelope.reversed ? eventCount + 1 - given : given);
    }
  }
}

/** Whether events can be added next to the newest event: in a list, or one per line. */
export function holdsMore({ chunks, separator }: Envelope): boolean {
  if (separator === '\n') return true;
  const rows = chunks.map((chunk) => (typeof chunk === 'number' ? 'null,null' : chunk)).join('');
  return isJson(rows);
}

export function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

/** The envelope with places for `more` events next to the newest. */
export function withMore(envelope: Envelope, more: number): Envelope {
  const isRow = (chunk: string | number): boolean => typeof chunk === 'number';
  const newest = envelope.reversed ? envelope.chunks.findIndex(isRow) : envelope.chunks.findLastIndex(isRow);
  return {
    ...envelope,
    chunks: envelope.chunks.map((chunk, i) => (i === newest && typeof chunk === 'number' ? chunk + more : chunk)),
  };
}
