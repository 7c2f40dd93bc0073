// The workflow tasks of a run, for finding the last one begun before an event.

import { carried } from './carried.ts';
import { countUpTo } from './cursor.ts';
import type { Seq } from './event.ts';
import { GrowingColumn } from './growing-column.ts';
import { kindIndex, type Outline } from './outline.ts';

/** Operation indexes in order of opening, with a parallel column of the seqs of their opening. */
class WorkflowTasks {
  readonly #tasks = new GrowingColumn(new Uint32Array(0));
  readonly #openedAt = new GrowingColumn(new Uint32Array(0));

  constructor(outline: Outline) {
    this.grow(outline, 0);
  }

  /** Takes in a growth of the outline; `operations` is their number before it. */
  grow({ operations: { count, kind, openedAt } }: Outline, operations: number): this {
    const tasks = new Uint32Array(count - operations);
    let found = 0;
    for (let i = operations; i < count; i++) if (kind[i] === kindIndex.workflowTask) tasks[found++] = i;
    this.#tasks.append(tasks.subarray(0, found));
    for (let i = 0; i < found; i++) tasks[i] = openedAt[tasks[i]!]!;
    this.#openedAt.append(tasks.subarray(0, found));
    return this;
  }

  get count(): number {
    return this.#tasks.length;
  }

  /**
   * The task opened last up to the cursor: its number in the run (1, 2 and so on) and its index in the outline; null
   * before the first.
   */
  at(cursor: Seq): { readonly number: number; readonly operation: number } | null {
    const number = countUpTo(this.#openedAt.view, cursor);
    return number === 0 ? null : { number, operation: this.#tasks.at(number - 1) };
  }
}

/** Computed once per outline, and extended when the outline grows. */
export const workflowTasksOf = carried(
  (outline) => new WorkflowTasks(outline),
  (tasks, outline, { opened }) => tasks.grow(outline, outline.operations.count - opened.kind.length),
);
