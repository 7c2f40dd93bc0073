// Finds the events of a run whose type, operation, ids or payload text match. Yields to other work in between.

import { setImmediate } from 'node:timers/promises';
import { RetraceError } from '../../model/errors.ts';
import { NONE, type Outline } from '../../model/outline.ts';
import type { Seq } from '../../model/event.ts';
import type { StoredEvent } from '../../store/log.ts';
import type { RunReader } from '../run-reader.ts';
import { type Matcher, matcherOf } from './matcher.ts';

/** `from`: the first event to search. */
export type Query = {
  readonly from: Seq;
  readonly text: string;
  readonly regex: boolean;
  readonly payloads: boolean;
};

/** Ascending seqs. Throws `bad-pattern`, and `cancelled` when aborted. */
export async function searchRun(
  reader: Pick<RunReader, 'newest' | 'texts'>,
  query: Query,
  signal: AbortSignal,
): Promise<Uint32Array> {
  if (query.text === '') return new Uint32Array(0);
  const matcher = await matcherOf(query);
  try {
    const hits = await outlineHits(reader.newest, matcher, query.text, query.from);
    if (query.payloads) await addPayloadHits(hits, reader.texts(query.from), matcher, signal);
    return seqsOf(hits);
  } finally {
    await matcher.close();
  }
}

/** One byte per event from event `from` on: 1 if its type, number or operation matches. */
export async function outlineHits(
  { events, types, type, names, operation, operations }: Outline,
  matcher: Matcher,
  text: string,
  from: Seq = 1,
): Promise<Uint8Array> {
  const first = Math.max(0, from - 1);
  const ofType = await hitsOf(types, type.subarray(first), matcher);
  const asked = distinct(operation.subarray(first)).filter((index) => index !== NONE);
  const { keys, name, label, about } = operations;
  const ofKey = await hitsOf(keys, asked, matcher);
  const nameHits = await hitsOf(
    names,
    asked.flatMap((index) => [name[index]!, label[index]!, about[index]!]),
    matcher,
  );
  // Index 0 is no name of an event, but may be an operation's name.
  const ofOperation = (index: number): boolean =>
    ofKey.has(index) ||
    nameHits.has(name[index]!) ||
    (label[index] !== 0 && nameHits.has(label[index]!)) ||
    (about[index] !== 0 && nameHits.has(about[index]!));
  const hits = new Uint8Array(events);
  for (let i = first; i < events; i++) {
    const index = operation[i] ?? NONE;
    if (ofType.has(type[i]!) || (index !== NONE && ofOperation(index)) || String(i + 1) === text) hits[i] = 1;
  }
  return hits;
}

function distinct(indexes: Iterable<number>): number[] {
  return [...new Set(indexes)];
}

/** The indexes whose texts match. */
async function hitsOf(texts: readonly string[], indexes: Iterable<number>, matcher: Matcher): Promise<Set<number>> {
  const asked = distinct(indexes);
  const found = await matcher.texts(asked.map((index) => texts[index] ?? ''));
  return new Set(asked.filter((_, i) => found[i] === 1));
}

async function addPayloadHits(
  hits: Uint8Array,
  pages: AsyncIterable<readonly StoredEvent[]>,
  matcher: Matcher,
  signal: AbortSignal,
): Promise<void> {
  for await (const page of pages) {
    const found = await matcher.payloads(page.map(({ payload }) => payload));
    // Events appended during the search are searched by a separate request.
    for (const [i, { seq }] of page.entries()) if (found[i] === 1 && seq <= hits.length) hits[seq - 1] = 1;
    await setImmediate();
    if (signal.aborted) throw new RetraceError('cancelled', 'The search was cancelled.');
  }
}

function seqsOf(hits: Uint8Array): Uint32Array {
  const seqs: number[] = [];
  for (let i = 0; i < hits.length; i++) if (hits[i] === 1) seqs.push(i + 1);
  return Uint32Array.from(seqs);
}
