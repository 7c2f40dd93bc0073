// Replays one history with one version of the code, up to its verdict. A second pass finds only the source positions
// that the verdict shows, since keeping every command's stack costs as much as the replay itself. A request for frames
// keeps all stacks in the first pass.

import type { HistoryEvent } from '../../formats/temporal/canonical/history-event.ts';
import type { Frames } from '../../model/replay/frames.ts';
import type { Verdict } from '../../model/replay/verdict.ts';
import type { Command } from '../../sandbox/guest.ts';
import type { SourcePositions } from '../../sandbox/source-positions.ts';
import { TemporalGuest } from '../../sandbox/temporal/temporal-guest.ts';
import type { WorkflowScript } from '../../sandbox/temporal/workflow-script.ts';
import type { Courses } from '../replay-request.ts';
import { DriftFinder } from './drift.ts';
import { FrameRecorder } from '../frame-recorder.ts';
import { type Ended, replayHistory, type ReplayHooks } from './replay-history.ts';
import type { OwnHistory } from './own-history.ts';
import { recordedCalls } from './recorded-calls.ts';
import { runOn } from './run-on.ts';
import { isStarted } from './task-sequences.ts';
import { type CommandSources, notStarted, shownCommands, verdictOf } from './verdict-of.ts';

export type LoadedCode = {
  readonly digest: string;
  readonly script: WorkflowScript;
  readonly positions: SourcePositions;
};

type StackOf = (ordinal: number) => string | undefined;

export async function replayCode(
  events: readonly HistoryEvent[],
  { script, positions }: LoadedCode,
  hooks: ReplayHooks,
): Promise<Verdict> {
  if (!isStarted(events)) return notStarted();
  const drift = new DriftFinder(events);
  const ended = await pass(events, new TemporalGuest(script), finding(hooks, drift));
  const stackOf = await stacksOf(events, script, hooks, [...shownCommands(ended), ...drift.commands]);
  return verdictOf(events, ended, sourcesOf(positions, stackOf), drift);
}

/** The verdict, and the code's activity at every replayed event. */
export async function recordCode(
  events: readonly HistoryEvent[],
  { digest, script, positions }: LoadedCode,
  hooks: ReplayHooks,
): Promise<{ readonly verdict: Verdict; readonly frames: Frames }> {
  const recorder = new FrameRecorder(events.length);
  const drift = new DriftFinder(events);
  const guest = new TemporalGuest(script, { origins: 'all', logs: true });
  const stackOf: StackOf = (ordinal) => guest.stackOf(ordinal);
  const verdict = !isStarted(events)
    ? notStarted()
    : verdictOf(
        events,
        await pass(events, guest, finding(recording(events, hooks, recorder), drift)),
        sourcesOf(positions, stackOf),
        drift,
      );
  return { verdict, frames: recorder.frames(digest, stackOf, (stack) => positions.ofStack(stack)) };
}

function finding(hooks: ReplayHooks, drift: DriftFinder): ReplayHooks {
  return {
    ...hooks,
    onMatch: (event, command) => {
      hooks.onMatch?.(event, command);
      drift.matched(event, command);
    },
  };
}

function recording(events: readonly HistoryEvent[], hooks: ReplayHooks, recorder: FrameRecorder): ReplayHooks {
  const seqs = new Map(events.map(({ id }, index) => [id, index + 1]));
  const seqOf = (id: number): number => seqs.get(id) ?? id;
  return {
    ...hooks,
    onActivation: (lastEvent) => {
      hooks.onActivation?.(lastEvent);
      recorder.activated(seqOf(lastEvent));
    },
    onAnswer: (answer) => {
      const commands = answer.type === 'commands' ? answer.commands : [];
      recorder.answered(
        commands.map(({ type, ordinal = 0 }) => ({ type, ordinal })),
        answer.logs,
      );
    },
    onMatch: (event, command) => {
      hooks.onMatch?.(event, command);
      recorder.matched(seqOf(event.id), command.ordinal ?? 0);
    },
  };
}

/**
 * The calls of the history, and those of the code deciding for itself, with the history that they make. `isPlaced`: with
 * their lines, which takes as long as all else.
 */
export async function runOnCode(
  events: readonly HistoryEvent[],
  { script, positions }: LoadedCode,
  { isPlaced, ...hooks }: ReplayHooks & { readonly isPlaced: boolean; readonly most?: number },
): Promise<{ readonly courses: Courses; readonly history: OwnHistory }> {
  const guest = new TemporalGuest(script, isPlaced ? { origins: 'all' } : {});
  const calls = recordedCalls(events);
  const recorded = events.flatMap(({ id }, index) => {
    const call = calls.get(id);
    return call === undefined ? [] : [{ ...call, seq: index + 1 }];
  });
  try {
    const { course, history } = await runOn(events, guest, hooks, (stack) => positions.ofStack(stack));
    return { courses: { recorded, now: course }, history };
  } finally {
    guest.dispose();
  }
}

async function pass(events: readonly HistoryEvent[], guest: TemporalGuest, hooks: ReplayHooks): Promise<Ended> {
  try {
    return await replayHistory(events, guest, hooks);
  } finally {
    guest.dispose();
  }
}

/**
 * Stacks of these commands, by number: the same code with the same input issues the same commands in the same order.
 */
async function stacksOf(
  events: readonly HistoryEvent[],
  script: WorkflowScript,
  { workflowId, namespace, onActivation }: ReplayHooks,
  commands: readonly Command[],
): Promise<StackOf> {
  const origins = new Set(commands.flatMap(({ ordinal }) => ordinal ?? []));
  const guest = new TemporalGuest(script, { origins });
  const hooks = { workflowId, namespace, ...(onActivation !== undefined && { onActivation }) };
  if (origins.size > 0) await pass(events, guest, hooks);
  return (ordinal) => guest.stackOf(ordinal);
}

function sourcesOf(positions: SourcePositions, stackOf: StackOf): CommandSources {
  return {
    ofStack: (stack) => positions.ofStack(stack),
    ofCommand: (command) => positions.ofStack(stackOf(command?.ordinal ?? 0) ?? ''),
  };
}
