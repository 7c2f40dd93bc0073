// Runs native code forward on its own decisions: it gets the events of the run, and the history's answers to the same
// calls in any order. Its commands are shown beside the history.

import type { NativeCommand, NativeEvent, NativeFailure } from '../../model/native-event.ts';
import { commandNumber, isWaking } from '../../model/native-history.ts';
import { type Call, callText, type Course, endsWorkflow } from '../../model/replay/call.ts';
import type { Courses, OwnRun } from '../replay-request.ts';
import type { EffectOutcome, Noted } from '../../sandbox/native/activation.ts';
import { OnwardGuest } from '../../sandbox/native/onward-guest.ts';
import { NativeAnswers, type ToldEvent } from './native-answers.ts';
import type { NativeHistory } from './native-history.ts';
import type { NativeCode } from './replay-native.ts';
import { callOf } from './said.ts';

/** More calls than a person reads. */
const mostCalls = 5000;

/** The calls of the history and of the code, and the history that the code makes. */
export function runOnNative(
  history: NativeHistory,
  code: NativeCode,
  most = mostCalls,
): { readonly courses: Courses; readonly own: OwnRun } {
  const names = namesOf(history.commands);
  const recorded = history.commands.map((command) => ({
    ...callOf(command, names),
    seq: history.seqOf(commandNumber(command) ?? 0),
  }));
  const { now, run } = runOf(history, code, most);
  const lines = run.events.map((event) => JSON.stringify(event));
  return { courses: { recorded, now }, own: { lines, notes: run.notes, end: now.end } };
}

type Made = Call & { readonly command: NativeCommand; readonly stack: string };

function runOf(history: NativeHistory, code: NativeCode, most: number): { now: Course; run: OnwardRun } {
  const guest = new OnwardGuest(code.script, history.workflowType);
  const run = new OnwardRun(history);
  let end: Course['end'] = 'goesOn';
  for (let task = 1; task <= most * 4 && run.calls.length < most; task++) {
    const events = run.told(task);
    if (events.length === 0) {
      end = run.hasEnded ? 'ended' : 'waits';
      break;
    }
    code.onTask?.(run.lastSeq);
    const answer = guest.activate({ task, atMs: run.atMs, events, ...(task === 1 && { onward: onwardOf(history) }) });
    if (answer.type !== 'commands') {
      if (answer.type === 'failed') run.fails(answer.failure, task);
      end = 'throws';
      break;
    }
    run.take(answer.noted ?? []);
  }
  const calls = run.calls.map(({ kind, name, stack }) => ({ kind, name, source: code.positions.ofStack(stack) }));
  return { now: { end, calls }, run };
}

/** The code takes the history's branches, and gets its recorded values. */
function onwardOf({ commands }: NativeHistory): {
  versions: Record<string, number>;
  effects: readonly EffectOutcome[];
} {
  return {
    versions: Object.fromEntries(
      commands.flatMap((command) => (command.type === 'version_marked' ? [[command.name, command.version]] : [])),
    ),
    effects: commands.filter((command) => command.type === 'side_effect_recorded'),
  };
}

function namesOf(commands: readonly NativeCommand[]): ReadonlyMap<number, string> {
  return new Map(
    commands.flatMap((command) => (command.type === 'activity_scheduled' ? [[command.id, command.name] as const] : [])),
  );
}

class OnwardRun {
  readonly calls: Made[] = [];
  /** The history that the code makes. */
  readonly events: NativeEvent[] = [];
  readonly notes: { readonly seq: number; readonly text: string }[] = [];
  hasEnded = false;
  lastSeq = 1;
  atMs: number;
  readonly #answers: NativeAnswers;
  readonly #tasks: readonly (readonly [seq: number, event: NativeEvent])[];
  readonly #names = new Map<number, string>();
  /** In order of seq; equal seqs in order of arrival. */
  #told: ToldEvent[];

