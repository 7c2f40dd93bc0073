// The summary of a run, from its origin and its events.

import { briefHeadline, type Ending, headlineOf } from '../model/headline.ts';
import { spanMs } from '../model/moment.ts';
import { type Outline, writtenTimeOf } from '../model/outline.ts';
import type { RunId } from '../model/event.ts';
import type { RunOrigin, RunSaid, RunSummary } from '../model/run.ts';
import { lastOf } from '../model/run-time.ts';
import type { Identity } from '../formats/dialect.ts';
import { dialectOf } from '../formats/dialects.ts';
import type { Library, RunEnd } from '../store/library.ts';
import type { InBrief } from './explainer.ts';

/** Facts from the events explained so far. */
export type Told = {
  readonly outline: Outline;
  readonly identity: Identity;
  readonly ending: Ending;
  readonly warnings: number;
};

export function summaryOf(run: RunOrigin & RunSaid, { outline, identity, ending, warnings }: Told): RunSummary {
  return {
    ...originSummary(run),
    workflowId: identity.workflowId ?? null,
    workflowType: identity.workflowType ?? null,
    status: ending.status,
    events: outline.events,
    operations: outline.operations.count,
    startedAtMs: writtenTimeOf(outline, 1),
    endedAtMs: writtenTimeOf(outline, lastOf(outline)),
    headline: run.headline ?? headlineOf(outline, ending),
    family: familyOf(outline),
    warnings,
  };
}

/** What is known of a run before any of its events is read. */
function originSummary({
  runId,
  dialect,
  form,
  source,
  importedAtMs,
  place,
  notes,
  name,
  madeBy,
}: RunOrigin & RunSaid) {
  return {
    runId,
    dialect,
    ...editionOf(dialect),
    form,
    source,
    importedAtMs,
    ...(place && { place }),
    ...(notes && { notes }),
    ...(name !== undefined && { name }),
    ...(madeBy !== undefined && { madeBy }),
  };
}

/** Summary of a run whose outline was not kept. */
export function briefSummary(
  run: RunOrigin & RunSaid,
  { workflowId, workflowType }: Identity,
  { events, operations, startedAtMs, ended, links, ending, warnings }: InBrief,
): RunSummary {
  const durationMs = spanMs(startedAtMs, ended.atMs);
  return {
    ...originSummary(run),
    workflowId: workflowId ?? null,
    workflowType: workflowType ?? null,
    status: ending.status,
    events,
    operations,
    startedAtMs,
    endedAtMs: ended.atMs,
    headline: run.headline ?? { sentence: briefHeadline(ending, events, durationMs), seq: ended.seq },
    family: familyOf({ links }),
    warnings,
  };
}

function familyOf({ links }: Pick<Outline, 'links'>): RunSummary['family'] {
  const linked = (relation: string): string | undefined => links.find((link) => link.relation === relation)?.runId;
  const family = {
    parent: linked('parent'),
    continuedFrom: linked('continuedFrom'),
    continuedAs: linked('continuedAs'),
    resetFrom: linked('resetFrom'),
  };
  return Object.fromEntries(Object.entries(family).filter(([, id]) => id !== undefined));
}

function editionOf(dialect: string): Pick<RunSummary, 'edition'> {
  const { edition } = dialectOf(dialect);
  return edition === undefined ? {} : { edition };
}

/** See `Library.summary`; undefined also for one that another edition of its dialect explained. */
export function keptSummary(library: Library, run: RunId, end: RunEnd, inBrief = false): RunSummary | undefined {
  const summary = library.summary(run, end, inBrief);
  return summary !== undefined && summary.edition === editionOf(summary.dialect).edition ? summary : undefined;
}
