// What can be copied of the open run.

import { copyText } from '../session/copying.ts';
import { hashOf } from '../session/address.ts';
import { currentAddress } from '../session/current-address.ts';
import { wholeRaw } from '../session/raw-text.ts';
import { useSession } from '../session/session.ts';
import { say } from '../session/shell-state.ts';

const { getState } = useSession;

export async function copyEvent(): Promise<void> {
  const { open, cursor } = getState();
  if (open === null || cursor === 0) return;
  try {
    await copyText((await wholeRaw(open.summary.runId, cursor)).join(''), `event ${cursor} as JSON`);
  } catch (error) {
    say(error instanceof Error ? error.message : String(error), 'bad');
  }
}

/** The id of the selected operation, or of the operation at the cursor, as named by its source. */
export function operationId(): string | null {
  const { open, selected, cursor } = getState();
  const key = open?.outline.operations.keys[selected ?? open.outline.operation[cursor - 1] ?? -1];
  return key === undefined ? null : key.slice(key.indexOf(':') + 1);
}

export async function copyOperation(): Promise<void> {
  const id = operationId();
  if (id !== null) await copyText(id, `operation id ${id}`);
}

export async function copyWorkflow(): Promise<void> {
  const id = getState().open?.summary.workflowId ?? null;
  if (id !== null) await copyText(id, 'the workflow id');
}

export async function copyRun(): Promise<void> {
  const run = getState().open?.summary.runId;
  if (run !== undefined) await copyText(run, 'the run id');
}

export async function copyLink(): Promise<void> {
  const { origin, pathname } = location;
  await copyText(`${origin}${pathname}${hashOf(currentAddress(getState()))}`, 'a link to this place');
}
