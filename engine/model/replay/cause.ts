// Why a version of the code cannot have made a history: the likely change in a word and in a sentence, and what a
// person may do.

import type { Course, CourseRow } from './call.ts';
import type { SourcePosition } from './verdict.ts';

export type CauseKind =
  /** A call has a different name now. */
  | 'renamed'
  /** The code takes a different branch: it still contains the call that the history holds. */
  | 'condition-flipped'
  | 'added'
  | 'removed'
  | 'reordered'
  /** A different kind of call replaces a call: an activity became a child workflow. */
  | 'replaced'
  | 'id-changed'
  /** The code draws random numbers more or less often than before. */
  | 'randomness'
  | 'missing-patch'
  | 'missing-version'
  | 'patch-renamed'
  | 'handler-missing'
  /** The code waits where the history went on. */
  | 'waits'
  | 'ends-otherwise'
  /** The code makes the same calls at different times. */
  | 'timing'
  | 'cancellation'
  | 'throws'
  /** Values went through a codec, and the code gets them undecoded. */
  | 'unknown';

export type Explanation = {
  readonly kind: CauseKind;
  readonly cause: string;
  readonly remedy: string;
  /** Where to look: the diverging call, or the call in its place, or the last equal call; then its callers. */
  readonly source: readonly SourcePosition[];
  /** Both histories, whole as far as the code was run. */
  readonly rows: readonly CourseRow[];
  /** Of that of the code; null where it was not run on. */
  readonly end: Course['end'] | null;
};
