// Writes an ActionQueue log in the terms of a test: tasks, runs and attempts by number; each call adds the records that
// an engine would write.

import type {
  AqEvent,
  AqRunState,
  AttemptResult,
  EventType,
  Id,
  RunPolicy,
  TaskConstraints,
  TaskSpec,
  U64,
} from '../formats/actionqueue/event.ts';

type Fields<Type extends EventType> = Omit<Extract<AqEvent, { type: Type }>, 'type' | 'sequence' | 'timestamp'> & {
  readonly timestamp?: U64;
};
type TaskDraft = Partial<Omit<TaskSpec, 'constraints' | 'metadata'>> & {
  readonly constraints?: Partial<TaskConstraints>;
  readonly metadata?: Partial<TaskSpec['metadata']>;
  readonly policy?: RunPolicy;
};

/** Ids of one kind begin with the kind's digit and end with their number. */
export function idOf(
  kind: 'task' | 'run' | 'attempt' | 'subscription' | 'actor' | 'tenant' | 'entry',
  number: number,
): Id {
  const digit = { task: '1', run: 'a', attempt: 'b', subscription: 'c', actor: 'd', tenant: 'e', entry: 'f' }[kind];
  const text = number.toString(16);
  return `${digit}${text.padStart(7, '0')}-0000-4000-8000-${text.padStart(12, '0')}`;
}

export class Story {
  readonly events: AqEvent[] = [];
  now = 1_700_000_000;
  #attempts = 0;
  #sequence: U64 = 0;

  /** Adds the next record, with the next sequence number unless another is given. */
  say<Type extends EventType>(type: Type, fields: Fields<Type>, sequence?: U64): this {
    const { timestamp = this.now, ...others } = fields;
    this.#sequence = sequence ?? Number(this.#sequence) + 1;
    this.events.push({
      type,
      sequence: this.#sequence,
      ...others,
      ...(type === 'RunCreated' ? {} : { timestamp }),
    } as unknown as AqEvent);
    return this;
  }

  task(number: number, { policy = 'Once', constraints, metadata, ...more }: TaskDraft = {}): this {
    const task_spec: TaskSpec = {
      id: idOf('task', number),
      payload: { bytes: Buffer.from(''), content_type: null },
      run_policy: policy,
      constraints: {
        max_attempts: 1,
        timeout_secs: null,
        concurrency_key: null,
        concurrency_key_hold_policy: 'HoldDuringRetry',
        safety_level: 'Pure',
        required_capabilities: null,
        ...constraints,
      },
      metadata: { tags: [], priority: 0, description: null, ...metadata },
      parent_task_id: null,
      tenant_id: null,
      ...more,
    };
    return this.say('TaskCreated', { task_spec });
  }

  run(number: number, task = number, scheduled_at: U64 = this.now): this {
    const run_instance = {
      id: idOf('run', number),
      task_id: idOf('task', task),
      state: 'Scheduled',
      current_attempt_id: null,
      attempt_count: 0,
      created_at: this.now,
      scheduled_at,
      effective_priority: 0,
      last_state_change_at: this.now,
    } as const;
    return this.say('RunCreated', { run_instance });
  }

  move(number: number, ...states: readonly AqRunState[]): this {
    for (const [i, new_state] of states.slice(1).entries())
      this.say('RunStateChanged', { run_id: idOf('run', number), previous_state: states[i]!, new_state });
    return this;
  }

  lease(
    type: 'LeaseAcquired' | 'LeaseHeartbeat' | 'LeaseExpired' | 'LeaseReleased',
    number: number,
    owner = 'runtime',
    expiry: U64 = this.now + 300,
  ): this {
    return this.say(type, { run_id: idOf('run', number), owner, expiry });
  }

  start(number: number, attempt = ++this.#attempts): this {
    return this.say('AttemptStarted', { run_id: idOf('run', number), attempt_id: idOf('attempt', attempt) });
  }

  finish(number: number, result: AttemptResult, attempt = this.#attempts): this {
    return this.say('AttemptFinished', {
      run_id: idOf('run', number),
      attempt_id: idOf('attempt', attempt),
      result,
      error: result === 'Failure' || result === 'Timeout' ? 'boom' : null,
      output: result === 'Success' ? Buffer.from('ok') : null,
    });
  }

  /** Adds the records from Ready to the start of the attempt. */
  dispatch(number: number): this {
    return this.move(number, 'Ready', 'Leased')
      .lease('LeaseAcquired', number)
      .move(number, 'Leased', 'Running')
      .start(number);
  }

  /** Ends the attempt, and moves the run to `state`. */
  end(number: number, result: AttemptResult = 'Success', state: AqRunState = 'Completed'): this {
    return this.finish(number, result).lease('LeaseReleased', number).move(number, 'Running', state);
  }

  /** Adds a task with one run that succeeds, or ends as requested. */
  whole(
    number: number,
    draft: TaskDraft = {},
    result: AttemptResult = 'Success',
    state: AqRunState = 'Completed',
  ): this {
    return this.task(number, draft)
      .run(number)
      .move(number, 'Scheduled', 'Ready')
      .dispatch(number)
      .end(number, result, state);
  }

  later(seconds: number): this {
    this.now += seconds;
    return this;
  }
}
