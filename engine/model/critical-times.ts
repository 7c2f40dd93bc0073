// How much of a run's time each operation of its critical path explains. All of them and the code together are the run.

import { criticalSpans } from './compare/critical-spans.ts';
import { partsOfSpan } from './compare/times.ts';
import type { Outline } from './outline.ts';
import { durationMs } from './run-time.ts';

/** `byOperation`: ms by index; 0 beside the path. `codeMs`: workflow tasks. `totalMs`: the run; null where times are missing. */
export type CriticalTimes = {
  readonly totalMs: number | null;
  readonly byOperation: Float64Array;
  readonly codeMs: number;
};

export function criticalTimes(outline: Outline): CriticalTimes {
  const byOperation = new Float64Array(outline.operations.count);
  let codeMs = 0;
  for (const span of criticalSpans(outline)) {
    const { totalMs } = partsOfSpan(outline, span);
    if (span.type === 'operation') byOperation[span.operation]! += totalMs;
    else if (span.type === 'code') codeMs += totalMs;
  }
  return { totalMs: durationMs(outline), byOperation, codeMs };
}
