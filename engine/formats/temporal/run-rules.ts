// The meaning of the events of the run itself: its start and end, messages to it, and its own values.

import { type JsonObject, objectOf, stringOf } from '../../model/json.ts';
import type { TemporalEvent } from './event.ts';
import { failing, given, type Meaning, reasonText } from './meaning.ts';
import { groupValues, optionValues, startValues } from './values.ts';
import { type Rule, type Rules, timeoutOf, received, executionOf, typeName, durationOf } from './rule.ts';

/** Adds a link to the sending run, where one exists. */
function fromOutside({ attributes }: TemporalEvent, meaning: Meaning): Meaning {
  const sender = executionOf(attributes['externalWorkflowExecution']);
  const [opened] = meaning.effects;
  if (Object.keys(sender).length === 0 || opened?.type !== 'open') return meaning;
  return {
    ...meaning,
    effects: [...meaning.effects, { type: 'link', relation: 'external', ...sender, key: opened.key }],
  };
}

function ended(status: 'completed' | 'failed' | 'timedOut' | 'canceled', word: string): Rule {
  return (_, attributes) => {
    const failure =
      attributes['failure'] ??
      (status === 'timedOut' && attributes['timeoutType'] !== undefined ? timeoutOf(attributes) : undefined);
    const next = stringOf(attributes['newExecutionRunId']);
    return {
      effects: [
        { type: 'run', status, ...given('result', attributes['result'] ?? attributes['details']), ...failing(failure) },
        ...(next === undefined ? [] : [{ type: 'link', relation: 'continuedAs', runId: next } as const]),
      ],
      summary: `workflow ${word}${reasonText(failure)}`,
    };
  };
}

const started: Rule = ({ atMs }, attributes) => {
  const delayMs = durationOf(attributes, 'firstWorkflowTaskBackoff', 'firstDecisionTaskBackoff');
  const previous = stringOf(attributes['continuedExecutionRunId']);
  const parent = executionOf(attributes['parentWorkflowExecution']);
  return {
    effects: [
      {
        type: 'run',
        status: 'running',
        ...(delayMs !== undefined && atMs !== null && { beginsAtMs: atMs + delayMs }),
        ...given('input', attributes['input']),
      },
      ...groupValues(attributes['memo'], 'memo'),
      ...groupValues(attributes['searchAttributes'], 'searchAttributes'),
      ...startValues(attributes),
      ...(previous === undefined ? [] : [{ type: 'link', relation: 'continuedFrom', runId: previous } as const]),
      ...(Object.keys(parent).length === 0 ? [] : [{ type: 'link', relation: 'parent', ...parent } as const]),
    ],
    summary: `${typeName(attributes['workflowType'], 'unnamed workflow')} started`,
    wakes: true,
  };
};

function pausing(event: TemporalEvent, attributes: JsonObject, status: 'paused' | 'running'): Meaning {
  const reason = stringOf(attributes['reason']);
  const word = status === 'paused' ? 'paused' : 'resumed';
  const meaning = received(event, 'pause', word, given('reason', reason), reason === undefined ? '' : `: ${reason}`);
  return { ...meaning, effects: [...meaning.effects, { type: 'run', status }] };
}

export const runRules = {
  WorkflowExecutionStarted: started,
  WorkflowExecutionCompleted: ended('completed', 'completed'),
  WorkflowExecutionFailed: ended('failed', 'failed'),
  WorkflowExecutionTimedOut: ended('timedOut', 'timed out'),
  WorkflowExecutionCanceled: ended('canceled', 'canceled'),
  WorkflowExecutionTerminated: (_, attributes) => {
    const reason = stringOf(attributes['reason']);
    return {
      effects: [
        {
          type: 'run',
          status: 'terminated',
          ...given('result', attributes['details']),
          ...(reason === undefined ? {} : { reason }),
        },
      ],
      summary: `workflow terminated${reason === undefined ? '' : `: ${reason}`}`,
    };
  },
  WorkflowExecutionContinuedAsNew: (_, attributes) => {
    const runId = stringOf(attributes['newExecutionRunId']);
    return {
      effects: [
        {
          type: 'run',
          status: 'continuedAsNew',
          ...given('nextInput', attributes['input']),
          ...failing(attributes['failure']),
        },
        {
          type: 'link',
          relation: 'continuedAs',
          ...(runId === undefined ? {} : { runId }),
          workflowType: typeName(attributes['workflowType'], 'unnamed workflow'),
        },
      ],
      summary: 'workflow continued as new',
    };
  },
  WorkflowExecutionSignaled: (event, attributes) =>
    fromOutside(
      event,
      received(event, 'signal', stringOf(attributes['signalName']) ?? 'signal', attributes['input'], 'received'),
    ),
  WorkflowExecutionCancelRequested: (event, attributes) =>
    fromOutside(
      event,
      received(event, 'cancelRequest', 'cancel request', given('cause', attributes['cause']), 'received'),
    ),
  WorkflowExecutionPaused: (event, attributes) => pausing(event, attributes, 'paused'),
  WorkflowExecutionUnpaused: (event, attributes) => pausing(event, attributes, 'running'),
  UpsertWorkflowSearchAttributes: (_, attributes) => {
    const effects = groupValues(attributes['searchAttributes'], 'searchAttributes');
    return {
      effects,
      summary: `search attributes set: ${Object.keys(objectOf(objectOf(attributes['searchAttributes'])['indexedFields'])).join(', ')}`,
    };
  },
  WorkflowPropertiesModified: (_, attributes) => ({
    effects: groupValues(attributes['upsertedMemo'], 'memo'),
    summary: `memo set: ${Object.keys(objectOf(objectOf(attributes['upsertedMemo'])['fields'])).join(', ')}`,
  }),
  WorkflowPropertiesModifiedExternally: (_, attributes) => ({
    effects: groupValues(attributes['upsertedMemo'], 'memo'),
    summary: 'workflow properties changed from outside',
  }),
  WorkflowExecutionOptionsUpdated: (_, attributes) => ({
    effects: optionValues(attributes),
    summary: 'workflow options updated',
  }),
  WorkflowExecutionTimeSkippingTransitioned: () => ({ effects: [], summary: 'virtual time moved on' }),
} satisfies Rules;
