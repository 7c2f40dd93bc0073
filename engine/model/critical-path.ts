// The chain of waits that explains how long a run took: from its end back, each time the last thing that woke the code.

import { countUpTo } from './cursor.ts';
import type { Outline } from './outline.ts';
import { firstClosedStatus, kindIndex, NONE } from './outline.ts';
import type { Steps } from './steps.ts';
import { stepsOf } from './steps.ts';

/** Operations on the path, rising. Of a run that goes on: up to what it has been waiting for longest. */
export function criticalPath(outline: Outline, steps: Steps = stepsOf(outline)): Uint32Array {
  const path: number[] = [];
  let step = steps.end;
  if (step === NONE) step = beginAtOpenEnd(outline, steps, path);
  while (step >= 0) {
    const waker = lastWaker(outline, steps, step);
    if (waker !== NONE) path.push(waker);
    step = Math.min(step - 1, waker === NONE ? step - 1 : stepBefore(outline, steps, waker));
  }
  return Uint32Array.from(new Set(path)).sort();
}

function beginAtOpenEnd(outline: Outline, steps: Steps, path: number[]): number {
  const { count, kind, status } = outline.operations;
  for (let i = 0; i < count; i++) {
    if (kind[i] === kindIndex.workflowTask || status[i]! >= firstClosedStatus || steps.inbound[i] === 1) continue;
    path.push(i);
    return stepBefore(outline, steps, i);
  }
  return steps.count - 1;
}

/** The step that opened an operation or, of one from outside, the last that ran before it came. */
function stepBefore(outline: Outline, steps: Steps, operation: number): number {
  if (steps.inbound[operation] === 0) return steps.ofOperation[operation]!;
  return countUpTo(steps.beganAt, outline.operations.openedAt[operation]! - 1) - 1;
}

function lastWaker(outline: Outline, { wakerStart, wakers }: Steps, step: number): number {
  for (let i = wakerStart[step + 1]! - 1; i >= wakerStart[step]!; i--) {
    const operation = outline.operation[wakers[i]! - 1]!;
    if (operation !== NONE && outline.operations.kind[operation] !== kindIndex.workflowTask) return operation;
  }
  return NONE;
}
