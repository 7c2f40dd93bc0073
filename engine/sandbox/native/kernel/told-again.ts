// A history as what a guest is told again. Pure.

import type { NativeCommand, NativeEvent } from '../../../model/native-event.ts';
import { isCommand, isWaking } from '../../../model/native-history.ts';
import type { Activation } from '../activation.ts';

/** `seq`: of the event that says that the task was completed. */
export type ToldTask = Activation & { readonly seq: number };

export type Told = {
  /** Of every task that was completed, in order. */
  readonly replayed: readonly ToldTask[];
  /** What came after the last. */
  readonly unseen: readonly NativeEvent[];
};

/** `events`: all of a run, from its beginning. */
export function toldAgain(events: readonly NativeEvent[]): Told {
  const replayed: ToldTask[] = [];
  const recorded = new Map<number, NativeCommand[]>();
  let batch: (readonly [seq: number, event: NativeEvent])[] = [];
  for (const [i, event] of events.entries()) {
    if (isCommand(event)) recorded.get(event.task)?.push(event);
    else if (isWaking(event)) batch.push([i + 1, event]);
    if (event.type !== 'workflow_task_completed') continue;
    const commands: NativeCommand[] = [];
    recorded.set(event.task, commands);
    const { unseen = [] } = event;
    const told = batch.flatMap(([seq, each]) => (unseen.includes(seq) ? [] : [each]));
    replayed.push({ seq: i + 1, task: event.task, atMs: event.at, events: told, recorded: commands });
    batch = batch.filter(([seq]) => unseen.includes(seq));
  }
  return { replayed, unseen: batch.map(([, event]) => event) };
}
