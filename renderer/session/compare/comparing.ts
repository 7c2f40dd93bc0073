// Starts, changes and ends the comparison on screen. Of several requests in a row the last wins.

import { errorInfo, RetraceError } from '../../../engine/model/errors.ts';
import type { RunId } from '../../../engine/model/event.ts';
import { unpackOutline } from '../../../engine/model/packed-outline.ts';
import type { RunSummary } from '../../../engine/model/run.ts';
import { copyText } from '../copying.ts';
import { ask } from '../engine.ts';
import { isGrowing } from '../growth.ts';
import { type OpenRun, useSession } from '../session.ts';
import { say } from '../shell-state.ts';
import { showPair, useCompare } from './compare-state.ts';
import { ignoredRules, useIgnored } from './ignored.ts';

const { getState, setState } = useCompare;

let newest = 0;

/** Compares two runs side by side, or the first with the others. Goes to `row` where given. */
export async function compare(runs: readonly string[], row: number | null = null): Promise<void> {
  if (runs.length < 2) return;
  if (runs.length === 2 && runs[0] === runs[1]) {
    say('A run cannot be compared with itself. Choose another one.', 'bad');
    return;
  }
  const turn = ++newest;
  const kept = runs.length === 2 ? keptPair(runs) : null;
  setState({
    runs,
    last: runs,
    error: null,
    loading: true,
    matrix: null,
    pair: kept,
    ...(row === null ? {} : { cursor: row }),
  });
  try {
    if (runs.length === 2) await loadPair(turn, runs, row);
    else await loadMatrix(turn, runs);
  } catch (error) {
    if (turn === newest) setState({ loading: false, error: errorInfo(error), pair: null });
  }
}

/** The current or previous pair of these runs, in either order: it stays on screen until the new one is ready. */
function keptPair(runs: readonly string[]) {
  const { pair } = getState();
  return pair !== null && runs.includes(pair.left.summary.runId) && runs.includes(pair.right.summary.runId)
    ? pair
    : null;
}

async function loadPair(turn: number, [left = '', right = '']: readonly string[], row: number | null): Promise<void> {
  const ignore = ignoredRules();
  const [a, b] = [await runOf(left), await runOf(right)];
  const { comparison, sentences, ofRuns } = await ask('compareRuns', { left, right, ignore: [...ignore] });
  if (turn === newest) showPair({ left: a, right: b, comparison, sentences, ofRuns, ignore }, row);
}

/**
 * Requests a run from the engine only without a constant outline of it here: the outline of a growing run is
 * overwritten.
 */
async function runOf(run: string): Promise<OpenRun> {
  const { pair } = getState();
  const { open } = useSession.getState();
  const here = [open, pair?.left, pair?.right].find((each) => each?.summary.runId === run);
  if (here !== undefined && here !== null && !isGrowing(here.outline)) return here;
  const { summary, outline } = await ask('openRun', { run });
  return { summary, outline: unpackOutline(outline) };
}

async function loadMatrix(turn: number, [run = '', ...others]: readonly string[]): Promise<void> {
  const matrix = await ask('compareMany', { run, others });
  if (turn !== newest) return;
  setState({ matrix: { ...matrix, one: summaryOf(run), others: others.map(summaryOf) }, loading: false });
}

function summaryOf(run: string): RunSummary {
  const found = useSession.getState().runs.find((each) => each.runId === run);
  if (found === undefined) throw goneError(run);
  return found;
}

function goneError(run: string): RetraceError {
  return new RetraceError(
    'no-such-run',
    `The run ${run} is not in this library. Open the file that holds it, then compare again.`,
  );
}

/** Compares a run with the open run. */
export function compareWithOpen(run: RunId | string): void {
  const open = useSession.getState().open?.summary.runId;
  if (open !== undefined) void compare([open, run]);
}

export function compareAgain(): void {
  const { runs, last } = getState();
  void compare(runs.length > 0 ? runs : last);
}

export function endComparison(): void {
  newest += 1;
  setState({ runs: [], loading: false, error: null });
}

/** A⇄B: mirrors the comparison at once, then recomputes it, as its sentences change. */
export function swapSides(): void {
  const { runs } = getState();
  if (runs.length === 2) void compare(runs.toReversed());
}

/** Removes runs that left the library from the comparison. */
export function forgetCompared(dropped: readonly string[]): void {
  const gone = getState().runs.find((run) => dropped.includes(run));
  if (gone === undefined) return;
  newest += 1;
  setState({ loading: false, pair: null, matrix: null, error: errorInfo(goneError(gone)) });
}

export function copySummary(): void {
  const { pair } = getState();
  if (pair !== null) void copyText(pair.sentences.join('\n'), 'the summary of the comparison');
}

/** Other rules recompute the comparison; opening a run ends it. Call once. */
export function watchComparison(): void {
  useIgnored.subscribe(() => {
    if (getState().runs.length === 2) compareAgain();
  });
  useSession.subscribe(({ opening }, before) => {
    if (opening !== null && opening !== before.opening && getState().runs.length > 0) endComparison();
  });
}
