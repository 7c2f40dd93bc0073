// The chain of waits that explains how long a run took: from the end of the run back, each time to the last event that
// woke the code.

import { countUpTo } from './cursor.ts';
import type { Seq } from './event.ts';
import type { Outline } from './outline.ts';
import { firstClosedStatus, kindIndex, NONE } from './outline.ts';
import type { Steps } from './steps.ts';
import { stepsOf } from './steps.ts';

/**
 * Operations on the path, rising. The path of an open run ends at the operation that the run has been waiting for
 * longest.
 */
export function criticalPath(outline: Outline, steps: Steps = stepsOf(outline)): Uint32Array {
  const path: number[] = [];
  let step = steps.end;
  if (step === NONE) step = beginAtOpenEnd(outline, steps, path);
  while (step >= 0) {
    const woken = lastWaking(outline, steps, step);
    const waker = woken === 0 ? NONE : outline.operation[woken - 1]!;
    if (waker !== NONE) path.push(waker);
    step = Math.min(step - 1, waker === NONE ? step - 1 : stepBefore(outline, steps, waker));
  }
  return Uint32Array.from(new Set(path)).sort();
}

function beginAtOpenEnd(outline: Outline, steps: Steps, path: number[]): number {
  const open = longestOpen(outline, steps);
  if (open === NONE) return steps.count - 1;
  path.push(open);
  return stepBefore(outline, steps, open);
}

/** The operation that an open run has been waiting for longest, or NONE. */
export function longestOpen(outline: Outline, steps: Steps): number {
  const { count, kind, status } = outline.operations;
  for (let i = 0; i < count; i++) {
    if (kind[i] !== kindIndex.workflowTask && status[i]! < firstClosedStatus && steps.inbound[i] === 0) return i;
  }
  return NONE;
}

/** The step that opened an operation; for a message from outside, the last step that ran before the message came. */
export function stepBefore(outline: Outline, steps: Steps, operation: number): number {
  if (steps.inbound[operation] === 0) return steps.ofOperation[operation]!;
  return countUpTo(steps.beganAt, outline.operations.openedAt[operation]! - 1) - 1;
}

/** The last event of an operation that woke a step; 0 where no event did. */
export function lastWaking(outline: Outline, { wakerStart, wakers }: Steps, step: number): Seq {
  for (let i = wakerStart[step + 1]! - 1; i >= wakerStart[step]!; i--) {
    const operation = outline.operation[wakers[i]! - 1]!;
    if (operation !== NONE && outline.operations.kind[operation] !== kindIndex.workflowTask) return wakers[i]!;
  }
  return 0;
}
