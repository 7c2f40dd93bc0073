// The visible operations of each step.

import type { Outline } from './outline.ts';
import { kindIndex, NONE } from './outline.ts';
import type { Steps } from './steps.ts';

export class StepOperations {
  /** Number of steps, including one after the last for messages that no step has received. */
  readonly steps: number;
  /** By operation: 1 = visible. */
  readonly shown: Uint8Array;
  readonly count: number;
  readonly #start: Uint32Array;
  readonly #operations: Uint32Array;

  readonly #visible: ReadonlySet<number> | null;

  /** `visible` = indexes of the operations to draw, rising; null = all. Workflow tasks belong to no step. */
  constructor(outline: Outline, steps: Steps, visible: Uint32Array | null) {
    this.steps = steps.count + 1;
    this.shown = shownOf(outline, visible);
    this.#visible = visible === null ? null : new Set(visible);
    this.#start = new Uint32Array(this.steps + 1);
    const step = (operation: number): number => (this.shown[operation] === 1 ? steps.ofOperation[operation]! : NONE);
    for (let i = 0; i < this.shown.length; i++) if (step(i) !== NONE) this.#start[step(i) + 1]! += 1;
    for (let i = 0; i < this.steps; i++) this.#start[i + 1]! += this.#start[i]!;
    this.count = this.#start[this.steps]!;
    this.#operations = new Uint32Array(this.count);
    const next = this.#start.slice();
    for (let i = 0; i < this.shown.length; i++) if (step(i) !== NONE) this.#operations[next[step(i)]!++] = i;
  }

  /** Whether a workflow task is to be drawn, where one is: if it failed. */
  showsTask(task: number): boolean {
    return this.#visible === null || this.#visible.has(task);
  }

  /** Rising. */
  of(step: number): Uint32Array {
    return this.#operations.subarray(this.#start[step], this.#start[step + 1]);
  }
}

function shownOf(outline: Outline, visible: Uint32Array | null): Uint8Array {
  const { count, kind } = outline.operations;
  const shown = new Uint8Array(count).fill(visible === null ? 1 : 0);
  if (visible !== null) for (const operation of visible) shown[operation] = 1;
  for (let i = 0; i < count; i++) if (kind[i] === kindIndex.workflowTask) shown[i] = 0;
  return shown;
}
