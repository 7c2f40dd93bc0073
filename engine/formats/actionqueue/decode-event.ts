// Reads one record's payload (postcard): sequence, variant, fields. The order of the fields below is that of the wire.

import type { AqEvent, Capability, EventFilter, EventOf, LeaseEvent, Role, RunInstance, U64 } from './event.ts';
import { attemptResults, capabilities, dimensions, nilId, roles, runStates } from './event.ts';
import { decodeTaskSpec } from './decode-task.ts';
import { DecodeFailure, PostcardReader } from './postcard.ts';

export class EventDecoder {
  readonly #reader = new PostcardReader();
  /** Number of bytes at the end of the last record that no field reads. */
  trailing = 0;
  /**
   * True where the last record has a cron policy without a cap, written without the option byte, so that its writer
   * cannot read it again.
   */
  cronElided = false;

  /** True where a number in the last record is written longer than necessary. */
  get overlong(): boolean {
    return this.#reader.overlong;
  }

  /**
   * Decodes the record in `bytes` from `start` to `end`; the result keeps no reference to `bytes`. Throws
   * `DecodeFailure`.
   */
  decode(bytes: Buffer, start: number, end: number): AqEvent {
    const reader = this.#reader;
    reader.open(bytes, start, end);
    this.cronElided = false;
    const sequence = reader.u64('sequence');
    const variant = reader.u32('event');
    const event = variant === 0 ? this.#taskCreated(sequence) : decodeFields(reader, sequence, variant);
    this.trailing = end - reader.at;
    return event;
  }

  /**
   * Tries the layout with the option byte, then the one without it, each consuming the whole payload; otherwise reads
   * like ActionQueue's own software, which ignores leftover bytes.
   */
  #taskCreated(sequence: U64): AqEvent {
    const reader = this.#reader;
    const { at } = reader;
    const failed = this.#tryTask(sequence);
    if (!(failed instanceof DecodeFailure) && reader.at === reader.end) return failed;
    const whole = reader.at;
    const cron = 'task_spec' in failed ? isUncapped(failed) : true;
    if (cron) {
      reader.at = at;
      const elided = this.#tryElided(sequence);
      if (elided !== undefined) return elided;
    }
    if (failed instanceof DecodeFailure) throw failed;
    reader.at = whole;
    return failed;
  }

  #tryTask(sequence: U64): EventOf<'TaskCreated'> | DecodeFailure {
    try {
      return {
        type: 'TaskCreated',
        sequence,
        task_spec: decodeTaskSpec(this.#reader, 'there'),
        timestamp: this.#reader.u64('timestamp'),
      };
    } catch (error) {
      if (error instanceof DecodeFailure) return error;
      throw error;
    }
  }

  #tryElided(sequence: U64): AqEvent | undefined {
    const reader = this.#reader;
    try {
      const event: AqEvent = {
        type: 'TaskCreated',
        sequence,
        task_spec: decodeTaskSpec(reader, 'left out'),
        timestamp: reader.u64('timestamp'),
      };
      this.cronElided = isUncapped(event) && reader.at === reader.end;
      return this.cronElided ? event : undefined;
    } catch (error) {
      if (error instanceof DecodeFailure) return undefined;
      throw error;
    }
  }
}

function isUncapped({ task_spec: { run_policy } }: EventOf<'TaskCreated'>): boolean {
  return typeof run_policy === 'object' && 'Cron' in run_policy;
}

