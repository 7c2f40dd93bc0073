// Finds the histories in a file's bytes: recognised by content, ordered, with the text around the events. Interprets
// events only as far as their dialect needs; does not copy the bytes.

import { isUtf8 } from 'node:buffer';
import { createHash } from 'node:crypto';
import { readableHistories } from '../../model/readable-histories.ts';
import { RetraceError } from '../../model/errors.ts';
import type { Json, JsonObject } from '../../model/json.ts';
import { objectOf } from '../../model/json.ts';
import type { Warning } from '../../model/event.ts';
import { type Bundle, type BundledComparison, type BundledRun, isBundle, readBundle } from '../bundle/bundle-file.ts';
import type { Dialect } from '../../formats/dialect.ts';
import { recognise, sampleSize } from '../../formats/dialects.ts';
import { textParser } from '../../formats/json-payload.ts';
import { type Envelope, envelopeOf, holderIn, unwrap } from './envelope.ts';
import { alikeEvents, compactEvent, NotAlikeError } from './alike-events.ts';
import { holderOf, joinPages } from './pages.ts';
import { takeApart } from './runs-apart.ts';
import { checkText } from './text-check.ts';
import { scanJson, type Scan, type ScannedEvent, type ScannedGroup } from './json-scan.ts';

export type History = {
  readonly dialect: Dialect;
  readonly form: string;
  /** Slices of `bytes`, in order of seq. */
  readonly events: readonly ScannedEvent[];
  readonly bytes: Buffer;
  /** Whether a string of the text has \u escapes: only these can make lone surrogates. */
  readonly escapes: boolean;
  readonly envelope: Envelope;
  /** The object around the events, without them. */
  readonly holder: JsonObject;
  /**
   * SHA-256 of the text that the envelope restores: equal for files of equal JSON text, with any white space and
   * compression. null until the whole text was read.
   */
  readonly digest: string | null;
  /** The bundle's data about the run; the last run has the bundle's comparison. */
  readonly bundled?: BundledRun & { readonly comparison?: BundledComparison };
};

/** The file ends before its last bracket; it has `wholeEvents` whole events. */
export class CutOffError extends RetraceError {
  readonly wholeEvents: number;

  constructor(message: string, wholeEvents: number) {
    super('cut-off', message);
    this.wholeEvents = wholeEvents;
  }
}

/** In bytes. Events are parsed together if their text is shorter. */
const rowBytes = 4 * 2 ** 20;
const COMMA = 44;

/** Overwrites `bytes`. `partial`: accepts the whole events of a cut-off file. */
export function readHistories(bytes: Uint8Array, partial: boolean): readonly History[] {
  return [...eachHistory(bytes, partial)];
}

/** Like `readHistories`, making each history on demand: there may be very many. */
export function* eachHistory(bytes: Uint8Array, partial: boolean): Generator<History> {
  if (isBundle(bytes)) {
    // A damaged bundle gives no history at all.
    yield* historiesOfBundle(readBundle(bytes));
    return;
  }
  checkText(bytes);
  if (isLoneValue(bytes)) throw notAHistory();
  yield* historiesOf(scanJson(bytes), partial);
}

const longestLoneValue = 2 ** 20;

