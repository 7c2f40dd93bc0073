// The changes that records about runs, attempts and leases make, and the reasons to refuse them. A refused record
// changes nothing.

import type { AqRunState, EventOf, Id, LeaseEvent, U64 } from './event.ts';
import { isLegal, isTerminal } from './event.ts';
import type { Attempt, Projection, Run } from './projection.ts';
import { refuse, refuseLease, type Refusal } from './refusal.ts';

export function createRun(
  projection: Projection,
  { run_instance: run }: EventOf<'RunCreated'>,
  number: number,
): Refusal | null {
  const known = projection.runs.get(run.id);
  if (known !== undefined)
    return refuse('AQ202', 'DuplicateEvent', `Run ${run.id} is created a second time.`, known.since);
  if (run.state !== 'Scheduled')
    return refuse(
      'AQ203',
      'InvalidTransition',
      `Run ${run.id} is created as ${run.state}; every run begins as Scheduled.`,
    );
  const {
    id,
    task_id,
    state,
    current_attempt_id,
    attempt_count,
    created_at,
    scheduled_at,
    effective_priority,
    last_state_change_at,
  } = run;
  projection.runs.set(id, {
    id,
    task_id,
    state,
    current_attempt_id,
    attempt_count,
    created_at,
    scheduled_at,
    effective_priority,
    last_state_change_at,
    history: [{ from: null, to: 'Scheduled', timestamp: created_at }],
    attempts: [],
    lease: null,
    firsts: null,
    since: number,
  });
  const task = projection.tasks.get(task_id);
  if (task !== undefined) task.runs.push(id);
  else addTo(projection.orphans, task_id, id);
  return null;
}

function addTo(lists: Map<Id, Id[]>, key: Id, id: Id): void {
  const list = lists.get(key);
  if (list === undefined) lists.set(key, [id]);
  else list.push(id);
}

export function moveRun(
  projection: Projection,
  id: Id,
  from: AqRunState,
  to: AqRunState,
  timestamp: U64,
  number: number,
): Refusal | null {
  const run = projection.runs.get(id);
  if (run === undefined) return unknownRun(id);
  if (run.state !== from)
    return refuse('AQ205', 'InvalidTransition', `Run ${id} is said to leave ${from}; it is ${run.state}.`, run.since);
  if (!isLegal(from, to))
    return refuse('AQ206', 'InvalidTransition', `Run ${id} cannot go from ${from} to ${to}.`, run.since);
  if (from === 'Running' && to !== 'Canceled' && run.current_attempt_id !== null) {
    const open = run.attempts.find(({ attempt_id }) => attempt_id === run.current_attempt_id);
    return refuse(
      'AQ207',
      'InvalidTransition',
      `Run ${id} leaves Running for ${to} while its attempt ${run.current_attempt_id} is not finished.`,
      open?.since,
    );
  }
  run.state = to;
  run.last_state_change_at = timestamp;
  run.since = number;
  run.history.push({ from, to, timestamp });
  if (to !== 'Running') run.current_attempt_id = null;
  if (isTerminal(to)) run.lease = null;
  return null;
}

/** Cancels a run in any state. */
export function cancelRun(projection: Projection, id: Id, timestamp: U64, number: number): Refusal | null {
  const run = projection.runs.get(id);
  return run === undefined ? unknownRun(id) : moveRun(projection, id, run.state, 'Canceled', timestamp, number);
}

export function startAttempt(
  projection: Projection,
  { run_id, attempt_id, timestamp }: EventOf<'AttemptStarted'>,
  number: number,
): Refusal | null {
  const run = projection.runs.get(run_id);
  if (run === undefined) return unknownRun(run_id);
  if (run.state !== 'Running')
    return refuse(
      'AQ208',
      'InvalidTransition',
      `Attempt ${attempt_id} starts, but run ${run_id} is ${run.state}, not Running.`,
      run.since,
    );
  if (run.current_attempt_id !== null)
    return refuse(
      'AQ208',
      'InvalidTransition',
      `Attempt ${attempt_id} starts while attempt ${run.current_attempt_id} of run ${run_id} is not finished.`,
      run.attempts.at(-1)?.since,
    );
  if (run.attempt_count === 2 ** 32 - 1)
    return refuse('AQ217', 'CorruptedData', `Run ${run_id} has counted as many attempts as 32 bits hold.`, run.since);
  run.attempt_count++;
  run.current_attempt_id = attempt_id;
  addAttempt(run, {
    attempt_id,
    started_at: timestamp,
    finished_at: null,
    result: null,
    error: null,
    output: null,
    since: number,
  });
  return null;
}

/** Above this number of attempts, the first attempt of an id is found in a map instead of by search. */
const few = 32;

