// A list in which several runs stand, one after the other or interleaved, taken apart: each is a history of its own.

import type { Json } from '../../model/json.ts';
import { type Envelope, holderText, isJson } from './envelope.ts';
import type { ScannedEvent } from './json-scan.ts';

type Part = { readonly events: readonly ScannedEvent[]; readonly envelope: Envelope };

/** `runOf` says of each event, in order, which run it belongs to, from 0. undefined where they are all of one. */
export function takeApart(
  events: readonly ScannedEvent[],
  parsed: Iterable<Json>,
  runOf: (event: Json) => number,
  envelope: Envelope,
): readonly Part[] | undefined {
  const runs: ScannedEvent[][] = [];
  let seq = 0;
  for (const event of parsed) (runs[runOf(event)] ??= []).push(events[seq++]!);
  return runs.length < 2
    ? undefined
    : runs.map((own) => ({ events: own, envelope: envelopeOfPart(envelope, own.length) }));
}

/** What stands around all events stands around those of each run; lines are lines. */
function envelopeOfPart(envelope: Envelope, events: number): Envelope {
  const [head, tail] = [envelope.chunks[0] ?? '', envelope.chunks.at(-1) ?? ''];
  const list: Envelope = { ...envelope, chunks: [head, events, tail], separator: ',' };
  return isJson(holderText({ chunks: [head, 1, ',', 1, tail] }))
    ? list
    : { ...envelope, chunks: ['', events, ''], separator: '\n' };
}
