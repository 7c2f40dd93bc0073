// Reads files that are one JSON document whose events are no simple list: reads and stores the whole text, so that the
// file can be exported.

import { isUtf8 } from 'node:buffer';
import { createHash } from 'node:crypto';
import type { Dialect, Identity } from '../formats/dialect.ts';
import { parseModest } from '../formats/exact-json.ts';
import type { Warning } from '../model/event.ts';
import type { Json, JsonObject } from '../model/json.ts';
import type { Entry } from './entry.ts';
import type { Kept, StreamedRun } from './source.ts';
import { unpacked, unpackedHead } from './unpack.ts';

/** In bytes. V8 holds little more in one string, and such documents are much smaller. */
const longest = 2 ** 28;

export type Document = { readonly text: string; readonly json: Json };

/**
 * undefined if the head does not look right, or the text is no JSON: another container accepts the file and reports its
 * errors.
 */
export async function documentIn(entry: Entry, looksLikeOne: (head: string) => boolean): Promise<Document | undefined> {
  const text = await textIn(entry, looksLikeOne);
  const json = text === undefined ? undefined : parsed(text.replace(/^\uFEFF/, ''));
  return text === undefined || json === undefined ? undefined : { text, json };
}

/** One JSON value, or several, each on a line of its own, as a list. */
function parsed(text: string): Json | undefined {
  const whole = parseModest(text);
  if (whole !== undefined || !/^\s*\{.*\}\s*\n\s*\{/.test(text)) return whole;
  const lines = text.split('\n').filter((line) => line.trim() !== '');
  const values = lines.map(parseModest).filter((value) => value !== undefined);
  return values.length < lines.length ? undefined : values;
}

/** The text of a file, unpacked; undefined where the head does not look like it, or it is none. */
export async function textIn(entry: Entry, looksLikeIt: (head: string) => boolean): Promise<string | undefined> {
  if (entry.type !== 'file' || entry.size > longest) return undefined;
  if (!looksLikeIt((await unpackedHead(entry.head)).toString('utf8'))) return undefined;
  try {
    const bytes = await unpacked(await entry.read());
    return bytes.length > longest || !isUtf8(bytes) ? undefined : bytes.toString('utf8');
  } catch {
    return undefined;
  }
}

/** `events`: one payload each, as they are stored. `text`: the file, or this run's part of it. */
export type DocumentRun = {
  readonly container: string;
  readonly dialect: Dialect;
  readonly form: string;
  readonly identity: Identity;
  readonly events: readonly JsonObject[];
  readonly text: string;
  readonly warnings?: readonly Warning[];
};

const batchSize = 100;

export function documentRun({
  container,
  dialect,
  form,
  identity,
  events,
  text,
  warnings = [],
}: DocumentRun): StreamedRun {
  return {
    type: 'streamed',
    dialect,
    form,
    identity,
    digest: createHash('sha256')
      .update(`${container} ${identity.runId ?? ''} `)
      .update(text)
      .digest('hex'),
    async *batches() {
      for (let from = 0; from < events.length; from += batchSize)
        yield events.slice(from, from + batchSize).map((event) => ({ payload: Buffer.from(JSON.stringify(event)) }));
    },
    end: async () => ({ kept: { container, version: 1, warnings, text, events: events.length }, warnings }),
  };
}

/** undefined if events were appended since the import. */
export function documentText(kept: Kept, events: number): AsyncIterable<Uint8Array> | undefined {
  const { text, events: count } = kept as Kept & { readonly text: string; readonly events: number };
  return count === events ? piece(text) : undefined;
}

async function* piece(text: string): AsyncGenerator<Uint8Array> {
  yield Buffer.from(text);
}
