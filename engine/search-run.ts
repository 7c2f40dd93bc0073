// Finds the events of a run whose type, operation, ids or payload text match. Gives way to others while it looks.

import { setImmediate } from 'node:timers/promises';
import { RetraceError } from './model/errors.ts';
import { nameOf, NONE, type Outline } from './model/outline.ts';
import type { StoredEvent } from './store/log.ts';

export type Query = { readonly text: string; readonly regex: boolean; readonly payloads: boolean };

const sliceMs = 20;
/** A pattern that takes longer than this on one text is one that never ends: refused before more are tried. */
const patternLimitMs = 500;

/** Seqs, rising. Plain text matches in any case; a pattern as it is written, with `i`. */
export async function searchRun(outline: Outline, pages: () => AsyncIterable<readonly StoredEvent[]>, query: Query, signal: AbortSignal): Promise<Uint32Array> {
  if (query.text === '') return new Uint32Array(0);
  const matches = matcher(query);
  const found: number[] = [];
  const names = operationMatches(outline, matches);
  const types = outline.types.map(matches);
  let pausedAt = performance.now();
  const source = query.payloads ? pages()[Symbol.asyncIterator]() : undefined;
  let page: readonly StoredEvent[] = [];
  let pageFrom = 1;
  for (let seq = 1; seq <= outline.events; seq++) {
    const operation = outline.operation[seq - 1] ?? NONE;
    if (source !== undefined && seq === pageFrom + page.length) {
      pageFrom = seq;
      page = ((await source.next()).value as readonly StoredEvent[] | undefined) ?? [];
    }
    const payload = page[seq - pageFrom];
    if (types[outline.type[seq - 1] ?? 0] || (operation !== NONE && names[operation] === 1) || String(seq) === query.text || (payload !== undefined && matches(readableText(payload.payload)))) found.push(seq);
    if ((seq & 63) === 0 && performance.now() - pausedAt > sliceMs) {
      await setImmediate();
      if (signal.aborted) throw new RetraceError('cancelled', 'A newer search took the place of this one.');
      pausedAt = performance.now();
    }
  }
  return Uint32Array.from(found);
}

function operationMatches(outline: Outline, matches: (text: string) => boolean): Uint8Array {
  const named = outline.names.map(matches);
  const { count, keys, name, label } = outline.operations;
  const mask = new Uint8Array(count);
  for (let i = 0; i < count; i++) {
    if (named[name[i] ?? 0] || (label[i] !== 0 && named[label[i] ?? 0]) || matches(keys[i] ?? '') || matches(nameOf(outline, i))) mask[i] = 1;
  }
  return mask;
}

function matcher({ text, regex }: Query): (text: string) => boolean {
  if (!regex) {
    const wanted = text.toLowerCase();
    return (candidate) => candidate.toLowerCase().includes(wanted);
  }
  let pattern: RegExp;
  try {
    pattern = new RegExp(text, 'i');
  } catch (error) {
    throw new RetraceError('bad-pattern', `${(error as Error).message}. Mend the pattern, or search for plain text.`, { cause: error });
  }
  return (candidate) => {
    const begun = performance.now();
    const found = pattern.test(candidate);
    if (performance.now() - begun > patternLimitMs) throw new RetraceError('bad-pattern', 'The pattern takes too long: it can match the same text in too many ways. Make it simpler.');
    return found;
  };
}

const encoded = /"(?:data|encoding|input|result|details)":"([A-Za-z0-9+/_-]{4,}={0,2})"/g;

/** The event's text with what is base64 in it decoded behind it. */
function readableText(payload: Uint8Array): string {
  const text = Buffer.from(payload.buffer, payload.byteOffset, payload.byteLength).toString('utf8');
  const decoded: string[] = [text];
  for (const [, base64] of text.matchAll(encoded)) decoded.push(Buffer.from(base64 ?? '', 'base64').toString('utf8'));
  return decoded.length === 1 ? text : decoded.join('\n');
}
