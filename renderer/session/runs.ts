// Opening a run, and the list of runs that the library shows.

import type { LibraryChange } from '../../engine/model/api.ts';
import { RetraceError } from '../../engine/model/errors.ts';
import { operationIndex } from '../../engine/model/outline.ts';
import { isOwnRunId } from '../../engine/model/replay/own-run-id.ts';
import { unpackOutline } from '../../engine/model/packed-outline.ts';
import type { RunSummary } from '../../engine/model/run.ts';
import { ask, follow } from './engine.ts';
import type { Address } from './address.ts';
import { select, setFilter, setSearch, showRun, useSession } from './session.ts';
import { say, unsayBad, useShell } from './shell-state.ts';

const { getState, setState } = useSession;

/** Shows a run, at a place in it where one is given. Of several requests in a row the last wins. */
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

/** Applies the parts of a place beyond run and seq to the open run. */
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
  if (error instanceof RetraceError && error.code === 'no-such-run' && !isOwnRunId(run)) {
    return `The run ${run} is not in this library. Open the file that holds it.`;
  }
  return error instanceof Error ? error.message : String(error);
}

/**
 * Keeps the list of runs equal to the library, whoever changes it; resolves when the list is complete. Ends with the
 * connection.
 */
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
    // Rejects when the connection is lost; the next connection follows the library again.
    follow('followLibrary', {}, onProgress).catch(reject);
  });
}

/** Adds runs; a newer summary replaces an older one. */
function addRuns(added: readonly RunSummary[]): void {
  const fresh = new Set<string>(added.map((run) => run.runId));
  setState({ runs: [...getState().runs.filter((run) => !fresh.has(run.runId)), ...added] });
}

/** Closes the open run and shows the library. */
export function closeRun(): void {
  setState({ open: null, opening: null, cursor: 0, selected: null, playing: false });
}

/** Removes runs that could not be stored, or that another program deleted. */
function dropRuns(dropped: readonly string[]): void {
  const gone = new Set<string>(dropped);
  const { runs, open } = getState();
  setState({ runs: runs.filter((run) => !gone.has(run.runId)) });
  if (open === null || !gone.has(open.summary.runId)) return;
  closeRun();
  say('The run that was open is gone from the library: it could not be stored, or another program took it out.', 'bad');
}

/** The parent of the open run, if the library has it. */
export function parentRun(): RunSummary | null {
  const { open, runs } = getState();
  const parent = open?.summary.family.parent;
  return runs.find((run) => run.runId === parent) ?? null;
}

/**
 * The run behind the selected operation or, without a selection, behind the event at the cursor: a child, a nexus
 * operation's handler, a receiver.
 */
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
