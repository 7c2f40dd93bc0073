// Reads JSON Lines whose every line is an event, in one pass, holding only a few lines in memory.

import type { Dialect } from '../../formats/dialect.ts';
import { recognise, sampleSize } from '../../formats/dialects.ts';
import { textParser } from '../../formats/json-payload.ts';
import type { Warning } from '../../model/event.ts';
import type { Json, JsonObject } from '../../model/json.ts';
import type { FileEntry } from '../entry.ts';
import { hasItsEnd } from '../file-pieces.ts';
import type { LineEvent, LinesPass, StreamedLines, StreamEnd } from '../source.ts';
import { isGzip } from '../unpack.ts';
import { compactEvent, NotAlikeError } from './alike-events.ts';
import { type EventLine, isSpaced, notAnEvent, readLine } from './event-line.ts';
import { cutOff, isReversed, lostAfter, warningsOfHolder } from './history-file.ts';
import { scanJson } from './json-scan.ts';
import { type LineBlock, lineBlocks } from './line-blocks.ts';
import { LinesDigest } from './lines-digest.ts';

const LINE_FEED = 10;
const BRACE = 123;
const spaces: ReadonlySet<number | undefined> = new Set([32, 9, 13, 10]);
/** Lines per batch: few enough that parsed objects die in V8's young generation. */
const readTogether = 100;
/** The first lines must be within this many bytes. */
const sampleBytes = 8 * 2 ** 20;

/** undefined if the first lines are no events; later lines are checked when they are read. */
export async function jsonLines(entry: FileEntry, partial: boolean): Promise<StreamedLines | undefined> {
  if (!mayBeLines(entry.head)) return undefined;
  const sample = await sampleOf(entry, partial);
  const dialect = sample && recognise(sample, '');
  if (sample === undefined || dialect === undefined || isReversed(dialect, sample[0]!, sample.at(-1)!))
    return undefined;
  return {
    dialect,
    form: dialect.describe(sample, {}),
    bytes: isGzip(entry.head) ? undefined : entry.size,
    pass: () => new Pass(entry, dialect, partial),
  };
}

function mayBeLines(head: Buffer): boolean {
  return isGzip(head) || head.subarray(startOf(head)).find((byte) => !spaces.has(byte)) === BRACE;
}

/** Offset after a byte order mark, if there is one. */
function startOf(bytes: Buffer): number {
  return bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? 3 : 0;
}

/** Two events at least; undefined where there are fewer, or a line is none. */
async function sampleOf(entry: FileEntry, partial: boolean): Promise<readonly JsonObject[] | undefined> {
  const sample: JsonObject[] = [];
  let read = 0;
  try {
    for await (const block of lineBlocks(entry, partial)) {
      for (const { event } of eventsIn(block, 0)) {
        if (event === undefined) return undefined;
        if (sample.push(event.raw) === sampleSize) return sample;
      }
      read += block.bytes.length;
      if (read > sampleBytes) break;
    }
  } catch {
    // The reader of the whole file reports the error.
    return undefined;
  }
  return sample.length < 2 ? undefined : sample;
}

/**
 * `event` is undefined if the line is incomplete. `line`: its number, from 1. `start` to before `end`: the line without
 * surrounding white space; `next`: offset after its line feed.
 */
type Line = {
  readonly event: EventLine | undefined;
  readonly text: string;
  readonly line: number;
  readonly start: number;
  readonly end: number;
  readonly next: number;
};

/** `eventsBefore`: number of earlier events in the file. Skips empty lines. */
function* eventsIn({ bytes, linesBefore }: LineBlock, eventsBefore: number, parse = textParser({})): Generator<Line> {
  let [line, events] = [linesBefore, eventsBefore];
  for (let at = linesBefore === 0 ? startOf(bytes) : 0, next = 0; at < bytes.length; at = next) {
    line++;
    const feed = bytes.indexOf(LINE_FEED, at);
    next = feed === -1 ? bytes.length : feed + 1;
    let [start, end] = [at, next];
    while (start < end && spaces.has(bytes[start])) start++;
    while (start < end && spaces.has(bytes[end - 1])) end--;
    if (start === end) continue;
    const text = bytes.toString('utf8', start, end);
    const event = readLine(text, { bytes, start: at, end: next }, { lines: line - 1, events }, parse);
    events++;
    yield { event, text, line, start, end, next };
  }
}

