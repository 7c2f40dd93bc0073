// A dialect's explanation of one event.

/** Raised whenever a rule changes what is said of an event, a run or its end: what was kept under another version is folded anew. */
export const EXPLANATION_VERSION = 6;

import type { Effect } from './effect.ts';
import type { Seq } from './event.ts';

export type Explanation = {
  /** The dialect's own id of the event, where other events refer to it. */
  readonly id?: string;
  readonly effects: readonly Effect[];
  /**
   * What happened, in one line for a person. The subject is the operation that the event is about, if any: `failed:
   * card declined`.
   */
  readonly summary: string;
  /** The engine's own housekeeping, folded away by default. */
  readonly bookkeeping?: boolean;
  /** The event wakes the code: it is in the input of the next workflow task. */
  readonly wakes?: boolean;
  /** The event is a command of the code, written together with the end of a workflow task. */
  readonly commands?: boolean;
  /**
   * For a workflow task: earlier events that woke the code and that the task has not seen. They are in the input of the
   * next task.
   */
  readonly unseen?: readonly Seq[];
};
