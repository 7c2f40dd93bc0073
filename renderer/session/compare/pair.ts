// The result of a comparison, in the form for the panes.

import type { RunMatrix, ValueDifferences } from '../../../engine/model/api.ts';
import type { Comparison } from '../../../engine/model/compare/comparison.ts';
import type { RunSummary } from '../../../engine/model/run.ts';
import type { OpenRun } from '../session.ts';

/** Two aligned runs; the left run is called A, the right run B. */
export type Pair = {
  readonly left: OpenRun;
  readonly right: OpenRun;
  readonly comparison: Comparison;
  readonly sentences: readonly string[];
  /** Differences of the runs themselves. */
  readonly ofRuns: ValueDifferences;
  /** The ignore rules of the comparison, one per entry. */
  readonly ignore: readonly string[];
};

/** `others` in the order of `distances`. */
export type Matrix = RunMatrix & { readonly one: RunSummary; readonly others: readonly RunSummary[] };
