// One run that came several times: in other encodings it is the same history in another form; an export of it from before says what came since.
// A run id is its engine's own and no other run has it; the library tells copies of one apart by `~2`, `~3` …

import type { RunSummary } from '../../engine/model/run.ts';

/** `same`: with as many events. `earlier`: with fewer, the most first. */
export type Forms = { readonly same: readonly RunSummary[]; readonly earlier: readonly RunSummary[] };

/** `of`: by the id of the run that stands for all. `others`: ids of those that it stands for. */
export type AllForms = { readonly of: ReadonlyMap<string, Forms>; readonly others: ReadonlySet<string> };

const known = new WeakMap<readonly RunSummary[], AllForms>();

/** The one with the most events stands for all; among those the first that came. */
export function formsOf(runs: readonly RunSummary[]): AllForms {
  let all = known.get(runs);
  if (all === undefined) known.set(runs, (all = found(runs)));
  return all;
}

function found(runs: readonly RunSummary[]): AllForms {
  const of = new Map<string, Forms>();
  const others = new Set<string>();
  if (!runs.some(({ runId }) => runId.includes('~'))) return { of, others };
  for (const copies of Map.groupBy(runs, originalOf).values()) {
    if (copies.length === 1) continue;
    const [head, ...rest] = copies.toSorted((a, b) => b.events - a.events || a.importedAtMs - b.importedAtMs);
    if (head === undefined) continue;
    of.set(head.runId, {
      same: rest.filter(({ events }) => events === head.events),
      earlier: rest.filter(({ events }) => events < head.events),
    });
    for (const { runId } of rest) others.add(runId);
  }
  return { of, others };
}

/** Writers that number their runs from 1 on use a name again, but not for the same moment. */
function originalOf({ runId, workflowId, startedAtMs, dialect }: RunSummary): string {
  return `${dialect}\n${workflowId ?? ''}\n${startedAtMs}\n${runId.replace(/~\d+$/, '')}`;
}
