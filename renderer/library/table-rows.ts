// The library as a table: filter, order and headings of the runs. Pure; knows no screen. Orders are cached by library
// and column, so sorting again costs no more than filtering.

import { spanMs } from '../../engine/model/moment.ts';
import { calledOf, type RunSummary, type ShownStatus, shownStatus } from '../../engine/model/run.ts';
import { familyOrder } from './family.ts';
import { type Forms, formsOf } from './forms.ts';

export const tableColumns = [
  'status',
  'type',
  'workflow',
  'start',
  'duration',
  'events',
  'headline',
  'source',
] as const;
export type TableColumn = (typeof tableColumns)[number];

export const tableGroupings = ['none', 'type', 'family'] as const;
export type TableGrouping = (typeof tableGroupings)[number];

/**
 * null = no restriction. `fromMs`, `toMs`: limits of the start time, ms since 1970, both ends included. `found`: number
 * of matching payloads by run id.
 */
export type TableView = {
  readonly text: string;
  readonly statuses: readonly ShownStatus[] | null;
  readonly fromMs: number | null;
  readonly toMs: number | null;
  readonly found: ReadonlyMap<string, PayloadsFound> | null;
  readonly sort: TableColumn;
  readonly down: boolean;
  readonly grouping: TableGrouping;
  /** Types whose groups are folded. */
  readonly folded: ReadonlySet<string>;
};
export type PayloadsFound = { readonly events: number; readonly first: number };

type GroupRow = {
  readonly type: 'group';
  readonly name: string;
  readonly count: number;
  readonly folded: boolean;
};
type RunRow = {
  readonly type: 'run';
  readonly run: RunSummary;
  readonly forms: Forms | null;
  readonly depth: number;
};
export type TableRow = GroupRow | RunRow;

/** Rows from top to bottom. */
export function tableRows(runs: readonly RunSummary[], view: TableView): readonly TableRow[] {
  const wanted = wantedOf(runs, view);
  if (view.grouping === 'none') return wanted;
  if (view.grouping === 'family') {
    const { of } = formsOf(runs);
    return familyOrder(wanted.map(({ run }) => run)).map(({ run, depth }) => rowOf(run, of, depth));
  }
  const rows: TableRow[] = [];
  for (const [name, members] of Map.groupBy(wanted, ({ run }) => typeOf(run))) {
    const folded = view.folded.has(name);
    rows.push({ type: 'group', name, count: members.length, folded });
    if (!folded) rows.push(...members);
  }
  return rows;
}

/** The rows that pass the filter, in order. */
function wantedOf(runs: readonly RunSummary[], view: TableView): readonly RunRow[] {
  const { others } = formsOf(runs);
  const rows = rowsOf(runs);
  const order = orderOf(runs, view.sort);
  const words = view.text.toLowerCase().split(/\s+/).filter(Boolean);
  const texts = words.length === 0 ? [] : textsOf(runs);
  const wanted: RunRow[] = [];
  for (let i = 0; i < order.length; i++) {
    const at = order[view.down ? order.length - 1 - i : i]!;
    const run = runs[at]!;
    if (!others.has(run.runId) && wants(run, view) && words.every((word) => texts[at]!.includes(word)))
      wanted.push(rows[at]!);
  }
  return wanted;
}

function rowOf(run: RunSummary, forms: ReadonlyMap<string, Forms>, depth: number): RunRow {
  return { type: 'run', run, depth, forms: forms.get(run.runId) ?? null };
}

/** Computes what the first filter, or the first sort by a column, needs of all runs. */
export function prepare(runs: readonly RunSummary[], column: TableColumn | 'text'): void {
  if (column === 'text') textsOf(runs);
  else orderOf(runs, column);
}

/** How many runs have each status; those that none has are left out. */
export function statusCounts(runs: readonly RunSummary[]): ReadonlyMap<ShownStatus, number> {
  const counts = new Map<ShownStatus, number>();
  for (const run of runs) counts.set(shownStatus(run), (counts.get(shownStatus(run)) ?? 0) + 1);
  return counts;
}

