// The outline of a stored run: the kept one, or made anew from its events.

import { type PackedOutline, packOutline } from './model/packed-outline.ts';
import type { RunSummary } from './model/run.ts';
import { dialectOf } from './formats/dialects.ts';
import type { Envelope } from './formats/envelope.ts';
import { Explainer } from './explainer.ts';
import { allEvents, sourceInLog } from './event-source.ts';
import { eventsOfLog } from './fold-run.ts';
import type { EventLog } from './store/event-log.ts';

export function outlineOf(log: EventLog, { runId, dialect: id }: RunSummary): PackedOutline {
  const kept = log.outline(runId);
  if (kept !== undefined) return packOutline(kept);
  const dialect = dialectOf(id);
  const explainer = new Explainer(dialect);
  for (const { raw, read } of eventsOfLog(dialect, allEvents(sourceInLog(log, runId)))) explainer.note(raw, read, true);
  const { outline } = explainer.finish(runId, (log.envelope(runId) as Envelope).warnings);
  log.keepOutline(runId, outline);
  return packOutline(outline);
}
