// What authors write about retries and timeouts, checked when an activity is asked for: a mistake in it would show only
// when something fails.

import type { ActivityTimeouts, RetryPolicy } from '../../../model/native-event.ts';
import { longestMs } from './duration.ts';

type Check = { readonly must: string; readonly holds: (value: unknown) => boolean };
type Checks<T> = Readonly<Record<keyof T, Check>>;

const isNumber = (value: unknown): value is number => typeof value === 'number' && value >= 0;
const time: Check = { must: 'a number of ms', holds: (value) => isNumber(value) && value <= longestMs };
const count: Check = { must: 'a whole number from 0', holds: (value) => isNumber(value) && Number.isInteger(value) };
const factor: Check = { must: 'a number from 0', holds: (value) => isNumber(value) && value < Infinity };
const texts: Check = {
  must: 'a list of kinds of failures',
  holds: (value) => Array.isArray(value) && value.every((each) => typeof each === 'string'),
};

const retries: Checks<RetryPolicy> = {
  initialIntervalMs: time,
  backoffCoefficient: factor,
  maximumIntervalMs: time,
  maximumAttempts: count,
  nonRetryableKinds: texts,
};
const timeouts: Checks<ActivityTimeouts> = {
  scheduleToStartMs: time,
  startToCloseMs: time,
  scheduleToCloseMs: time,
  heartbeatMs: time,
};

/** Throws a TypeError that names the activity and the field. */
export function checkPolicies(
  activity: string,
  policies: { readonly retry?: unknown; readonly timeouts?: unknown },
): void {
  checkFields(`retry of ${activity}`, policies.retry, retries);
  checkFields(`timeouts of ${activity}`, policies.timeouts, timeouts);
}

function checkFields(what: string, given: unknown, checks: Readonly<Record<string, Check>>): void {
  if (given === undefined) return;
  const known = `has ${Object.keys(checks).join(', ')}`;
  if (typeof given !== 'object' || given === null) throw new TypeError(`${what} is an object that ${known}`);
  for (const [field, value] of Object.entries(given)) {
    const check = Object.hasOwn(checks, field) ? checks[field] : undefined;
    if (check === undefined) throw new TypeError(`${what} knows no ${field}: it ${known}`);
    if (value !== undefined && !check.holds(value))
      throw new TypeError(
        `${field} in ${what} must be ${check.must}, not ${typeof value === 'string' ? JSON.stringify(value) : String(value)}`,
      );
  }
}
