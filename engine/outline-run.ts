// The outline of a stored run: the kept one, or made anew from its events.

import { OutlineBuilder } from './model/outline-builder.ts';
import type { Outline } from './model/outline.ts';
import type { RunSummary } from './model/run.ts';
import { dialectOf } from './formats/dialects.ts';
import type { Envelope } from './formats/envelope.ts';
import { Oddities } from './formats/oddities.ts';
import { allEvents, sourceInLog } from './event-source.ts';
import { eventsOfLog } from './fold-run.ts';
import type { EventLog } from './store/event-log.ts';

export function outlineOf(log: EventLog, { runId, dialect: id }: RunSummary): Outline {
  const kept = log.outline(runId);
  if (kept !== undefined) return kept;
  const dialect = dialectOf(id);
  const builder = new OutlineBuilder();
  const oddities = new Oddities(dialect, (log.envelope(runId) as Envelope).warnings, true);
  for (const { seq, raw, read } of eventsOfLog(dialect, allEvents(sourceInLog(log, runId)))) {
    builder.add(read.atMs, read.type, read.explanation);
    oddities.note(seq, raw, read);
  }
  for (const warning of oddities.warnings()) builder.warn(warning);
  const outline = builder.finish(runId, id);
  log.keepOutline(runId, outline);
  return outline;
}
