// From the bytes of a file to the histories in it: recognised by content, ordered, with what stood around the events.
// Interprets no more of an event than its dialect needs to know it; keeps no second copy of the bytes.

import { createHash } from 'node:crypto';
import { isUtf8 } from 'node:buffer';
import { gunzipSync } from 'node:zlib';
import { RetraceError } from '../model/errors.ts';
import type { Json, JsonObject } from '../model/json.ts';
import { isObject, objectOf } from '../model/json.ts';
import type { Warning } from '../model/event.ts';
import type { Dialect } from './dialect.ts';
import { recognise } from './dialects.ts';
import { type Envelope, envelopeOf, holderText } from './envelope.ts';
import { scanJson, type Scan, type ScannedEvent, type ScannedGroup } from './json-scan.ts';

export type History = {
  readonly dialect: Dialect;
  readonly form: string;
  /** Slices of `bytes`, in order of seq. */
  readonly events: readonly ScannedEvent[];
  readonly bytes: Buffer;
  readonly envelope: Envelope;
  /** The object around the events, without them. */
  readonly holder: JsonObject;
  /** Equal for files of equal JSON text, whatever their white space and compression. */
  readonly digest: string;
};

/** The file ends before its last bracket; `wholeEvents` of it are there. */
export class CutOffError extends RetraceError {
  readonly wholeEvents: number;

  constructor(message: string, wholeEvents: number) {
    super('cut-off', message);
    this.wholeEvents = wholeEvents;
  }
}

const maxUnpacked = 2 ** 31 - 1;
const sampleSize = 20;

/** Overwrites `bytes`. With `partial`, what is whole of a file cut off is taken. */
export function readHistories(bytes: Uint8Array, partial: boolean): readonly History[] {
  const plain = unpack(bytes);
  refuseForeign(plain);
  const scan = scanJson(plain);
  if (scan.missing !== null && !partial) throw cutOff(scan);
  const histories = scan.groups.flatMap((group) => historyOf(scan, group) ?? []);
  if (histories.length === 0) throw noHistory(scan);
  return histories;
}

function unpack(bytes: Uint8Array): Uint8Array {
  if (bytes[0] !== 0x1f || bytes[1] !== 0x8b) return bytes;
  try {
    return gunzipSync(bytes, { maxOutputLength: maxUnpacked });
  } catch (error) {
    throw new RetraceError('bad-gzip', `The file is gzip, but cannot be unpacked (${(error as Error).message}). Copy or download it again.`, { cause: error });
  }
}

function refuseForeign(bytes: Uint8Array): void {
  const first = bytes.findIndex((byte) => byte !== 32 && byte !== 10 && byte !== 13 && byte !== 9);
  if (first === -1) throw new RetraceError('empty-file', 'The file is empty. Export the history again.');
  if (startsWith(bytes, 'SQLite format 3')) throw new RetraceError('not-a-history', 'The file is a SQLite database, not an exported history. Export the run as JSON, or open the database with --db.');
  if (!isUtf8(bytes)) {
    if (bytes[0] === 0x0a) throw new RetraceError('binary-history', 'The file looks like a protobuf history. Export it as JSON instead: temporal workflow show --output json.');
    throw new RetraceError('not-utf8', `The file is not UTF-8 text: byte ${firstBadByte(bytes)} is wrong. Save it as UTF-8.`);
  }
  if (bytes[first] === 0x0a && bytes.includes(0)) throw new RetraceError('binary-history', 'The file looks like a protobuf history. Export it as JSON instead: temporal workflow show --output json.');
}

function startsWith(bytes: Uint8Array, text: string): boolean {
  return Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(bytes.byteLength, text.length)).toString('latin1') === text;
}

/** Offset of the first byte that is no UTF-8, from 0. */
function firstBadByte(bytes: Uint8Array): number {
  let good = 0;
  let bad = bytes.length;
  while (bad - good > 1) {
    const middle = (good + bad) >>> 1;
    // A character cut at the end of the prefix is no fault: up to three bytes of it may be missing.
    if ([0, 1, 2, 3].some((cut) => middle >= cut && isUtf8(bytes.subarray(0, middle - cut)))) good = middle;
    else bad = middle;
  }
  return Math.max(0, bad - 1);
}

