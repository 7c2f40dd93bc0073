// Writes ActionQueue logs for tests and measurements: the inverse of the decoder, implemented separately.

import { crc32 } from 'node:zlib';
import {
  type AqEvent,
  attemptResults,
  capabilities,
  type Capability,
  dimensions,
  type EventFilter,
  type EventType,
  holdPolicies,
  type Id,
  type Role,
  roles,
  type RunPolicy,
  runStates,
  safetyLevels,
  type TaskSpec,
  type U64,
} from '../formats/actionqueue/event.ts';

export const variants: readonly EventType[] = [
  'TaskCreated',
  'RunCreated',
  'RunStateChanged',
  'AttemptStarted',
  'AttemptFinished',
  'TaskCanceled',
  'RunCanceled',
  'LeaseAcquired',
  'LeaseHeartbeat',
  'LeaseExpired',
  'LeaseReleased',
  'EnginePaused',
  'EngineResumed',
  'DependencyDeclared',
  'RunSuspended',
  'RunResumed',
  'BudgetAllocated',
  'BudgetConsumed',
  'BudgetExhausted',
  'BudgetReplenished',
  'SubscriptionCreated',
  'SubscriptionTriggered',
  'SubscriptionCanceled',
  'ActorRegistered',
  'ActorDeregistered',
  'ActorHeartbeat',
  'TenantCreated',
  'RoleAssigned',
  'CapabilityGranted',
  'CapabilityRevoked',
  'LedgerEntryAppended',
];

/** Layout of an unbounded cron policy: without the option byte, like ActionQueue's own software, or with it. */
export type CronLayout = 'elided' | 'whole';

/** One record with its frame. */
export function recordOf(event: AqEvent, cron: CronLayout = 'elided'): Buffer {
  return framed(payloadOf(event, cron), 5);
}

export function logOf(events: readonly AqEvent[]): Buffer {
  return Buffer.concat(events.map((event) => recordOf(event)));
}

export function framed(payload: Uint8Array, version: number): Buffer {
  const header = Buffer.alloc(12);
  header.writeUInt32LE(version, 0);
  header.writeUInt32LE(payload.length, 4);
  header.writeUInt32LE(crc32(payload), 8);
  return Buffer.concat([header, payload]);
}

export function payloadOf(event: AqEvent, cron: CronLayout = 'elided'): Buffer {
  const out: Piece[] = [];
  number(out, event.sequence);
  number(out, variants.indexOf(event.type));
  const { type: _, sequence: __, ...fields } = event;
  if (event.type === 'TaskCreated') {
    taskSpec(out, event.task_spec, cron);
    number(out, event.timestamp);
    return joined(out);
  }
  for (const [name, value] of Object.entries(event.type === 'RunCreated' ? event.run_instance : fields))
    field(out, event.type, name, value);
  return joined(out);
}

/** A byte, or several. */
type Piece = number | Uint8Array;

function joined(pieces: readonly Piece[]): Buffer {
  const whole = Buffer.alloc(
    pieces.reduce<number>((sum, piece) => sum + (typeof piece === 'number' ? 1 : piece.length), 0),
  );
  let at = 0;
  for (const piece of pieces) {
    if (typeof piece === 'number') whole[at] = piece;
    else whole.set(piece, at);
    at += typeof piece === 'number' ? 1 : piece.length;
  }
  return whole;
}

/** Optional fields; fields of the same name elsewhere are not optional. */
const optional: readonly string[] = [
  'AttemptFinished.error',
  'AttemptFinished.output',
  'RunSuspended.reason',
  'ActorRegistered.department',
  'ActorRegistered.tenant_id',
  'LedgerEntryAppended.actor_id',
  'RunCreated.current_attempt_id',
];

function field(out: Piece[], type: EventType, name: string, value: unknown): void {
  if (!optional.includes(`${type}.${name}`)) return written(out, name, value);
  out.push(value === null ? 0 : 1);
  if (value !== null) written(out, name, value);
}

