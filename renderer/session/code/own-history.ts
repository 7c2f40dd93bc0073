// Compares the open run with what the replayed code makes of it on its own decisions.

import { compare } from '../compare/comparing.ts';
import { ask } from '../engine.ts';
import { say } from '../shell-state.ts';
import { replayedOf, useCode } from './code-state.ts';

/** Code that had to be stopped makes no history. */
export function makesHistory(run: string | undefined): boolean {
  const replayed = replayedOf(run);
  return replayed !== null && replayed.report.verdict !== 'stopped';
}

/** Runs the code that was replayed, which a person has asked for. */
export async function compareOwn(): Promise<void> {
  const { replayed, making } = useCode.getState();
  if (replayed === null || making) return;
  useCode.setState({ making: true });
  try {
    const { run } = await ask('ownRun', replayed.asked);
    if (useCode.getState().replayed === replayed) await compare([replayed.asked.run, run.runId]);
  } catch (error) {
    say(error instanceof Error ? error.message : String(error), 'bad');
  } finally {
    useCode.setState({ making: false });
  }
}
