// A person's actions on runs of the library: delete, restore, rename, save, search payloads.

import { countText } from '../../engine/model/duration.ts';
import { calledOf } from '../../engine/model/run.ts';
import { ask } from './engine.ts';
import { closeRun } from './runs.ts';
import { saveAs } from './save-as.ts';
import { useSession } from './session.ts';
import { say } from './shell-state.ts';

/** `done` tells whether the runs were deleted. */
type Deletion = { readonly runs: readonly string[]; readonly done: Promise<boolean> };

/** Deletions by action, the latest last: an undo restores one action's runs. */
const deletions: Deletion[] = [];

export async function deleteRuns(runs: readonly string[]): Promise<void> {
  const called = runs.length === 1 ? `“${nameOf(runs[0] ?? '')}”` : `${countText(runs.length)} runs`;
  await saying(async () => {
    const { open } = useSession.getState();
    const answer = ask('deleteRuns', { runs: [...runs] });
    // The runs may be gone from the table before the answer is here.
    const done = answer.then(
      () => true,
      () => false,
    );
    deletions.push({ runs, done });
    await answer;
    if (open !== null && runs.includes(open.summary.runId)) closeRun();
    say(`Deleted ${called}.`, 'info', { word: 'Undo', run: () => void undoDelete() });
  });
}

export function canUndoDelete(): boolean {
  return deletions.length > 0;
}

export async function undoDelete(): Promise<void> {
  const latest = deletions.pop();
  if (latest === undefined) return;
  if (!(await latest.done)) return await undoDelete();
  const { runs } = latest;
  await saying(async () => {
    await ask('restoreRuns', { runs: [...runs] });
    say(runs.length === 1 ? `“${nameOf(runs[0] ?? '')}” is back.` : `${countText(runs.length)} runs are back.`);
  });
}

/** An empty name removes a person's name. */
export async function renameRun(run: string, name: string): Promise<void> {
  await saying(async () => void (await ask('renameRun', { run, name })));
}

/** Exports each run as imported, into a file of its own. */
export async function exportRuns(runs: readonly string[]): Promise<void> {
  await saying(async () => {
    for (const run of runs) {
      const { name, bytes } = await ask('exportRun', { run });
      saveAs(name, bytes, 'application/json');
    }
  });
}

function nameOf(run: string): string {
  const found = useSession.getState().runs.find(({ runId }) => runId === run);
  return found === undefined ? run : calledOf(found);
}

async function saying(act: () => Promise<void>): Promise<void> {
  try {
    await act();
  } catch (error) {
    say(error instanceof Error ? error.message : String(error), 'bad');
  }
}
