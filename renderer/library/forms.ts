// Several imports of one run: another encoding is the same history in another form; an earlier export is a prefix of
// it. A run id is unique in its engine; the library distinguishes copies by `~2`, `~3` and so on.

import type { RunSummary } from '../../engine/model/run.ts';

/** `same`: runs with as many events. `earlier`: runs with fewer events, the longest first. */
export type Forms = { readonly same: readonly RunSummary[]; readonly earlier: readonly RunSummary[] };

/** `of`: forms by the id of the representing run. `others`: ids of the represented runs. */
export type AllForms = { readonly of: ReadonlyMap<string, Forms>; readonly others: ReadonlySet<string> };

const known = new WeakMap<readonly RunSummary[], AllForms>();

/** The run with the most events represents the others; of equal runs the first import. */
export function formsOf(runs: readonly RunSummary[]): AllForms {
  let all = known.get(runs);
  if (all === undefined) known.set(runs, (all = found(runs)));
  return all;
}

/** The runs without the copies that others represent. `kept`: a copy that is shown all the same. */
export function withoutForms(runs: readonly RunSummary[], kept: string | null = null): readonly RunSummary[] {
  const { others } = formsOf(runs);
  return others.size === 0 ? runs : runs.filter(({ runId }) => !others.has(runId) || runId === kept);
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

/**
 * Whatever the encoding, which may cut times to the ms. Writers that number their runs from 1 reuse an id, but not for
 * the same start time.
 */
function originalOf({ runId, workflowId, startedAtMs }: RunSummary): string {
  const start = startedAtMs === null ? '' : Math.floor(startedAtMs);
  return `${workflowId ?? ''}\n${start}\n${runId.replace(/~\d+$/, '')}`;
}
