// The meaning of each Temporal event type, as effects. Pure and context-free: every event is explained separately.
// Source of links between events: temporal.api.history.v1; operations are keyed by the id of the event that opened
// them.

import type { Effect, OperationKey, OperationKind } from '../../model/effect.ts';
import type { Explanation } from '../../model/explanation.ts';
import type { JsonObject } from '../../model/json.ts';
import type { TemporalEvent } from './event.ts';
import type { Meaning } from './meaning.ts';
import { idText } from './number.ts';
import { linksOf } from './links.ts';
import { isKnownType } from './vocabulary.ts';
import type { Rules } from './rule.ts';
import { runRules } from './run-rules.ts';
import { taskRules } from './task-rules.ts';
import { operationRules } from './operation-rules.ts';
import { updateRules } from './update-rules.ts';

export function explainEvent(event: TemporalEvent): Explanation {
  const known: Meaning = isKnownType(event.type)
    ? rules[event.type](event, event.attributes)
    : { effects: mentionsOf(event.attributes), summary: 'unknown event type' };
  const links = linksOf(event, known.effects.map((effect) => ('key' in effect ? effect.key : undefined))[0]);
  const meaning = links.length === 0 ? known : { ...known, effects: [...known.effects, ...links] };
  return {
    ...(event.id !== undefined && { id: event.id }),
    ...meaning,
    ...(isCommand(event, meaning) && { commands: true }),
  };
}

/** Fields that name the event that opened an operation, and what it may have opened. */
const openedBy: readonly (readonly [field: string, ...kinds: readonly OperationKind[]])[] = [
  ['scheduledEventId', 'activity', 'nexus', 'workflowTask'],
  ['startedEventId', 'timer'],
  ['initiatedEventId', 'childWorkflow', 'signalExternal', 'cancelExternal'],
];

/** What an event of an unknown type is about: it names the opening of an operation, or the acceptance of an update. */
function mentionsOf(attributes: JsonObject): readonly Effect[] {
  const accepted = idText(attributes['acceptedEventId']);
  return [
    ...openedBy.flatMap(([field, ...kinds]) => {
      const id = idText(attributes[field]);
      return id === undefined ? [] : kinds.map((kind): OperationKey => `${kind}:${id}`);
    }),
    ...(accepted === undefined ? [] : [`update:@${accepted}` as const]),
  ].map((key) => ({ type: 'mention', key }));
}

/** Answers to failed commands name the workflow task too, but wake the code. */
function isCommand({ type, attributes }: TemporalEvent, { wakes }: Meaning): boolean {
  if (type === 'WorkflowExecutionUpdateAccepted' || type === 'WorkflowExecutionUpdateCompleted') return true;
  return (
    wakes !== true &&
    idText(attributes['workflowTaskCompletedEventId'] ?? attributes['decisionTaskCompletedEventId']) !== undefined
  );
}

const rules: Required<Rules> = { ...runRules, ...taskRules, ...operationRules, ...updateRules };
