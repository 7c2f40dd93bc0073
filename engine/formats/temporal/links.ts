// The runs that an event names in its links: the nexus operation's handler, the caller behind a handler, the sender of
// a signal through nexus.
// Format: temporal.api.common.v1.Link, on the event itself and on the callbacks of the run's start.

import type { Effect, OperationKey } from '../../model/effect.ts';
import type { Json } from '../../model/json.ts';
import { isArray, isObject, objectOf, stringOf } from '../../model/json.ts';
import type { TemporalEvent } from './event.ts';
import { camelKeys } from './spelling.ts';

/** `key`: the operation that the event is about. */
export function linksOf({ attributes, envelope }: TemporalEvent, key: OperationKey | undefined): readonly Effect[] {
  const callbacks = [attributes['completionCallbacks'], attributes['attachedCompletionCallbacks']].flatMap(listOf);
  const written = [
    ...listOf(envelope['links']),
    ...callbacks.flatMap((callback) => listOf(objectOf(callback)['links'])),
  ];
  return written.flatMap((link) => {
    const run = runOf(link);
    return run === undefined
      ? []
      : [{ type: 'link', relation: 'external', ...run, ...(key === undefined ? {} : { key }) }];
  });
}

/** The run of a `workflowEvent`, also in Go's JSON: `{Variant: {WorkflowEvent: {…}}}`. */
function runOf(raw: Json): { workflowId?: string; runId?: string } | undefined {
  const link = objectOf(raw);
  const variant = objectOf(link['Variant'] ?? link['variant']);
  const event = [
    link['workflowEvent'],
    link['workflow_event'],
    link['workflow'],
    variant['WorkflowEvent'],
    variant['workflowEvent'],
  ].find(isObject);
  if (event === undefined) return undefined;
  const named = objectOf(camelKeys(event));
  const workflowId = stringOf(named['workflowId']);
  const runId = stringOf(named['runId']);
  return workflowId === undefined && runId === undefined
    ? undefined
    : { ...(workflowId === undefined ? {} : { workflowId }), ...(runId === undefined ? {} : { runId }) };
}

function listOf(value: Json | undefined): readonly Json[] {
  return isArray(value) ? value : [];
}
