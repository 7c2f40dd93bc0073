// Compares a run with what code makes of it on its own decisions. Of several requests the last counts.

import { create } from 'zustand';
import { RetraceError } from '../../../engine/model/errors.ts';
import type { ToldEvents } from '../../../engine/model/replay/call.ts';
import { compare } from '../compare/comparing.ts';
import { ask } from '../engine.ts';
import { say } from '../shell-state.ts';
import { type AskedCode, replayedOf, useCode } from './code-state.ts';

/** Code that is run on now, and how far it is. */
export type Making = AskedCode & ToldEvents;

export const useMaking = create<{ readonly making: Making | null }>(() => ({ making: null }));

let underway: AbortController | undefined;

/** Code that had to be stopped makes no history. */
export function makesHistory(run: string | undefined): boolean {
  const replayed = replayedOf(run);
  return replayed !== null && replayed.report.verdict !== 'stopped';
}

/** Runs the code that was replayed, which a person has asked for. */
export async function compareOwn(): Promise<void> {
  const { replayed } = useCode.getState();
  if (replayed === null) return;
  const own = await ownRun(replayed.asked);
  if (own !== null && useCode.getState().replayed === replayed) await compare([replayed.asked.run, own]);
}

/** Id of the run that the code makes; null where that was cancelled, failed (which is said), or goes on already. */
export async function ownRun(asked: AskedCode): Promise<string | null> {
  if (isMaking(asked)) return null;
  cancelOwn();
  const stop = (underway = new AbortController());
  const told = (making: ToldEvents): void => {
    if (underway === stop) useMaking.setState({ making: { ...asked, ...making } });
  };
  told({ told: 0, of: 0 });
  try {
    return (await ask('ownRun', asked, { signal: stop.signal, onProgress: told })).run.runId;
  } catch (error) {
    const isCancelled = error instanceof RetraceError && error.code === 'cancelled';
    if (!isCancelled) say(error instanceof Error ? error.message : String(error), 'bad');
    return null;
  } finally {
    if (underway === stop) useMaking.setState({ making: null });
  }
}

export function isMaking({ run, code }: Pick<AskedCode, 'run' | 'code'>, { making } = useMaking.getState()): boolean {
  return making !== null && making.run === run && making.code === code;
}

/** False where nothing is made. */
export function cancelOwn(): boolean {
  underway?.abort();
  const was = useMaking.getState().making !== null;
  useMaking.setState({ making: null });
  return was;
}
