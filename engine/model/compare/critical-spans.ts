// The time of a run, cut along its critical path: every moment belongs to one operation that the run waited for, or to
// the code.

import { lastWaking, longestOpen, stepBefore } from '../critical-path.ts';
import type { Seq } from '../event.ts';
import { firstClosedStatus, kindIndex, NONE, type Outline } from '../outline.ts';
import { lastOf } from '../run-time.ts';
import { type Steps, stepsOf } from '../steps.ts';

/** A stretch of time from one event to a later event. */
export type Span = {
  readonly from: Seq;
  readonly to: Seq;
  /**
   * `operation`: the run waited for an operation. `code`: the code ran or waited for its turn. `idle`: the run waited
   * for something that never came.
   */
  readonly type: 'operation' | 'code' | 'idle';
  /** Index of the operation or, for `code`, of its workflow task; NONE where there is none. */
  readonly operation: number;
};

/** From the last to the first; together they are the run, from its first event to the one that ended it. */
export function criticalSpans(outline: Outline): readonly Span[] {
  const steps = stepsOf(outline);
  const cutter = new Cutter(outline);
  let step = steps.end === NONE ? cutOpenEnd(outline, steps, cutter) : steps.end;
  while (step >= 0) {
    const woken = lastWaking(outline, steps, step);
    const before = woken === 0 ? step - 1 : stepBefore(outline, steps, outline.operation[woken - 1]!);
    if (woken === 0) cutter.cut(endOfStep(outline, steps, before), 'code', steps.task[step]!);
    else cutWait(outline, steps, cutter, step, woken);
    step = Math.min(step - 1, before);
  }
  cutter.cut(1, 'code', NONE);
  return cutter.spans;
}

class Cutter {
  readonly spans: Span[] = [];
  #to: Seq;

  constructor(outline: Outline) {
    this.#to = lastOf(outline);
  }

  cut(from: Seq, type: Span['type'], operation: number): void {
    if (from >= this.#to) return;
    this.spans.push({ from, to: this.#to, type, operation });
    this.#to = from;
  }
}

/** Cuts the last wait, after which no code ran. Returns the step before the wait. */
function cutOpenEnd(outline: Outline, steps: Steps, cutter: Cutter): number {
  const { openedAt } = outline.operations;
  const open = longestOpen(outline, steps);
  if (open !== NONE) {
    cutter.cut(openedAt[open]!, 'operation', open);
    return stepBefore(outline, steps, open);
  }
  const task = openTask(outline);
  if (task !== NONE) cutter.cut(openedAt[task]!, 'code', task);
  cutter.cut(endOfStep(outline, steps, steps.count - 1), task === NONE ? 'idle' : 'code', task);
  return steps.count - 1;
}

/** The newest workflow task, where no worker has completed it. */
function openTask({ operations: { count, kind, status } }: Outline): number {
  for (let i = count - 1; i >= 0; i--)
    if (kind[i] === kindIndex.workflowTask) return status[i]! < firstClosedStatus ? i : NONE;
  return NONE;
}

/**
 * Cuts the code's part of a step and, before it, the wait for what woke the code. The wait for a message lasts from the
 * moment when the code had no more to do until the message came.
 */
function cutWait(outline: Outline, steps: Steps, cutter: Cutter, step: number, woken: Seq): void {
  const { openedAt } = outline.operations;
  const [operation, task] = [outline.operation[woken - 1]!, steps.task[step]!];
  // The history records an update only after the workflow task that was started for it.
  const cameWithTask = steps.inbound[operation] === 1 && task !== NONE && woken > steps.beganAt[step]!;
  cutter.cut(cameWithTask ? openedAt[task]! : woken, 'code', task);
  const before = cameWithTask ? step - 1 : stepBefore(outline, steps, operation);
  cutter.cut(
    steps.inbound[operation] === 1 ? endOfStep(outline, steps, before) : openedAt[operation]!,
    'operation',
    operation,
  );
}

/** The event that completed the code's work of a step; 1 for the time before the first step. */
function endOfStep(outline: Outline, { task, beganAt }: Steps, step: number): Seq {
  if (step < 0) return 1;
  const ended = task[step] === NONE ? 0 : outline.operations.closedAt[task[step]!]!;
  return ended || Math.max(1, beganAt[step]!);
}
