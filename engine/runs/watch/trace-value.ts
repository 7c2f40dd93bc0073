// Follows a value through a run: the events at which it became another.

import { createHash } from 'node:crypto';
import { parseIgnoreRule } from '../../model/compare/ignore-rules.ts';
import { ignoring } from '../../model/compare/ignore-rules-match.ts';
import { RetraceError } from '../../model/errors.ts';
import type { Seq } from '../../model/event.ts';
import type { Json } from '../../model/json.ts';
import { plainValue } from '../../model/shown-payload.ts';
import { type Traced, type ValueTrace, valuesAt } from '../../model/watch/traced.ts';
import type { RunReader } from '../run-reader.ts';
import { payloadValues } from './payload-values.ts';

/** In characters. */
const shown = 300;

/**
 * `from`: the first event to look at. `last`: the digest that an earlier trace up to there ended with; null without
 * one. An event without the value changes nothing. Throws `bad-pattern`, `cancelled`.
 */
export async function traceValue(
  reader: RunReader,
  of: Traced,
  { from, last }: { readonly from: Seq; readonly last: string | null },
  signal: AbortSignal,
): Promise<ValueTrace> {
  const trace = new Trace(last);
  if (of.type === 'payload') {
    for await (const { seq, values } of payloadValues(reader, of.path, from, signal))
      for (const value of values) {
        trace.note(seq, value);
        break;
      }
  } else for await (const { seq, value } of namedValues(reader, of, from, signal)) trace.note(seq, value);
  return trace.made();
}

type Named = Extract<Traced, { readonly type: 'value' }>;

async function* namedValues(
  reader: RunReader,
  { name, path }: Named,
  from: Seq,
  signal: AbortSignal,
): AsyncGenerator<{ readonly seq: Seq; readonly value: Json | undefined }> {
  const state = path === '' ? undefined : ignoring([parseIgnoreRule(path, 'The path')], 'run', '');
  for (const set of reader.newest.sets) {
    if (set.name !== name || set.seq < from) continue;
    if (signal.aborted) throw new RetraceError('cancelled', 'The look through the run was cancelled.');
    const value = await reader.valueSetAt(set.seq, name);
    const [found] = value === undefined ? [] : state === undefined ? [plainValue(value)] : valuesAt(value, state);
    yield { seq: set.seq, value: found };
  }
}

class Trace {
  readonly #seqs: Seq[] = [];
  readonly #texts: string[] = [];
  #last: string;

  constructor(last: string | null) {
    this.#last = last ?? digestOf('');
  }

  note(seq: Seq, value: Json | undefined): void {
    const text = value === undefined ? '' : JSON.stringify(value);
    const digest = digestOf(text);
    if (digest === this.#last) return;
    this.#last = digest;
    this.#seqs.push(seq);
    this.#texts.push(text.length > shown ? `${text.slice(0, shown)}…` : text);
  }

  made(): ValueTrace {
    return { seqs: Uint32Array.from(this.#seqs), texts: this.#texts, last: this.#last };
  }
}

function digestOf(text: string): string {
  return createHash('sha256').update(text).digest('base64').slice(0, 22);
}
