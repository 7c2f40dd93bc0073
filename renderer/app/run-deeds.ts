// The actions on one run of the library: the row at hand in the table, else the open run.

import { useTable } from '../library/table-state.ts';
import { toggleChosen } from '../session/compare/chosen.ts';
import { isComparing } from '../session/compare/compare-state.ts';
import { saveReport } from '../session/giving.ts';
import { deleteRuns, exportRuns } from '../session/library-acts.ts';
import { useSession } from '../session/session.ts';
import { useShell } from '../session/shell-state.ts';
import { seesVersions } from '../session/versions/versions-state.ts';

export type Deed = { readonly run: () => void; readonly when?: () => boolean };

/** The library's table covers the open run. */
export const seesTable = (): boolean => useShell.getState().table && !isComparing() && !seesVersions();

function runAtHand(): string | null {
  const { open, runs } = useSession.getState();
  if (isComparing() || seesVersions()) return null;
  if (open !== null && !seesTable()) return open.summary.runId;
  const { current } = useTable.getState();
  return runs.some(({ runId }) => runId === current) ? current : null;
}

function onRun(act: (run: string) => void): Deed {
  const run = (): void => {
    const atHand = runAtHand();
    if (atHand !== null) act(atHand);
  };
  return { run, when: () => runAtHand() !== null };
}

export const runDeeds = {
  rename: onRun((run) => useTable.setState({ renaming: run })),
  'select-run': onRun(toggleChosen),
  'delete-run': onRun((run) => void deleteRuns([run])),
  export: onRun((run) => void exportRuns([run])),
  report: onRun((run) => void saveReport(run)),
} as const;