export function addAttempt(run: Run, attempt: Attempt): void {
  run.attempts.push(attempt);
  if (run.firsts === null && run.attempts.length > few)
    run.firsts = new Map(run.attempts.toReversed().map((each) => [each.attempt_id, each]));
  else if (run.firsts !== null && !run.firsts.has(attempt.attempt_id)) run.firsts.set(attempt.attempt_id, attempt);
}

export function finishAttempt(projection: Projection, event: EventOf<'AttemptFinished'>): Refusal | null {
  const { run_id, attempt_id } = event;
  const run = projection.runs.get(run_id);
  if (run === undefined) return unknownRun(run_id);
  if (run.state !== 'Running')
    return refuse(
      'AQ209',
      'InvalidTransition',
      `Attempt ${attempt_id} finishes, but run ${run_id} is ${run.state}, not Running.`,
      run.since,
    );
  if (run.current_attempt_id !== attempt_id)
    return refuse(
      'AQ209',
      'InvalidTransition',
      `Attempt ${attempt_id} finishes, but ${run.current_attempt_id === null ? 'no attempt' : `attempt ${run.current_attempt_id}`} of run ${run_id} is at work.`,
      run.attempts.at(-1)?.since,
    );
  const attempt =
    run.firsts === null ? run.attempts.find((each) => each.attempt_id === attempt_id) : run.firsts.get(attempt_id);
  if (attempt === undefined)
    return refuse('AQ217', 'CorruptedData', `Attempt ${attempt_id} of run ${run_id} was never started.`, run.since);
  if (attempt.finished_at !== null)
    return refuse(
      'AQ210',
      'CorruptedData',
      `Attempt ${attempt_id} of run ${run_id} was finished before: its id was used twice.`,
      attempt.since,
    );
  run.current_attempt_id = null;
  finish(attempt, event);
  return null;
}

/** Fields that contradict the result are dropped: only failures have an error, only a success has an output. */
function finish(attempt: Attempt, { result, error, output, timestamp }: EventOf<'AttemptFinished'>): void {
  const failed = result === 'Failure' || result === 'Timeout';
  attempt.finished_at = timestamp;
  attempt.result = result;
  attempt.error = failed ? (error ?? `unknown ${result.toLowerCase()}`) : null;
  attempt.output = failed || error !== null ? null : output;
}

const leasable: { readonly [Type in LeaseEvent['type']]: readonly AqRunState[] } = {
  LeaseAcquired: ['Ready', 'Leased'],
  LeaseHeartbeat: ['Leased', 'Running'],
  LeaseExpired: ['Ready', 'Leased', 'Running'],
  LeaseReleased: ['Ready', 'Leased', 'Running'],
};

export function changeLease(projection: Projection, event: LeaseEvent, number: number): Refusal | null {
  const { type, run_id, owner, expiry, timestamp } = event;
  const run = projection.runs.get(run_id);
  if (run === undefined) return refuseLease(type, run_id, { type: 'UnknownRun' });
  if (!leasable[type].includes(run.state))
    return refuseLease(type, run_id, { type: 'InvalidRunState', state: run.state }, run.since);
  const refused = brokenLease(run, event);
  if (refused !== null) return refused;
  if (type === 'LeaseAcquired')
    run.lease = { owner, expiry, acquired_at: timestamp, updated_at: timestamp, since: number };
  else if (type === 'LeaseHeartbeat') renew(run, expiry, timestamp);
  else endLease(run, number);
  return null;
}

function brokenLease({ lease }: Run, { type, run_id, owner, expiry }: LeaseEvent): Refusal | null {
  if (type === 'LeaseAcquired')
    return lease === null ? null : refuseLease(type, run_id, { type: 'LeaseAlreadyActive' }, lease.since);
  if (lease === null) return refuseLease(type, run_id, { type: 'MissingActiveLease' });
  if (lease.owner !== owner)
    return refuseLease(type, run_id, { type: 'OwnerMismatch', expected: lease.owner, actual: owner }, lease.since);
  if (type === 'LeaseHeartbeat')
    return expiry >= lease.expiry
      ? null
      : refuseLease(
          type,
          run_id,
          { type: 'NonMonotonicHeartbeatExpiry', expected: lease.expiry, actual: expiry },
          lease.since,
        );
  return expiry === lease.expiry
    ? null
    : refuseLease(type, run_id, { type: 'ExpiryMismatch', expected: lease.expiry, actual: expiry }, lease.since);
}

function renew(run: Run, expiry: U64, timestamp: U64): void {
  if (run.lease === null) return;
  run.lease.expiry = expiry;
  run.lease.updated_at = timestamp;
}

/**
 * A Leased run becomes Ready again, without a history entry and without a new time of change, as in ActionQueue's own
 * software.
 */
function endLease(run: Run, number: number): void {
  run.lease = null;
  if (run.state !== 'Leased') return;
  run.state = 'Ready';
  run.since = number;
}

function unknownRun(id: Id): Refusal {
  return refuse('AQ204', 'InvalidTransition', `No record creates run ${id}.`);
}