function decodeFields(reader: PostcardReader, sequence: U64, variant: number): AqEvent {
  switch (variant) {
    case 1:
      return { type: 'RunCreated', sequence, run_instance: decodeRun(reader) };
    case 2:
      return {
        type: 'RunStateChanged',
        sequence,
        run_id: reader.id('run_id'),
        previous_state: reader.one('previous_state', runStates),
        new_state: reader.one('new_state', runStates),
        timestamp: reader.u64('timestamp'),
      };
    case 3:
      return {
        type: 'AttemptStarted',
        sequence,
        run_id: reader.id('run_id'),
        attempt_id: reader.id('attempt_id'),
        timestamp: reader.u64('timestamp'),
      };
    case 4:
      return {
        type: 'AttemptFinished',
        sequence,
        run_id: reader.id('run_id'),
        attempt_id: reader.id('attempt_id'),
        result: reader.one('result', attemptResults),
        error: reader.optionalText('error'),
        output: reader.some('output') ? reader.raw('output') : null,
        timestamp: reader.u64('timestamp'),
      };
    case 5:
      return { type: 'TaskCanceled', sequence, task_id: reader.id('task_id'), timestamp: reader.u64('timestamp') };
    case 6:
      return { type: 'RunCanceled', sequence, run_id: reader.id('run_id'), timestamp: reader.u64('timestamp') };
    case 7:
      return decodeLease(reader, 'LeaseAcquired', sequence);
    case 8:
      return decodeLease(reader, 'LeaseHeartbeat', sequence);
    case 9:
      return decodeLease(reader, 'LeaseExpired', sequence);
    case 10:
      return decodeLease(reader, 'LeaseReleased', sequence);
    case 11:
      return { type: 'EnginePaused', sequence, timestamp: reader.u64('timestamp') };
    case 12:
      return { type: 'EngineResumed', sequence, timestamp: reader.u64('timestamp') };
    case 13:
      return {
        type: 'DependencyDeclared',
        sequence,
        task_id: reader.id('task_id'),
        depends_on: reader.ids('depends_on'),
        timestamp: reader.u64('timestamp'),
      };
    case 14:
      return {
        type: 'RunSuspended',
        sequence,
        run_id: reader.id('run_id'),
        reason: reader.optionalText('reason'),
        timestamp: reader.u64('timestamp'),
      };
    case 15:
      return { type: 'RunResumed', sequence, run_id: reader.id('run_id'), timestamp: reader.u64('timestamp') };
    default:
      return decodeMore(reader, sequence, variant);
  }
}

/** Decodes records about budgets, subscriptions, actors and the platform. */
function decodeMore(reader: PostcardReader, sequence: U64, variant: number): AqEvent {
  switch (variant) {
    case 16:
      return {
        type: 'BudgetAllocated',
        sequence,
        task_id: reader.id('task_id'),
        dimension: reader.one('dimension', dimensions),
        limit: reader.u64('limit'),
        timestamp: reader.u64('timestamp'),
      };
    case 17:
      return {
        type: 'BudgetConsumed',
        sequence,
        task_id: reader.id('task_id'),
        dimension: reader.one('dimension', dimensions),
        amount: reader.u64('amount'),
        timestamp: reader.u64('timestamp'),
      };
    case 18:
      return {
        type: 'BudgetExhausted',
        sequence,
        task_id: reader.id('task_id'),
        dimension: reader.one('dimension', dimensions),
        timestamp: reader.u64('timestamp'),
      };
    case 19:
      return {
        type: 'BudgetReplenished',
        sequence,
        task_id: reader.id('task_id'),
        dimension: reader.one('dimension', dimensions),
        new_limit: reader.u64('new_limit'),
        timestamp: reader.u64('timestamp'),
      };
    case 20:
      return {
        type: 'SubscriptionCreated',
        sequence,
        subscription_id: reader.id('subscription_id'),
        task_id: reader.id('task_id'),
        filter: decodeFilter(reader),
        timestamp: reader.u64('timestamp'),
      };
    case 21:
      return {
        type: 'SubscriptionTriggered',
        sequence,
        subscription_id: reader.id('subscription_id'),
        timestamp: reader.u64('timestamp'),
      };
    case 22:
      return {
        type: 'SubscriptionCanceled',
        sequence,
        subscription_id: reader.id('subscription_id'),
        timestamp: reader.u64('timestamp'),
      };
    case 23:
      return {
        type: 'ActorRegistered',
        sequence,
        actor_id: reader.id('actor_id'),
        identity: reader.text('identity'),
        capabilities: reader.texts('capabilities'),
        department: reader.optionalText('department'),
        heartbeat_interval_secs: reader.u64('heartbeat_interval_secs'),
        tenant_id: reader.optionalId('tenant_id'),
        timestamp: reader.u64('timestamp'),
      };
    case 24:
      return {
        type: 'ActorDeregistered',
        sequence,
        actor_id: reader.id('actor_id'),
        timestamp: reader.u64('timestamp'),
      };
    case 25:
      return { type: 'ActorHeartbeat', sequence, actor_id: reader.id('actor_id'), timestamp: reader.u64('timestamp') };
    case 26:
      return {
        type: 'TenantCreated',
        sequence,
        tenant_id: reader.id('tenant_id'),
        name: reader.text('name'),
        timestamp: reader.u64('timestamp'),
      };
    case 27:
      return {
        type: 'RoleAssigned',
        sequence,
        actor_id: reader.id('actor_id'),
        role: decodeRole(reader),
        tenant_id: reader.id('tenant_id'),
        timestamp: reader.u64('timestamp'),
      };
    case 28:
      return {
        type: 'CapabilityGranted',
        sequence,
        actor_id: reader.id('actor_id'),
        capability: decodeCapability(reader),
        tenant_id: reader.id('tenant_id'),
        timestamp: reader.u64('timestamp'),
      };
    case 29:
      return {
        type: 'CapabilityRevoked',
        sequence,
        actor_id: reader.id('actor_id'),
        capability: decodeCapability(reader),
        tenant_id: reader.id('tenant_id'),
        timestamp: reader.u64('timestamp'),
      };
    case 30:
      return {
        type: 'LedgerEntryAppended',
        sequence,
        entry_id: reader.id('entry_id'),
        tenant_id: reader.id('tenant_id'),
        ledger_key: reader.text('ledger_key'),
        actor_id: reader.optionalId('actor_id'),
        payload: reader.raw('payload'),
        timestamp: reader.u64('timestamp'),
      };
    default:
      reader.fail('event', reader.at, `there are only 31 kinds of record, not ${variant + 1}`);
  }
}

