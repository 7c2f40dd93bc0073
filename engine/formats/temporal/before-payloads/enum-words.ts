// The words of Cadence's enums in Temporal's spelling, from `SCHEDULE_TO_START`, `TIMEOUT_TYPE_SCHEDULE_TO_START`,
// `ScheduleToStart` or a number.
// Source: shared.thrift (numbers from 0), uber.cadence.api.v1 (a prefix; numbers from 1, 0 = unset), Temporal's first
// months (`TimeoutTypeHeartbeat`).

import type { Json } from '../../../model/json.ts';

export type Enum = { readonly prefix: string; readonly words: readonly string[] };

export const timeoutType: Enum = {
  prefix: 'TIMEOUT_TYPE_',
  words: ['START_TO_CLOSE', 'SCHEDULE_TO_START', 'SCHEDULE_TO_CLOSE', 'HEARTBEAT'],
};

export const decisionTimedOutCause: Enum = { prefix: 'DECISION_TASK_TIMED_OUT_CAUSE_', words: ['TIMEOUT', 'RESET'] };

export const decisionFailedCause: Enum = {
  prefix: 'DECISION_TASK_FAILED_CAUSE_',
  words: [
    'UNHANDLED_DECISION',
    'BAD_SCHEDULE_ACTIVITY_ATTRIBUTES',
    'BAD_REQUEST_CANCEL_ACTIVITY_ATTRIBUTES',
    'BAD_START_TIMER_ATTRIBUTES',
    'BAD_CANCEL_TIMER_ATTRIBUTES',
    'BAD_RECORD_MARKER_ATTRIBUTES',
    'BAD_COMPLETE_WORKFLOW_EXECUTION_ATTRIBUTES',
    'BAD_FAIL_WORKFLOW_EXECUTION_ATTRIBUTES',
    'BAD_CANCEL_WORKFLOW_EXECUTION_ATTRIBUTES',
    'BAD_REQUEST_CANCEL_EXTERNAL_WORKFLOW_EXECUTION_ATTRIBUTES',
    'BAD_CONTINUE_AS_NEW_ATTRIBUTES',
    'START_TIMER_DUPLICATE_ID',
    'RESET_STICKY_TASKLIST',
    'WORKFLOW_WORKER_UNHANDLED_FAILURE',
    'BAD_SIGNAL_WORKFLOW_EXECUTION_ATTRIBUTES',
    'BAD_START_CHILD_EXECUTION_ATTRIBUTES',
    'FORCE_CLOSE_DECISION',
    'FAILOVER_CLOSE_DECISION',
    'BAD_SIGNAL_INPUT_SIZE',
    'RESET_WORKFLOW',
    'BAD_BINARY',
    'SCHEDULE_ACTIVITY_DUPLICATE_ID',
    'BAD_SEARCH_ATTRIBUTES',
  ],
};

export const childFailedCause: Enum = {
  prefix: 'CHILD_WORKFLOW_EXECUTION_FAILED_CAUSE_',
  words: ['WORKFLOW_ALREADY_RUNNING'],
};

const otherWorkflow = ['UNKNOWN_EXTERNAL_WORKFLOW_EXECUTION', 'WORKFLOW_ALREADY_COMPLETED'];
export const cancelFailedCause: Enum = {
  prefix: 'CANCEL_EXTERNAL_WORKFLOW_EXECUTION_FAILED_CAUSE_',
  words: otherWorkflow,
};
export const signalFailedCause: Enum = {
  prefix: 'SIGNAL_EXTERNAL_WORKFLOW_EXECUTION_FAILED_CAUSE_',
  words: otherWorkflow,
};

export const initiator: Enum = {
  prefix: 'CONTINUE_AS_NEW_INITIATOR_',
  words: ['DECIDER', 'RETRY_POLICY', 'CRON_SCHEDULE'],
};

export const parentClosePolicy: Enum = {
  prefix: 'PARENT_CLOSE_POLICY_',
  words: ['ABANDON', 'REQUEST_CANCEL', 'TERMINATE'],
};

/** From before parents had a close policy. */
export const childPolicy: Enum = { prefix: 'CHILD_POLICY_', words: ['TERMINATE', 'REQUEST_CANCEL', 'ABANDON'] };

export const reusePolicy: Enum = {
  prefix: 'WORKFLOW_ID_REUSE_POLICY_',
  words: ['ALLOW_DUPLICATE_FAILED_ONLY', 'ALLOW_DUPLICATE', 'REJECT_DUPLICATE', 'TERMINATE_IF_RUNNING'],
};

/** The word in PascalCase; an unknown word stays unchanged; '' where unset. `firstNumber`: number of the first word. */
export function wordOf(raw: Json | undefined, { prefix, words }: Enum, firstNumber: 0 | 1): string {
  if (typeof raw === 'number') return pascalCase(words[raw - firstNumber] ?? (raw < firstNumber ? '' : String(raw)));
  if (typeof raw !== 'string') return '';
  const word = [prefix, pascalCase(prefix)].reduce(
    (rest, start) => (rest.startsWith(start) ? rest.slice(start.length) : rest),
    raw,
  );
  return word === 'INVALID' || word === 'UNSPECIFIED' ? '' : pascalCase(word);
}

function pascalCase(word: string): string {
  if (/[^A-Z0-9_]/.test(word)) return word;
  return word.toLowerCase().replace(/(^|_)([a-z0-9]?)/g, (_, __, letter: string) => letter.toUpperCase());
}
