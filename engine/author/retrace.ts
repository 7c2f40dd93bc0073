// The exports of the package `retrace` for workflow files. The same inside and outside the sandbox.

import type { Signal } from './context.ts';

export { activity, registeredActivity } from './activity.ts';
export type { Activity, ActivityContext } from './activity.ts';
export type {
  ActivityOptions,
  Cancellable,
  Channel,
  ChildHandle,
  ChildOptions,
  Context,
  Duration,
  Future,
  Received,
  Receiver,
  Scope,
  Selector,
  Signal,
  Workflow,
  WorkflowInfo,
} from './context.ts';
export type { Codec } from './codec.ts';
export { Cancelled, failureOf, NonRetryable, OperationFailed, RetryAfter } from './errors.ts';

/**
 * `const approve = signal<{ by: string }>('approve')`, for the workflow that receives the signal and for its senders.
 */
export function signal<T = void>(signalName: string): Signal<T> {
  return { signalName };
}
