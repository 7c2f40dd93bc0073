// Tells one guest its history, task by task, and what came of it.

import type { NativeCommand, NativeFailure } from '../../model/native-event.ts';
import type { Answer, Divergence, LogLine, Noted } from '../../sandbox/native/activation.ts';
import type { HistoryGuest } from '../../sandbox/native/history-guest.ts';
import type { NativeHistory } from './native-history.ts';

export type Ended = {
  /** What ended the replay before its end; at most one of the two. */
  readonly divergence?: Divergence;
  readonly failure?: NativeFailure;
  /** It was in a task that the history completed. */
  readonly isRecorded: boolean;
  /** So the history says. */
  readonly hasEnded: boolean;
  /** The last event that the code was told of. */
  readonly lastSeq: number;
  /** What it asks for in the task that is not recorded. */
  readonly next: readonly NativeCommand[];
};

export type TellHooks = {
  /** Called before each task: the last event that it tells the code of. */
  readonly onTask?: (lastSeq: number) => void;
  /** Called before that: the replay ends where it says no. */
  readonly goesOn?: (lastSeq: number) => boolean;
  readonly onAnswer?: (noted: readonly Noted[], logs: readonly LogLine[]) => void;
};

/** Leaves the guest as it is then, to be asked more. */
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
