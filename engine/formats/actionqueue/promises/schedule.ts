// Checks of the times at which runs are promoted and dispatched.

import type { EventOf, Id, U64 } from '../event.ts';
import type { Projection, Run } from '../projection.ts';
import { DueRuns } from './due-runs.ts';
import type { Check, Say, Step } from './promise.ts';
import type { TaskEnds } from './task-ends.ts';

/** Checks promises C19, C20, C22, C31. */
export class Promotion implements Check {
  readonly #say: Say;
  readonly #waiting = new DueRuns();
  /** Time of the last promotion, in seconds since 1970. */
  #tick: U64 | null = null;
  readonly #triggered = new Set<Id>();
  readonly #ends: TaskEnds;

  constructor(say: Say, ends: TaskEnds) {
    this.#say = say;
    this.#ends = ends;
  }

  note({ event, number, projection, refusal }: Step): void {
    if (refusal !== null) return;
    if (event.type === 'RunCreated') this.#waiting.add(event.run_instance);
    if (event.type === 'SubscriptionTriggered') this.#noteTrigger(projection, event.subscription_id);
    if (event.type !== 'RunStateChanged') return;
    if (this.#tick !== null && event.timestamp > this.#tick) this.#endTick(projection, number);
    const run = projection.runs.get(event.run_id);
    if (run === undefined) return;
    this.#notePause(event, number, projection);
    if (event.previous_state === 'Scheduled' && event.new_state === 'Ready')
      this.#notePromotion(run, event.timestamp, number);
    if (event.previous_state === 'RetryWait' && event.new_state === 'Ready')
      this.#noteRetry(run, event.timestamp, number);
  }

  #noteTrigger({ subscriptions }: Projection, id: Id): void {
    const subscription = subscriptions.get(id);
    if (subscription !== undefined && subscription.canceled_at === null) this.#triggered.add(subscription.task_id);
  }

  #notePause(
    { run_id, previous_state, new_state }: EventOf<'RunStateChanged'>,
    number: number,
    { engine }: Projection,
  ): void {
    const stopped =
      (new_state === 'Ready' && (previous_state === 'Scheduled' || previous_state === 'RetryWait')) ||
      (previous_state === 'Ready' && new_state === 'Leased');
    if (engine.paused && stopped)
      this.#say(
        'C22',
        number,
        `Run ${run_id} goes from ${previous_state} to ${new_state} while the engine is paused since record ${engine.since}.`,
      );
  }

  #notePromotion({ id, task_id, scheduled_at }: Run, timestamp: U64, number: number): void {
    this.#tick = timestamp;
    if (timestamp < scheduled_at && !this.#triggered.has(task_id))
      this.#say(
        'C20',
        number,
        `Run ${id} is promoted at ${timestamp}, before its schedule ${scheduled_at}, and no subscription of its task was triggered.`,
      );
  }

  #noteRetry({ id, history }: Run, timestamp: U64, number: number): void {
    const entered = history.at(-2);
    if (entered !== undefined && timestamp < entered.timestamp)
      this.#say(
        'C31',
        number,
        `Run ${id} leaves RetryWait at ${timestamp}, before it entered it at ${entered.timestamp}.`,
      );
  }

  /** Reports runs that were due at the last promotion and are still Scheduled. */
  #endTick(projection: Projection, number: number): void {
    const tick = this.#tick!;
    this.#tick = null;
    for (const id of this.#waiting.due(tick)) {
      const run = projection.runs.get(id);
      if (run?.state === 'Scheduled' && run.created_at < tick && this.#ends.isEligible(projection, run.task_id))
        this.#say(
          'C19',
          number,
          `Run ${id} was due at ${run.scheduled_at} and was not promoted with the others at ${tick}.`,
        );
    }
  }

  end(): void {}
}

type Dispatch = { readonly run: Run; readonly number: number; readonly readySince: number };

/** Checks promise C21: runs dispatched in the same second come in their order. */
export class DispatchOrder implements Check {
  readonly #say: Say;
  #last: Dispatch | null = null;
  #second: U64 = 0;
  /** Number of the record that made each run Ready. */
  readonly #ready = new Map<Id, number>();

  constructor(say: Say) {
    this.#say = say;
  }

  note({ event, number, projection, refusal }: Step): void {
    if (refusal !== null || event.type !== 'RunStateChanged') return;
    if (event.new_state === 'Ready') this.#ready.set(event.run_id, number);
    if (event.new_state !== 'Leased') return;
    const run = projection.runs.get(event.run_id);
    const readySince = this.#ready.get(event.run_id);
    this.#ready.delete(event.run_id);
    if (run === undefined || readySince === undefined) return;
    const last = event.timestamp === this.#second ? this.#last : null;
    if (last !== null && readySince < last.number && comesBefore(projection, run, last.run)) {
      this.#say(
        'C21',
        number,
        `Run ${run.id} is dispatched after run ${last.run.id} (record ${last.number}), although it goes first by ${reason(projection, run, last.run)}.`,
      );
    }
    this.#last = { run, number, readySince };
    this.#second = event.timestamp;
  }

  end(): void {
    this.#ready.clear();
  }
}

function priorityOf({ tasks }: Projection, { task_id }: Run): number {
  return tasks.get(task_id)?.task_spec.metadata.priority ?? 0;
}

function isKeyed({ tasks }: Projection, { task_id }: Run): boolean {
  return (tasks.get(task_id)?.task_spec.constraints.concurrency_key ?? null) !== null;
}

/** A run with a concurrency key may have waited for the key. */
function comesBefore(projection: Projection, run: Run, other: Run): boolean {
  return !isKeyed(projection, run) && priorityOf(projection, run) > priorityOf(projection, other);
}

function reason(projection: Projection, run: Run, other: Run): string {
  return `priority (${priorityOf(projection, run)} before ${priorityOf(projection, other)})`;
}
