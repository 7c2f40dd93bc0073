// Checks promise C08: of the tasks that share a concurrency key, only one run is active at a time.

import { type AqRunState, type Id, isTerminal } from '../event.ts';
import type { Run, Task } from '../projection.ts';
import type { Check, Say, Step } from './promise.ts';

/**
 * A run takes the key before it is Leased. It returns the key at its end, and in RetryWait and Suspended where the
 * task's policy says so.
 */
export class ConcurrencyKeys implements Check {
  readonly #say: Say;
  /** Key → the runs that hold it, each with the number of the record that gave it the key. */
  readonly #holders = new Map<string, Map<Id, number>>();

  constructor(say: Say) {
    this.#say = say;
  }

  note({ event, number, projection, refusal }: Step): void {
    if (refusal !== null || !('run_id' in event)) return;
    const run = projection.runs.get(event.run_id);
    const task = run && projection.tasks.get(run.task_id);
    const key = task?.task_spec.constraints.concurrency_key;
    if (run === undefined || task === undefined || typeof key !== 'string') return;
    if (run.state === 'Leased' || run.state === 'Running') this.#take(key, run, number);
    else if (givesBack(run.state, task)) this.#holders.get(key)?.delete(run.id);
  }

  #take(key: string, { id }: Run, number: number): void {
    const holders = this.#holders.get(key) ?? new Map<Id, number>();
    this.#holders.set(key, holders);
    if (holders.has(id)) return;
    const [other] = holders;
    if (other !== undefined)
      this.#say(
        'C08',
        number,
        `Run ${id} takes the key ${JSON.stringify(key)}, which run ${other[0]} holds since record ${other[1]}.`,
      );
    holders.set(id, number);
  }

  end(): void {
    this.#holders.clear();
  }
}

function givesBack(state: AqRunState, { task_spec }: Task): boolean {
  if (isTerminal(state)) return true;
  return (
    (state === 'RetryWait' || state === 'Suspended') &&
    task_spec.constraints.concurrency_key_hold_policy === 'ReleaseOnRetry'
  );
}
