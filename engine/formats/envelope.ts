// What stood around the events of a file, kept so that an export gives back the same JSON value.

import type { Warning } from '../model/event.ts';
import type { ScannedEvent, ScannedGroup } from './json-scan.ts';

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

/** `closing` ends a text that was cut off after its last event. */
export function envelopeOf(bytes: Uint8Array, group: ScannedGroup, reversed: boolean, closing: string | null): Omit<Envelope, 'warnings'> {
  const { events, holder } = group;
  const text = (start: number, end: number): string => new TextDecoder().decode(bytes.subarray(start, end));
  const separator = isByte(bytes, events[0], events[1], 10) ? '\n' : ',';
  const code = separator.charCodeAt(0);
  const chunks: (string | number)[] = [];
  let row = 0;
  let at = holder.start;
  for (const [i, event] of events.entries()) {
    if (row > 0 && isByte(bytes, events[i - 1], event, code)) row++;
    else {
      if (row > 0) chunks.push(row);
      chunks.push(text(at, event.start));
      row = 1;
    }
    at = event.end;
  }
  chunks.push(row, closing ?? text(at, holder.end));
  return { version: 1, chunks, separator, reversed };
}

/** True when nothing but this byte stands between two events. */
function isByte(bytes: Uint8Array, before: ScannedEvent | undefined, after: ScannedEvent | undefined, byte: number): boolean {
  return before !== undefined && after !== undefined && after.start === before.end + 1 && bytes[before.end] === byte;
}

/** The text around the events with `null` for each row of them: JSON, where the file was one JSON text. */
export function holderText(envelope: Pick<Envelope, 'chunks'>): string {
  return envelope.chunks.map((chunk) => (typeof chunk === 'number' ? 'null' : chunk)).join('');
}

/** The whole text again, in pieces; for each event what `textOf` gives, its text or what will become of it. */
export function* unwrap<T>(envelope: Envelope, eventCount: number, textOf: (seq: number) => T): Generator<Uint8Array | T> {
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
