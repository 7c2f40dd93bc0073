// Whether a task is over, how it ended, and whether its dependents may begin: updated as its runs change, whatever
// their number.

import { type Id, isTerminal } from '../event.ts';
import type { Projection } from '../projection.ts';
import type { Step } from './promise.ts';

type Count = { live: number; completed: number };

export class TaskEnds {
  readonly #counts = new Map<Id, Count>();

  /** Call before any check of the step. */
  note({ event, projection, refusal }: Step): void {
    if (refusal !== null) return;
    if (event.type === 'RunCreated') this.#of(event.run_instance.task_id).live++;
    const ended = event.type === 'RunCanceled' || (event.type === 'RunStateChanged' && isTerminal(event.new_state));
    if (!ended) return;
    const run = projection.runs.get(event.run_id);
    if (run === undefined) return;
    const count = this.#of(run.task_id);
    count.live--;
    if (run.state === 'Completed') count.completed++;
  }

  #of(task: Id): Count {
    const known = this.#counts.get(task);
    if (known !== undefined) return known;
    const count = { live: 0, completed: 0 };
    this.#counts.set(task, count);
    return count;
  }

  /** A task without runs is over only if it was canceled. */
  isOver({ tasks }: Projection, task: Id): boolean {
    const count = this.#counts.get(task);
    return count === undefined ? (tasks.get(task)?.canceled_at ?? null) !== null : count.live === 0;
  }

  succeeded(projection: Projection, task: Id): boolean {
    return this.isOver(projection, task) && (this.#counts.get(task)?.completed ?? 0) > 0;
  }

  failed(projection: Projection, task: Id): boolean {
    return this.isOver(projection, task) && (this.#counts.get(task)?.completed ?? 0) === 0;
  }

  /** True where every prerequisite ended well. A prerequisite that no record creates never does. */
  isEligible(projection: Projection, task: Id): boolean {
    for (const prerequisite of projection.dependencies.get(task) ?? [])
      if (!this.succeeded(projection, prerequisite)) return false;
    return true;
  }
}
