// The state of the run itself at a seq: status, how and why it ended, and its attempt number in its chain.

import type { Json } from '../../model/json.ts';
import { at, numberIn, type PlainEvent } from './raw-event.ts';
import { cadenceChain, type Chain, failureChain, timeoutWord } from './raw-failure.ts';
import { valuesOf } from './raw-value.ts';

export type OracleRun = {
  readonly status: string;
  readonly workflowType: string | undefined;
  readonly input: readonly Json[];
  readonly result: readonly Json[];
  /** Input of the next run, for a run that continued as another. */
  readonly nextInput: readonly Json[];
  /** Present also for a run that continued because it failed. */
  readonly failure: Chain | undefined;
  /** Reason of a termination. */
  readonly reason: string | undefined;
  /** Attempt in the chain of retries, from 1. */
  readonly attempt: number;
  /** Failure of the previous run in the chain. */
  readonly continuedFailure: Chain | undefined;
};

const statuses: Readonly<Record<string, string>> = {
  WorkflowExecutionStarted: 'running',
  WorkflowExecutionCompleted: 'completed',
  WorkflowExecutionFailed: 'failed',
  WorkflowExecutionTimedOut: 'timedOut',
  WorkflowExecutionCanceled: 'canceled',
  WorkflowExecutionTerminated: 'terminated',
  WorkflowExecutionContinuedAsNew: 'continuedAsNew',
  WorkflowExecutionPaused: 'paused',
  WorkflowExecutionUnpaused: 'running',
};

export function runAt(events: readonly PlainEvent[], upTo: number): OracleRun {
  const past = events.slice(0, upTo);
  const last = past.findLast(({ name }) => Object.hasOwn(statuses, name));
  const start = past.find(({ name }) => name === 'WorkflowExecutionStarted');
  const end =
    last !== undefined && /(Completed|Failed|TimedOut|Canceled|Terminated|ContinuedAsNew)$/.test(last.name)
      ? last.attributes
      : undefined;
  const reason = last?.name === 'WorkflowExecutionTerminated' ? at(last.attributes, 'reason') : undefined;
  return {
    status: statuses[last?.name ?? ''] ?? 'unknown',
    workflowType: textAt(start?.attributes, 'workflowType', 'name'),
    input: valuesOf(start?.attributes['input']),
    result: valuesOf(end?.['result']),
    nextInput: valuesOf(end?.['input']),
    failure: last === undefined || end === undefined ? undefined : failureOf(last),
    reason: typeof reason === 'string' && reason !== '' ? reason : undefined,
    attempt:
      start === undefined ? 1 : Math.max(1, (numberIn(start.attributes['attempt']) ?? 0) + (start.fromZero ? 1 : 0)),
    continuedFailure:
      start === undefined
        ? undefined
        : (failureChain(start.attributes['continuedFailure']) ??
          oldFailure(start.attributes['continuedFailureReason'], start.attributes['continuedFailureDetails'])),
  };
}

function failureOf({ name, attributes }: PlainEvent): Chain | undefined {
  if (name === 'WorkflowExecutionFailed')
    return failureChain(attributes['failure']) ?? oldFailure(attributes['reason'], attributes['details']);
  if (name === 'WorkflowExecutionContinuedAsNew')
    return failureChain(attributes['failure']) ?? oldFailure(attributes['failureReason'], attributes['failureDetails']);
  const timeout = name === 'WorkflowExecutionTimedOut' ? at(attributes, 'timeoutType') : undefined;
  return timeout === undefined ? undefined : [{ message: '', type: `${timeoutWord(timeout)}Timeout` }];
}

function oldFailure(reason: Json | undefined, details: Json | undefined): Chain | undefined {
  return typeof reason === 'string' && reason !== '' ? cadenceChain(reason, details) : undefined;
}

function textAt(value: Json | undefined, ...path: readonly string[]): string | undefined {
  const text = at(value, ...path);
  return typeof text === 'string' ? text : undefined;
}
