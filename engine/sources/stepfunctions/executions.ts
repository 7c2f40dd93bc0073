// Finds executions in a JSON document: the answer of get-execution-history or several pages of it, a list of events, or
// log events of CloudWatch (one a line, or in the answer of get-log-events), which may be of several executions.

import { isStepEvent, stepEvent } from '../../formats/stepfunctions/event.ts';
import { readJsonText } from '../../formats/written-value.ts';
import { isArray, isObject, type Json, type JsonObject, stringOf } from '../../model/json.ts';

export type FoundExecution = {
  /** In order of their ids. */
  readonly events: readonly JsonObject[];
  /** Its ARN, where the document says it. */
  readonly arn: string | undefined;
  /** The last page names a next one. */
  readonly hasMore: boolean;
};

/** undefined if any element is no event. */
export function executionsIn(json: Json): readonly FoundExecution[] | undefined {
  const pages = pagesIn(json);
  const events = pages.flatMap(({ events: listed }) => listed).map(eventIn);
  const found = events.filter((event) => event !== undefined);
  if (found.length < events.length || !found.some(isStepEvent)) return undefined;
  const arnAround = pages.map(({ arn }) => arn).find((arn) => arn !== undefined);
  const hasMore = pages.at(-1)?.hasMore === true;
  return [...Map.groupBy(found, (event) => stringOf(event['execution_arn']))].map(([arn, own]) => ({
    events: inOrder(own),
    arn: arn ?? arnAround,
    hasMore,
  }));
}

type Page = {
  readonly events: readonly Json[];
  readonly arn: string | undefined;
  readonly hasMore: boolean;
};

function pagesIn(json: Json): readonly Page[] {
  if (isObject(json)) return pageOf(json);
  if (!isArray(json)) return [];
  const isOfPages = json.length > 0 && json.every((page) => isObject(page) && isArray(eventsOf(page)));
  return isOfPages ? json.filter(isObject).flatMap(pageOf) : [{ events: json, arn: undefined, hasMore: false }];
}

function pageOf(page: JsonObject): readonly Page[] {
  const events = eventsOf(page);
  if (!isArray(events)) return [];
  const token = stringOf(page['nextToken'] ?? page['NextToken']);
  return [{ events, arn: stringOf(page['executionArn']), hasMore: token !== undefined && token !== '' }];
}

function eventsOf(page: JsonObject): Json | undefined {
  return page['events'] ?? page['Events'];
}

/** A log event holds the event as a text. */
function eventIn(written: Json): JsonObject | undefined {
  if (!isObject(written)) return undefined;
  const said = typeof written['message'] === 'string' ? readJsonText(written['message']) : undefined;
  return isObject(said) && isStepEvent(said) ? said : written;
}

/** Parallel branches may be logged out of order. */
function inOrder(events: readonly JsonObject[]): readonly JsonObject[] {
  const ids = events.map((event) => Number(stepEvent(event).id));
  return ids.every((id) => Number.isFinite(id)) && new Set(ids).size === ids.length
    ? events.toSorted((a, b) => Number(stepEvent(a).id) - Number(stepEvent(b).id))
    : events;
}