/** State of one run during the pass; `first`, `last`: positions of its first and last event that have a position. */
type RunOfLines = { readonly digest: LinesDigest; events: number; readonly first: number; last: number };

class Pass implements LinesPass {
  readonly #entry: FileEntry;
  readonly #dialect: Dialect;
  readonly #partial: boolean;
  readonly #parse: (text: string) => Json;
  readonly #runOf: ((event: JsonObject) => number) | undefined;
  readonly #runs: RunOfLines[] = [];
  #events = 0;
  #isStrong: boolean | undefined;
  /** In a cut-off file: the incomplete last line, without white space. */
  #cut: Buffer | undefined;
  /** It was packed, and is cut off, be it behind a line. */
  #isShort = false;

  constructor(entry: FileEntry, dialect: Dialect, partial: boolean) {
    this.#entry = entry;
    this.#dialect = dialect;
    this.#partial = partial;
    this.#parse = textParser(dialect);
    this.#runOf = dialect.tellRunsApart?.();
  }

  async *batches(): AsyncGenerator<readonly LineEvent[]> {
    let lines = 0;
    for await (const block of lineBlocks(this.#entry, this.#partial)) {
      for (const batch of this.#batchesIn(block)) yield batch;
      for (const run of this.#runs) run.digest.settle();
      lines = block.linesAfter;
    }
    if (this.#partial && isGzip(this.#entry.head)) this.#isShort = !(await hasItsEnd(this.#entry));
    if (this.#cut !== undefined && !this.#partial) throw cutOff(lines + 1, this.#events);
    if (this.#runs.some(({ first, last }) => first > last)) throw new NotAlikeError('it has its newest event first');
  }

  *#batchesIn(block: LineBlock): Generator<readonly LineEvent[]> {
    let batch: LineEvent[] = [];
    for (const line of eventsIn(block, this.#events, this.#parse)) {
      const event = this.#take(line, block.bytes);
      if (event !== undefined) batch.push(event);
      if (batch.length < readTogether) continue;
      yield batch;
      batch = [];
    }
    if (batch.length > 0) yield batch;
  }

  #take({ event, text, line, start, end, next }: Line, bytes: Buffer): LineEvent | undefined {
    if (this.#cut !== undefined) throw notAnEvent(line - 1);
    if (event === undefined) {
      this.#cut = scanJson(Buffer.from(bytes.subarray(start, next))).bytes;
      return undefined;
    }
    if (event.isStrong !== (this.#isStrong ??= event.isStrong)) throw notAnEvent(line);
    const { raw } = event;
    const number = this.#runOf?.(raw) ?? 0;
    const position = this.#dialect.position(raw) ?? Number.NaN;
    const run = (this.#runs[number] ??= { digest: new LinesDigest(), events: 0, first: position, last: position });
    run.last = position;
    run.events++;
    const written = bytes.subarray(start, end);
    const payload = isSpaced(text) ? compactEvent(written, { start: 0, end: written.length, isSpaced: true }) : written;
    if (payload === written) run.digest.add(bytes, start, end);
    else run.digest.add(payload, 0, payload.length);
    this.#events++;
    return { run: number, raw, payload, escapes: text.includes('\\u') };
  }

  end(): readonly (StreamEnd & { readonly digest: string })[] {
    const warnings: readonly Warning[] = [
      ...(this.#cut === undefined && !this.#isShort ? [] : [lostAfter(this.#events)]),
      ...warningsOfHolder(this.#dialect, {}),
    ];
    // The digest of the only run in a file covers all of its text.
    const rest = this.#runs.length === 1 ? this.#cut : undefined;
    return this.#runs.map(({ digest, events }) => ({
      warnings,
      kept: { container: 'json', version: 1, chunks: ['', events, ''], separator: '\n', reversed: false, warnings },
      digest: digest.finish(rest),
    }));
  }
}
