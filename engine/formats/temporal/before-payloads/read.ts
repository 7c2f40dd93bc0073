// The dialect of the time before payloads: the common part of Cadence and Temporal's first months.

import type { Json } from '../../../model/json.ts';
import { objectOf, stringOf } from '../../../model/json.ts';
import type { ComparedParts } from '../../../model/compare/parts.ts';
import type { Identity, ReadEvent } from '../../dialect.ts';
import { comparedParts } from '../compared.ts';
import type { TemporalEvent } from '../event.ts';
import { oddities } from '../odd.ts';
import { explainWritten, isOwnType, resetOf } from './explain.ts';
import { temporalEvent } from './temporal-event.ts';
import { readWrittenEvent } from './written-event.ts';

const eventOf = (raw: Json, firstAttempt: 0 | 1 = 0): TemporalEvent =>
  temporalEvent(readWrittenEvent(raw, firstAttempt));

/** `firstAttempt`: number of the writer's first attempt. */
export function readBeforePayloads(raw: Json, firstAttempt: 0 | 1 = 0): ReadEvent {
  const event = eventOf(raw, firstAttempt);
  const explanation = explainWritten(event);
  const odd = oddities(event, explanation).filter(({ code }) => code !== 'unknown-type' || !isOwnType(event));
  return { atMs: event.atMs, type: event.type, explanation, odd };
}

/** The compared facts of an event, as for one of Temporal's. */
export function comparedBeforePayloads(raw: Json, workflowId: string | null, firstAttempt: 0 | 1 = 0): ComparedParts {
  return comparedParts(eventOf(raw, firstAttempt), workflowId);
}

/**
 * A history names its run by the id from its start, or from a reset; the workflow id only where the server writes one.
 */
export function identifyBeforePayloads(identity: Identity, raw: Json, { type }: ReadEvent): Identity {
  if (type === 'WorkflowExecutionStarted') {
    const { attributes } = eventOf(raw);
    const workflowType = stringOf(objectOf(attributes['workflowType'])['name']);
    const runId = stringOf(attributes['originalExecutionRunId']) ?? stringOf(attributes['firstExecutionRunId']);
    const workflowId = stringOf(attributes['workflowId']);
    return {
      ...(workflowId !== undefined && { workflowId }),
      ...(runId !== undefined && { runId }),
      ...(workflowType !== undefined && { workflowType }),
      ...identity,
    };
  }
  const reset = type === 'WorkflowTaskFailed' || type === 'WorkflowTaskTimedOut' ? resetOf(eventOf(raw)) : undefined;
  return reset?.newRunId === undefined ? identity : { ...identity, runId: reset.newRunId };
}
