// Reads and writes bundles, the `.retrace` files in which runs are shared: whole histories, the places where a person
// looked at them, notes, a comparison. Interprets no history: each one is the text of an ordinary file.
//
// Version 1, compressed by gzip (which every system can unpack; zcat shows the text):
//
//   retrace-bundle {"version":1,"createdAtMs":…,"pseudonymised":false}
//   {"type":"run","run":"…","source":"…","bytes":N,"place":{…},"notes":[…],"warnings":[…]}
//   N bytes: the history's text as exported, and a line feed
//   …
//   {"type":"comparison","left":"…","right":"…","ignore":["…"]}
//   {"type":"end","runs":N,"sha256":"…"}           of all bytes before this line
//
// The first line is no JSON, so that a file with a damaged first line is not taken for JSON either.

import { createHash } from 'node:crypto';
import { RetraceError } from '../../model/errors.ts';
import type { Warning } from '../../model/event.ts';
import { isArray, isObject, type Json, type JsonObject, objectOf, stringOf } from '../../model/json.ts';
import type { RunNote, RunPlace } from '../../model/run.ts';

export type BundledRun = {
  /** Run id in the library of origin. */
  readonly run: string;
  /** Name of the file that the run was first imported from. */
  readonly source: string;
  readonly place?: RunPlace;
  readonly notes: readonly RunNote[];
  /** Warnings about that file that its text no longer shows. */
  readonly warnings: readonly Warning[];
};

export type BundledComparison = { readonly left: string; readonly right: string; readonly ignore: readonly string[] };

export type BundleHead = { readonly createdAtMs: number; readonly pseudonymised: boolean };

export type Bundle = {
  readonly head: BundleHead;
  /** `text`: a slice of the bundle's bytes. */
  readonly runs: readonly (BundledRun & { readonly text: Uint8Array })[];
  readonly comparison: BundledComparison | undefined;
};

const BUNDLE_VERSION = 1;
const mark = 'retrace-bundle ';
const LINE_FEED = 10;
const maxLine = 16 * 1024 * 1024;

/** The bundle's uncompressed text, in pieces. */
export function* bundleText(
  head: BundleHead,
  runs: Iterable<BundledRun & { readonly text: Uint8Array }>,
  comparison: BundledComparison | undefined,
): Generator<Uint8Array> {
  const hash = createHash('sha256');
  const noted = (piece: Uint8Array): Uint8Array => {
    hash.update(piece);
    return piece;
  };
  yield noted(Buffer.concat([Buffer.from(mark), line({ version: BUNDLE_VERSION, ...head })]));
  let count = 0;
  for (const { text, ...run } of runs) {
    count++;
    yield noted(line({ type: 'run', bytes: text.length, ...run }));
    yield noted(text);
    yield noted(Buffer.from('\n'));
  }
  if (comparison !== undefined) yield noted(line({ type: 'comparison', ...comparison }));
  yield line({ type: 'end', runs: count, sha256: hash.digest('hex') });
}

function line(value: unknown): Buffer {
  return Buffer.from(`${JSON.stringify(value)}\n`);
}

/** Whether the unpacked bytes are a bundle. */
export function isBundle(bytes: Uint8Array): boolean {
  return Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(bytes.length, mark.length)).toString('latin1') === mark;
}

/** Throws `bundle-newer` and `bundle-damaged`. */
export function readBundle(bytes: Uint8Array): Bundle {
  const reader = new BundleReader(bytes);
  const head = reader.head();
  const runs: (BundledRun & { readonly text: Uint8Array })[] = [];
  let comparison: BundledComparison | undefined;
  for (;;) {
    const part = reader.part();
    if (part['type'] === 'run') runs.push({ ...runOf(part), text: reader.text(part['bytes']) });
    else if (part['type'] === 'comparison') comparison = comparisonOf(part);
    else if (part['type'] === 'end') {
      reader.end(part, runs.length);
      return { head, runs, comparison };
    } else throw damaged(`a part of type ${JSON.stringify(part['type'] ?? null)} is not known`);
  }
}

