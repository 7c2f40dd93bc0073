// What a comparison gave, as the panes read it.

import type { RunMatrix, ValueDifferences } from '../../../engine/model/api.ts';
import type { Comparison } from '../../../engine/model/compare/comparison.ts';
import type { RunSummary } from '../../../engine/model/run.ts';
import type { OpenRun } from '../session.ts';

/** Two runs aligned; left is called A, right B. */
export type Pair = {
  readonly left: OpenRun;
  readonly right: OpenRun;
  readonly comparison: Comparison;
  readonly sentences: readonly string[];
  /** Where the runs themselves differ. */
  readonly ofRuns: ValueDifferences;
  /** The rules that it was made with, one each. */
  readonly ignore: readonly string[];
};

/** `others` in the order of `distances`. */
export type Matrix = RunMatrix & { readonly one: RunSummary; readonly others: readonly RunSummary[] };
