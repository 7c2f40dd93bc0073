// Starts, follows and cancels checks of code. Only code that a person named and asked to check is run; an address only
// fills in the form.

import { errorInfo, RetraceError } from '../../../engine/model/errors.ts';
import type { CheckProgress } from '../../../engine/model/replay/checked.ts';
import { showCode } from '../code/ask-code.ts';
import type { AskedCode } from '../code/code-state.ts';
import { ownRun } from '../code/own-history.ts';
import { keepAddress } from '../current-address.ts';
import { compare, endComparison } from '../compare/comparing.ts';
import { ask } from '../engine.ts';
import { openRun } from '../runs.ts';
import { type CheckAddress, nowhere } from '../address.ts';
import { useSession } from '../session.ts';
import { say } from '../shell-state.ts';
import { type Cell, checkedIn, codeOf, type Column, newColumn } from './columns.ts';
import { rememberPath } from './known-paths.ts';
import { currentMatrix, isChecking, putCursor, runsIn, setColumn, useVersions } from './versions-state.ts';

const { getState, setState } = useVersions;

/** Minimum time between updates in ms: an update for each single history would keep the screen busy. */
const publishEveryMs = 150;

let underway: AbortController | undefined;

/** Opens the check from a run: histories of its type, and the code last chosen for them. */
export async function showVersions(): Promise<void> {
  endComparison();
  setState({ shown: true, left: false });
  const open = useSession.getState().open?.summary;
  if (open === undefined || getState().path !== '') return;
  if (open.workflowType !== null) setState({ scope: { type: 'ofType', workflowType: open.workflowType } });
  const offer = await ask('offeredCode', { run: open.runId }).catch(() => null);
  if (offer === null || getState().path !== '') return;
  setState({ offered: offer.versions });
  if (offer.chosen !== null) await namePath(offer.chosen);
}

/** Shows the check in an address; results stay where its parameters are the same. */
export async function showChecked({ path, codes, workflowType, run, column }: CheckAddress): Promise<void> {
  endComparison();
  const { columns } = getState();
  const isSame = getState().path === path && columns.map(({ code }) => code).join('\n') === codes.join('\n');
  setState({ shown: true, left: false });
  if (!isSame) {
    setState({ scope: workflowType === null ? { type: 'all' } : { type: 'ofType', workflowType } });
    cancelCheck();
    setState({ path, listed: null, columns: codes.map(newColumn), beside: null });
    if (path !== '') setState({ listed: (await versionsOf(path))?.listed ?? null });
  }
  putCursor(run, column);
}

export function hideVersions(): void {
  setState({ shown: false, left: false });
}

/** Checks the runs selected in the library. */
export function checkChosen(runs: ReadonlySet<string>): void {
  setState({ scope: { type: 'chosen', runs } });
  void showVersions();
}

/** `named`: a path, or one version of it. Results of other code are dropped. */
export async function namePath(named: string): Promise<void> {
  cancelCheck();
  const code = named.trim();
  const listed = code === '' ? null : await versionsOf(code);
  const path = listed === null ? '' : listed.path;
  const columns = path === '' ? [] : [newColumn(code)];
  setState({ path, listed: listed?.listed ?? null, columns, cursor: { run: null, column: 0 }, beside: null });
  if (path !== '') rememberPath(path);
}

type PathVersions = { readonly path: string; readonly listed: VersionsOfPath };
type VersionsOfPath = Awaited<ReturnType<typeof listVersions>>;
const listVersions = (path: string) => ask('listVersions', { path });

/** The versions of the path in `PATH@REF`. */
async function versionsOf(code: string): Promise<PathVersions | null> {
  try {
    const listed = await listVersions(code);
    const ref = [...listed.refs, ...listed.commits.map(({ id }) => id)].find((each) => code.endsWith(`@${each}`));
    return { path: ref === undefined ? code : code.slice(0, -ref.length - 1), listed };
  } catch (error) {
    say(error instanceof Error ? error.message : String(error), 'bad');
    return null;
  }
}

/** Adds every version of the sample as a column. */
export async function takeOffered(): Promise<void> {
  const { offered } = getState();
  const [first] = offered;
  if (first === undefined) return;
  await namePath(first.code);
  setState({ columns: offered.map(({ code }) => newColumn(code)) });
}

/** Adds a column; it is checked at once, where the others were. */
export function addVersion(code: string): void {
  const { columns } = getState();
  const known = columns.findIndex((column) => column.code === code);
  if (known >= 0) return putCursor(getState().cursor.run, known);
  setState({ columns: [...columns, newColumn(code)] });
  if (columns.some(({ state }) => state !== 'idle')) void check(false);
}

