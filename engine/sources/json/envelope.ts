// What stood around the events of a file, kept so that an export gives back the same JSON value.

import { RetraceError } from '../../model/errors.ts';
import type { Warning } from '../../model/event.ts';
import { isArray, type Json, type JsonObject, objectOf } from '../../model/json.ts';
import { longestText, type ScannedEvent, type ScannedGroup } from './json-scan.ts';

const LINE_FEED = 10;

/** `chunks`: text between events as it stood (without white space), and numbers: so many events in a row. */
export type Envelope = {
  readonly version: 1;
  readonly chunks: readonly (string | number)[];
  /** Between events in a row. */
  readonly separator: ',' | '\n';
  /** The file had its newest event first. */
  readonly reversed: boolean;
  /** What was odd about the file, beside its events. */
  readonly warnings: readonly Warning[];
};

/** One a page, where a history came in pages; else there is one. `closing` ends a text that was cut off after its last event. */
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

/** Text of the file around and between its events. Throws `file-too-large` where no program could hold it. */
function textIn(bytes: Uint8Array, start: number, end: number): string {
  if (end - start > longestText)
    throw new RetraceError(
      'file-too-large',
      'What stands around the events of the file is larger than 512 MiB. Export the history alone.',
    );
  return Buffer.from(bytes.buffer, bytes.byteOffset + start, end - start).toString('utf8');
}

/** Pages that stood on lines of their own do so again; others become an array. */
function jointOf(
  bytes: Uint8Array,
  pieces: readonly ScannedGroup[],
): { before: string; between: string; after: string } {
  if (pieces.length === 1) return { before: '', between: '', after: '' };
  return bytes[pieces[0]!.holder.end] === LINE_FEED
    ? { before: '', between: '\n', after: '' }
    : { before: '[', between: ',', after: ']' };
}

/** True when nothing but this byte stands between two events. */
function isByte(
  bytes: Uint8Array,
  before: ScannedEvent | undefined,
  after: ScannedEvent | undefined,
  byte: number,
): boolean {
  return before !== undefined && after !== undefined && after.start === before.end + 1 && bytes[before.end] === byte;
}

/** The text around the events with `null` for each row of them: JSON, where the file was one JSON text. */
export function holderText(envelope: Pick<Envelope, 'chunks'>): string {
  return envelope.chunks.map((chunk) => (typeof chunk === 'number' ? 'null' : chunk)).join('');
}

/** The object that such a text is, alone in an array or not; {} where it is none. */
export function holderIn(text: string): JsonObject {
  try {
    const holder = JSON.parse(text) as Json;
    return objectOf(isArray(holder) && holder.length === 1 ? holder[0] : holder);
  } catch {
    // Lines, or cut off.
    return {};
  }
}

/** The whole text again, in pieces; for each event what `textOf` gives, its text or what will become of it. */
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

/** Whether more events may stand where its newest one stands: in a list, or one a line. */
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

/** With a place for so many more events beside the newest one. */
export function withMore(envelope: Envelope, more: number): Envelope {
  const isRow = (chunk: string | number): boolean => typeof chunk === 'number';
  const newest = envelope.reversed ? envelope.chunks.findIndex(isRow) : envelope.chunks.findLastIndex(isRow);
  return {
    ...envelope,
    chunks: envelope.chunks.map((chunk, i) => (i === newest && typeof chunk === 'number' ? chunk + more : chunk)),
  };
}
