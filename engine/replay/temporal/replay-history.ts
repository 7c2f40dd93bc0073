// Replays one history with one guest, task by task, and says what came of it. Pure but for the guest.

import type { HistoryEvent } from '../../formats/temporal/canonical/history-event.ts';
import type { Answer, Command, Guest, ThrownError } from '../../sandbox/guest.ts';
import { Core, type CoreOptions } from './core.ts';
import { Mismatch } from './mismatch.ts';

export type Ended = {
  /** What ended the replay before its end; at most one of the two. */
  readonly mismatch?: Mismatch;
  readonly error?: ThrownError;
  /** False where the official replayer does not look any more. */
  readonly counts: boolean;
  /** Id of the last event that was taken. */
  readonly lastEvent: number;
  /** What the code asked for, and the history does not show. */
  readonly unanswered: readonly Command[];
  /** What it asked for, and the history shows, but not how it ended. */
  readonly open: readonly Command[];
};

export type ReplayHooks = CoreOptions & {
  /** Called before each activation: id of the last event that it tells the code of. */
  readonly onActivation?: (lastEvent: number) => void;
  /** Called before that: the replay ends where it says no. */
  readonly goesOn?: (lastEvent: number) => boolean;
  /** Called after it. */
  readonly onAnswer?: (answer: Answer) => void;
};

/** Leaves the guest as it is then, to be asked more. */
export async function replayHistory(events: readonly HistoryEvent[], guest: Guest, hooks: ReplayHooks): Promise<Ended> {
  let core: Core | undefined;
  let isFirst = true;
  const ended = (counts: boolean, why: { mismatch?: Mismatch; error?: ThrownError } = {}): Ended => ({
    ...why,
    counts,
    lastEvent: core?.lastEvent ?? 0,
    unanswered: core?.unanswered ?? [],
    open: core?.open ?? [],
  });
  try {
    core = new Core(events, hooks);
    core.next();
    while (core.hasJobs && hooks.goesOn?.(core.lastEvent) !== false) {
      const activation = core.activation();
      hooks.onActivation?.(core.lastEvent);
      const answer = await guest.activate(activation);
      hooks.onAnswer?.(answer);
      if (answer.type === 'failed') return ended(core.isReplaying, { error: answer.error });
      isFirst = false;
      core.complete(answer.commands);
      if (!core.isReplaying && !core.hasJobs) break;
    }
    return ended(true);
  } catch (error) {
    if (error instanceof Mismatch) return ended(isFirst || core?.isReplaying !== false, { mismatch: error });
    throw error;
  }
}
