// The view of the library's table: filter, order and folds, and the search in the payloads of all runs. Order and
// grouping are stored.

import { create } from 'zustand';
import { ask } from '../session/engine.ts';
import { type TableColumn, tableColumns, type TableGrouping, tableGroupings, type TableView } from './table-rows.ts';

const KEY = 'retrace.library.table';

/** A search in the payloads: `share` is the part of the runs searched so far, 0 … 1. */
export type PayloadSearch = { readonly text: string; readonly share: number; readonly error: string | null };

type TableState = {
  readonly view: TableView;
  readonly search: PayloadSearch | null;
  readonly renaming: string | null;
  /** The run of the row at hand; null where that is none of a run. */
  readonly current: string | null;
};

const blank: Pick<TableView, 'text' | 'statuses' | 'fromMs' | 'toMs' | 'found'> = {
  text: '',
  statuses: null,
  fromMs: null,
  toMs: null,
  found: null,
};

export const useTable = create<TableState>(() => ({
  view: { ...blank, sort: 'start', down: true, grouping: 'none', folded: new Set(), ...remembered() },
  search: null,
  renaming: null,
  current: null,
}));

const { getState, setState } = useTable;

export function setView(change: Partial<TableView>): void {
  setState({ view: { ...getState().view, ...change } });
}

export function isNarrowed({ text, statuses, fromMs, toMs, found }: TableView): boolean {
  return text !== '' || statuses !== null || fromMs !== null || toMs !== null || found !== null;
}

export function clearView(): void {
  endPayloadSearch();
  setView(blank);
}

/** Sorting by the same column again reverses the order. Columns of counts and dates start with the highest value. */
export function sortBy(sort: TableColumn): void {
  const { view } = getState();
  const falling = sort === 'start' || sort === 'duration' || sort === 'events';
  setView({ sort, down: view.sort === sort ? !view.down : falling });
  remember();
}

export function groupTable(grouping: TableGrouping): void {
  setView({ grouping });
  remember();
}

export function foldGroup(name: string, folded: boolean): void {
  const next = new Set(getState().view.folded);
  if (folded) next.add(name);
  else next.delete(name);
  setView({ folded: next });
}

let searching: AbortController | undefined;

/**
 * Filters the runs by a text in their payloads, extending the list as matches arrive; an empty text shows all runs
 * again.
 */
export async function searchLibrary(text: string): Promise<void> {
  endPayloadSearch();
  if (text === '') return;
  const turn = (searching = new AbortController());
  setView({ found: new Map() });
  setState({ search: { text, share: 0, error: null } });
  try {
    await ask(
      'searchRuns',
      { text, regex: false },
      {
        signal: turn.signal,
        onProgress: ({ done, total, found }) => {
          if (turn !== searching) return;
          const before = getState().view.found ?? new Map();
          if (found.length > 0)
            setView({ found: new Map([...before, ...found.map(({ run, ...more }) => [run, more] as const)]) });
          setState({ search: { text, share: total === 0 ? 1 : done / total, error: null } });
        },
      },
    );
    if (turn === searching) setState({ search: { text, share: 1, error: null } });
  } catch (error) {
    if (turn === searching)
      setState({ search: { text, share: 1, error: error instanceof Error ? error.message : String(error) } });
  }
}

function endPayloadSearch(): void {
  searching?.abort();
  searching = undefined;
  setState({ search: null });
  setView({ found: null });
}

function remember(): void {
  const { sort, down, grouping } = getState().view;
  localStorage.setItem(KEY, JSON.stringify({ sort, down, grouping }));
}

function remembered(): Partial<TableView> {
  try {
    const kept = JSON.parse(localStorage.getItem(KEY) ?? '{}') as {
      sort?: unknown;
      down?: unknown;
      grouping?: unknown;
    };
    const sort = tableColumns.find((column) => column === kept.sort);
    const grouping = tableGroupings.find((each) => each === kept.grouping);
    return { ...(sort && { sort, down: kept.down === true }), ...(grouping && { grouping }) };
  } catch {
    return {};
  }
}
