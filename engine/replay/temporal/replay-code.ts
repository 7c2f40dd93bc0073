// One history against one version of the code, to its verdict. Only what a verdict shows is looked up in the sources: by a second pass, since
// to keep where every command comes from costs as much as the replay itself.

import type { HistoryEvent } from '../../formats/temporal/canonical/history-event.ts';
import type { Command } from '../../sandbox/guest.ts';
import type { SourcePositions } from '../../sandbox/source-positions.ts';
import { TemporalGuest, type WorkflowScript } from '../../sandbox/temporal/temporal-guest.ts';
import type { Verdict } from '../../model/replay/verdict.ts';
import type { Courses } from '../replay-request.ts';
import { type Ended, replayHistory, type ReplayHooks } from './replay-history.ts';
import { recordedCalls } from './recorded-calls.ts';
import { runOn } from './run-on.ts';
import { isStarted } from './task-sequences.ts';
import { type CommandSources, notStarted, shownCommands, verdictOf } from './verdict-of.ts';

export type LoadedCode = { readonly script: WorkflowScript; readonly positions: SourcePositions };

export async function replayCode(
  events: readonly HistoryEvent[],
  { script, positions }: LoadedCode,
  hooks: ReplayHooks,
): Promise<Verdict> {
  if (!isStarted(events)) return notStarted();
  const ended = await pass(events, new TemporalGuest(script), hooks);
  const origins = await originsOf(events, script, hooks, shownCommands(ended));
  const sources: CommandSources = {
    ofStack: (stack) => positions.ofStack(stack),
    ofCommand: (command) => positions.ofStack(origins.get(command?.ordinal ?? 0) ?? ''),
  };
  return verdictOf(events, ended, sources, []);
}

/** What the history holds, and what the code does when it decides for itself. */
export async function runOnCode(
  events: readonly HistoryEvent[],
  { script, positions }: LoadedCode,
  hooks: ReplayHooks,
): Promise<Courses> {
  const guest = new TemporalGuest(script, { origins: 'all' });
  const calls = recordedCalls(events);
  const recorded = events.flatMap(({ id }, index) => {
    const call = calls.get(id);
    return call === undefined ? [] : [{ ...call, seq: index + 1 }];
  });
  try {
    return { recorded, now: await runOn(events, guest, hooks, (stack) => positions.ofStack(stack)) };
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

/** The stack of each command, by its number: the same code told the same again asks for the same in the same order. */
async function originsOf(
  events: readonly HistoryEvent[],
  script: WorkflowScript,
  hooks: ReplayHooks,
  commands: readonly Command[],
): Promise<ReadonlyMap<number, string>> {
  const ordinals = new Set(commands.flatMap(({ ordinal }) => ordinal ?? []));
  if (ordinals.size === 0) return new Map();
  const guest = new TemporalGuest(script, { origins: ordinals });
  await pass(events, guest, { ...hooks, onMatch: () => undefined });
  return new Map([...ordinals].map((ordinal) => [ordinal, guest.stackOf(ordinal) ?? '']));
}
