// One run as plain data, from which its page is made.

import type { RunFacts, StateDetail } from '../model/api.ts';
import type { Failure } from '../model/effect.ts';
import type { Seq } from '../model/event.ts';
import type { Outline } from '../model/outline.ts';
import type { RunSummary } from '../model/run.ts';

/** `preview`: the values that the event carries, in one short line; '' where it carries none. */
export type DocumentEvent = { readonly seq: Seq; readonly summary: string; readonly preview: string };

/**
 * Operations that had the same trouble, at least one: of one kind and name, with the same end and reason. `failure`: the
 * first one's, where its events tell it. `recovered`: an attempt failed, the operation did not.
 */
export type DocumentTrouble = {
  /** Operation indexes, rising. */
  readonly operations: readonly number[];
  readonly recovered: boolean;
  readonly failure?: Failure;
};

export type RunDocument = {
  readonly summary: RunSummary;
  readonly outline: Outline;
  readonly facts: RunFacts;
  readonly values: StateDetail['values'];
  /** Rising; events between them are left out. */
  readonly events: readonly DocumentEvent[];
  /** What decided the end first, then what failed, then what was got over. */
  readonly troubles: readonly DocumentTrouble[];
  /** Number of further troubles. */
  readonly moreTroubles: number;
};
