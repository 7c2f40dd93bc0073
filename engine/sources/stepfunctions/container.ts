// Reads histories of AWS Step Functions: the answer of get-execution-history, oldest or newest first, or its events as
// a list or one per line.

import { isStepEvent, scopeKey, stepEvent } from '../../formats/stepfunctions/event.ts';
import { stepfunctions as dialect } from '../../formats/stepfunctions/stepfunctions.ts';
import { isArray, isObject, type Json, type JsonObject, stringOf } from '../../model/json.ts';
import { type Document, documentIn, documentRun, documentText } from '../document.ts';
import type { Container, FoundRun } from '../source.ts';
import { scopesOf } from './scopes.ts';

export const stepfunctions: Container = {
  id: 'stepfunctions',
  async recognise(entry) {
    const document = await documentIn(entry, (head) => /"previous_?event_?id"\s*:/i.test(head));
    const events = document && eventsIn(document.json);
    return events && { runs: () => runOf(document, events) };
  },
  exported: (kept, _, events) => documentText(kept, events),
  ending: () => 'json',
};

/** In order of event ids; undefined if any element is no event. */
function eventsIn(json: Json): readonly JsonObject[] | undefined {
  const list = isObject(json) ? json['events'] : json;
  if (!isArray(list) || list.length === 0) return undefined;
  const events = list.filter(isObject);
  if (events.length < list.length || !events.some(isStepEvent)) return undefined;
  return isNewestFirst(events) ? events.toReversed() : events;
}

function isNewestFirst(events: readonly JsonObject[]): boolean {
  return Number(stepEvent(events[0]!).id) > Number(stepEvent(events.at(-1)!).id);
}

async function* runOf({ text, json }: Document, events: readonly JsonObject[]): AsyncGenerator<FoundRun> {
  const scopes = scopesOf(events);
  const arn = (isObject(json) ? stringOf(json['executionArn']) : undefined) ?? stringOf(events[0]!['execution_arn']);
  yield documentRun({
    container: stepfunctions.id,
    dialect,
    form: dialect.describe([], {}),
    identity:
      arn === undefined
        ? {}
        : { runId: arn, workflowId: arn.split(':').slice(-1)[0]!, workflowType: arn.split(':').slice(-2)[0]! },
    events: events.map((event, i) => ({ ...event, [scopeKey]: scopes[i]! })),
    text,
  });
}
