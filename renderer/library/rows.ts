// The library as lines: filter, headings and order of the runs. Pure; knows no screen.

import { isBad } from '../../engine/model/effect.ts';
import { type RunSummary, type ShownStatus, shownStatus } from '../../engine/model/run.ts';
import { familyOrder } from './family.ts';

export const chips = ['all', 'failed', 'stuck', 'running', 'completed'] as const;
export type Chip = (typeof chips)[number];

export const groupings = ['type', 'status', 'family'] as const;
export type Grouping = (typeof groupings)[number];

export type LibraryView = {
  readonly text: string;
  readonly chip: Chip;
  readonly grouping: Grouping;
  /** Keys of folded groups. */
  readonly folded: ReadonlySet<string>;
};

export type GroupRow = {
  readonly type: 'group';
  readonly key: string;
  readonly name: string;
  readonly count: number;
  readonly folded: boolean;
};
export type RunRow = {
  readonly type: 'run';
  readonly run: RunSummary;
  /** Number of generations between the run and the head of its family. */
  readonly depth: number;
  /** True where several runs share the workflow id: the run id is shown too. */
  readonly shared: boolean;
};
export type LibraryRow = GroupRow | RunRow;

const NO_TYPE = 'Without a type';

export function chipOf(status: ShownStatus): Exclude<Chip, 'all'> | null {
  if (status === 'stuck') return 'stuck';
  if (isBad(status)) return 'failed';
  if (status === 'running' || status === 'paused') return 'running';
  return status === 'completed' || status === 'continuedAsNew' ? 'completed' : null;
}

export function chipCounts(runs: readonly RunSummary[]): Readonly<Record<Chip, number>> {
  const counts = { all: runs.length, failed: 0, stuck: 0, running: 0, completed: 0 };
  for (const run of runs) {
    const chip = chipOf(shownStatus(run));
    if (chip !== null) counts[chip] += 1;
  }
  return counts;
}

/** Lines from top to bottom. A folded group keeps its heading; a text search unfolds everything. */
export function libraryRows(runs: readonly RunSummary[], view: LibraryView): readonly LibraryRow[] {
  const wanted = newestFirst(runs.filter((run) => wants(run, view)));
  const shared = sharedIds(runs);
  const rowOf = (run: RunSummary, depth: number): RunRow => ({
    type: 'run',
    run,
    depth,
    shared: shared.has(run.workflowId ?? ''),
  });
  if (view.grouping === 'family') return familyOrder(wanted).map(({ run, depth }) => rowOf(run, depth));
  const rows: LibraryRow[] = [];
  for (const [name, members] of groupsOf(wanted, view.grouping)) {
    const key = `${view.grouping}:${name}`;
    const folded = view.text === '' && view.folded.has(key);
    rows.push({ type: 'group', key, name, count: members.length, folded });
    if (!folded) for (const run of members) rows.push(rowOf(run, 0));
  }
  return rows;
}

export function runsOf(rows: readonly LibraryRow[]): readonly RunSummary[] {
  return rows.flatMap((row) => (row.type === 'run' ? [row.run] : []));
}

export function newestFirst(runs: readonly RunSummary[]): readonly RunSummary[] {
  return runs.toSorted((a, b) => startOf(b) - startOf(a) || b.importedAtMs - a.importedAtMs);
}

/** Groups in the order of their newest runs. */
function groupsOf(
  runs: readonly RunSummary[],
  grouping: 'type' | 'status',
): ReadonlyMap<string, readonly RunSummary[]> {
  return Map.groupBy(runs, (run) => (grouping === 'status' ? shownStatus(run) : (run.workflowType ?? NO_TYPE)));
}

function startOf(run: RunSummary): number {
  return run.startedAtMs ?? Number.NEGATIVE_INFINITY;
}

function wants(run: RunSummary, { chip, text }: LibraryView): boolean {
  if (chip !== 'all' && chipOf(shownStatus(run)) !== chip) return false;
  if (text === '') return true;
  const words = text.toLowerCase().split(/\s+/);
  const haystack =
    `${run.workflowId ?? ''}\n${run.runId}\n${run.workflowType ?? ''}\n${run.source}\n${shownStatus(run)}`.toLowerCase();
  return words.every((word) => haystack.includes(word));
}

function sharedIds(runs: readonly RunSummary[]): ReadonlySet<string> {
  const seen = new Set<string>();
  const shared = new Set<string>();
  for (const { workflowId } of runs) {
    if (workflowId === null) continue;
    if (seen.has(workflowId)) shared.add(workflowId);
    seen.add(workflowId);
  }
  return shared;
}
