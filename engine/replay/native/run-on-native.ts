// Runs native code forward on its own decisions: it gets the events of the run, and the history's answers to the same
// calls in any order. Its commands are shown beside the history.

import type { NativeCommand, NativeEvent } from '../../model/native-event.ts';
import { commandNumber } from '../../model/native-history.ts';
import { type Call, type Course, endsWorkflow } from '../../model/replay/call.ts';
import type { Json } from '../../model/json.ts';
import type { Courses } from '../replay-request.ts';
import { OnwardGuest } from '../../sandbox/native/onward-guest.ts';
import { NativeAnswers, type ToldEvent } from './native-answers.ts';
import type { NativeHistory } from './native-history.ts';
import type { NativeCode } from './replay-native.ts';
import { callOf } from './said.ts';

/** More calls than a person reads. */
const mostCalls = 5000;
const mostTasks = 20_000;

export function runOnNative(history: NativeHistory, code: NativeCode): Courses {
  const names = namesOf(history.commands);
  const recorded = history.commands.map((command) => ({
    ...callOf(command, names),
    seq: history.seqOf(commandNumber(command) ?? 0),
  }));
  return { recorded, now: courseOf(history, code) };
}

type Made = Call & { readonly command: NativeCommand; readonly stack: string };

function courseOf(history: NativeHistory, code: NativeCode): Course {
  const guest = new OnwardGuest(code.script, history.workflowType);
  const run = new OnwardRun(history);
  let end: Course['end'] = 'goesOn';
  for (let task = 1; task <= mostTasks && run.calls.length < mostCalls; task++) {
    const events = run.told();
    if (events.length === 0) {
      end = run.hasEnded ? 'ended' : 'waits';
      break;
    }
    code.onTask?.(run.lastSeq);
    const answer = guest.activate({ task, atMs: run.atMs, events, ...(task === 1 && { onward: onwardOf(history) }) });
    if (answer.type !== 'commands') {
      end = 'throws';
      break;
    }
    for (const { command, stack = '' } of answer.noted ?? []) run.take(command, stack);
  }
  const calls = run.calls.map(({ kind, name, stack }) => ({ kind, name, source: code.positions.ofStack(stack) }));
  return { end, calls };
}

/** The code takes the history's branches, and gets its recorded values. */
function onwardOf({ commands }: NativeHistory): { versions: Record<string, number>; effects: readonly Json[] } {
  return {
    versions: Object.fromEntries(
      commands.flatMap((command) => (command.type === 'version_marked' ? [[command.name, command.version]] : [])),
    ),
    effects: commands.flatMap((command) => (command.type === 'side_effect_recorded' ? [command.value ?? null] : [])),
  };
}

function namesOf(commands: readonly NativeCommand[]): ReadonlyMap<number, string> {
  return new Map(
    commands.flatMap((command) => (command.type === 'activity_scheduled' ? [[command.id, command.name] as const] : [])),
  );
}

class OnwardRun {
  readonly calls: Made[] = [];
  hasEnded = false;
  lastSeq = 1;
  atMs: number;
  readonly #answers: NativeAnswers;
  readonly #tasks: readonly (readonly [seq: number, atMs: number])[];
  readonly #names = new Map<number, string>();
  /** In order of seq; equal seqs in order of arrival. */
  #told: ToldEvent[];

  constructor({ events, commands }: NativeHistory) {
    this.#answers = new NativeAnswers(events, commands);
    this.#told = events.flatMap((event, i) => (fromOutside.has(event.type) ? [{ seq: i + 1, event }] : []));
    this.#tasks = events.flatMap(({ type, at }, i) => (type === 'workflow_task_completed' ? [[i + 1, at]] : []));
    this.atMs = events[0]?.at ?? 0;
  }

  /** All events of one task. */
  told(): readonly NativeEvent[] {
    const [first] = this.#told;
    if (this.hasEnded || first === undefined) return [];
    const [until, atMs] = this.#tasks.find(([seq]) => seq > first.seq) ?? [Infinity, this.atMs];
    const now = this.#told.filter(({ seq }) => seq < until);
    this.#told = this.#told.filter(({ seq }) => seq >= until);
    this.lastSeq = Math.max(this.lastSeq, until === Infinity ? first.seq : until);
    this.atMs = Math.max(this.atMs, atMs);
    return now.map(({ event }) => event);
  }

  take(command: NativeCommand, stack: string): void {
    const call = callOf(command, this.#names);
    if (command.type === 'activity_scheduled') this.#names.set(command.id, command.name);
    this.calls.push({ ...call, command, stack });
    if (endsWorkflow(call)) this.hasEnded = true;
    if (command.type === 'timer_cancelled' || command.type === 'activity_cancel_requested') this.#forget(command.id);
    this.#told = [...this.#told, ...this.#answers.to(command)].toSorted((a, b) => a.seq - b.seq);
  }

  /** Drops the pending events of an operation. */
  #forget(id: number): void {
    this.#told = this.#told.filter(({ event }) => !('id' in event) || event.id !== id);
  }
}

/** Events from outside, which the code gets whatever it did. */
const fromOutside: ReadonlySet<string> = new Set(['workflow_started', 'workflow_cancel_requested', 'signal_received']);