function decodeLease(reader: PostcardReader, type: LeaseEvent['type'], sequence: U64): LeaseEvent {
  return {
    type,
    sequence,
    run_id: reader.id('run_id'),
    owner: reader.text('owner'),
    expiry: reader.u64('expiry'),
    timestamp: reader.u64('timestamp'),
  };
}

function decodeRun(reader: PostcardReader): RunInstance {
  const from = reader.at;
  const run: RunInstance = {
    id: reader.id('run_instance.id'),
    task_id: reader.id('run_instance.task_id'),
    state: reader.one('run_instance.state', runStates),
    current_attempt_id: reader.optionalId('run_instance.current_attempt_id'),
    attempt_count: reader.u32('run_instance.attempt_count'),
    created_at: reader.u64('run_instance.created_at'),
    scheduled_at: reader.u64('run_instance.scheduled_at'),
    effective_priority: reader.i32('run_instance.effective_priority'),
    last_state_change_at: reader.u64('run_instance.last_state_change_at'),
  };
  const broken = brokenRun(run);
  if (broken !== null) reader.fail(`run_instance.${broken.field}`, from, broken.rule);
  return run;
}

/** The first rule that makes a run unreadable; snapshots are checked against it as well. */
export function brokenRun({
  id,
  task_id,
  state,
  current_attempt_id,
  scheduled_at,
  created_at,
}: RunInstance): { readonly field: string; readonly rule: string } | null {
  if (id === nilId) return { field: 'id', rule: 'the id of a run is not all zeros' };
  if (task_id === nilId) return { field: 'task_id', rule: 'the id of a task is not all zeros' };
  if (current_attempt_id !== null && state !== 'Running')
    return { field: 'current_attempt_id', rule: 'only a Running run has a current attempt' };
  if (state === 'Ready' && scheduled_at > created_at)
    return { field: 'scheduled_at', rule: 'a Ready run is not scheduled after its creation' };
  return null;
}

function decodeFilter(reader: PostcardReader): EventFilter {
  const from = reader.at;
  const variant = reader.u32('filter');
  if (variant === 0) return { TaskCompleted: { task_id: reader.id('filter.task_id') } };
  if (variant === 1)
    return { RunStateChanged: { task_id: reader.id('filter.task_id'), state: reader.one('filter.state', runStates) } };
  if (variant === 2)
    return {
      BudgetThreshold: {
        task_id: reader.id('filter.task_id'),
        dimension: reader.one('filter.dimension', dimensions),
        threshold_pct: reader.u8('filter.threshold_pct'),
      },
    };
  if (variant === 3) return { Custom: { key: reader.text('filter.key') } };
  reader.fail('filter', from, 'there are only 4 variants');
}

function decodeRole(reader: PostcardReader): Role {
  const from = reader.at;
  const index = reader.u32('role');
  if (index === roles.length) return { Custom: reader.text('role') };
  return roles[index] ?? reader.fail('role', from, 'there are only 4 variants');
}

function decodeCapability(reader: PostcardReader): Capability {
  const from = reader.at;
  const index = reader.u32('capability');
  if (index === capabilities.length) return { Custom: reader.text('capability') };
  return capabilities[index] ?? reader.fail('capability', from, 'there are only 6 variants');
}