/** Whether the JSON is a single string, number or literal: valid, but without events. */
function isLoneValue(bytes: Uint8Array): boolean {
  const text =
    bytes.length > longestLoneValue
      ? ''
      : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('utf8').trim();
  if (text === '' || text.startsWith('{') || text.startsWith('[')) return false;
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

function historiesOfBundle({ runs, comparison }: Bundle): readonly History[] {
  return runs.flatMap(({ text, ...run }, i) => {
    checkText(text);
    return [...historiesOf(scanJson(text), false)].slice(0, 1).map((history) => ({
      ...history,
      envelope: { ...history.envelope, warnings: [...run.warnings, ...history.envelope.warnings] },
      bundled: { ...run, ...(comparison !== undefined && i === runs.length - 1 && { comparison }) },
    }));
  });
}

/**
 * Reads the only history of a file whose events are all written alike, oldest first, much faster; undefined for all
 * other files. Does not change `bytes`. Only parsing shows whether every slice is an event: if one is not, use
 * `readHistories`.
 */
export function readAlike(bytes: Buffer): History | undefined {
  const alike = isUtf8(bytes) ? alikeEvents(bytes) : undefined;
  if (alike === undefined) return undefined;
  const { events, head, tail } = alike;
  let sample: readonly JsonObject[];
  let last: Json;
  try {
    sample = parseEvents(bytes, events, 0, sampleSize).map(objectOf);
    last = parseEvent(bytes, events.at(-1)!);
  } catch (error) {
    if (error instanceof NotAlikeError) return undefined;
    throw error;
  }
  const dialect = recognise(sample, head);
  if (dialect === undefined || dialect.tellRunsApart !== undefined || isReversed(dialect, sample[0]!, last))
    return undefined;
  const holder = holderIn(`${head}null${tail}`);
  return {
    dialect,
    form: dialect.describe(sample, holder),
    events,
    bytes,
    escapes: bytes.includes('\\u'),
    envelope: {
      version: 1,
      chunks: [head, events.length, tail],
      separator: ',',
      reversed: false,
      warnings: warningsOfHolder(dialect, holder),
    },
    holder,
    digest: null,
  };
}

export function isReversed(dialect: Dialect, first: Json, last: Json): boolean {
  const begin = dialect.position(first);
  const end = dialect.position(last);
  return begin !== undefined && end !== undefined && begin > end;
}

/** The event's text, without white space between tokens. */
export function eventText(bytes: Buffer, event: ScannedEvent): Buffer {
  return event.isSpaced ? compactEvent(bytes, event) : bytes.subarray(event.start, event.end);
}

function* historiesOf(scan: Scan, partial: boolean): Generator<History> {
  if (scan.bytes.length === 0) throw new RetraceError('empty-file', 'The file is empty. Export the history again.');
  if (scan.isCut && (!partial || scan.groups.length === 0))
    throw cutOff(
      scan.lines,
      scan.groups.reduce((sum, group) => sum + group.events.length, 0),
    );
  let none = true;
  for (const groups of joinPages(scan, (event) => parseEvent(scan.bytes, event))) {
    for (const history of historiesIn(scan, groups)) {
      none = false;
      yield history;
    }
  }
  if (none) throw noHistory(scan);
}

/** `line`: the file's last line; `whole`: number of whole events. */
export function cutOff(line: number, whole: number): CutOffError {
  const what =
    whole === 0
      ? 'no whole event comes before the cut'
      : `${whole} whole ${whole === 1 ? 'event comes' : 'events come'} before the cut`;
  return new CutOffError(
    `The file is cut off in line ${line}: ${what}. Export it again${whole === 0 ? '' : ', or open what is there with --partial'}.`,
    whole,
  );
}

function noHistory({ groups, bytes }: Scan): RetraceError {
  if (
    groups.length === 0 &&
    /^(\[\]|\{"(events|history)":(\[\]|\{"events":\[\]|\{\}))/.test(bytes.toString('utf8', 0, 2000))
  ) {
    return new RetraceError('no-events', 'The history holds no events. Export it again, with its events.');
  }
  return notAHistory();
}

function notAHistory(): RetraceError {
  return new RetraceError(
    'not-a-history',
    `The file is JSON, but none of its objects is an event of a history that is read here. Open one of ${readableHistories.join('; ')}.`,
  );
}

/**
 * The histories in a list of events: none if no dialect knows the events, several if the list holds several runs.
 * `groups`: the pages of the list.
 */
function* historiesIn(scan: Scan, groups: readonly ScannedGroup[]): Generator<History> {
  const { bytes, escapes } = scan;
  const inFile = groups.length === 1 ? groups[0]!.events : groups.flatMap(({ events }) => events);
  const sample = parseEvents(bytes, inFile, 0, sampleSize).map(objectOf);
  const head = bytes.toString('utf8', groups[0]!.holder.start, inFile[0]!.start);
  const dialect = recognise(sample, head, objectsIn(bytes, inFile.slice(sampleSize)));
  if (dialect === undefined) return;
  const reversed = isReversed(dialect, parseEvent(bytes, inFile[0]!), parseEvent(bytes, inFile.at(-1)!));
  const events = reversed ? inFile.toReversed() : inFile;
  // If the pages are the whole file, the file's text is one piece.
  const pieces =
    groups.length === scan.groups.length ? [{ events: inFile, holder: { start: 0, end: bytes.length } }] : groups;
  const { start, end } = pieces.at(-1)!.holder;
  const isCut = scan.isCut && closingOf(bytes, start, end) !== '';
  const around = envelopeOf(bytes, pieces, reversed, isCut ? closingOf(bytes, start, inFile.at(-1)!.end) : null);
  const pages = groups.length === 1 ? pieces : groups;
  const envelope = {
    ...around,
    warnings: [
      ...(isCut ? [lostAfter(inFile.length)] : []),
      ...warningsOfHolder(dialect, holderOf(bytes, pages.at(-1)!)),
    ],
  };
  const history = { dialect, events, bytes, escapes, envelope, holder: holderOf(bytes, pages[0]!) };
  const runs =
    dialect.tellRunsApart &&
    takeApart(events, objectsIn(bytes, events, textParser(dialect)), dialect.tellRunsApart(), envelope);
  if (runs !== undefined) for (const run of runs) yield finished({ ...history, ...run });
  else yield finished(history, pieces.length === 1 ? digestOf([bytes.subarray(start, end)]) : undefined);
}

export function lostAfter(events: number): Warning {
  return { seq: 0, code: 'partial-file', text: `The file is cut off: what came after event ${events} is lost.` };
}

export function warningsOfHolder(dialect: Dialect, holder: JsonObject): readonly Warning[] {
  return dialect.checkHolder(holder).map((odd) => ({ seq: 0, ...odd }));
}

/** Adds the form, and the digest if it is not given. */
function finished(history: Omit<History, 'form' | 'digest'>, digest?: string): History {
  const { dialect, bytes, events, envelope, holder } = history;
  const sample = parseEvents(bytes, events, 0, sampleSize).map(objectOf);
  return {
    ...history,
    form: dialect.describe(sample, holder),
    digest: digest ?? digestOf(unwrap(envelope, events.length, (seq) => eventText(bytes, events[seq - 1]!))),
  };
}

function digestOf(text: Iterable<Uint8Array>): string {
  const hash = createHash('sha256');
  for (const piece of text) hash.update(piece);
  return hash.digest('hex');
}

const plain = textParser({});

/** Throws `NotAlikeError` for a slice of `alikeEvents` that is no event. */
export function parseEvent(bytes: Buffer, event: ScannedEvent, parse = plain): Json {
  const text = bytes.toString('utf8', event.start, event.end);
  try {
    return parse(text);
  } catch (error) {
    throw event.isSpaced ? new NotAlikeError('The slice is no JSON value.', { cause: error }) : error;
  }
}

/**
 * Events `from` to before `to` of the list. Scanned events with only commas between them are parsed in one call, which
 * is faster.
 */
export function parseEvents(
  bytes: Buffer,
  events: readonly ScannedEvent[],
  from: number,
  to: number,
  parse = plain,
): readonly Json[] {
  const row = events.slice(from, to);
  const [start, end] = [row[0]?.start ?? 0, row.at(-1)?.end ?? 0];
  const isInRow =
    end - start < rowBytes &&
    row.every(
      (event, i) =>
        !event.isSpaced && (i === 0 || (event.start === row[i - 1]!.end + 1 && bytes[event.start - 1] === COMMA)),
    );
  return isInRow
    ? (parse(`[${bytes.toString('utf8', start, end)}]`) as Json[])
    : row.map((event) => parseEvent(bytes, event, parse));
}

function* objectsIn(bytes: Buffer, events: readonly ScannedEvent[], parse = plain): Generator<JsonObject> {
  for (let from = 0; from < events.length; from += sampleSize)
    for (const event of parseEvents(bytes, events, from, from + sampleSize, parse)) yield objectOf(event);
}

/** Closing brackets for the brackets opened after `start` and still open at `end`. */
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
