// What a person does to the open run while it is worked on.

import type { Params } from '../../../engine/model/api.ts';
import type { Steer } from '../../../engine/model/live-run.ts';
import { ask } from '../engine.ts';
import { openRun } from '../runs.ts';
import { useSession } from '../session.ts';
import { say, useShell } from '../shell-state.ts';
import { rememberStart } from './started-before.ts';

const done: Readonly<Record<Steer, string>> = {
  cancel: 'asked to cancel',
  terminate: 'terminated',
  pause: 'paused: its code is not run, its activities go on',
  resume: 'resumed',
  retry: 'taken up again',
};

/** Throws the sentence of what is wrong. Opens the run. */
export async function startRun(params: Params<'startRun'>): Promise<void> {
  const { run, workflowId } = await ask('startRun', params);
  rememberStart(params);
  useShell.setState({ dialog: null });
  say(`${workflowId} is started.`);
  await openRun(run);
}

export async function steer(way: Steer, reason = ''): Promise<void> {
  await ofOpen(async (run, called) => {
    await ask('steerRun', { run, steer: way, reason });
    say(`${called} is ${done[way]}.`);
  });
}

export async function startWorker(): Promise<void> {
  await ofOpen(async (run) => {
    await ask('workOnRun', { run });
    say('A worker of this program is at work.');
  });
}

async function ofOpen(act: (run: string, called: string) => Promise<void>): Promise<void> {
  const { open } = useSession.getState();
  if (open === null) return;
  const { runId, workflowId } = open.summary;
  try {
    await act(runId, workflowId ?? runId);
  } catch (error) {
    say(error instanceof Error ? error.message : String(error), 'bad');
  }
}
