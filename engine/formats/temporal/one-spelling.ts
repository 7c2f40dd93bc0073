// Converts spellings of Temporal's JSON to a single one: durations and enum words. Two spellings of one history are not
// a difference.

import type { Json } from '../../model/json.ts';
import { isObject } from '../../model/json.ts';
import { countOf } from './number.ts';
import { enumWord } from './vocabulary.ts';

/** A field in its present spelling: `startToCloseTimeoutSeconds: 10` becomes `startToCloseTimeout: "10s"`. */
export function oneSpelling(key: string, value: Json): readonly [string, Json] {
  const [, timeout] = inSeconds.exec(key) ?? [];
  const seconds = timeout === undefined ? undefined : countOf(value);
  if (timeout !== undefined && seconds !== undefined) return [timeout, `${seconds}s`];
  return [
    key,
    (typeof value === 'number' && isDuration.test(key) ? nanosText(value) : durationText(value)) ?? word(key, value),
  ];
}

/** Until 2020 the name contained the unit. */
const inSeconds = /^(\w+?(?:Timeout|Interval|Backoff|Duration|Retention|Delay))(?:In)?Seconds$/;

/** Go's JSON counts nanoseconds. */
const isDuration = /(?:Timeout|Interval|Backoff|Duration|Retention|Delay)$/;

function nanosText(nanos: number): string | undefined {
  if (!Number.isSafeInteger(nanos) || nanos < 0) return undefined;
  return durationText({ seconds: Math.floor(nanos / 1e9), nanos: nanos % 1e9 });
}

/** `"1.500s"` and `{seconds, nanos}` as `"1.5s"`; undefined for a value that is not a duration. */
function durationText(value: Json): string | undefined {
  if (typeof value === 'string') {
    const [, whole, decimals] = /^(\d+)(?:\.(\d*?)0*)?s$/.exec(value) ?? [];
    return whole === undefined ? undefined : text(whole, decimals);
  }
  if (!isObject(value) || !Object.keys(value).every((name) => name === 'seconds' || name === 'nanos')) return undefined;
  const [seconds, nanos] = [countOf(value['seconds'] ?? 0), countOf(value['nanos'] ?? 0)];
  if (seconds === undefined || nanos === undefined || nanos < 0) return undefined;
  return text(String(seconds), String(nanos).padStart(9, '0').replace(/0+$/, ''));
}

function text(whole: string, decimals: string | undefined): string {
  return `${whole}${decimals === undefined || decimals === '' ? '' : `.${decimals}`}s`;
}

/** `PARENT_CLOSE_POLICY_TERMINATE`, 1 and `Terminate` are one word; an enum's name ends with its field's name. */
function word(key: string, value: Json): Json {
  const numbers = enums.get(key);
  if (typeof value === 'number') return numbers?.[value] ?? value;
  if (typeof value !== 'string' || (numbers === undefined && !isScreaming(key, value))) return value;
  const [prefix = ''] = new RegExp(`^(?:[A-Z]+_)*?${screaming(key)}_`).exec(value) ?? [];
  return enumWord(value, prefix);
}

function isScreaming(key: string, value: string): boolean {
  return /^[A-Z]+(_[A-Z]+)+$/.test(value) && value.includes(`${screaming(key)}_`);
}

function screaming(key: string): string {
  return key.replace(/([A-Z])/g, '_$1').toUpperCase();
}

/** Words by number. Source: temporal/api/enums/v1 (common, workflow, task_queue, failed_cause). */
const enums: ReadonlyMap<string, readonly string[]> = new Map([
  ['parentClosePolicy', ['Unspecified', 'Terminate', 'Abandon', 'RequestCancel']],
  [
    'workflowIdReusePolicy',
    ['Unspecified', 'AllowDuplicate', 'AllowDuplicateFailedOnly', 'RejectDuplicate', 'TerminateIfRunning'],
  ],
  ['workflowIdConflictPolicy', ['Unspecified', 'Fail', 'UseExisting', 'TerminateExisting']],
  ['initiator', ['Unspecified', 'Workflow', 'Retry', 'CronSchedule']],
  ['kind', ['Unspecified', 'Normal', 'Sticky', 'WorkerCommands']],
  [
    'retryState',
    [
      'Unspecified',
      'InProgress',
      'NonRetryableFailure',
      'Timeout',
      'MaximumAttemptsReached',
      'RetryPolicyNotSet',
      'InternalServerError',
      'CancelRequested',
    ],
  ],
]);
