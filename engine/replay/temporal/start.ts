// The start job that the first event of a history gives to the code.

import type { EventOf } from '../../formats/temporal/canonical/history-event.ts';
import type { Start } from '../../sandbox/guest.ts';
import { randomnessSeed } from './siphash.ts';

/** `run`: facts that a history does not contain. */
export function startOf(
  { atMs, attributes: said }: EventOf<'WorkflowExecutionStarted'>,
  run: { readonly workflowId: string; readonly namespace: string },
): Start {
  const runId = said.originalExecutionRunId ?? '';
  return defined({
    ...run,
    workflowType: said.workflowType ?? '',
    arguments: said.input ?? [],
    randomnessSeed: randomnessSeed(runId),
    headers: said.header ?? {},
    identity: said.identity,
    parent: parentOf(said),
    root: executionOf(said.rootWorkflowExecution),
    taskQueue: said.taskQueue ?? '',
    workflowExecutionTimeout: said.workflowExecutionTimeout,
    workflowRunTimeout: said.workflowRunTimeout,
    workflowTaskTimeout: said.workflowTaskTimeout,
    executionExpirationAt: said.workflowExecutionExpirationTime,
    firstExecutionRunId: said.firstExecutionRunId,
    originalExecutionRunId: runId,
    continuedFromExecutionRunId: said.continuedExecutionRunId,
    continuedInitiator: said.initiator,
    continuedFailure: said.continuedFailure,
    lastCompletionResult: said.lastCompletionResult,
    retryPolicy: said.retryPolicy,
    attempt: said.attempt ?? 1,
    cronSchedule: said.cronSchedule,
    firstTaskBackoff: said.firstWorkflowTaskBackoff,
    memo: said.memo,
    searchAttributes: said.searchAttributes,
    startedAt: atMs ?? 0,
    priority: said.priority,
  }) as Start;
}

type Said = EventOf<'WorkflowExecutionStarted'>['attributes'];

function parentOf({ parentWorkflowNamespace: namespace, parentWorkflowExecution }: Said): Start['parent'] {
  const parent = executionOf(parentWorkflowExecution);
  return parent === undefined || namespace === undefined ? undefined : { ...parent, namespace };
}

function executionOf(execution: Said['parentWorkflowExecution']): Start['root'] {
  const { workflowId, runId } = execution ?? {};
  return workflowId === undefined || runId === undefined ? undefined : { workflowId, runId };
}

/** The object without undefined values. */
function defined<T extends object>(values: T): T {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as T;
}
