// How the event list is shown: the columns, which are remembered, and the sort, which is not. Local to this pane.

import { create } from 'zustand';
import { type ColumnId, type Columns, columnsFrom, withShown, withWidth } from './columns.ts';
import { nextSort, type Sort, type SortKey } from './sorted-lines.ts';

type ListState = {
  readonly columns: Columns;
  /** null = in the order of the events. */
  readonly sort: Sort | null;
  /** Width of the list in px. */
  readonly width: number;
};

const KEY = 'retrace.event-columns';

export const useList = create<ListState>(() => ({ columns: remembered(), sort: null, width: 0 }));

const { getState, setState } = useList;

/** `px` null: the column's own width. */
export function resizeColumn(id: ColumnId, px: number | null): void {
  choose(withWidth(getState().columns, id, px));
}

export function showColumn(id: ColumnId, shown: boolean): void {
  choose(withShown(getState().columns, id, shown));
}

export function resetColumns(): void {
  choose({});
}

/** Sorts by a column, then the other way round, then not at all. */
export function sortBy(key: SortKey): void {
  setState({ sort: nextSort(getState().sort, key) });
}

export function sortAsRecorded(): void {
  setState({ sort: null });
}

export function measured(width: number): void {
  if (getState().width !== width) setState({ width });
}

function choose(columns: Columns): void {
  localStorage.setItem(KEY, JSON.stringify(columns));
  setState({ columns });
}

function remembered(): Columns {
  try {
    return columnsFrom(JSON.parse(localStorage.getItem(KEY) ?? '{}'));
  } catch {
    return {};
  }
}
