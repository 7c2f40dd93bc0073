// Opening a run, and the list of runs that the library shows.

import type { LibraryChange } from '../../engine/model/api.ts';
import { RetraceError } from '../../engine/model/errors.ts';
import { operationIndex } from '../../engine/model/outline.ts';
import { unpackOutline } from '../../engine/model/packed-outline.ts';
import type { RunSummary } from '../../engine/model/run.ts';
import { ask, follow } from './engine.ts';
import type { Address } from './address.ts';
import { select, setFilter, setSearch, showRun, useSession } from './session.ts';
import { say, unsayBad, useShell } from './shell-state.ts';

const { getState, setState } = useSession;

/** Shows a run, at a place in it where one is given. Of several asked for in a row the last one wins. */
export async function openRun(run: string, address?: Address): Promise<void> {
  setState({ opening: run });
  useShell.setState({ table: false });
  try {
    const { summary, outline } = await ask('openRun', { run });
    if (getState().opening !== run) return;
    showRun(summary, unpackOutline(outline), address?.at ?? undefined);
    unsayBad();
    if (address !== undefined) goTo(address);
  } catch (error) {
    if (getState().opening !== run) return;
    setState({ opening: null });
    say(openingText(run, error), 'bad');
  }
}

/** What a place says beyond run and seq, on the run that is open. */
export function goTo(address: Address): void {
  const { open } = getState();
  if (open === null) return;
  const { kinds, statuses, fromMs, toMs, workflowTasks, search: text, regex } = address;
  setFilter({ kinds, statuses, fromMs, toMs, workflowTasks: workflowTasks || getState().filter.workflowTasks });
  const operation = address.operation === null ? -1 : operationIndex(open.outline, address.operation);
  select(operation < 0 ? null : operation);
  if (text !== '') setSearch({ text, regex });
}

function openingText(run: string, error: unknown): string {
  if (error instanceof RetraceError && error.code === 'no-such-run') {
    return `The run ${run} is not in this library. Open the file that holds it.`;
  }
  return error instanceof Error ? error.message : String(error);
}

/** Keeps the list of runs as the library is, whoever changes it; resolves when the list is whole. Ends with the connection. */
export function followLibrary(onGone: (runs: readonly string[]) => void): Promise<void> {
  return new Promise((resolve, reject) => {
    let isWhole = false;
    const onProgress = ({ runs, gone }: LibraryChange): void => {
      if (isWhole) addRuns(runs);
      else setState({ runs });
      isWhole = true;
      if (gone.length > 0) {
        dropRuns(gone);
        onGone(gone);
      }
      resolve();
    };
    // Rejected where the connection is lost: it is followed anew with the next one.
    follow('followLibrary', {}, onProgress).catch(reject);
  });
}

/** A run that was there already is replaced: the newer summary counts. */
function addRuns(added: readonly RunSummary[]): void {
  const fresh = new Set<string>(added.map((run) => run.runId));
  setState({ runs: [...getState().runs.filter((run) => !fresh.has(run.runId)), ...added] });
}

/** Leaves the open run; the library is there again. */
export function closeRun(): void {
  setState({ open: null, opening: null, cursor: 0, selected: null, playing: false });
}

/** Runs that could not be stored after all, or that another program has taken out. */
function dropRuns(dropped: readonly string[]): void {
  const gone = new Set<string>(dropped);
  const { runs, open } = getState();
  setState({ runs: runs.filter((run) => !gone.has(run.runId)) });
  if (open === null || !gone.has(open.summary.runId)) return;
  closeRun();
  say('The run that was open is gone from the library: it could not be stored, or another program took it out.', 'bad');
}

/** The parent of the open run, where it is in the library. */
export function parentRun(): RunSummary | null {
  const { open, runs } = getState();
  const parent = open?.summary.family.parent;
  return runs.find((run) => run.runId === parent) ?? null;
}

/** The run that the selected operation, or else the event at the cursor, stands for: a child, a nexus operation's handler, a receiver. */
export function childRun(): RunSummary | null {
  const { open, runs, selected, cursor } = getState();
  if (open === null) return null;
  const { operations, operation, links } = open.outline;
  const key = operations.keys[selected ?? operation[cursor - 1] ?? -1];
  const link = links.find(
    (each) =>
      (each.relation === 'child' || each.relation === 'external') && each.key === key && each.runId !== undefined,
  );
  return link === undefined ? null : (runs.find((run) => run.runId === link.runId) ?? null);
}
