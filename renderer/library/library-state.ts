// The view of the library: search, chip, grouping, folds. Stored, except for the search.

import { create } from 'zustand';
import { formsOf, withoutForms } from './forms.ts';
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

type Rows = {
  readonly runs: unknown;
  readonly view: LibraryView;
  readonly kept: string | null;
  readonly rows: readonly LibraryRow[];
};
let known: Rows | undefined;

/** The lines on screen: recomputed only when runs or view have changed. Of a run's copies the open one is among them. */
export function currentRows(
  runs = useSession.getState().runs,
  view = getState(),
  open: string | null = useSession.getState().open?.summary.runId ?? null,
): readonly LibraryRow[] {
  const kept = open !== null && formsOf(runs).others.has(open) ? open : null;
  if (known?.runs !== runs || known.view !== view || known.kept !== kept)
    known = { runs, view, kept, rows: libraryRows(withoutForms(runs, kept), view) };
  return known.rows;
}
