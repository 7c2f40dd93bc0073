// The messages between the engine and a native guest: one workflow task at a time.

import type { Json } from '../../model/json.ts';
import type { NativeCommand, NativeEvent, NativeFailure } from '../../model/native-event.ts';

export type Activation = {
  /** Number of the task in its run, from 1. */
  readonly task: number;
  /** Time of the guest's clock, ms since 1970. */
  readonly atMs: number;
  /** Events since the previous task, in order of seq; `workflow_started` is the first of all. */
  readonly events: readonly NativeEvent[];
  /** In a replay: the recorded commands of this task, in order. */
  readonly recorded?: readonly NativeCommand[];
  /** Sent with the first task of code that decides for itself: the decisions in the history. */
  readonly onward?: { readonly versions: Readonly<Record<string, number>>; readonly effects: readonly EffectOutcome[] };
};

/** What a side effect gave, or threw. */
export type EffectOutcome = { readonly value?: Json; readonly failure?: NativeFailure };

/** A present command of the code, and its stack in V8's format where stacks are kept. */
export type Noted = { readonly command: NativeCommand; readonly stack?: string };

export type LogLine = { readonly level: string; readonly text: string };

/** A difference between code and history. `expected` or `got` is missing where that side has no further command. */
export type Divergence = {
  /** Number of the command. */
  readonly command: number;
  readonly expected?: NativeCommand;
  readonly got?: NativeCommand;
  /** The differing field: `name`, `workflowId`. */
  readonly field: string;
};

/**
 * `unconsumed`: ids of signals that the code has not received. `cancelsAhead`: number of the latest requests to cancel
 * that did not reach it, since it had ended by then. A replayed task has
 * no commands.
 */
export type Answer =
  | {
      readonly type: 'commands';
      readonly commands: readonly NativeCommand[];
      readonly logs: readonly LogLine[];
      readonly unconsumed: readonly string[];
      readonly cancelsAhead: number;
      readonly noted?: readonly Noted[];
    }
  | {
      readonly type: 'diverged';
      readonly divergence: Divergence;
      readonly logs: readonly LogLine[];
      readonly noted?: readonly Noted[];
    }
  /** The code could not be run: it does not load, or it did not return. */
  | { readonly type: 'failed'; readonly failure: NativeFailure };

export type QueryAnswer =
  | { readonly type: 'answered'; readonly value?: Json }
  | { readonly type: 'failed'; readonly failure: NativeFailure };
