// The view of the library: search, chip, grouping, folds. Stored, except for the search.

import { create } from 'zustand';
import { type Grouping, groupings, type LibraryRow, libraryRows, type LibraryView } from './rows.ts';
import { useSession } from '../session/session.ts';

const KEY = 'retrace.library.grouping';

export const useLibrary = create<LibraryView>(() => ({
  text: '',
  chip: 'all',
  grouping: groupings.find((grouping) => grouping === localStorage.getItem(KEY)) ?? 'type',
  folded: new Set(),
}));

const { getState, setState } = useLibrary;

export function groupBy(grouping: Grouping): void {
  localStorage.setItem(KEY, grouping);
  setState({ grouping });
}

export function fold(key: string, folded: boolean): void {
  const next = new Set(getState().folded);
  if (folded) next.add(key);
  else next.delete(key);
  setState({ folded: next });
}

let known: { runs: unknown; view: LibraryView; rows: readonly LibraryRow[] } | undefined;

/** The lines on screen: recomputed only when runs or view have changed. */
export function currentRows(runs = useSession.getState().runs, view = getState()): readonly LibraryRow[] {
  if (known?.runs !== runs || known.view !== view) known = { runs, view, rows: libraryRows(runs, view) };
  return known.rows;
}
