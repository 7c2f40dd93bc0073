// The transition law: how one effect changes an operation, and the run. Pure; every state goes through it, so that the
// fold and the outline cannot differ. Knows neither names nor values of operations.

import type { Effect, Failure, OperationStatus, RunStatus } from './effect.ts';
import { isClosed } from './effect.ts';
import type { Seq } from './event.ts';
import type { Json } from './json.ts';

export type OpenEffect = Extract<Effect, { type: 'open' }>;
export type MoveEffect = Extract<Effect, { type: 'advance' | 'close' }>;
export type OperationEffect = OpenEffect | MoveEffect | Extract<Effect, { type: 'mention' }>;
export type RunEffect = Extract<Effect, { type: 'run' }>;

/** True for an effect that changes an operation and has the operation's key. */
export function isAboutOperation(effect: Effect): effect is OperationEffect {
  return effect.type === 'open' || effect.type === 'advance' || effect.type === 'close' || effect.type === 'mention';
}

/** The state of an operation without its identity and values. */
export type Standing = {
  readonly status: OperationStatus;
  readonly startedAt: Seq | null;
  readonly closedAt: Seq | null;
  /** The highest attempt in the history so far; 0 = not begun. */
  readonly attempts: number;
  /** The writer counts attempts from 0. */
  readonly countsFromZero?: true;
  /** The last event about the operation has an unknown type: its status is the one before. */
  readonly unclear?: true;
};

/** The standing of an operation just opened, before the effect applies. */
export function openedStanding(effect: OperationEffect): Standing {
  return {
    status: 'scheduled',
    startedAt: null,
    closedAt: null,
    attempts: (effect.type === 'open' ? counted(effect).attempt : undefined) ?? 0,
  };
}

/** True for an opening that begins the operation again: the operation was closed, or the opening says so. */
export function isAnother(before: Standing, effect: OpenEffect): boolean {
  return isClosed(before.status) || effect.anew === true;
}

/** The next standing of an existing operation; the same object where the effect changes nothing. */
export function nextStanding(before: Standing, told: OperationEffect, seq: Seq): Standing {
  const effect = told.type === 'mention' ? told : counted(told);
  if (effect.type === 'open')
    return isAnother(before, effect) ? another(before, effect) : spoken(clear(before), effect);
  if (isClosed(before.status)) return before;
  return effect.type === 'mention' ? { ...before, unclear: true } : moved(before, effect, seq);
}

/** No operation has so many attempts that 32 bits do not count them: a number beyond that, or a broken one, is none. */
function counted<E extends OpenEffect | MoveEffect>(effect: E): E {
  const { attempt = 0 } = effect;
  return Number.isInteger(attempt) && attempt >= 0 && attempt < 0xffffffff ? effect : { ...effect, attempt: undefined };
}

function clear(before: Standing): Standing {
  const { unclear, ...standing } = before;
  return unclear ? standing : before;
}

/** A second opening states only the number of attempts. */
function spoken(before: Standing, { attempt = 0, anew }: OpenEffect): Standing {
  return anew === false || attempt <= before.attempts ? before : { ...before, attempts: attempt };
}

function another(before: Standing, effect: OpenEffect): Standing {
  const { startedAt, countsFromZero } = before;
  return {
    status: 'scheduled',
    startedAt,
    closedAt: null,
    attempts: attemptsAnew(before, effect),
    ...(countsFromZero && { countsFromZero }),
  };
}

/**
 * One attempt more; for an open operation with a counting writer, the stated number; for an operation that had not
 * begun, 0.
 */
function attemptsAnew({ status, attempts, countsFromZero }: Standing, { anew, attempt }: OpenEffect): number {
  if (anew === false) return attempts;
  if (isClosed(status)) return attempts + 1;
  if (attempt !== undefined) return Math.max(attempts, countsFromZero ? attempt + 1 : attempt);
  return attempts === 0 ? 0 : attempts + 1;
}

function moved(before: Standing, effect: MoveEffect, seq: Seq): Standing {
  const countsFromZero = before.countsFromZero === true || effect.attempt === 0;
  return {
    status: effect.type === 'advance' && before.status === 'cancelRequested' ? 'cancelRequested' : effect.status,
    startedAt: before.startedAt ?? (effect.status === 'started' ? seq : null),
    closedAt: effect.type === 'close' ? seq : null,
    attempts: Math.max(before.attempts + (isUntoldAttempt(before, effect) ? 1 : 0), attemptOf(effect, countsFromZero)),
    ...(countsFromZero && { countsFromZero }),
  };
}

/** True where a pending retry ended or failed again without a recorded start. */
function isUntoldAttempt({ status }: Standing, effect: MoveEffect): boolean {
  if (status !== 'retrying' || effect.attempt !== undefined) return false;
  if (effect.type === 'advance') return effect.status === 'retrying' && effect.failure !== undefined;
  return effect.status === 'completed' || effect.status === 'failed';
}

/** Attempt counted from 1; 0 = not stated. */
function attemptOf({ attempt, status }: MoveEffect, countsFromZero: boolean): number {
  if (attempt === undefined) return status === 'started' ? 1 : 0;
  return countsFromZero ? attempt + 1 : attempt;
}

/** The latest facts about the run itself, and its input. */
export type RunStanding = {
  readonly status: RunStatus;
  readonly input?: Json;
  readonly result?: Json;
  /** For a run that continued as new: the input of the next run. */
  readonly nextInput?: Json;
  readonly failure?: Failure;
  readonly reason?: string;
};

/** A run that goes on after an end loses the end's result, next input, failure and reason. */
export function nextRun(before: RunStanding, effect: RunEffect): RunStanding {
  const { type: _, ...word } = effect;
  return before.input === undefined ? word : { input: before.input, ...word };
}
