// A history's answers to its calls, for code that makes the same calls in its own order: matched by meaning, not by
// number.

import type { NativeCommand, NativeEvent } from '../../model/native-event.ts';
import { isCommand, isEnd } from '../../model/native-history.ts';
import { callOf } from './said.ts';
import type { RecordedCommand } from './native-history.ts';

/** An event to deliver to the code, and its seq. */
export type ToldEvent = {
  readonly seq: number;
  readonly event: NativeEvent;
  /** Whose answer it is, where the history has none to this call. */
  readonly instead?: RecordedCommand | 'nothing';
};

const none: ReadonlyMap<number, string> = new Map();

export class NativeAnswers {
  /** Every answered call, in order. */
  readonly #calls: readonly RecordedCommand[];
  /** Recorded calls whose answer is not yet used, in order. */
  readonly #unused = new Map<string, RecordedCommand[]>();
  readonly #used = new Set<RecordedCommand>();
  readonly #about = new Map<unknown, ToldEvent[]>();
  readonly #hasEnded: boolean;
  /** All calls before this index are used. */
  #next = 0;

  constructor(events: readonly NativeEvent[], commands: readonly RecordedCommand[]) {
    this.#calls = commands;
    this.#hasEnded = events.some(isEnd);
    for (const command of commands) listed(this.#unused, keyOf(command)).push(command);
    for (const [i, event] of events.entries())
      if (!isCommand(event) && 'id' in event && typeof event.id === 'number')
        listed(this.#about, event.id).push({ seq: i + 1, event });
  }

  /** The answer to the first unused call of the same kind and name; else a substitute. Empty while the call is open. */
  to(command: NativeCommand): { readonly tells: readonly ToldEvent[]; readonly same?: RecordedCommand } {
    const same = this.#unused.get(keyOf(command))?.shift();
    if (same === undefined) return { tells: this.#instead(command) };
    this.#used.add(same);
    return { tells: this.#tellsOf(same, command), same };
  }

  #instead(command: NativeCommand): readonly ToldEvent[] {
    // A renamed call gets the answer of the original; an extra call is told that it is done.
    while (this.#used.has(this.#calls[this.#next] as RecordedCommand)) this.#next++;
    const next = this.#calls[this.#next];
    const borrowed = next?.type === command.type ? this.#tellsOf(next, command) : [];
    if (next !== undefined && borrowed.length > 0) return borrowed.map((told) => ({ ...told, instead: next }));
    return next !== undefined || this.#hasEnded ? invented(command) : [];
  }

  #tellsOf(recorded: RecordedCommand, command: NativeCommand): readonly ToldEvent[] {
    if (!('id' in recorded) || !('id' in command) || 'command' in recorded) return [];
    const { id } = command;
    return (this.#about.get(recorded.id) ?? []).map(({ seq, event }) => ({
      seq,
      event: { ...event, id } as NativeEvent,
    }));
  }
}

function keyOf(command: NativeCommand): string {
  const { kind, name } = callOf(command, none);
  return `${kind} ${name}`;
}

function listed<K, V>(lists: Map<K, V[]>, key: K): V[] {
  let list = lists.get(key);
  if (list === undefined) {
    list = [];
    lists.set(key, list);
  }
  return list;
}

/** Completed without a result, as the history has none. */
function invented(command: NativeCommand): readonly ToldEvent[] {
  const told = (...events: readonly NativeEvent[]): readonly ToldEvent[] =>
    events.map((event) => ({ seq: 0, event, instead: 'nothing' }));
  switch (command.type) {
    case 'activity_scheduled':
      return told({ type: 'activity_completed', at: 0, id: command.id, attempt: 1 });
    case 'timer_started':
      return told({ type: 'timer_fired', at: 0, id: command.id });
    case 'child_workflow_scheduled': {
      const about = { at: 0, id: command.id, runId: 'unknown' };
      return told({ type: 'child_workflow_started', ...about }, { type: 'child_workflow_completed', ...about });
    }
    case 'signal_external_scheduled':
      return told({ type: 'signal_external_delivered', at: 0, id: command.id, runId: 'unknown' });
    default:
      return [];
  }
}
