// Splits a list with events of several runs, consecutive or interleaved, into one history per run.

import type { Json } from '../../model/json.ts';
import { type Envelope, holderText, isJson } from './envelope.ts';
import type { ScannedEvent } from './json-scan.ts';

type Part = { readonly events: readonly ScannedEvent[]; readonly envelope: Envelope };

/** `runOf` gives the run number of each event, in order, from 0. undefined if all events are of one run. */
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

/** Each run gets the text around the list; lines stay lines. */
function envelopeOfPart(envelope: Envelope, events: number): Envelope {
  const [head, tail] = [envelope.chunks[0] ?? '', envelope.chunks.at(-1) ?? ''];
  const list: Envelope = { ...envelope, chunks: [head, events, tail], separator: ',' };
  return isJson(holderText({ chunks: [head, 1, ',', 1, tail] }))
    ? list
    : { ...envelope, chunks: ['', events, ''], separator: '\n' };
}