function written(out: Piece[], name: string, value: unknown): void {
  if (name === 'state' || name.endsWith('_state')) number(out, runStates.indexOf(value as never));
  else if (name === 'result') number(out, attemptResults.indexOf(value as never));
  else if (name === 'dimension') number(out, dimensions.indexOf(value as never));
  else if (name === 'filter') filter(out, value as EventFilter);
  else if (name === 'role') named(out, roles, value as Role);
  else if (name === 'capability') named(out, capabilities, value as Capability);
  else if (name === 'effective_priority') signed(out, value as number);
  else if (name === 'id' || name.endsWith('_id')) id(out, value as Id);
  else if (name === 'depends_on') list(out, value as readonly Id[], id);
  else if (name === 'capabilities') list(out, value as readonly string[], text);
  else if (value instanceof Uint8Array) bytes(out, value);
  else if (typeof value === 'string') text(out, value);
  else number(out, value as U64);
}

function number(out: Piece[], value: U64): void {
  let rest = BigInt(value);
  for (; rest > 127n; rest >>= 7n) out.push(Number(rest & 127n) | 128);
  out.push(Number(rest));
}

function signed(out: Piece[], value: number): void {
  number(out, value < 0 ? -2 * value - 1 : 2 * value);
}

function bytes(out: Piece[], value: Uint8Array): void {
  number(out, value.length);
  out.push(value);
}

function text(out: Piece[], value: string): void {
  bytes(out, Buffer.from(value));
}

function id(out: Piece[], value: Id): void {
  bytes(out, Buffer.from(value.replaceAll('-', ''), 'hex'));
}

function list<T>(out: Piece[], values: readonly T[], write: (out: Piece[], value: T) => void): void {
  number(out, values.length);
  for (const value of values) write(out, value);
}

function perhaps<T>(out: Piece[], value: T | null, write: (out: Piece[], value: T) => void): void {
  out.push(value === null ? 0 : 1);
  if (value !== null) write(out, value);
}

function named(out: Piece[], names: readonly string[], value: string | { readonly Custom: string }): void {
  number(out, typeof value === 'string' ? names.indexOf(value) : names.length);
  if (typeof value !== 'string') text(out, value.Custom);
}

function filter(out: Piece[], value: EventFilter): void {
  if ('TaskCompleted' in value) {
    number(out, 0);
    id(out, value.TaskCompleted.task_id);
  } else if ('RunStateChanged' in value) {
    number(out, 1);
    id(out, value.RunStateChanged.task_id);
    number(out, runStates.indexOf(value.RunStateChanged.state));
  } else if ('BudgetThreshold' in value) {
    number(out, 2);
    id(out, value.BudgetThreshold.task_id);
    number(out, dimensions.indexOf(value.BudgetThreshold.dimension));
    out.push(value.BudgetThreshold.threshold_pct);
  } else {
    number(out, 3);
    text(out, value.Custom.key);
  }
}

function taskSpec(
  out: Piece[],
  { id: own, payload, run_policy, constraints, metadata, parent_task_id, tenant_id }: TaskSpec,
  cron: CronLayout,
): void {
  id(out, own);
  bytes(out, payload.bytes);
  perhaps(out, payload.content_type, text);
  policy(out, run_policy, cron);
  number(out, constraints.max_attempts);
  perhaps(out, constraints.timeout_secs, number);
  perhaps(out, constraints.concurrency_key, text);
  number(out, holdPolicies.indexOf(constraints.concurrency_key_hold_policy));
  number(out, safetyLevels.indexOf(constraints.safety_level));
  perhaps(out, constraints.required_capabilities, (to, values) => list(to, values, text));
  list(out, metadata.tags, text);
  signed(out, metadata.priority);
  perhaps(out, metadata.description, text);
  perhaps(out, parent_task_id, id);
  perhaps(out, tenant_id, id);
}

function policy(out: Piece[], value: RunPolicy, cron: CronLayout): void {
  if (value === 'Once') return number(out, 0);
  if ('Repeat' in value) {
    number(out, 1);
    number(out, value.Repeat.count);
    return number(out, value.Repeat.interval_secs);
  }
  number(out, 2);
  text(out, value.Cron.expression);
  const cap = value.Cron.max_occurrences;
  if (cap !== undefined || cron === 'whole') perhaps(out, cap ?? null, number);
}
