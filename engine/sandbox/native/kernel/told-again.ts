// A history in the form in which a guest gets it again. Pure.

import type { NativeCommand, NativeEvent } from '../../../model/native-event.ts';
import { isCommand, isWaking } from '../../../model/native-history.ts';
import type { Activation } from '../activation.ts';

/** `seq`: seq of the event that completed the task. */
export type ToldTask = Activation & { readonly seq: number };

export type Told = {
  /** Every completed task, in order. */
  readonly replayed: readonly ToldTask[];
  /** Events after the last completed task. */
  readonly unseen: readonly NativeEvent[];
};

/** `events`: all events of a run, from its beginning. */
export function toldAgain(events: readonly NativeEvent[]): Told {
  const replayed: ToldTask[] = [];
  const recorded = new Map<number, NativeCommand[]>();
  /** Seqs of waking events that no task has seen. */
  let waiting: number[] = [];
  for (let seq = 1; seq <= events.length; seq++) {
    const event = events[seq - 1]!;
    if (isCommand(event)) recorded.get(event.task)?.push(event);
    else if (isWaking(event)) waiting.push(seq);
    if (event.type !== 'workflow_task_completed') continue;
    const commands: NativeCommand[] = [];
    recorded.set(event.task, commands);
    const told: NativeEvent[] = [];
    const unseen: number[] = [];
    for (const each of waiting)
      if (event.unseen?.includes(each)) unseen.push(each);
      else told.push(events[each - 1]!);
    waiting = unseen;
    replayed.push({ seq, task: event.task, atMs: event.at, events: told, recorded: commands });
  }
  return { replayed, unseen: waiting.map((seq) => events[seq - 1]!) };
}
