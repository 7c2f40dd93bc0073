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
  readonly #events: readonly NativeEvent[];
  /** Recorded calls by kind and name, and by what they pass on as well; the first one last, used ones among them. */
  readonly #unused = new Map<string, RecordedCommand[]>();
  readonly #seqs = new Map<RecordedCommand, number>();
  readonly #claimed = new Map<NativeCommand, RecordedCommand>();
  readonly #used = new Set<RecordedCommand>();
  readonly #about = new Map<unknown, ToldEvent[]>();
  readonly #hasEnded: boolean;
  /** All calls before this index are used. */
  #next = 0;

  constructor(events: readonly NativeEvent[], commands: readonly RecordedCommand[]) {
    this.#calls = commands;
    this.#events = events;
    this.#hasEnded = events.some(isEnd);
    for (const command of commands.toReversed())
      for (const key of [keyOf(command), toldKeyOf(command)]) listed(this.#unused, key).push(command);
    for (const [i, event] of events.entries()) if (isCommand(event)) this.#seqs.set(event, i + 1);
    for (const [i, event] of events.entries())
      if (!isCommand(event) && 'id' in event && typeof event.id === 'number')
        listed(this.#about, event.id).push({ seq: i + 1, event });
  }

  /** Of the commands of one task each takes first what passed on the same; only then the others choose. */
  claim(commands: readonly NativeCommand[]): void {
    for (const command of commands) {
      const same = this.#firstOf(toldKeyOf(command));
      if (same === undefined) continue;
      this.#used.add(same);
      this.#claimed.set(command, same);
    }
  }

  /**
   * The answer to the recorded command that was claimed; else to one of its kind and name that the history has before
   * `until`, in the task that begins with `from` or, but for timers, before. Else a substitute; empty while the call is
   * open.
   */
  to(
    command: NativeCommand,
    { from, until }: { readonly from: number; readonly until: number },
  ): { readonly tells: readonly ToldEvent[]; readonly same?: RecordedCommand } {
    const first = this.#firstOf(keyOf(command));
    const at = (first && this.#seqs.get(first)) ?? Infinity;
    const isBy = at < until && (at >= from || command.type !== 'timer_started');
    const same = this.#claimed.get(command) ?? (isBy ? first : undefined);
    if (same === undefined)
      return { tells: command.type === 'timer_started' ? this.#fires(command) : this.#instead(command) };
    this.#used.add(same);
    return { tells: this.#tellsOf(same, command), same };
  }

  /** The first that is not used; drops the used ones before it. */
  #firstOf(key: string): RecordedCommand | undefined {
    const left = this.#unused.get(key) ?? [];
    for (let last = left.at(-1); last !== undefined && this.#used.has(last); last = left.at(-1)) left.pop();
    return left.at(-1);
  }

  /** By the clock, between the recorded events; behind the last of a history that goes on it has not fired. */
  #fires({ id, fireAt }: Extract<NativeCommand, { type: 'timer_started' }>): readonly ToldEvent[] {
    const after = this.#events.findIndex(({ at }) => at > fireAt);
    if (after === -1 && !this.#hasEnded) return [];
    return [
      { seq: (after === -1 ? this.#events.length : after) + 0.5, event: { type: 'timer_fired', at: fireAt, id } },
    ];
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

function toldKeyOf(command: NativeCommand): string {
  const told = command.type === 'timer_started' ? command.ms : 'input' in command ? command.input : null;
  return JSON.stringify([keyOf(command), told ?? null]);
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
