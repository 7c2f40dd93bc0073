// Why a version of the code cannot have made a history: the likely change, in a word and in a sentence, and what a person may do.

import type { Course, CourseRow } from './call.ts';
import type { SourcePosition } from './verdict.ts';

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
  | 'missing-version'
  | 'patch-renamed'
  | 'handler-missing'
  /** It waits where the history went on. */
  | 'waits'
  | 'ends-otherwise'
  /** The same calls at other times. */
  | 'timing'
  | 'cancellation'
  | 'throws'
  /** Values went through a codec, and the code gets them as they are. */
  | 'encoded-values'
  | 'unknown';

export type Explanation = {
  readonly kind: CauseKind;
  readonly cause: string;
  readonly remedy: string;
  /** Where to look: the call that diverges, or the one that stands in its place, or the last that was still the same; then its callers. */
  readonly source: readonly SourcePosition[];
  /** Both histories, whole as far as the code was run forward. */
  readonly rows: readonly CourseRow[];
  /** Of that of the code; null where it was not run on. */
  readonly end: Course['end'] | null;
};
