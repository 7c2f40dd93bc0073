// Why a version of the code cannot have made a history: the likely change, in a word and in a sentence, and what a person may do.

import type { CourseRow } from './call.ts';

export type CauseKind =
  /** A call has another name now. */
  | 'renamed'
  /** The code takes another way: it still has the call that the history holds. */
  | 'condition-flipped'
  | 'added'
  | 'removed'
  | 'reordered'
  /** Another kind of call in the place of one: an activity that became a child. */
  | 'replaced'
  | 'id-changed'
  /** Random numbers are drawn more often, or less, than they were. */
  | 'randomness'
  | 'missing-patch'
  | 'patch-renamed'
  | 'handler-missing'
  /** It waits where the history went on. */
  | 'waits'
  | 'ends-otherwise'
  /** The same calls at other times. */
  | 'timing'
  | 'cancellation'
  | 'throws'
  | 'unknown';

export type Explanation = {
  readonly kind: CauseKind;
  readonly cause: string;
  readonly remedy: string;
  /** Both histories, whole as far as the code was run forward. */
  readonly rows: readonly CourseRow[];
};
