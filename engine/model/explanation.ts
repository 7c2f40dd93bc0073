// What a dialect says about one event.

/** Raised whenever a rule changes what is said of an event, a run or its end: what was kept under another version is folded anew. */
export const EXPLANATION_VERSION = 5;

import type { Effect } from './effect.ts';
import type { Seq } from './event.ts';

export type Explanation = {
  /** The dialect's own id of the event, where other events refer to it. */
  readonly id?: string;
  readonly effects: readonly Effect[];
  /** What happened, in a line for a person. Said of the operation that the event is about, if any: `failed: card declined`. */
  readonly summary: string;
  /** The engine's own housekeeping, folded away by default. */
  readonly bookkeeping?: boolean;
  /** The code is woken by it: it is in the input of the next workflow task. */
  readonly wakes?: boolean;
  /** Written together with the end of a workflow task, as what the code asked for in it. */
  readonly commands?: boolean;
  /** Of a workflow task: events before it that woke the code and that it has not seen. They are in the input of the next. */
  readonly unseen?: readonly Seq[];
};
