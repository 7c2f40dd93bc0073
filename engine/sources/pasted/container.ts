// Reads pasted text: a history in a code block of an issue, after a prompt, quoted, or in several pages. The JSON in
// the text is read, and exported.

import { isUtf8 } from 'node:buffer';
import { RetraceError } from '../../model/errors.ts';
import type { Entry } from '../entry.ts';
import { isBundle } from '../bundle/bundle-file.ts';
import { readHistories } from '../json/history-file.ts';
import type { Container, FoundRun, Source } from '../source.ts';
import { unpacked, unpackedHead } from '../unpack.ts';
import { isPrintedForPeople, jsonIn } from './pasted-text.ts';

/** In bytes. Longer text is not taken for pasted text. */
const longest = 64 * 2 ** 20;

export const pasted: Container = {
  id: 'pasted',
  recognise: (entry) => sourceIn(entry),
  // The histories found are exported as ordinary JSON.
  exported: () => undefined,
  ending: () => 'json',
};

async function sourceIn(entry: Entry): Promise<Source | undefined> {
  if (entry.type !== 'file' || entry.size > longest) return undefined;
  const head = await unpackedHead(entry.head);
  if (beginsAsJson(head) || isBundle(head)) return undefined;
  const text = await textOf(() => entry.read());
  if (text === undefined) return undefined;
  const json = jsonIn(text);
  if (json !== undefined && holdsHistory(json)) return { runs: (partial) => runsIn(json, partial) };
  return isPrintedForPeople(text) ? { runs: refused } : undefined;
}

function beginsAsJson(head: Buffer): boolean {
  const first = head
    .subarray(0, 4096)
    .toString('latin1')
    .replace(/^\u00ef\u00bb\u00bf/, '')
    .trimStart()[0];
  return first === undefined || '{["'.includes(first);
}

async function textOf(read: () => Promise<Buffer>): Promise<string | undefined> {
  try {
    const bytes = await unpacked(await read());
    return bytes.length <= longest && isUtf8(bytes) && !bytes.includes(0) ? bytes.toString('utf8') : undefined;
  } catch {
    return undefined;
  }
}

/** Returns false for JSON without a history; the container that accepts every file reports its errors. */
function holdsHistory(json: string): boolean {
  try {
    return readHistories(Buffer.from(json), true).length > 0;
  } catch {
    return false;
  }
}

async function* runsIn(json: string, partial: boolean): AsyncGenerator<FoundRun> {
  for (const history of readHistories(Buffer.from(json), partial)) yield { type: 'held', history };
}

// oxlint-disable-next-line require-yield -- it gives nothing
async function* refused(): AsyncGenerator<FoundRun> {
  throw new RetraceError(
    'not-a-history',
    'The text is a list of events as a command line prints it for people: what happened in them is not in it. Export the history instead: temporal workflow show --output json (Cadence: cadence workflow show --output_filename FILE).',
  );
}
