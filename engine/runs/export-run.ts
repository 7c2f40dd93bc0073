// A run's text, to be read elsewhere: as it came, with what was appended since where that fits in; else its events alone, one a line.

import { parseExactly } from '../formats/exact-json.ts';
import { dialectOf } from '../formats/dialects.ts';
import type { RunSummary } from '../model/run.ts';
import { containerOf } from '../sources/containers.ts';
import type { Kept } from '../sources/source.ts';
import { payloadLine } from '../store/archive/archive-file-lines.ts';
import type { Library } from '../store/library.ts';
import type { EventLog, StoredEvent } from '../store/log.ts';

const exportedAtOnce = 64;
const LINE_FEED = 10;

export type ExportedRun = { readonly extension: string; readonly pieces: AsyncIterable<Uint8Array> };

export function exportRun(library: Library, { runId, dialect, events }: RunSummary): ExportedRun {
  const kept = library.kept(runId) as Kept | undefined;
  const container = kept && containerOf(kept.container);
  const pieces = kept && container?.exported(kept, payloadsOf(library.log, runId), events);
  if (container !== undefined && pieces !== undefined) return { extension: container.ending(dialect), pieces };
  return { extension: 'jsonl', pieces: lines(library, runId, events, dialectOf(dialect).isRaw === true) };
}

function payloadsOf(log: EventLog, run: string): (seq: number) => Promise<Uint8Array> {
  let page: readonly StoredEvent[] = [];
  return async (seq) => {
    const from = seq - ((seq - 1) % exportedAtOnce);
    if (page[0]?.seq !== from) page = await log.read(run, from, from + exportedAtOnce - 1);
    return page[seq - from]?.payload ?? new Uint8Array(0);
  };
}

/** Of no dialect that is known here an event is more than its payload: as `retrace log read` prints it, and `retrace log append` takes it. */
async function* lines({ log }: Library, run: string, events: number, isRaw: boolean): AsyncGenerator<Uint8Array> {
  for await (const page of log.pages(run, 1, events)) {
    for (const event of page) yield isRaw ? Buffer.from(payloadLine(event)) : onOneLine(event);
  }
}

function onOneLine({ payload }: StoredEvent): Uint8Array {
  const text = payload.includes(LINE_FEED)
    ? JSON.stringify(parseExactly(Buffer.from(payload).toString('utf8')))
    : payload;
  return Buffer.concat([typeof text === 'string' ? Buffer.from(text) : text, Buffer.of(LINE_FEED)]);
}
