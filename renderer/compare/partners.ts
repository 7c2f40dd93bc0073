// Candidates for a comparison with a run, the likeliest first. Pure; knows no screen.

import type { RunSummary } from '../../engine/model/run.ts';

const most = 60;

/**
 * Runs of the same workflow id first (retries of the same work), then of the same type; runs with a different end
 * before those with the same end, the newest first.
 */
export function partnersFor(run: RunSummary, runs: readonly RunSummary[], text: string): readonly RunSummary[] {
  const words = text
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== '');
  const wanted = runs.filter(
    (each) => each.runId !== run.runId && words.every((word) => haystackOf(each).includes(word)),
  );
  return wanted
    .toSorted((a, b) => likeness(run, b) - likeness(run, a) || (b.startedAtMs ?? 0) - (a.startedAtMs ?? 0))
    .slice(0, most);
}

function likeness(run: RunSummary, other: RunSummary): number {
  const sameId = run.workflowId !== null && run.workflowId === other.workflowId;
  const sameType = run.workflowType !== null && run.workflowType === other.workflowType;
  return (sameId ? 4 : 0) + (sameType ? 2 : 0) + (run.status === other.status ? 0 : 1);
}

function haystackOf({ workflowId, runId, workflowType, source, status }: RunSummary): string {
  return `${workflowId ?? ''} ${runId} ${workflowType ?? ''} ${source} ${status}`.toLowerCase();
}
