// From the bytes of a file to the histories in it: recognised by content, ordered, with what stood around the events.
// Interprets no more of an event than its dialect needs to know it; keeps no second copy of the bytes.

import { isUtf8 } from 'node:buffer';
import { createHash } from 'node:crypto';
import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import { RetraceError } from '../model/errors.ts';
import type { Json, JsonObject } from '../model/json.ts';
import { isObject, objectOf } from '../model/json.ts';
import type { Warning } from '../model/event.ts';
import { type Bundle, type BundledComparison, type BundledRun, isBundle, readBundle } from './bundle-file.ts';
import type { Dialect } from './dialect.ts';
import { recognise } from './dialects.ts';
import { type Envelope, envelopeOf, holderText } from './envelope.ts';
import { alikeEvents, compactEvent, holderOf } from './alike-events.ts';
import { checkText } from './text-check.ts';
import { scanJson, type Scan, type ScannedEvent, type ScannedGroup } from './json-scan.ts';

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
  /**
   * SHA-256 of the text as the envelope gives it back: equal for files of equal JSON text, whatever their white space and compression.
   * null = not known before all of it was gone through.
   */
  readonly digest: string | null;
  /** Of a bundle: what is said of the run there; of the comparison, with the last one. */
  readonly bundled?: BundledRun & { readonly comparison?: BundledComparison };
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
const COMMA = 44;

const unpack = promisify(gunzip);

/** The bytes themselves, or what they are once unpacked, where they are gzip. */
export async function unpacked(bytes: Uint8Array): Promise<Buffer> {
  if (bytes[0] !== 0x1f || bytes[1] !== 0x8b) return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  try {
    return await unpack(bytes, { maxOutputLength: maxUnpacked });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE') throw new RetraceError('file-too-large', 'The file unpacks to more than 2 GiB. Split it, one history a file.', { cause: error });
    throw badGzip(error);
  }
}

/** Overwrites `bytes`. With `partial`, what is whole of a file cut off is taken. */
export function readHistories(bytes: Uint8Array, partial: boolean): readonly History[] {
  if (isBundle(bytes)) return historiesOfBundle(readBundle(bytes));
  checkText(bytes);
  return historiesOf(scanJson(bytes), partial);
}

function historiesOfBundle({ runs, comparison }: Bundle): readonly History[] {
  return runs.flatMap(({ text, ...run }, i) => {
    checkText(text);
    return historiesOf(scanJson(text), false).slice(0, 1).map((history) => ({
      ...history,
      envelope: { ...history.envelope, warnings: [...run.warnings, ...history.envelope.warnings] },
      bundled: { ...run, ...(comparison !== undefined && i === runs.length - 1 && { comparison }) },
    }));
  });
}

/**
 * The one history of a file whose events are all written alike, oldest first, in a fraction of the time; undefined for all others. The
 * bytes stay as they are. That each of the events is one, whole, shows only when they are parsed: where they are not, `readHistories`
 * has the last word.
 */
export function readAlike(bytes: Buffer): History | undefined {
  const alike = isUtf8(bytes) ? alikeEvents(bytes) : undefined;
  if (alike === undefined) return undefined;
  const { events, head, tail } = alike;
  const sample = parseRow(bytes, events.slice(0, sampleSize))?.map(objectOf) ?? [];
  const last = parseRow(bytes, events.slice(-1)) ?? [];
  const dialect = recognise(sample);
  if (dialect === undefined || last.length === 0 || isReversed(dialect, sample[0]!, last[0]!)) return undefined;
  const holder = holderOf(alike);
  return {
    dialect,
    form: dialect.describe(sample, holder),
    events,
    bytes,
    escapes: bytes.includes('\\u'),
    envelope: { version: 1, chunks: [head, events.length, tail], separator: ',', reversed: false, warnings: dialect.checkHolder(holder).map((odd) => ({ seq: 0, ...odd })) },
    holder,
    digest: null,
  };
}

function isReversed(dialect: Dialect, first: Json, last: Json): boolean {
  const begin = dialect.position(first);
  const end = dialect.position(last);
  return begin !== undefined && end !== undefined && begin > end;
}

/** The event's own text, without white space between tokens. */
export function eventText(bytes: Buffer, event: ScannedEvent): Buffer {
  return event.line === null ? compactEvent(bytes, event) : bytes.subarray(event.start, event.end);
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
  const reversed = isReversed(dialect, sample[0]!, parse(group.events[last]!, last));
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
  return parseOrRefuse(text, `Event ${index + 1} of the file`, event.line ?? lineAt(bytes, event.start));
}

function lineAt(bytes: Buffer, offset: number): number {
  let line = 1;
  for (let at = bytes.indexOf(10); at !== -1 && at < offset; at = bytes.indexOf(10, at + 1)) line++;
  return line;
}

/** Events `from` … before `to` of the list: as one text where nothing but commas stands between them, for one call for many is cheaper. */
export function parseEvents(bytes: Buffer, events: readonly ScannedEvent[], from: number, to: number): readonly Json[] {
  const row = events.slice(from, to);
  return parseRow(bytes, row) ?? row.map((event, i) => parseEvent(bytes, event, from + i));
}

function parseRow(bytes: Buffer, row: readonly ScannedEvent[]): readonly Json[] | undefined {
  const isInRow = row.every((event, i) => i === 0 || event.line === null || (event.start === row[i - 1]!.end + 1 && bytes[event.start - 1] === COMMA));
  if (!isInRow) return undefined;
  try {
    const parsed = JSON.parse(`[${bytes.toString('utf8', row[0]?.start ?? 0, row.at(-1)?.end ?? 0)}]`) as Json[];
    return parsed.length === row.length ? parsed : undefined;
  } catch {
    return undefined;
  }
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
