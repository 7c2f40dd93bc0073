// Delivers one guest its history, task by task, and reports the result.

import type { NativeCommand, NativeFailure } from '../../model/native-event.ts';
import type { Answer, Divergence, LogLine, Noted } from '../../sandbox/native/activation.ts';
import type { HistoryGuest } from '../../sandbox/native/history-guest.ts';
import type { NativeHistory } from './native-history.ts';

export type Ended = {
  /** The reason of an early end of the replay; at most one of the two is set. */
  readonly divergence?: Divergence;
  readonly failure?: NativeFailure;
  /** True for a task that the history completed. */
  readonly isRecorded: boolean;
  /** True where the history says so. */
  readonly hasEnded: boolean;
  /** The last event delivered to the code. */
  readonly lastSeq: number;
  /** The code's commands in the unrecorded task. */
  readonly next: readonly NativeCommand[];
};

export type TellHooks = {
  /** Called before each task with the last event that it delivers. */
  readonly onTask?: (lastSeq: number) => void;
  /** Called before `onTask`: false ends the replay. */
  readonly goesOn?: (lastSeq: number) => boolean;
  readonly onAnswer?: (noted: readonly Noted[], logs: readonly LogLine[]) => void;
};

/** Leaves the guest in its last state, for further requests. */
export function tellHistory(history: NativeHistory, guest: HistoryGuest, hooks: TellHooks): Ended {
  const failure = guest.load();
  const ended: Ended = { isRecorded: true, hasEnded: guest.hasEnded, lastSeq: 1, next: [] };
  if (failure !== undefined) return { ...ended, failure };
  let lastSeq = 0;
  for (let seq = guest.nextSeq; seq > 0; seq = guest.nextSeq) {
    if (hooks.goesOn?.(seq) === false) return { ...ended, lastSeq };
    lastSeq = seq;
    hooks.onTask?.(seq);
    const answer = guest.next();
    if (answer === undefined) continue;
    note(answer, hooks);
    if (answer.type === 'diverged') return { ...ended, lastSeq, divergence: answer.divergence };
    if (answer.type === 'failed') return { ...ended, lastSeq, failure: answer.failure };
  }
  if (guest.hasEnded || hooks.goesOn?.(history.length) === false) return { ...ended, lastSeq };
  return { ...ended, ...beyond(history, guest, hooks), isRecorded: false, lastSeq: history.length };
}

function beyond(history: NativeHistory, guest: HistoryGuest, hooks: TellHooks): Pick<Ended, 'failure' | 'next'> {
  hooks.onTask?.(history.length);
  const answer = guest.next();
  if (answer !== undefined) note(answer, hooks);
  if (answer?.type === 'failed') return { failure: answer.failure, next: [] };
  return { next: answer?.type === 'commands' ? answer.commands : [] };
}

function note(answer: Answer, { onAnswer }: TellHooks): void {
  if (answer.type !== 'failed') onAnswer?.(answer.noted ?? [], answer.logs);
}
