// Gives runs away: a bundle with what it discloses, the page of a run or of a comparison. Nothing of a bundle is saved
// before a person has seen what is in it.

import { create } from 'zustand';
import type { Params, Result } from '../../engine/model/api.ts';
import type { PseudonymChoice } from '../../engine/model/disclosed.ts';
import { errorInfo } from '../../engine/model/errors.ts';
import { countText } from '../../engine/model/duration.ts';
import { useCompare } from './compare/compare-state.ts';
import { saveAs } from './save-as.ts';
import { ask } from './engine.ts';
import { useSession } from './session.ts';
import { say } from './shell-state.ts';

type Asked = Pick<Params<'bundleRuns'>, 'runs' | 'comparison'>;

type Giving = {
  /** What the dialog is about; null without a dialog. */
  readonly asked: Asked | null;
  readonly pseudonyms: PseudonymChoice;
  /** The bundle that would be saved; null while it is made. */
  readonly made: Result<'bundleRuns'> | null;
  readonly error: string | null;
};

export const useGiving = create<Giving>(() => ({ asked: null, pseudonyms: 'values', made: null, error: null }));

const { getState, setState } = useGiving;

/** The compared pair with its rules, or else the open run at its cursor and view. */
export function giveAwayShown(): void {
  const { runs, pair } = useCompare.getState();
  const { open, cursor, view } = useSession.getState();
  const [left = '', right = ''] = runs;
  if (runs.length === 2)
    begin({
      runs: runs.map((run) => ({ run, place: null })),
      comparison: { left, right, ignore: [...(pair?.ignore ?? [])] },
    });
  else if (open !== null)
    begin({ runs: [{ run: open.summary.runId, place: { seq: cursor, view } }], comparison: null });
}

export function giveAway(runs: readonly string[]): void {
  begin({ runs: runs.map((run) => ({ run, place: null })), comparison: null });
}

function begin(asked: Asked): void {
  setState({ asked });
  void make();
}

export function choosePseudonyms(pseudonyms: PseudonymChoice): void {
  setState({ pseudonyms });
  void make();
}

export function keepBundle(): void {
  setState({ asked: null, made: null, error: null });
}

export function saveBundle(): void {
  const { made } = getState();
  if (made === null) return;
  saveAs(made.name, made.bytes, 'application/gzip');
  say(`Saved ${countText(made.runs.length)} ${made.runs.length === 1 ? 'run' : 'runs'} as ${made.name}.`);
  keepBundle();
}

let making = new AbortController();

async function make(): Promise<void> {
  const { asked, pseudonyms } = getState();
  making.abort();
  if (asked === null) return;
  const controller = new AbortController();
  making = controller;
  setState({ made: null, error: null });
  try {
    const made = await ask('bundleRuns', { ...asked, pseudonyms }, { signal: controller.signal });
    if (making === controller && getState().asked === asked) setState({ made });
  } catch (error) {
    if (making === controller && getState().asked === asked) setState({ error: errorInfo(error).message });
  }
}

/** A run as an HTML page. */
export async function saveReport(run: string): Promise<void> {
  await savePage('the report', () => ask('runPage', { run }));
}

/** The compared pair as an HTML page. */
export async function saveComparison(): Promise<void> {
  const { pair } = useCompare.getState();
  if (pair === null) return;
  const [left, right] = [pair.left.summary.runId, pair.right.summary.runId];
  await savePage('the comparison', () => ask('comparisonPage', { left, right, ignore: [...pair.ignore] }));
}

async function savePage(what: string, make: () => Promise<Result<'runPage'>>): Promise<void> {
  try {
    const { name, bytes } = await make();
    saveAs(name, bytes, 'text/html');
    say(`Saved ${what} as ${name}.`);
  } catch (error) {
    say(errorInfo(error).message, 'bad');
  }
}
