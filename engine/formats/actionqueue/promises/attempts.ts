// Checks of single runs and their attempts.

import { type EventOf, type Id, isTerminal, type U64 } from '../event.ts';
import type { Attempt, Projection, Run } from '../projection.ts';
import type { Check, Say, Step } from './promise.ts';

const transitionCodes: ReadonlySet<string> = new Set([
  'AQ201',
  'AQ202',
  'AQ203',
  'AQ204',
  'AQ205',
  'AQ206',
  'AQ207',
  'AQ208',
  'AQ209',
  'AQ210',
  'AQ217',
]);

/** Checks promises C02, C03, C04: the fold's refusals as broken promises. */
export class Lifecycle implements Check {
  readonly #say: Say;

  constructor(say: Say) {
    this.#say = say;
  }

  note({ event, number, projection, refusal }: Step): void {
    if (event.type === 'RunCreated' && refusal === null && !projection.tasks.has(event.run_instance.task_id)) {
      this.#say(
        'C02',
        number,
        `Run ${event.run_instance.id} belongs to task ${event.run_instance.task_id}, which no record before it creates.`,
      );
    }
    if (refusal === null) return;
    if (refusal.code === 'AQ204') this.#say('C02', number, refusal.text);
    if (transitionCodes.has(refusal.code) && !event.type.startsWith('Lease')) this.#say('C03', number, refusal.text);
    const run = 'run_id' in event ? projection.runs.get(event.run_id) : undefined;
    if (run !== undefined && isTerminal(run.state))
      this.#say('C04', number, `Run ${run.id} has been ${run.state} since record ${run.since}.`);
  }

  end(): void {}
}

function capOf(projection: Projection, run: Run): number | undefined {
  return projection.tasks.get(run.task_id)?.task_spec.constraints.max_attempts;
}

/** Checks promises C05, C06, C18, C23, C24. */
export class Attempts implements Check {
  readonly #say: Say;
  readonly #started = new Map<Id, number>();
  /** Number of suspended attempts by run. */
  readonly #suspended = new Map<Id, number>();

  constructor(say: Say) {
    this.#say = say;
  }

  note({ event, number, projection, refusal }: Step): void {
    if (event.type === 'TaskCreated') this.#noteTask(event, number);
    if (event.type === 'AttemptFinished' && event.result === 'Suspended' && refusal === null)
      this.#suspended.set(event.run_id, (this.#suspended.get(event.run_id) ?? 0) + 1);
    if (event.type === 'AttemptStarted') this.#noteStart(event, number, projection, refusal === null);
    if (event.type === 'RunStateChanged' && event.previous_state === 'Running' && refusal === null)
      this.#noteOutcome(event, number, projection);
  }

  /** Number of starts that count against the cap: all but suspended ones. */
  #counted({ id, attempts }: Run): number {
    return attempts.length - (this.#suspended.get(id) ?? 0);
  }

  #noteTask({ task_spec: { id, constraints } }: EventOf<'TaskCreated'>, number: number): void {
    if (constraints.safety_level === 'Transactional' && constraints.max_attempts > 1)
      this.#say('C24', number, `Task ${id} is Transactional and allows ${constraints.max_attempts} attempts.`);
  }

  #noteStart(
    { attempt_id, run_id }: EventOf<'AttemptStarted'>,
    number: number,
    projection: Projection,
    applied: boolean,
  ): void {
    const before = this.#started.get(attempt_id);
    if (before === undefined) this.#started.set(attempt_id, number);
    else this.#say('C23', number, `Attempt ${attempt_id} was started before, by record ${before}.`);
    const run = projection.runs.get(run_id);
    const cap = run && capOf(projection, run);
    if (!applied || run === undefined) return;
    const last = run.attempts.at(-2);
    if (last !== undefined && last.since > run.since)
      this.#say(
        'C06',
        number,
        `Attempt ${attempt_id} of run ${run_id} follows one that ended as ${last.result}, without a change of state between them.`,
      );
    if (cap !== undefined && this.#counted(run) > cap)
      this.#say('C05', number, `Run ${run_id} is tried ${this.#counted(run)} times; ${cap} are allowed.`);
  }

  #noteOutcome({ run_id, new_state }: EventOf<'RunStateChanged'>, number: number, projection: Projection): void {
    const run = projection.runs.get(run_id);
    const attempt = run?.attempts.at(-1);
    const cap = run && capOf(projection, run);
    if (run === undefined || new_state === 'Canceled' || attempt === undefined || attempt.result === null) return;
    const said = `Run ${run_id} goes to ${new_state} after an attempt that ended as ${attempt.result}`;
    if (!allowed(attempt, this.#counted(run), cap).includes(new_state)) this.#say('C06', number, `${said}.`);
    if (
      attempt.result === 'Timeout' &&
      new_state === 'Failed' &&
      cap !== undefined &&
      this.#counted(run) < cap &&
      run.attempts.length >= cap
    )
      this.#say('C18', number, `${said}: ${this.#counted(run)} of ${cap} attempts count, suspended ones do not.`);
  }

  end(): void {}
}

/** The states that may follow; a terminal failure ends a run even below the cap, and is stored like any failure. */
function allowed({ result }: Attempt, count: number, cap: number | undefined): readonly string[] {
  if (result === 'Success') return ['Completed'];
  if (result === 'Suspended') return ['Suspended'];
  if (cap === undefined) return ['RetryWait', 'Failed'];
  if (count >= cap) return ['Failed'];
  return result === 'Timeout' ? ['RetryWait'] : ['RetryWait', 'Failed'];
}

/** Checks promise C07. */
export class Leases implements Check {
  readonly #say: Say;
  #latest: U64 = 0;

  constructor(say: Say) {
    this.#say = say;
  }

  note({ event, number, projection, refusal }: Step): void {
    if ('timestamp' in event && event.timestamp > this.#latest) this.#latest = event.timestamp;
    if (event.type === 'LeaseAcquired' && refusal !== null && projection.runs.get(event.run_id)?.lease)
      this.#say('C07', number, refusal.text);
    if (event.type === 'AttemptStarted' && refusal === null && projection.runs.get(event.run_id)?.lease === null)
      this.#say('C07', number, `Attempt ${event.attempt_id} of run ${event.run_id} starts without a lease.`);
  }

  /** No released version ever resumes such a run: it waits until a person acts. */
  end({ number, projection }: { readonly number: number; readonly projection: Projection }): void {
    for (const { id, state, lease, since } of projection.runs.values()) {
      if (state !== 'Leased' && state !== 'Running') continue;
      // The lease is recorded right after the run becomes Leased: a log may end between the two.
      if (lease === null && state === 'Leased' && since === number) continue;
      if (lease === null)
        this.#say(
          'C07',
          number,
          `Run ${id} is ${state} without a lease at the end of the log: stuck in flight.`,
          'warning',
        );
      else if (lease.expiry < this.#latest)
        this.#say(
          'C07',
          number,
          `Run ${id} is ${state} at the end of the log, its lease expired at ${lease.expiry}: stuck in flight.`,
          'warning',
        );
    }
  }
}
