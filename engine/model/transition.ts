// The transition law: what one effect makes of an operation, and of the run. Pure; whatever shows a state goes through it, so that the
// fold and the outline cannot differ. Knows neither names nor values of operations.

import type { Effect, Failure, OperationStatus, RunStatus } from './effect.ts';
import { isClosed } from './effect.ts';
import type { Seq } from './event.ts';
import type { Json } from './json.ts';

export type OpenEffect = Extract<Effect, { type: 'open' }>;
export type MoveEffect = Extract<Effect, { type: 'advance' | 'close' }>;
export type OperationEffect = OpenEffect | MoveEffect | Extract<Effect, { type: 'mention' }>;
export type RunEffect = Extract<Effect, { type: 'run' }>;

/** True of what moves an operation, under a key of its own. */
export function isAboutOperation(effect: Effect): effect is OperationEffect {
  return effect.type === 'open' || effect.type === 'advance' || effect.type === 'close' || effect.type === 'mention';
}

/** How an operation stands, apart from what it is and from its values. */
export type Standing = {
  readonly status: OperationStatus;
  readonly startedAt: Seq | null;
  readonly closedAt: Seq | null;
  /** The highest attempt that the history speaks of; 0 = not begun. */
  readonly attempts: number;
  /** Its writer counts attempts from 0. */
  readonly countsFromZero?: true;
  /** The last word about it is of a type that nobody knows: its status is what it was before. */
  readonly unclear?: true;
};

/** Before its first event, and just opened. */
export function openedStanding(effect: OperationEffect): Standing {
  return {
    status: 'scheduled',
    startedAt: null,
    closedAt: null,
    attempts: (effect.type === 'open' ? effect.attempt : undefined) ?? 0,
  };
}

/** An opening begins the operation where it was closed, or says so itself. */
export function isAnother(before: Standing, effect: OpenEffect): boolean {
  return isClosed(before.status) || effect.anew === true;
}

/** The next standing of an operation that is there; the very same where the effect changes nothing. */
export function nextStanding(before: Standing, effect: OperationEffect, seq: Seq): Standing {
  if (effect.type === 'open')
    return isAnother(before, effect) ? another(before, effect) : spoken(clear(before), effect);
  if (isClosed(before.status)) return before;
  return effect.type === 'mention' ? { ...before, unclear: true } : moved(before, effect, seq);
}

function clear(before: Standing): Standing {
  const { unclear, ...standing } = before;
  return unclear ? standing : before;
}

/** A second opening says no more than of how many attempts. */
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

/** One more; of one that was still open and is counted by its writer, the number that it says; of one that had not begun none. */
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

/** What was to be tried again has ended, or failed again, and no start was written in between. */
function isUntoldAttempt({ status }: Standing, effect: MoveEffect): boolean {
  if (status !== 'retrying' || effect.attempt !== undefined) return false;
  if (effect.type === 'advance') return effect.status === 'retrying' && effect.failure !== undefined;
  return effect.status === 'completed' || effect.status === 'failed';
}

/** Counted from 1; 0 = it speaks of none. */
function attemptOf({ attempt, status }: MoveEffect, countsFromZero: boolean): number {
  if (attempt === undefined) return status === 'started' ? 1 : 0;
  return countsFromZero ? attempt + 1 : attempt;
}

/** What the last word about the run itself says, and what it was given. */
export type RunStanding = {
  readonly status: RunStatus;
  readonly input?: Json;
  readonly result?: Json;
  /** Of a run that continued as new: what the next one was given. */
  readonly nextInput?: Json;
  readonly failure?: Failure;
  readonly reason?: string;
};

/** A run that goes on has no end any more: neither result nor next input nor failure nor reason of one stays. */
export function nextRun(before: RunStanding, effect: RunEffect): RunStanding {
  const { type: _, ...word } = effect;
  return before.input === undefined ? word : { input: before.input, ...word };
}
