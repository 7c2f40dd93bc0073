// Replays one native history with one version of the code, up to its verdict. As for Temporal's code, a second pass
// finds only the source positions that the verdict shows.

import type { NativeCommand, NativeFailure } from '../../model/native-event.ts';
import { commandNumber } from '../../model/native-history.ts';
import type { Frames } from '../../model/replay/frames.ts';
import type { Divergence, SourcePosition, Thrown, Verdict, Waiting } from '../../model/replay/verdict.ts';
import type { Noted } from '../../sandbox/native/activation.ts';
import { divergenceText } from '../../sandbox/native/divergence-text.ts';
import { HistoryGuest, type HistoryScript } from '../../sandbox/native/history-guest.ts';
import type { SourcePositions } from '../../sandbox/source-positions.ts';
import { DriftList, saysTheSame } from '../drift-list.ts';
import { FrameRecorder } from '../frame-recorder.ts';
import type { NativeHistory } from './native-history.ts';
import { bothSay, sideOf } from './said.ts';
import { type Ended, tellHistory } from './tell-history.ts';
import { thrownPlaces } from './thrown-places.ts';

export type NativeCode = {
  readonly digest: string;
  readonly script: HistoryScript;
  readonly positions: SourcePositions;
  /** Called before each task. */
  readonly onTask?: (lastSeq: number) => void;
};

/** Gives the source position of a command. */
type SourceOf = (command: NativeCommand | undefined) => readonly SourcePosition[];

const passes = { official: { passes: true }, unchecked: [], drift: [] } as const;

export function replayNative(history: NativeHistory, code: NativeCode): Verdict {
  if (!history.isStarted) return { type: 'notStarted', ...passes };
  const drift = new DriftList<NativeCommand>();
  const ended = tell(history, code, 'drift', { onNoted: (noted) => addDrift(history, drift, noted) });
  const open = ended.divergence === undefined && !ended.hasEnded ? history.open : [];
  const isShown = ended.divergence?.got !== undefined || open.length + ended.next.length + drift.commands.length > 0;
  const stacks = isShown ? stacksOf(history, code) : new Map<number, string>();
  return verdictOf(history, ended, drift, (command) =>
    command === undefined ? [] : code.positions.ofStack(stacks.get(commandNumber(command) ?? 0) ?? ''),
  );
}

/** The verdict, and the code's activity at every replayed event. */
export function recordNative(
  history: NativeHistory,
  code: NativeCode,
): { readonly verdict: Verdict; readonly frames: Frames } {
  const recorder = new FrameRecorder(history.length);
  const stacks = new Map<number, string>();
  if (history.isStarted)
    tell(history, { ...code, onTask: both(code.onTask, (seq) => recorder.activated(seq)) }, 'all', {
      onNoted: (noted, logs) => {
        recorder.answered(
          noted.map(({ command }) => ({ type: command.type, ordinal: ordinalOf(command) })),
          logs,
        );
        for (const { command, stack } of noted) {
          stacks.set(ordinalOf(command), stack ?? '');
          const seq = history.seqOf(commandNumber(command) ?? 0);
          if (seq > 0 && history.events[seq - 1]?.type === command.type) recorder.matched(seq, ordinalOf(command));
        }
      },
    });
  const frames = recorder.frames(
    code.digest,
    (ordinal) => stacks.get(ordinal),
    (stack) => code.positions.ofStack(stack),
  );
  return { verdict: replayNative(history, code), frames };
}

/** The end of the workflow counts as a command. */
function ordinalOf(command: NativeCommand): number {
  return commandNumber(command) ?? -1;
}

function both(one: ((seq: number) => void) | undefined, other: (seq: number) => void): (seq: number) => void {
  return (seq) => {
    one?.(seq);
    other(seq);
  };
}

type Notes = { readonly onNoted: (noted: readonly Noted[], logs: Parameters<FrameRecorder['answered']>[1]) => void };

function tell(history: NativeHistory, code: NativeCode, notes: 'drift' | 'all', { onNoted }: Notes): Ended {
  const guest = new HistoryGuest(code.script, history.text, { workflowType: history.workflowType, notes });
  return tellHistory(history, guest, { ...(code.onTask && { onTask: code.onTask }), onAnswer: onNoted });
}

function addDrift(history: NativeHistory, drift: DriftList<NativeCommand>, noted: readonly Noted[]): void {
  for (const { command } of noted) {
    const seq = history.seqOf(commandNumber(command) ?? 0);
    const recorded = history.events[seq - 1];
    if (recorded?.type !== command.type) continue;
    const says = bothSay(recorded, command);
    if (saysTheSame(says)) continue;
    const operation = command.type === 'timer_started' ? '' : says.operation;
    drift.add({ seq, command, group: JSON.stringify([command.type, command.task, operation]), says });
  }
}

function stacksOf(history: NativeHistory, code: NativeCode): ReadonlyMap<number, string> {
  const stacks = new Map<number, string>();
  const onNoted = (noted: readonly Noted[]): void => {
    for (const { command, stack } of noted) stacks.set(commandNumber(command) ?? 0, stack ?? '');
  };
  tell(history, code, 'all', { onNoted });
  return stacks;
}

function verdictOf(
  history: NativeHistory,
  ended: Ended,
  drifting: DriftList<NativeCommand>,
  sourceOf: SourceOf,
): Verdict {
  const { failure, isRecorded, lastSeq, next } = ended;
  const drift = drifting.drift(sourceOf);
  const divergence = divergenceOf(history, ended, sourceOf);
  if (divergence !== undefined) {
    const error = ended.divergence === undefined ? 'ReplayError' : 'DeterminismViolationError';
    const official = { passes: false, error, text: divergence.text } as const;
    return { type: 'nondeterminism', divergence, official, unchecked: [], drift };
  }
  const found = { official: { passes: true }, unchecked: [], drift } as const;
  if (failure !== undefined && !isRecorded)
    return { type: 'failsNext', seq: lastSeq, thrown: thrownOf(failure), ...found };
  if (ended.hasEnded) return { type: 'same', ...found };
  const waiting = (command: NativeCommand): Waiting => ({ ...sideOf(command), source: sourceOf(command) });
  return { type: 'blocked', waitsFor: history.open.map(waiting), next: next.map(waiting), ...found };
}

/** The code's difference from the history, or its error during loading. */
function divergenceOf(
  history: NativeHistory,
  { divergence, failure, isRecorded, lastSeq }: Ended,
  sourceOf: SourceOf,
): Divergence | undefined {
  if (divergence !== undefined) {
    const { expected, got } = divergence;
    const seq = expected === undefined ? lastSeq : history.seqOf(commandNumber(expected) ?? 0);
    return {
      seq,
      eventId: seq,
      expected: expected === undefined ? null : sideOf(expected),
      got: got === undefined ? null : sideOf(got),
      text: divergenceText(divergence),
      source: sourceOf(got),
    };
  }
  if (failure === undefined || !isRecorded) return undefined;
  const { name, message, source } = thrownOf(failure);
  const got = { type: 'throws', attributes: { name, message } };
  return { seq: lastSeq, eventId: lastSeq, expected: null, got, text: message, source };
}

function thrownOf({ kind, message, stack = '' }: NativeFailure): Thrown {
  const [, name = kind] = /^([A-Za-z_$][\w$]*)(?::|\n|$)/.exec(stack) ?? [];
  return { name, message, source: thrownPlaces(stack) };
}
