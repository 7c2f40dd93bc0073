// Native events as bytes, and a history as what a guest is told again.

import type { NativeCommand, NativeEvent } from '../model/native-event.ts';
import type { Activation } from '../sandbox/native/activation.ts';
import type { StoredEvent } from '../store/log.ts';
import { isWaking } from './run-desk.ts';

const encoder = new TextEncoder();
const decoder = new TextDecoder();

export function encoded(event: NativeEvent): Omit<StoredEvent, 'seq'> {
  const { type, at } = event;
  return { type, atMs: at, payload: encoder.encode(JSON.stringify(event)) };
}

/** What others may have put into the log is nothing to the engine. */
export function decoded({ type, atMs, payload }: StoredEvent): NativeEvent {
  try {
    const value = JSON.parse(decoder.decode(payload)) as NativeEvent;
    if (typeof value === 'object' && value !== null && value.type === type) return value;
  } catch {
    // No JSON: none of ours.
  }
  return { type: 'custom', at: atMs ?? 0 };
}

export function isCommand(event: NativeEvent): event is NativeEvent & NativeCommand {
  return 'task' in event && 'fiber' in event;
}

export type Told = {
  /** Of every task that was completed, in order. */
  readonly replayed: readonly Activation[];
  /** What came after the last. */
  readonly unseen: readonly NativeEvent[];
};

/** `events`: all of a run, from its beginning. */
export function toldAgain(events: readonly NativeEvent[]): Told {
  const replayed: Activation[] = [];
  const commands = commandsByTask(events);
  let batch: (readonly [seq: number, event: NativeEvent])[] = [];
  for (const [i, event] of events.entries()) {
    if (isWaking(event)) batch.push([i + 1, event]);
    if (event.type !== 'workflow_task_completed') continue;
    const unseen = new Set(event.unseen);
    replayed.push({
      task: event.task,
      atMs: event.at,
      events: batch.flatMap(([seq, each]) => (unseen.has(seq) ? [] : [each])),
      recorded: commands.get(event.task) ?? [],
    });
    batch = batch.filter(([seq]) => unseen.has(seq));
  }
  return { replayed, unseen: batch.map(([, event]) => event) };
}

function commandsByTask(events: readonly NativeEvent[]): ReadonlyMap<number, readonly NativeCommand[]> {
  const byTask = new Map<number, NativeCommand[]>();
  for (const event of events) {
    if (!isCommand(event)) continue;
    const there = byTask.get(event.task);
    if (there === undefined) byTask.set(event.task, [event]);
    else there.push(event);
  }
  return byTask;
}