function cutOff(scan: Scan): CutOffError {
  const whole = scan.groups.reduce((sum, group) => sum + group.events.length, 0);
  const what = whole === 0 ? 'no whole event comes before the cut' : `${whole} whole ${whole === 1 ? 'event comes' : 'events come'} before the cut`;
  return new CutOffError(`The file is cut off in line ${scan.lines}: ${what}. Export it again${whole === 0 ? '' : ', or open what is there with --partial'}.`, whole);
}

function noHistory(scan: Scan): RetraceError {
  const text = new TextDecoder().decode(scan.bytes.subarray(0, 2000));
  if (scan.groups.length === 0) {
    parseOrRefuse(new TextDecoder().decode(scan.bytes), 'The file', 1);
    if (/^(\[\]|\{"(events|history)":(\[\]|\{"events":\[\]|\{\}))/.test(text)) {
      return new RetraceError('no-events', 'The history holds no events. Export it again, with its events.');
    }
  }
  return new RetraceError('not-a-history', 'The file is JSON, but holds no history that is known here: no objects with eventId and eventType, and none of the eight node log types. Open a Temporal JSON export or an events.jsonl.');
}

function historyOf(scan: Scan, group: ScannedGroup): History | undefined {
  const parse = (event: ScannedEvent, index: number): Json => parseEvent(scan.bytes, event, index);
  const sample = group.events.slice(0, sampleSize).map((event, index) => objectOf(parse(event, index)));
  const dialect = recognise(sample);
  if (dialect === undefined) return undefined;
  const last = group.events.length - 1;
  const first = dialect.position(sample[0]!);
  const end = dialect.position(parse(group.events[last]!, last));
  const reversed = first !== undefined && end !== undefined && first > end;
  const closing = scan.missing === null ? null : closingOf(scan.bytes, group.events[last]!.end);
  const envelope = envelopeOf(scan.bytes, group, reversed, closing);
  const holder = readHolder(envelope);
  const warnings: readonly Warning[] = [
    ...(scan.missing === null ? [] : [{ seq: 0, code: 'partial-file', text: `The file is cut off: what came after event ${group.events.length} is lost.` } as const]),
    ...dialect.checkHolder(holder).map((odd) => ({ seq: 0, ...odd })),
  ];
  return {
    dialect,
    form: dialect.describe(sample, holder),
    events: reversed ? group.events.toReversed() : group.events,
    bytes: scan.bytes,
    envelope: { ...envelope, warnings },
    holder,
    digest: createHash('sha256').update(scan.bytes.subarray(group.holder.start, group.holder.end)).digest('hex'),
  };
}

/** Throws `not-json` with the number and line of the event. */
export function parseEvent(bytes: Buffer, event: ScannedEvent, index: number): Json {
  const text = bytes.toString('utf8', event.start, event.end);
  return parseOrRefuse(text, `Event ${index + 1} of the file`, event.line);
}

function parseOrRefuse(text: string, what: string, line: number): Json {
  try {
    return JSON.parse(text) as Json;
  } catch (error) {
    throw new RetraceError('not-json', `${what}, from line ${line} on, is not JSON: ${(error as Error).message}. Export the history again as JSON.`, { cause: error });
  }
}

function readHolder(envelope: Pick<Envelope, 'chunks' | 'separator'>): JsonObject {
  const text = holderText(envelope);
  if (envelope.separator === ',' && !text.includes('\n')) {
    const holder = parseOrRefuse(text, 'What stands around the events', 1);
    return isObject(holder) ? holder : {};
  }
  for (const [index, line] of text.split('\n').entries()) if (line !== '') parseOrRefuse(line, 'A line', index + 1);
  return {};
}

/** The brackets that are still open at `end`, closed. */
function closingOf(bytes: Uint8Array, end: number): string {
  const open: string[] = [];
  for (let i = 0; i < end; i++) {
    const byte = bytes[i]!;
    if (byte === 34) {
      while (++i < end && bytes[i] !== 34) if (bytes[i] === 92) i++;
    } else if (byte === 123) open.push('}');
    else if (byte === 91) open.push(']');
    else if (byte === 125 || byte === 93) open.pop();
  }
  return open.toReversed().join('');
}
