// Failures in the SDKs' form: enums as numbers, durations in ms. Format: temporal.api.failure.v1.Failure.

import { isObject } from '../../../model/json.ts';
import { unwrapped } from '../failure.ts';
import { choice, count, duration, type Field, flag, later, message, name, text } from './field.ts';
import { type Payload, payload, payloads } from './payload.ts';

type Details = { readonly payloads: readonly Payload[] };

/** The infos describe the kind of failure; at most one is set. */
export type Failure = {
  readonly message?: string;
  readonly source?: string;
  readonly stackTrace?: string;
  readonly encodedAttributes?: Payload;
  readonly cause?: Failure;
  readonly applicationFailureInfo?: {
    readonly type?: string;
    readonly nonRetryable?: boolean;
    readonly details?: Details;
    readonly nextRetryDelay?: number;
    readonly category?: number;
  };
  readonly timeoutFailureInfo?: { readonly timeoutType?: number; readonly lastHeartbeatDetails?: Details };
  readonly canceledFailureInfo?: { readonly details?: Details; readonly identity?: string };
  readonly terminatedFailureInfo?: { readonly identity?: string };
  readonly serverFailureInfo?: { readonly nonRetryable?: boolean };
  readonly resetWorkflowFailureInfo?: { readonly lastHeartbeatDetails?: Details };
  readonly activityFailureInfo?: {
    readonly scheduledEventId?: number;
    readonly startedEventId?: number;
    readonly identity?: string;
    readonly activityType?: { readonly name: string };
    readonly activityId?: string;
    readonly retryState?: number;
  };
  readonly childWorkflowExecutionFailureInfo?: {
    readonly namespace?: string;
    readonly workflowExecution?: { readonly workflowId?: string; readonly runId?: string };
    readonly workflowType?: { readonly name: string };
    readonly initiatedEventId?: number;
    readonly startedEventId?: number;
    readonly retryState?: number;
  };
  readonly nexusOperationExecutionFailureInfo?: {
    readonly scheduledEventId?: number;
    readonly endpoint?: string;
    readonly service?: string;
    readonly operation?: string;
    readonly operationToken?: string;
  };
  readonly nexusHandlerFailureInfo?: { readonly type?: string; readonly retryBehavior?: number };
};

export const retryState = choice(
  'RETRY_STATE_',
  'InProgress',
  'NonRetryableFailure',
  'Timeout',
  'MaximumAttemptsReached',
  'RetryPolicyNotSet',
  'InternalServerError',
  'CancelRequested',
);

const details: Field<Details> = (value) => {
  const read = payloads(value);
  return read === undefined ? undefined : { payloads: read };
};

const named: Field<{ readonly name: string }> = (value) => {
  const found = name(value);
  return found === undefined ? undefined : { name: found };
};

const timeoutType = choice('TIMEOUT_TYPE_', 'StartToClose', 'ScheduleToStart', 'ScheduleToClose', 'Heartbeat');
const execution = message({ workflowId: text, runId: text });

const written: Field<Failure> = message({
  message: text,
  source: text,
  stackTrace: text,
  encodedAttributes: payload,
  cause: later((): Field<Failure> => failure),
  applicationFailureInfo: message({
    type: text,
    nonRetryable: flag,
    details,
    nextRetryDelay: duration,
    category: choice('APPLICATION_ERROR_CATEGORY_', 'Benign'),
  }),
  timeoutFailureInfo: message({ timeoutType, lastHeartbeatDetails: details }),
  canceledFailureInfo: message({ details, identity: text }),
  terminatedFailureInfo: message({ identity: text }),
  serverFailureInfo: message({ nonRetryable: flag }),
  resetWorkflowFailureInfo: message({ lastHeartbeatDetails: details }),
  activityFailureInfo: message({
    scheduledEventId: count,
    startedEventId: count,
    identity: text,
    activityType: named,
    activityId: text,
    retryState,
  }),
  childWorkflowExecutionFailureInfo: message({
    namespace: text,
    workflowExecution: execution,
    workflowType: named,
    initiatedEventId: count,
    startedEventId: count,
    retryState,
  }),
  nexusOperationExecutionFailureInfo: message({
    scheduledEventId: count,
    endpoint: text,
    service: text,
    operation: text,
    operationToken: text,
  }),
  nexusHandlerFailureInfo: message({
    type: text,
    retryBehavior: choice('NEXUS_HANDLER_ERROR_RETRY_BEHAVIOR_', 'Retryable', 'NonRetryable'),
  }),
});

export const failure: Field<Failure> = (value) => written(isObject(value) ? unwrapped(value) : value);