export function typeOf({ workflowType }: RunSummary): string {
  return workflowType ?? 'Without a type';
}

function wants(run: RunSummary, { statuses, fromMs, toMs, found }: TableView): boolean {
  if (statuses !== null && !statuses.includes(shownStatus(run))) return false;
  if (fromMs !== null && !((run.startedAtMs ?? Number.NaN) >= fromMs)) return false;
  if (toMs !== null && !((run.startedAtMs ?? Number.NaN) <= toMs)) return false;
  return found === null || found.has(run.runId);
}

/** Cached data of a list of runs, keyed by the list's identity. */
type Known = {
  texts?: readonly string[];
  rows?: readonly RunRow[];
  readonly orders: Map<TableColumn, Uint32Array>;
};
const known = new WeakMap<readonly RunSummary[], Known>();

function knownOf(runs: readonly RunSummary[]): Known {
  let of = known.get(runs);
  if (of === undefined) known.set(runs, (of = { orders: new Map() }));
  return of;
}

/** The texts in which the filter searches words. */
function textsOf(runs: readonly RunSummary[]): readonly string[] {
  const of = knownOf(runs);
  return (of.texts ??= runs.map((run) =>
    `${run.name ?? ''}\n${run.workflowId ?? ''}\n${run.runId}\n${run.workflowType ?? ''}\n${run.source}\n${run.headline.sentence}`.toLowerCase(),
  ));
}

/** The row of each run outside of families: made once, so that sorting and filtering make none. */
function rowsOf(runs: readonly RunSummary[]): readonly RunRow[] {
  const { of } = formsOf(runs);
  return (knownOf(runs).rows ??= runs.map((run) => rowOf(run, of, 0)));
}

/** Indexes of the runs, rising by the column; equal runs rise by start time. */
function orderOf(runs: readonly RunSummary[], column: TableColumn): Uint32Array {
  const { orders } = knownOf(runs);
  let order = orders.get(column);
  if (order === undefined) orders.set(column, (order = sorted(runs, column)));
  return order;
}

/** By the column's value, then by start, in one number for each run: numbers alone sort without calls of a comparator. */
function sorted(runs: readonly RunSummary[], column: TableColumn): Uint32Array {
  const count = runs.length;
  const byStart = Uint32Array.from(runs, (_, i) => i).sort(byNumber(runs.map(keyOf.start)));
  if (column === 'start') return byStart;
  const key: (run: RunSummary) => string | number = keyOf[column];
  const ranks = ranksOf(runs.map((run) => key(run)));
  const places = Float64Array.from(byStart, (run, place) => ranks[run]! * count + place).sort();
  return Uint32Array.from(places, (place) => byStart[place % count]!);
}

function byNumber(values: readonly number[]): (a: number, b: number) => number {
  return (a, b) => (values[a]! < values[b]! ? -1 : values[a]! > values[b]! ? 1 : a - b);
}

/** The place of each value among the different ones. */
function ranksOf(values: readonly (string | number)[]): readonly number[] {
  const different = [...new Set(values)];
  const rising =
    typeof different[0] === 'number'
      ? Float64Array.from(different as readonly number[]).sort()
      : (different as string[]).sort();
  const rank = new Map<string | number, number>();
  for (let i = 0; i < rising.length; i++) rank.set(rising[i]!, i);
  return values.map((value) => rank.get(value)!);
}

/** Unknown values sort before known ones. */
const keyOf = {
  status: shownStatus,
  type: (run) => typeOf(run).toLowerCase(),
  workflow: (run) => calledOf(run).toLowerCase(),
  start: ({ startedAtMs }) => startedAtMs ?? Number.NEGATIVE_INFINITY,
  duration: ({ startedAtMs, endedAtMs }) => spanMs(startedAtMs, endedAtMs) ?? Number.NEGATIVE_INFINITY,
  events: ({ events }) => events,
  headline: ({ headline }) => headline.sentence.toLowerCase(),
  source: ({ source }) => source.toLowerCase(),
} as const satisfies Readonly<Record<TableColumn, (run: RunSummary) => string | number>>;
