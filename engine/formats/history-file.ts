// From the bytes of a file to the histories in it: recognised by content, ordered, with what stood around the events.
// Interprets no more of an event than its dialect needs to know it; keeps no second copy of the bytes.

import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import { createGunzip, gunzipSync } from 'node:zlib';
import { RetraceError } from '../model/errors.ts';
import type { Json, JsonObject } from '../model/json.ts';
import { isObject, objectOf } from '../model/json.ts';
import type { Warning } from '../model/event.ts';
import type { Dialect } from './dialect.ts';
import { recognise } from './dialects.ts';
import { type Envelope, envelopeOf, holderText } from './envelope.ts';
import { openFile } from './read-file.ts';
import { TextCheck } from './text-check.ts';
import { JsonScanner, scanJson, type Scan, type ScannedEvent, type ScannedGroup } from './json-scan.ts';

export type History = {
  readonly dialect: Dialect;
  readonly form: string;
  /** Slices of `bytes`, in order of seq. */
  readonly events: readonly ScannedEvent[];
  readonly bytes: Buffer;
  /** Some text of it is written with \u escapes: only such can hold half a character. */
  readonly escapes: boolean;
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
  const plain = isGzip(bytes) ? unpack(bytes) : bytes;
  const check = new TextCheck();
  check.push(plain);
  check.finish();
  return historiesOf(scanJson(plain), partial);
}

/** The same, of a file that is never in memory as it is: only its text without white space. */
export async function readHistoryFile(path: string, partial: boolean): Promise<readonly History[]> {
  const file = await openFile(path);
  try {
    const scanner = new JsonScanner(Buffer.allocUnsafeSlow(file.size));
    const check = new TextCheck();
    for await (const piece of unpacked(file.pieces())) {
      check.push(piece);
      scanner.push(piece);
    }
    check.finish();
    return historiesOf(scanner.finish(), partial);
  } finally {
    await file.close();
  }
}

function isGzip(bytes: Uint8Array): boolean {
  return bytes[0] === 0x1f && bytes[1] === 0x8b;
}

function unpack(bytes: Uint8Array): Uint8Array {
  try {
    return gunzipSync(bytes, { maxOutputLength: maxUnpacked });
  } catch (error) {
    throw badGzip(error);
  }
}

/** Pieces as they are, or unpacked where the first shows that they are gzip. */
async function* unpacked(pieces: AsyncGenerator<Uint8Array>): AsyncGenerator<Uint8Array> {
  const { value: first } = await pieces.next();
  if (first === undefined) return;
  if (!isGzip(first)) {
    yield first;
    yield* pieces;
    return;
  }
  const gunzip = createGunzip();
  const input = Readable.from(copiesOf(first, pieces));
  input.on('error', (error) => gunzip.destroy(error));
  let size = 0;
  try {
    for await (const piece of input.pipe(gunzip) as AsyncIterable<Buffer>) {
      size += piece.length;
      if (size > maxUnpacked) throw new RetraceError('file-too-large', 'The file unpacks to more than 2 GiB. Split it, one history a file.');
      yield piece;
    }
  } catch (error) {
    throw error instanceof RetraceError ? error : badGzip(error);
  }
}

/** A stream keeps pieces for a while, but the reader overwrites them. */
async function* copiesOf(first: Uint8Array, pieces: AsyncGenerator<Uint8Array>): AsyncGenerator<Buffer> {
  yield Buffer.from(first);
  for await (const piece of pieces) yield Buffer.from(piece);
}

function badGzip(error: unknown): RetraceError {
  return new RetraceError('bad-gzip', `The file is gzip, but cannot be unpacked (${(error as Error).message}). Copy or download it again.`, { cause: error });
}

function historiesOf(scan: Scan, partial: boolean): readonly History[] {
  if (scan.bytes.length === 0) throw new RetraceError('empty-file', 'The file is empty. Export the history again.');
  if (scan.missing !== null && (!partial || scan.groups.length === 0)) throw cutOff(scan);
  const histories = scan.groups.flatMap((group) => historyOf(scan, group) ?? []);
  if (histories.length === 0) throw noHistory(scan);
  return histories;
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
  const isCut = scan.missing !== null && closingOf(scan.bytes, group.holder.start, group.holder.end) !== '';
  const closing = isCut ? closingOf(scan.bytes, group.holder.start, group.events[last]!.end) : null;
  const envelope = envelopeOf(scan.bytes, group, reversed, closing);
  const holder = readHolder(envelope);
  const warnings: readonly Warning[] = [
    ...(isCut ? [{ seq: 0, code: 'partial-file', text: `The file is cut off: what came after event ${group.events.length} is lost.` } as const] : []),
    ...dialect.checkHolder(holder).map((odd) => ({ seq: 0, ...odd })),
  ];
  return {
    dialect,
    form: dialect.describe(sample, holder),
    events: reversed ? group.events.toReversed() : group.events,
    bytes: scan.bytes,
    escapes: scan.escapes,
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

/** The brackets that were opened from `start` on and are still open at `end`, closed. */
function closingOf(bytes: Uint8Array, start: number, end: number): string {
  const open: string[] = [];
  for (let i = start; i < end; i++) {
    const byte = bytes[i]!;
    if (byte === 34) {
      while (++i < end && bytes[i] !== 34) if (bytes[i] === 92) i++;
    } else if (byte === 123) open.push('}');
    else if (byte === 91) open.push(']');
    else if (byte === 125 || byte === 93) open.pop();
  }
  return open.toReversed().join('');
}
