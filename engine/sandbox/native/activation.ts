// What passes between the engine and a native guest: one workflow task at a time.

import type { Json } from '../../model/json.ts';
import type { NativeCommand, NativeEvent, NativeFailure } from '../../model/native-event.ts';

export type Activation = {
  /** From 1, in every run. */
  readonly task: number;
  /** What the guest's clock says. */
  readonly atMs: number;
  /** What happened since the task before, in order of seq; `workflow_started` first of all. */
  readonly events: readonly NativeEvent[];
  /** In a replay: what the code asked for in this task, in order. */
  readonly recorded?: readonly NativeCommand[];
  /** With the first task of code that decides for itself: what a history has decided already. */
  readonly onward?: { readonly versions: Readonly<Record<string, number>>; readonly effects: readonly Json[] };
};

/** A command as the code asks for it now, and V8's stack of that moment where it was to be kept. */
export type Noted = { readonly command: NativeCommand; readonly stack?: string };

export type LogLine = { readonly level: string; readonly text: string };

/** The code asks for something else than the history says. One of both is missing where one of them has nothing more. */
export type Divergence = {
  /** The number of the command. */
  readonly command: number;
  readonly expected?: NativeCommand;
  readonly got?: NativeCommand;
  /** What they differ in: `name`, `workflowId`. */
  readonly field: string;
};

/** `unconsumed`: ids of signals that nobody has received. Of a replayed task there are no commands. */
export type Answer =
  | {
      readonly type: 'commands';
      readonly commands: readonly NativeCommand[];
      readonly logs: readonly LogLine[];
      readonly unconsumed: readonly string[];
      readonly noted?: readonly Noted[];
    }
  | {
      readonly type: 'diverged';
      readonly divergence: Divergence;
      readonly logs: readonly LogLine[];
      readonly noted?: readonly Noted[];
    }
  /** The code could not be run: it does not load, or never ended. */
  | { readonly type: 'failed'; readonly failure: NativeFailure };

export type QueryAnswer =
  | { readonly type: 'answered'; readonly value?: Json }
  | { readonly type: 'failed'; readonly failure: NativeFailure };
