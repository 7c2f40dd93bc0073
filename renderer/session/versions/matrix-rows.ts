// The lines of the table of histories by versions: filter, headings and order. Pure.

import type { RunSummary } from '../../../engine/model/run.ts';
import { fewest } from '../../../engine/model/replay/fewest.ts';
import type { SharedCause } from '../../../engine/model/replay/checked.ts';
import {
  breaks,
  causesIn,
  type CellWord,
  cellWord,
  checkedIn,
  type Column,
  differs,
  firstCause,
  rankOf,
} from './columns.ts';

export const matrixFilters = ['all', 'breaks', 'differs'] as const;
export type MatrixFilter = (typeof matrixFilters)[number];
export const matrixGroupings = ['cause', 'type', 'none'] as const;
export type MatrixGrouping = (typeof matrixGroupings)[number];
/** A number is a column: its worst results come first. */
export type MatrixSort = 'newest' | 'name' | number;

export type MatrixView = {
  readonly filter: MatrixFilter;
  /** True: only a small set that shows every cause. */
  readonly fewest: boolean;
  readonly grouping: MatrixGrouping;
  readonly sort: MatrixSort;
};

export type HeadingLine = {
  readonly type: 'heading';
  readonly key: string;
  /** A heading's cause, with its column; null for other headings. */
  readonly cause: SharedCause | null;
  readonly column: number;
  readonly name: string;
  readonly count: number;
};
export type HistoryLine = { readonly type: 'history'; readonly run: RunSummary; readonly showsCause: boolean };
export type MatrixLine = HeadingLine | HistoryLine;

export type Matrix = {
  readonly lines: readonly MatrixLine[];
  /** The histories among `lines`. */
  readonly histories: readonly RunSummary[];
  readonly counts: Readonly<Record<MatrixFilter, number>>;
  /** Ids of a small set that shows all causes. */
  readonly smallest: ReadonlySet<string>;
};

export function matrixOf(runs: readonly RunSummary[], columns: readonly Column[], view: MatrixView): Matrix {
  const is = {
    all: (): boolean => true,
    breaks: ({ runId }: RunSummary): boolean => columns.some((column) => breaks(column, runId)),
    differs: ({ runId }: RunSummary): boolean => columns.some((column) => differs(column, runId)),
  };
  const smallest = smallestOf(runs, columns);
  const wanted = runs.filter((run) => is[view.filter](run) && (!view.fewest || smallest.has(run.runId)));
  const sorted = wanted.toSorted(orderOf(columns, view.sort));
  const lineOf = (run: RunSummary): HistoryLine => ({ type: 'history', run, showsCause: smallest.has(run.runId) });
  const lines =
    view.grouping === 'none'
      ? sorted.map(lineOf)
      : groupsOf(sorted, columns, view.grouping).flatMap(({ runs: members, ...heading }) => [
          { type: 'heading' as const, ...heading, count: members.length },
          ...members.map(lineOf),
        ]);
  return {
    lines,
    histories: lines.flatMap((line) => (line.type === 'history' ? [line.run] : [])),
    counts: { all: runs.length, breaks: runs.filter(is.breaks).length, differs: runs.filter(is.differs).length },
    smallest,
  };
}

function smallestOf(runs: readonly RunSummary[], columns: readonly Column[]): ReadonlySet<string> {
  const chosen = fewest(runs.map(({ runId }) => causesIn(columns, runId)));
  return new Set(chosen.flatMap((index) => runs[index]?.runId ?? []));
}

function orderOf(columns: readonly Column[], sort: MatrixSort): (a: RunSummary, b: RunSummary) => number {
  const newest = (a: RunSummary, b: RunSummary): number => (b.startedAtMs ?? 0) - (a.startedAtMs ?? 0);
  if (sort === 'newest') return newest;
  if (sort === 'name') return (a, b) => nameOf(a).localeCompare(nameOf(b)) || newest(a, b);
  const column = columns[sort];
  const rank = ({ runId }: RunSummary): number => (column === undefined ? 0 : rankOf(cellWord(column, runId)));
  return (a, b) => rank(b) - rank(a) || newest(a, b);
}

export function nameOf({ workflowId, runId }: RunSummary): string {
  return workflowId ?? runId;
}

type Group = Omit<HeadingLine, 'type' | 'count'> & { readonly rank: number; readonly runs: readonly RunSummary[] };

/** A history is listed once: under its worst cause, in the first version that shows it. */
function groupsOf(
  runs: readonly RunSummary[],
  columns: readonly Column[],
  grouping: 'cause' | 'type',
): readonly Omit<Group, 'rank'>[] {
  if (grouping === 'type')
    return [...Map.groupBy(runs, ({ workflowType }) => workflowType ?? 'Without a type')].map(([name, members]) => ({
      key: name,
      name,
      cause: null,
      column: 0,
      runs: members,
    }));
  const groups = new Map<string, Group & { runs: RunSummary[] }>();
  for (const run of runs) {
    const heading = headingOf(run.runId, columns);
    const group = groups.get(heading.key) ?? { ...heading, runs: [] };
    group.runs.push(run);
    groups.set(heading.key, group);
  }
  return [...groups.values()].toSorted((a, b) => b.rank - a.rank || b.runs.length - a.runs.length);
}

const quiet: Readonly<Partial<Record<CellWord, string>>> = {
  waiting: 'Not checked yet',
  running: 'Being checked',
  unsupported: 'No code for them here',
};

function headingOf(run: string, columns: readonly Column[]): Omit<Group, 'runs'> {
  const words = columns.map((column) => cellWord(column, run));
  const worst = Math.max(-1, ...words.map(rankOf));
  const column = Math.max(0, words.map(rankOf).indexOf(worst));
  const checked = checkedIn(columns[column], run);
  const cause = checked === null ? null : firstCause(checked);
  if (cause !== null) {
    const { verdict, source } = cause;
    const key = JSON.stringify([column, verdict, cause.cause, source?.file, source?.line]);
    return { key, name: cause.cause, cause, column, rank: worst };
  }
  const word = words[column] ?? 'waiting';
  const name = quiet[word] ?? 'As recorded';
  return { key: name, name, cause: null, column, rank: quiet[word] === undefined ? 0 : -1 };
}