export function addRef(ref: string | null): void {
  addVersion(codeOf(getState().path, ref));
}

export function dropColumn(code: string): void {
  const columns = getState().columns.filter((column) => column.code !== code);
  const settled = getState().settled?.filter((column) => column.code !== code) ?? null;
  setState({ columns, settled, beside: null, sort: 'newest' });
  putCursor(getState().cursor.run);
}

/**
 * Checks every version against every history, one version at a time. `anew`: repeats known results too; a file may have
 * changed.
 */
export async function check(anew = true): Promise<void> {
  if (isChecking()) return;
  const stop = (underway = new AbortController());
  setState({ settled: getState().columns });
  if (anew)
    for (const { code } of getState().columns) setColumn(code, { state: 'idle', error: null, cells: new Map() });
  const tried = new Set<string>();
  for (let next = nextColumn(tried); next !== undefined && !stop.signal.aborted; next = nextColumn(tried)) {
    tried.add(next.column.code);
    await checkColumn(next.column.code, next.runs, stop.signal);
  }
  if (underway === stop) setState({ settled: null });
  if (getState().cursor.run === null) putCursor(currentMatrix().histories[0]?.runId ?? null);
}

type DueColumn = { readonly column: Column; readonly runs: readonly string[] };

/** The first column that is not checked, or not for all histories. */
function nextColumn(tried: ReadonlySet<string>): DueColumn | undefined {
  const runs = runsIn(getState().scope, useSession.getState().runs).map(({ runId }) => runId as string);
  return getState()
    .columns.filter(({ code }) => !tried.has(code))
    .map((column) => ({ column, runs: runs.filter((run) => checkedIn(column, run) === null) }))
    .find(({ runs: due }) => due.length > 0);
}

async function checkColumn(code: string, runs: readonly string[], signal: AbortSignal): Promise<void> {
  const cells = new Map(getState().columns.find((column) => column.code === code)?.cells);
  setColumn(code, { state: 'running', error: null, cells });
  const publishing = setInterval(() => setColumn(code, {}), publishEveryMs);
  const onProgress = (progress: CheckProgress): void => {
    const [run, cell]: [string, Cell] =
      progress.type === 'began'
        ? [progress.run, { type: 'running' }]
        : [progress.checked.name, { type: 'done', checked: progress.checked }];
    cells.set(run, cell);
  };
  try {
    await ask('checkRuns', { runs: [...runs], code, against: null }, { signal, onProgress });
    setColumn(code, { state: signal.aborted ? 'cancelled' : 'done' });
  } catch (error) {
    const isCancelled = error instanceof RetraceError && error.code === 'cancelled';
    setColumn(code, isCancelled ? { state: 'cancelled' } : { state: 'failed', error: errorInfo(error) });
  } finally {
    clearInterval(publishing);
  }
}

export function cancelCheck(): void {
  underway?.abort();
  setState({ settled: null });
}

/** Into the run at the event where it goes apart, and its code at that line, where it was checked; the way back is kept. */
export async function openDivergence(run = getState().cursor.run, index = getState().cursor.column): Promise<void> {
  if (run === null) return;
  const column = getState().columns[index];
  const checked = checkedIn(column, run);
  const report = checked?.outcome === 'replayed' ? checked.report : null;
  keepAddress();
  await openRun(run, { ...nowhere, at: report?.seq ?? report?.drift[0]?.seq ?? null });
  const isOpen = useSession.getState().open?.summary.runId === run;
  if (isOpen && report !== null && column !== undefined) await showCode(column.code);
}

/** The code of a cell that makes a history of its run; null where it was not replayed, or had to be stopped. */
export function ownOfCell({ run, column: index } = getState().cursor): AskedCode | null {
  const column = getState().columns[index];
  const checked = run === null ? null : checkedIn(column, run);
  if (run === null || column === undefined || checked?.outcome !== 'replayed') return null;
  return checked.report.verdict === 'stopped' ? null : { run, code: column.code, workflow: null };
}

/** The run beside what the code of the cell at the cursor makes of it; the table is kept in the background. */
export async function compareCell(): Promise<void> {
  const asked = ownOfCell();
  const own = asked === null ? null : await ownRun(asked);
  if (asked === null || own === null || !getState().shown) return;
  setState({ shown: false, left: true });
  await compare([asked.run, own]);
}

/** Opening a run keeps the table in the background. Call once. */
export function watchVersions(): void {
  useSession.subscribe(({ opening }, before) => {
    if (opening !== null && opening !== before.opening && getState().shown) setState({ shown: false, left: true });
  });
}
