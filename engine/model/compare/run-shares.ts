// Where the time of one run went: every moment of it belongs to an operation that was waited for, or to the code.

import type { OperationKind } from '../effect.ts';
import { NONE, type Outline } from '../outline.ts';
import { durationMs } from '../run-time.ts';
import { criticalSpans } from './critical-spans.ts';
import { partsOfSpan, subjectOf } from './times.ts';

/** What operations of one kind and name took of it, in ms. `longest`: of them the one that took most, NONE where it is none. */
export type RunShare = {
  readonly kind: OperationKind;
  readonly name: string;
  readonly totalMs: number;
  readonly scheduleToStartMs: number;
  readonly retryMs: number;
  readonly unknownMs: number;
  readonly longest: number;
};

export type RunShares = { readonly totalMs: number | null; readonly shares: readonly RunShare[] };

/** The heaviest first; together they are the run. */
export function runShares(outline: Outline): RunShares {
  const sums = new Map<string, Sum>();
  for (const span of criticalSpans(outline)) {
    const { kind, name } = subjectOf(outline, span);
    const parts = partsOfSpan(outline, span);
    const sum = sums.get(`${kind}:${name}`) ?? { ...none, kind, name };
    const isLongest = parts.totalMs > sum.longestMs;
    sums.set(`${kind}:${name}`, {
      ...sum,
      totalMs: sum.totalMs + parts.totalMs,
      scheduleToStartMs: sum.scheduleToStartMs + parts.scheduleToStartMs,
      retryMs: sum.retryMs + parts.retryMs,
      unknownMs: sum.unknownMs + parts.unknownMs,
      longest: isLongest ? span.operation : sum.longest,
      longestMs: Math.max(sum.longestMs, parts.totalMs),
    });
  }
  return {
    totalMs: durationMs(outline),
    shares: [...sums.values()].filter(({ totalMs }) => totalMs > 0).sort((a, b) => b.totalMs - a.totalMs),
  };
}

/** `longestMs`: how much of the time that one took. */
type Sum = RunShare & { readonly longestMs: number };

const none = { totalMs: 0, scheduleToStartMs: 0, retryMs: 0, unknownMs: 0, longest: NONE, longestMs: -1 };
