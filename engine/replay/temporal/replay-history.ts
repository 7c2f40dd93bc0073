// Replays one history with one guest, task by task, and reports the result. Pure except for the guest.

import type { HistoryEvent } from '../../formats/temporal/canonical/history-event.ts';
import type { Answer, Command, Guest, ThrownError } from '../../sandbox/guest.ts';
import { Core, type CoreOptions } from './core.ts';
import { Mismatch } from './mismatch.ts';

export type Ended = {
  /** The reason of an early end of the replay; at most one of the two is set. */
  readonly mismatch?: Mismatch;
  readonly error?: ThrownError;
  /** Where the official replayer gave up though the replay went on. */
  readonly unparsable?: Mismatch;
  /** False where the official replayer no longer checks. */
  readonly counts: boolean;
  /** Id of the last event taken. */
  readonly lastEvent: number;
  /** Commands of the code that the history does not contain. */
  readonly unanswered: readonly Command[];
  /** Commands that the history contains without their end. */
  readonly open: readonly Command[];
};

export type ReplayHooks = CoreOptions & {
  /** Called before each activation with the id of the last event that it delivers. */
  readonly onActivation?: (lastEvent: number) => void;
  /** Called before `onActivation`: false ends the replay. */
  readonly goesOn?: (lastEvent: number) => boolean;
  /** Called after each activation. */
  readonly onAnswer?: (answer: Answer) => void;
};

/** Leaves the guest in its last state, for further requests. */
export async function replayHistory(events: readonly HistoryEvent[], guest: Guest, hooks: ReplayHooks): Promise<Ended> {
  let core: Core | undefined;
  let isFirst = true;
  const ended = (counts: boolean, why: { mismatch?: Mismatch; error?: ThrownError } = {}): Ended => ({
    ...why,
    ...(core?.unparsable !== undefined && { unparsable: core.unparsable }),
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
