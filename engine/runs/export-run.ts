// A run's text, to be read elsewhere: as it came, with what was appended since where that fits in; else its events alone, one a line.

import { parseExactly } from '../formats/exact-json.ts';
import type { RunSummary } from '../model/run.ts';
import { type Envelope, holdsMore, unwrap, withMore } from '../sources/json/envelope.ts';
import { payloadLine } from '../store/archive/archive-file-lines.ts';
import type { Library } from '../store/library.ts';
import type { StoredEvent } from '../store/log.ts';
import { dialectOf } from '../formats/dialects.ts';

const exportedAtOnce = 64;
const LINE_FEED = 10;

export type ExportedRun = { readonly extension: 'json' | 'jsonl'; readonly pieces: AsyncGenerator<Uint8Array> };

export function exportRun(library: Library, { runId, dialect, events }: RunSummary): ExportedRun {
  const envelope = library.envelope(runId) as Envelope | undefined;
  const fitting = envelope && envelopeFor(envelope, events);
  if (fitting !== undefined) return { extension: dialect === 'nodelog' ? 'jsonl' : 'json', pieces: wrapped(library, runId, fitting, events) };
  return { extension: 'jsonl', pieces: lines(library, runId, events, dialectOf(dialect).isRaw === true) };
}

/** undefined where there is no place for the events that were appended. */
function envelopeFor(envelope: Envelope, events: number): Envelope | undefined {
  const more = events - envelope.chunks.reduce<number>((sum, chunk) => sum + (typeof chunk === 'number' ? chunk : 0), 0);
  if (more === 0) return envelope;
  return holdsMore(envelope) ? withMore(envelope, more) : undefined;
}

async function* wrapped({ log }: Library, run: string, envelope: Envelope, events: number): AsyncGenerator<Uint8Array> {
  let page: readonly StoredEvent[] = [];
  for (const piece of unwrap(envelope, events, (seq) => seq)) {
    if (typeof piece !== 'number') yield piece;
    else {
      const from = piece - ((piece - 1) % exportedAtOnce);
      if (page[0]?.seq !== from) page = await log.read(run, from, from + exportedAtOnce - 1);
      yield page[piece - from]?.payload ?? new Uint8Array(0);
    }
  }
}

/** Of no dialect that is known here an event is more than its payload: as `retrace log read` prints it, and `retrace log append` takes it. */
async function* lines({ log }: Library, run: string, events: number, isRaw: boolean): AsyncGenerator<Uint8Array> {
  for await (const page of log.pages(run, 1, events)) {
    for (const event of page) yield isRaw ? Buffer.from(payloadLine(event)) : onOneLine(event);
  }
}

function onOneLine({ payload }: StoredEvent): Uint8Array {
  const text = payload.includes(LINE_FEED) ? JSON.stringify(parseExactly(Buffer.from(payload).toString('utf8'))) : payload;
  return Buffer.concat([typeof text === 'string' ? Buffer.from(text) : text, Buffer.of(LINE_FEED)]);
}
