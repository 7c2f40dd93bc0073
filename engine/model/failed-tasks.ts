// Workflow tasks that failed: the code, or its worker, did not get through them.

import { kindIndex, type Outline, statusIndex } from './outline.ts';

const known = new WeakMap<Outline, Uint32Array>();

/** Operations, rising. One that no worker took in time has not failed, nor has one that was given up for a reset. */
export function failedTasks(outline: Outline): Uint32Array {
  const found = known.get(outline) ?? find(outline);
  known.set(outline, found);
  return found;
}

function find({ operations }: Outline): Uint32Array {
  const { count, kind, status, startedAt } = operations;
  const found: number[] = [];
  for (let i = 0; i < count; i++) {
    if (kind[i] !== kindIndex.workflowTask) continue;
    if (status[i] === statusIndex.failed || (status[i] === statusIndex.timedOut && startedAt[i] !== 0)) found.push(i);
  }
  return Uint32Array.from(found);
}
