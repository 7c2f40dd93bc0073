// The outline of a stored run: the kept one, or made anew from its events.

import { type PackedOutline, packOutline } from '../model/packed-outline.ts';
import type { RunSummary } from '../model/run.ts';
import { dialectOf } from '../formats/dialects.ts';
import type { Kept } from '../sources/source.ts';
import { Explainer } from './explainer.ts';
import { eventsOfLog } from './fold-run.ts';
import type { Library } from '../store/library.ts';

export async function outlineOf(library: Library, { runId, dialect: id }: RunSummary): Promise<PackedOutline> {
  const kept = library.outline(runId);
  if (kept !== undefined) return kept;
  const dialect = dialectOf(id);
  const explainer = new Explainer(dialect);
  for await (const page of library.log.pages(runId)) {
    for (const { raw, read } of eventsOfLog(dialect, page)) explainer.note(raw, read, true);
  }
  const { outline } = explainer.finish(runId, (library.kept(runId) as Kept).warnings);
  const packed = packOutline(outline);
  library.keepOutline(runId, packed);
  return packed;
}