  constructor({ events, commands }: NativeHistory) {
    this.#answers = new NativeAnswers(events, commands);
    this.#told = events.flatMap((event, i) => (fromOutside.has(event.type) ? [{ seq: i + 1, event }] : []));
    this.#tasks = events.flatMap((event, i) => (event.type === 'workflow_task_completed' ? [[i + 1, event]] : []));
    this.atMs = events[0]?.at ?? 0;
  }

  /** All events of one task that the code is told. */
  told(number: number): readonly NativeEvent[] {
    for (;;) {
      const [first] = this.#told;
      if (this.hasEnded || first === undefined) return [];
      const [until, task] = this.#tasks.find(([seq]) => seq > first.seq) ?? [Infinity];
      const now = this.#told.filter(({ seq }) => seq < until);
      this.#told = this.#told.filter(({ seq }) => seq >= until);
      this.lastSeq = Math.max(this.lastSeq, until === Infinity ? Math.floor(first.seq) : until);
      for (const { event, instead } of now) if (instead === undefined) this.#happens(event);
      const waking = now.map(({ event }) => event).filter(isWaking);
      if (waking.length === 0) continue;
      this.#happens({ type: 'workflow_task_completed', worker: '', at: 0, ...task, task: number } as NativeEvent);
      return waking;
    }
  }

  /** Seq of the recorded event that ends the next task. */
  get #nextTask(): number {
    return this.#tasks.find(([seq]) => seq > this.lastSeq)?.[0] ?? Infinity;
  }

  #happens(event: NativeEvent): void {
    this.atMs = Math.max(this.atMs, event.at);
    this.events.push({ ...event, at: this.atMs });
  }

  take(noted: readonly Noted[]): void {
    this.#answers.claim(noted.map(({ command }) => command));
    for (const { command, stack = '' } of noted) this.#take(command, stack);
  }

  #take(command: NativeCommand, stack: string): void {
    const call = callOf(command, this.#names);
    if (command.type === 'activity_scheduled') this.#names.set(command.id, command.name);
    this.calls.push({ ...call, command, stack });
    if (endsWorkflow(call)) this.hasEnded = true;
    if (command.type === 'timer_cancelled' || command.type === 'activity_cancel_requested') this.#forget(command.id);
    const { tells, same } = this.#answers.to(command, { from: this.lastSeq, until: this.#nextTask });
    this.#happens({ ...nextRunOf(same), ...command, at: 0 });
    this.#note(call, tells[0]?.instead);
    this.#told = [...this.#told, ...tells].toSorted((a, b) => a.seq - b.seq);
  }

  #note(call: Call, instead: ToldEvent['instead']): void {
    if (instead === undefined) return;
    const told =
      instead === 'nothing' ? 'that it is done, with no result' : `that of ${callText(callOf(instead, this.#names))}`;
    const text = `The history has no answer to ${callText(call)}: to go on, the code was told ${told}.`;
    this.notes.push({ seq: this.events.length, text });
  }

  fails(failure: NativeFailure, task: number): void {
    this.events.splice(-1);
    this.#happens({ type: 'workflow_task_failed', worker: '', at: 0, failure, task });
  }

  /** Drops the pending events of an operation. */
  #forget(id: number): void {
    this.#told = this.#told.filter(({ event }) => !('id' in event) || event.id !== id);
  }
}

function nextRunOf(command: NativeCommand | undefined): { readonly nextRunId?: string } {
  return command?.type === 'workflow_continued_as_new' && command.nextRunId !== undefined
    ? { nextRunId: command.nextRunId }
    : {};
}

/** Events from outside: the code gets those that wake it, whatever it did. */
const fromOutside: ReadonlySet<string> = new Set([
  'workflow_started',
  'workflow_cancel_requested',
  'workflow_paused',
  'workflow_resumed',
  'workflow_terminated',
  'signal_received',
  'custom',
]);
