// Finds the events of a run whose type, operation, ids or payload text match. Gives way to others while it looks.

import { setImmediate } from 'node:timers/promises';
import { RetraceError } from '../../model/errors.ts';
import { NONE, type Outline } from '../../model/outline.ts';
import type { StoredEvent } from '../../store/log.ts';
import { type Matcher, matcherOf } from './matcher.ts';

export type Query = { readonly text: string; readonly regex: boolean; readonly payloads: boolean };

/** Seqs, rising. Throws `bad-pattern`, and `cancelled` when aborted. */
export async function searchRun(
  outline: Outline,
  pages: () => AsyncIterable<readonly StoredEvent[]>,
  query: Query,
  signal: AbortSignal,
): Promise<Uint32Array> {
  if (query.text === '') return new Uint32Array(0);
  const matcher = await matcherOf(query);
  try {
    const hits = await outlineHits(outline, matcher, query.text);
    if (query.payloads) await addPayloadHits(hits, pages(), matcher, signal);
    return seqsOf(hits);
  } finally {
    await matcher.close();
  }
}

/** 1 for each event whose type, number or operation matches. */
export async function outlineHits(outline: Outline, matcher: Matcher, text: string): Promise<Uint8Array> {
  const types = await matcher.texts(outline.types);
  const operations = await operationHits(outline, matcher);
  return Uint8Array.from({ length: outline.events }, (_, i) => {
    const operation = outline.operation[i] ?? NONE;
    const isHit =
      types[outline.type[i] ?? 0] === 1 ||
      (operation !== NONE && operations[operation] === 1) ||
      String(i + 1) === text;
    return isHit ? 1 : 0;
  });
}

async function operationHits(outline: Outline, matcher: Matcher): Promise<Uint8Array> {
  const { count, keys, name, label, about } = outline.operations;
  const [names, keyHits] = [await matcher.texts(outline.names), await matcher.texts(keys)];
  return Uint8Array.from({ length: count }, (_, i) => {
    const isHit =
      names[name[i] ?? 0] === 1 ||
      (label[i] !== 0 && names[label[i] ?? 0] === 1) ||
      (about[i] !== 0 && names[about[i] ?? 0] === 1) ||
      keyHits[i] === 1;
    return isHit ? 1 : 0;
  });
}

async function addPayloadHits(
  hits: Uint8Array,
  pages: AsyncIterable<readonly StoredEvent[]>,
  matcher: Matcher,
  signal: AbortSignal,
): Promise<void> {
  for await (const page of pages) {
    const found = await matcher.payloads(page.map(({ payload }) => payload));
    for (const [i, { seq }] of page.entries()) if (found[i] === 1) hits[seq - 1] = 1;
    await setImmediate();
    if (signal.aborted) throw new RetraceError('cancelled', 'The search was cancelled.');
  }
}

function seqsOf(hits: Uint8Array): Uint32Array {
  const seqs: number[] = [];
  for (let i = 0; i < hits.length; i++) if (hits[i] === 1) seqs.push(i + 1);
  return Uint32Array.from(seqs);
}
