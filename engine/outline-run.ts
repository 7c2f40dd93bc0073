// The outline of a stored run: the kept one, or made anew from its events.

import { OutlineBuilder } from './model/outline-builder.ts';
import type { Outline } from './model/outline.ts';
import type { RunSummary } from './model/run.ts';
import type { Json } from './model/json.ts';
import { dialectOf } from './formats/dialects.ts';
import type { Envelope } from './formats/envelope.ts';
import { Oddities } from './formats/oddities.ts';
import { allEvents, sourceInLog } from './event-source.ts';
import type { EventLog } from './store/event-log.ts';

export function outlineOf(log: EventLog, { runId, dialect: id }: RunSummary): Outline {
  const kept = log.outline(runId);
  if (kept !== undefined) return kept;
  const dialect = dialectOf(id);
  const builder = new OutlineBuilder();
  const oddities = new Oddities(dialect, (log.envelope(runId) as Envelope).warnings, true);
  for (const { seq, payload } of allEvents(sourceInLog(log, runId))) {
    const raw = JSON.parse(Buffer.from(payload).toString('utf8')) as Json;
    const read = dialect.read(raw);
    builder.add(read.atMs, read.type, read.explanation);
    oddities.note(seq, raw, read);
  }
  for (const warning of oddities.warnings()) builder.warn(warning);
  const outline = builder.finish(runId, id);
  log.keepOutline(runId, outline);
  return outline;
}
