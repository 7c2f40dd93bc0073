// The places of the workflow's own values in an event of Retrace's own engine.

import type { JsonPath } from '../../model/compare/json-diff-path.ts';
import { isObject, type Json, type JsonObject } from '../../model/json.ts';
import type { ValueReplacer } from '../value-replacer.ts';

const values: ReadonlySet<string> = new Set(['input', 'result', 'value', 'details']);
const names: ReadonlySet<string> = new Set([
  'name',
  'workflowType',
  'workflowId',
  'runId',
  'nextRunId',
  'worker',
  'continuedFrom',
]);
const texts: ReadonlySet<string> = new Set(['reason', 'message', 'stack']);
const holders: ReadonlySet<string> = new Set(['failure', 'cause', 'parent', 'from']);

export function replaceNativeValues(event: Json, replacer: ValueReplacer): Json {
  return isObject(event) ? fieldsOf(event, null, replacer) : event;
}

function fieldsOf(object: JsonObject, path: JsonPath, replacer: ValueReplacer): JsonObject {
  return Object.fromEntries(
    Object.entries(object).map(([key, value]) => [
      key,
      value === undefined ? value : field(key, value, { parent: path, step: key }, replacer),
    ]),
  );
}

function field(key: string, value: Json, path: JsonPath, replacer: ValueReplacer): Json {
  if (values.has(key)) return replacer.value(value, path);
  if (typeof value === 'string' && value !== '' && names.has(key)) return replacer.name(value, path);
  if (typeof value === 'string' && texts.has(key)) return replacer.text(value, path);
  return holders.has(key) && isObject(value) ? fieldsOf(value, path, replacer) : value;
}
