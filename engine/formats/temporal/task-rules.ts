// The meaning of the events of workflow tasks. They are bookkeeping, and never wake the code.

import { stringOf } from '../../model/json.ts';
import { readFailure } from './failure.ts';
import { reasonText } from './meaning.ts';
import { enumWord, timeoutTypes } from './vocabulary.ts';
import { type Rule, type Rules, refer, moved, workerOf, attemptOf } from './rule.ts';

const taskRule =
  (rule: Rule): Rule =>
  (event, attributes) => ({ ...rule(event, attributes), bookkeeping: true, wakes: false });

const taskFailed: Rule = (_, attributes) => {
  const type = enumWord(attributes['cause'], 'WORKFLOW_TASK_FAILED_CAUSE_', taskFailedCauses) || 'Failed';
  const failure = readFailure(attributes['failure']);
  const base = type === 'ResetWorkflow' ? stringOf(attributes['baseRunId']) : undefined;
  return {
    effects: [
      {
        type: 'close',
        key: refer('workflowTask', attributes['scheduledEventId']),
        status: 'failed',
        failure: { message: type, ...failure, type },
      },
      ...(base === undefined ? [] : [{ type: 'link', relation: 'resetFrom', runId: base } as const]),
    ],
    summary: base === undefined ? `failed: ${type}${reasonText(attributes['failure'])}` : 'reset here',
  };
};
/** Only causes that Go's JSON writes as numbers and a person needs by name. */
const taskFailedCauses: readonly string[] = Object.assign([], {
  20: 'ResetWorkflow',
  23: 'ForceCloseCommand',
  24: 'NonDeterministicError',
});

export const taskRules = {
  WorkflowTaskScheduled: taskRule((event, attributes) => ({
    effects: [
      {
        type: 'open',
        key: refer('workflowTask', event.id),
        kind: 'workflowTask',
        name: 'workflow task',
        ...attemptOf(attributes),
      },
    ],
    summary: 'scheduled',
  })),
  WorkflowTaskStarted: taskRule((_, attributes) =>
    moved(refer('workflowTask', attributes['scheduledEventId']), 'started', {
      type: 'advance',
      status: 'started',
      ...workerOf(attributes),
    }),
  ),
  WorkflowTaskCompleted: taskRule((_, attributes) =>
    moved(refer('workflowTask', attributes['scheduledEventId']), 'completed', { type: 'close', status: 'completed' }),
  ),
  WorkflowTaskTimedOut: taskRule((_, attributes) => {
    const type = `${enumWord(attributes['timeoutType'], 'TIMEOUT_TYPE_', timeoutTypes)}Timeout`;
    return moved(refer('workflowTask', attributes['scheduledEventId']), `timed out: ${type}`, {
      type: 'close',
      status: 'timedOut',
      failure: { message: type, type },
    });
  }),
  WorkflowTaskFailed: taskRule(taskFailed),
} satisfies Rules;
