// The overall result of a check.

import { type CheckedHistory, failsCheck, sharedCauses, type SharedCause } from './checked.ts';
import { type FailOn, type VerdictWord, verdictWords } from './replay-report.ts';

export type CheckSummary = {
  readonly counts: Readonly<Record<VerdictWord | 'noCode' | 'unread', number>>;
  readonly causes: readonly SharedCause[];
  /** Indexes of a small set of histories that shows every cause. */
  readonly smallest: readonly number[];
  /** Number of histories that count as failures by the person's choice. */
  readonly failing: number;
  readonly tookMs: number;
  /** True where the check was cancelled before its end. */
  readonly isCutShort: boolean;
};

export function checkSummary(
  all: readonly CheckedHistory[],
  failOn: FailOn,
  about: Pick<CheckSummary, 'smallest' | 'tookMs' | 'isCutShort'>,
): CheckSummary {
  const words = [...verdictWords, 'noCode', 'unread'] as const;
  const wordOf = (checked: CheckedHistory): string =>
    checked.outcome === 'replayed' ? checked.report.verdict : checked.outcome;
  const counts = Object.fromEntries(
    words.map((word) => [word, all.filter((checked) => wordOf(checked) === word).length]),
  );
  return {
    counts: counts as CheckSummary['counts'],
    causes: sharedCauses(all, (verdict) => verdictWords.indexOf(verdict)),
    failing: all.filter((checked) => failsCheck(checked, failOn)).length,
    ...about,
  };
}
