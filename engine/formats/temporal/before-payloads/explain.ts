// The meaning of events of the time before payloads: that of today's events, except for three types of Cadence, and a
// reset point that Temporal no longer writes.

import type { Effect, Failure, OperationKey } from '../../../model/effect.ts';
import type { Explanation } from '../../../model/explanation.ts';
import type { JsonObject } from '../../../model/json.ts';
import { entryOf, numberOf, stringOf } from '../../../model/json.ts';
import { type TemporalEvent } from '../event.ts';
import { idText } from '../number.ts';
import { explainEvent } from '../explain.ts';
import { scheduledBy } from '../meaning.ts';

export type Reset = { readonly baseRunId: string | undefined; readonly newRunId: string | undefined };

/** The reset point in an event: a task ends there by failure or timeout; with the base run id, and the run's own. */
export function resetOf({ type, attributes }: TemporalEvent): Reset | undefined {
  const isReset =
    (type === 'WorkflowTaskFailed' && attributes['cause'] === 'ResetWorkflow') ||
    (type === 'WorkflowTaskTimedOut' && attributes['cause'] === 'Reset');
  return isReset
    ? { baseRunId: stringOf(attributes['baseRunId']), newRunId: stringOf(attributes['newRunId']) }
    : undefined;
}

export function explainWritten(event: TemporalEvent): Explanation {
  const own = isOwnType(event) ? entryOf(ownRules, event.type)?.(event) : undefined;
  if (own !== undefined) return event.id === undefined ? own : { id: event.id, ...own };
  const reset = event.type === 'WorkflowTaskTimedOut' ? resetOf(event) : undefined;
  const explanation = explainEvent(event);
  if (reset?.baseRunId === undefined) return explanation;
  return {
    ...explanation,
    effects: [...explanation.effects, { type: 'link', relation: 'resetFrom', runId: reset.baseRunId }],
    summary: 'reset here',
  };
}

/** These types name an activity by the code's id, all others by an event's id. */
export function isOwnType({ type, attributes }: TemporalEvent): boolean {
  return Object.hasOwn(ownRules, type) && numberOf(attributes['scheduledEventId']) === undefined;
}

const ownRules: Readonly<Record<string, (event: TemporalEvent) => Explanation>> = {
  ActivityTaskCancelRequested: (event) => {
    const { effects, ...rest } = request(event, `cancel activity ${named(event.attributes, 'activityId')}`);
    const key: OperationKey = `activity:?=${named(event.attributes, 'activityId')}`;
    const asked = { type: 'advance', key, status: 'cancelRequested' } as const;
    return { ...rest, effects: [asked, ...effects], summary: 'cancel requested' };
  },
  RequestCancelActivityTaskFailed: (event) =>
    request(event, `cancel activity ${named(event.attributes, 'activityId')}`, causeOf(event.attributes)),
  CancelTimerFailed: (event) =>
    request(event, `cancel timer ${named(event.attributes, 'timerId')}`, causeOf(event.attributes)),
};

function named(attributes: JsonObject, key: string): string {
  return idText(attributes[key]) ?? '?';
}

function causeOf(attributes: JsonObject): Failure {
  const cause = stringOf(attributes['cause']);
  return cause === undefined ? { message: 'the cause is not said' } : { message: cause, type: cause };
}

/** A request of the code that is complete in one event. */
function request(event: TemporalEvent, name: string, failure?: Failure): Explanation {
  const key: OperationKey = `other:${event.id ?? '?'}`;
  const close: Effect =
    failure === undefined
      ? { type: 'close', key, status: 'completed' }
      : { type: 'close', key, status: 'failed', failure };
  return {
    effects: [{ type: 'open', key, kind: 'other', name, ...scheduledBy(event) }, close],
    summary: failure === undefined ? 'requested' : `failed: ${failure.message}`,
  };
}
