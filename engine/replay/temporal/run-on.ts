// Runs the code forward on its own decisions: it gets the events of the run, and the history's answers to the same
// calls in any order. Its commands are shown beside the history, and make a history of their own.

import type { HistoryEvent } from '../../formats/temporal/canonical/history-event.ts';
import type { Course } from '../../model/replay/call.ts';
import type { SourcePosition } from '../../model/replay/verdict.ts';
import type { Command, Guest } from '../../sandbox/guest.ts';
import { OnwardRun } from './onward-run.ts';
import type { OwnHistory } from './own-history.ts';

export type RunOnOptions = {
  readonly workflowId: string;
  readonly namespace: string;
  /** Called before each activation. */
  readonly onActivation?: (lastEvent: number) => void;
  /** Of calls. */
  readonly most?: number;
};

/** More calls than a person reads. */
const mostCalls = 5000;

export type RanOn = { readonly course: Course; readonly history: OwnHistory };

/** Calls have the places of the stacks that `guest` keeps. */
export async function runOn(
  events: readonly HistoryEvent[],
  guest: Guest,
  options: RunOnOptions,
  positionsOf: (stack: string) => readonly SourcePosition[],
): Promise<RanOn> {
  const { most = mostCalls } = options;
  const run = new OnwardRun(events, options);
  let end: Course['end'] = 'goesOn';
  for (let count = 0; count < most * 4 && run.calls.length < most; count++) {
    const jobs = run.jobs();
    if (jobs.length === 0) {
      end = run.hasEnded ? 'ended' : 'waits';
      break;
    }
    options.onActivation?.(run.lastEvent);
    const answer = await guest.activate(run.activation(jobs));
    run.take(answer);
    if (answer.type === 'commands') continue;
    end = 'throws';
    break;
  }
  const sourceOf = ({ ordinal = 0 }: Command): readonly SourcePosition[] => positionsOf(guest.stackOf(ordinal) ?? '');
  const calls = run.calls.map(({ kind, name, command }) => ({ kind, name, source: sourceOf(command) }));
  return { course: { end, calls }, history: run.history };
}