class BundleReader {
  readonly #bytes: Buffer;
  #at = 0;
  /** Offset of the line read last. */
  #lineAt = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  head(): BundleHead {
    this.#at = mark.length;
    const head = this.part();
    const version = head['version'];
    if (typeof version !== 'number' || version > BUNDLE_VERSION)
      throw new RetraceError(
        'bundle-newer',
        `The bundle is of version ${JSON.stringify(version ?? null)}; this Retrace reads up to ${BUNDLE_VERSION}. Open it with a newer Retrace.`,
      );
    return {
      createdAtMs: typeof head['createdAtMs'] === 'number' ? head['createdAtMs'] : 0,
      pseudonymised: head['pseudonymised'] === true,
    };
  }

  part(): JsonObject {
    this.#lineAt = this.#at;
    const end = this.#bytes.indexOf(LINE_FEED, this.#at);
    if (end === -1 || end - this.#at > maxLine) throw damaged('it ends before its last line');
    const text = this.#bytes.toString('utf8', this.#at, end);
    this.#at = end + 1;
    try {
      return objectOf(JSON.parse(text));
    } catch (error) {
      throw damaged(`at byte ${this.#lineAt} stands no line of it`, error);
    }
  }

  text(size: Json | undefined): Uint8Array {
    const end =
      this.#at +
      (typeof size === 'number' && Number.isSafeInteger(size) && size >= 0 ? size : Number.POSITIVE_INFINITY);
    if (end >= this.#bytes.length || this.#bytes[end] !== LINE_FEED)
      throw damaged('a history in it is not as long as it says');
    const text = this.#bytes.subarray(this.#at, end);
    this.#at = end + 1;
    return text;
  }

  end(part: JsonObject, runs: number): void {
    const sum = createHash('sha256').update(this.#bytes.subarray(0, this.#lineAt)).digest('hex');
    if (part['sha256'] !== sum || part['runs'] !== runs) throw damaged('its checksum is wrong');
    if (this.#at !== this.#bytes.length) throw damaged('something stands behind its end');
  }
}

function damaged(why: string, cause?: unknown): RetraceError {
  return new RetraceError(
    'bundle-damaged',
    `The bundle is damaged: ${why}. Nothing of it was taken; get the file again.`,
    { cause },
  );
}

function runOf(part: JsonObject): BundledRun {
  const place = placeOf(part['place']);
  return {
    run: stringOf(part['run']) ?? 'run',
    source: (stringOf(part['source']) ?? 'bundle').slice(0, 1000),
    ...(place === undefined ? {} : { place }),
    notes: listOf(part['notes']).flatMap(noteOf),
    warnings: listOf(part['warnings']).flatMap(warningOf),
  };
}

function listOf(value: Json | undefined): readonly JsonObject[] {
  return isArray(value) ? value.filter((entry) => isObject(entry)).slice(0, 10_000) : [];
}

function placeOf(value: Json | undefined): RunPlace | undefined {
  const place = objectOf(value);
  const seq = seqOf(place['seq']);
  const view = stringOf(place['view']);
  return seq === undefined ? undefined : { seq, ...(view === undefined ? {} : { view: view.slice(0, 40) }) };
}

function noteOf(value: JsonObject): readonly RunNote[] {
  const [seq, text] = [seqOf(value['seq']), stringOf(value['text'])];
  return seq === undefined || text === undefined ? [] : [{ seq, text: text.slice(0, 20_000) }];
}

function warningOf(value: JsonObject): readonly Warning[] {
  const [seq, text] = [seqOf(value['seq']), stringOf(value['text'])];
  return value['code'] !== 'partial-file' || seq === undefined || text === undefined
    ? []
    : [{ seq, code: 'partial-file', text: text.slice(0, 2000) }];
}

function seqOf(value: Json | undefined): number | undefined {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0 ? value : undefined;
}

function comparisonOf(part: JsonObject): BundledComparison | undefined {
  const [left, right] = [stringOf(part['left']), stringOf(part['right'])];
  const ignore = isArray(part['ignore']) ? part['ignore'].filter((rule) => typeof rule === 'string') : [];
  return left === undefined || right === undefined ? undefined : { left, right, ignore };
}
