// The state of the check of code on screen: code, versions, histories, results and cursor.

import { create } from 'zustand';
import type { ErrorInfo } from '../../../engine/model/errors.ts';
import type { FoundCommit, ToldCommit } from '../../../engine/model/replay/bisected.ts';
import type { OfferedVersion } from '../../../engine/model/replay/run-code.ts';
import type { ListedVersions } from '../../../engine/model/replay/versions.ts';
import type { RunSummary } from '../../../engine/model/run.ts';
import { useSession } from '../session.ts';
import { breaks, type Column } from './columns.ts';
import { type Matrix, matrixOf, type MatrixView } from './matrix-rows.ts';

/** Which histories are checked. */
export type Scope =
  | { readonly type: 'all' }
  | { readonly type: 'ofType'; readonly workflowType: string }
  | { readonly type: 'chosen'; readonly runs: ReadonlySet<string> };

export const versionDetails = ['divergence', 'courses', 'beside', 'commit'] as const;
/**
 * The detail shown for the cell at the cursor: the result, both histories call by call, another version beside it, or
 * the responsible commit.
 */
export type VersionDetail = (typeof versionDetails)[number];

export type Bisecting = {
  readonly run: string;
  readonly told: readonly ToldCommit[];
  readonly state: 'running' | 'done' | 'cancelled' | 'failed';
  readonly found: FoundCommit | null;
  readonly error: ErrorInfo | null;
};

export type VersionsState = MatrixView & {
  readonly shown: boolean;
  /** A run was opened from the check: Backspace returns. */
  readonly left: boolean;
  /** The file or folder of the versions; empty before a path is named. */
  readonly path: string;
  /** null while loading. */
  readonly listed: ListedVersions | null;
  /** The versions of the sample, where the sample is open. */
  readonly offered: readonly OfferedVersion[];
  readonly columns: readonly Column[];
  readonly scope: Scope;
  readonly cursor: { readonly run: string | null; readonly column: number };
  readonly detail: VersionDetail;
  /** The column shown beside the one at the cursor. */
  readonly beside: number | null;
  readonly bisecting: Bisecting | null;
};

export const useVersions = create<VersionsState>(() => ({
  shown: false,
  left: false,
  path: '',
  listed: null,
  offered: [],
  columns: [],
  scope: { type: 'all' },
  filter: 'all',
  fewest: false,
  grouping: 'cause',
  sort: 'newest',
  cursor: { run: null, column: 0 },
  detail: 'divergence',
  beside: null,
  bisecting: null,
}));

const { getState, setState } = useVersions;

export function seesVersions(): boolean {
  return getState().shown;
}

export function isChecking(): boolean {
  return getState().columns.some(({ state }) => state === 'running');
}

export function runsIn(scope: Scope, runs: readonly RunSummary[]): readonly RunSummary[] {
  if (scope.type === 'all') return runs;
  return runs.filter(({ runId, workflowType }) =>
    scope.type === 'chosen' ? scope.runs.has(runId) : workflowType === scope.workflowType,
  );
}

type Made = { readonly of: VersionsState; readonly runs: readonly RunSummary[]; readonly matrix: Matrix };
let made: Made | undefined;
const parts = ['columns', 'scope', 'filter', 'fewest', 'grouping', 'sort'] as const;

/** The table on screen; recomputed only after a change. */
export function currentMatrix(of = getState(), runs = useSession.getState().runs): Matrix {
  if (made === undefined || made.runs !== runs || parts.some((part) => made?.of[part] !== of[part]))
    made = { of, runs, matrix: matrixOf(runsIn(of.scope, runs), of.columns, of) };
  return made.matrix;
}

export function changeMatrix(change: Partial<MatrixView>): void {
  setState(change);
}

export function putCursor(run: string | null, column = getState().cursor.column): void {
  const last = Math.max(0, getState().columns.length - 1);
  setState({ cursor: { run, column: Math.max(0, Math.min(column, last)) } });
}

/** Moves by histories; without a cursor, to the first. */
export function stepHistory(steps: number): void {
  const { histories } = currentMatrix();
  const here = histories.findIndex(({ runId }) => runId === getState().cursor.run);
  const next = here === -1 ? 0 : Math.max(0, Math.min(here + steps, histories.length - 1));
  putCursor(histories[next]?.runId ?? null);
}

/** Goes to the next history that breaks in any version; wraps around at the end. */
export function stepBreak(steps: 1 | -1): void {
  const { columns, cursor } = getState();
  const { histories } = currentMatrix();
  const here = histories.findIndex(({ runId }) => runId === cursor.run);
  for (let passed = 1; passed <= histories.length; passed++) {
    const run =
      histories[(Math.max(here, steps === 1 ? -1 : 0) + steps * passed + histories.length * 2) % histories.length];
    const column = columns.findIndex((each) => breaks(each, run?.runId ?? ''));
    if (run !== undefined && column >= 0) return putCursor(run.runId, column);
  }
}

export function stepColumn(steps: number): void {
  putCursor(getState().cursor.run, getState().cursor.column + steps);
}

export function setColumn(code: string, change: Partial<Column>): void {
  const columns = getState().columns.map((column) =>
    column.code === code ? { ...column, ...change, edition: column.edition + 1 } : column,
  );
  setState({ columns });
}
