// What a workflow file imports as `retrace`. The same in the sandbox and outside of it.

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
export { Cancelled, failureOf, NonRetryable, OperationFailed, RetryAfter } from './errors.ts';

/** `const approve = signal<{ by: string }>('approve')`, for the workflow that receives it and whoever sends it. */
export function signal<T = void>(signalName: string): Signal<T> {
  return { signalName };
}
