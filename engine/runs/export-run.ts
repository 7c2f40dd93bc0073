// Exports a run's text for other programs: the imported text with later events added, if they fit in; otherwise only
// the events, one per line.

import { parseExactly } from '../formats/exact-json.ts';
import type { Dialect } from '../formats/dialect.ts';
import { dialectOf } from '../formats/dialects.ts';
import type { RunId } from '../model/event.ts';
import type { RunSummary } from '../model/run.ts';
import { containerOf } from '../sources/containers.ts';
import type { Kept } from '../sources/source.ts';
import { payloadLine } from '../store/archive/archive-file-lines.ts';
import type { Library } from '../store/library.ts';
import type { EventLog, StoredEvent } from '../store/log.ts';
import { isEvent } from './stored-json.ts';

const exportedAtOnce = 64;
const LINE_FEED = 10;

export type ExportedRun = { readonly extension: string; readonly pieces: AsyncIterable<Uint8Array> };

export async function exportRun(library: Library, { runId, dialect, events }: RunSummary): Promise<ExportedRun> {
  const spoken = dialectOf(dialect);
  const kept = library.kept(runId) as Kept | undefined;
  const container = kept && containerOf(kept.container);
  const areAll = await areEvents(library, runId, spoken, events);
  const pieces = areAll ? kept && container?.exported(kept, payloadsOf(library.log, runId), events) : undefined;
  if (container !== undefined && pieces !== undefined) return { extension: container.ending(dialect), pieces };
  const asLogged = !areAll || spoken.isRaw === true || spoken.text !== undefined;
  return { extension: 'jsonl', pieces: lines(library, runId, events, asLogged) };
}

/** Whether the events appended since the import are valid: anyone may append any bytes. */
async function areEvents(library: Library, run: RunId, dialect: Dialect, events: number): Promise<boolean> {
  const ofFile = library.origin(run)?.events ?? 0;
  if (dialect.isRaw === true || ofFile >= events) return true;
  for await (const page of library.log.pages(run, ofFile + 1, events))
    if (!page.every((event) => isEvent(dialect, event))) return false;
  return true;
}

function payloadsOf(log: EventLog, run: string): (seq: number) => Promise<Uint8Array> {
  let page: readonly StoredEvent[] = [];
  return async (seq) => {
    const from = seq - ((seq - 1) % exportedAtOnce);
    if (page[0]?.seq !== from) page = await log.read(run, from, from + exportedAtOnce - 1);
    return page[seq - from]?.payload ?? new Uint8Array(0);
  };
}

/**
 * `asLogged`: lines in the form that `retrace log read` prints and `retrace log append` reads; needed if an event has
 * more than its payload, or a payload that is no text.
 */
async function* lines({ log }: Library, run: string, events: number, asLogged: boolean): AsyncGenerator<Uint8Array> {
  for await (const page of log.pages(run, 1, events)) {
    for (const event of page) yield asLogged ? Buffer.from(payloadLine(event)) : onOneLine(event);
  }
}

function onOneLine({ payload }: StoredEvent): Uint8Array {
  const text = payload.includes(LINE_FEED)
    ? JSON.stringify(parseExactly(Buffer.from(payload).toString('utf8')))
    : payload;
  return Buffer.concat([typeof text === 'string' ? Buffer.from(text) : text, Buffer.of(LINE_FEED)]);
}
