// A person's actions on runs of the library: delete, restore, rename, save, search payloads.

import { countText } from '../../engine/model/duration.ts';
import { calledOf } from '../../engine/model/run.ts';
import { ask } from './engine.ts';
import { closeRun } from './runs.ts';
import { saveAs } from './save-as.ts';
import { useSession } from './session.ts';
import { say } from './shell-state.ts';

/** Deleted runs by action, the latest last: an undo restores one action's runs. */
const deleted: (readonly string[])[] = [];

export async function deleteRuns(runs: readonly string[]): Promise<void> {
  const called = runs.length === 1 ? `“${nameOf(runs[0] ?? '')}”` : `${countText(runs.length)} runs`;
  await saying(async () => {
    const { open } = useSession.getState();
    await ask('deleteRuns', { runs: [...runs] });
    if (open !== null && runs.includes(open.summary.runId)) closeRun();
    deleted.push(runs);
    say(`Deleted ${called}.`, 'info', { word: 'Undo', run: () => void undoDelete() });
  });
}

export function canUndoDelete(): boolean {
  return deleted.length > 0;
}

export async function undoDelete(): Promise<void> {
  const runs = deleted.pop();
  if (runs === undefined) return;
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
