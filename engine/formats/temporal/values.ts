// Named values of a run: memo, search attributes, options, and what it was begun with as another try or turn of one before it.

import type { Effect } from '../../model/effect.ts';
import type { Json, JsonObject } from '../../model/json.ts';
import { isArray, isObject, objectOf } from '../../model/json.ts';
import { countOf } from './number.ts';
import { decodePayload, isPayload } from './payload.ts';

/** `{fields: {…}}`, `{indexedFields: {…}}`; one that is written as null is taken away, a search attribute also with an empty list. */
export function groupValues(raw: Json | undefined, group: 'memo' | 'searchAttributes'): Effect[] {
  const inside = objectOf(objectOf(raw)[group === 'memo' ? 'fields' : 'indexedFields']);
  return Object.entries(inside).map(([key, value = null]) => {
    const name = `${group}.${key}`;
    return isNothing(value, group) ? { type: 'unset', name } : { type: 'set', name, value };
  });
}

function isNothing(value: Json, group: 'memo' | 'searchAttributes'): boolean {
  const plain = isPayload(value) ? decodePayload(value).value : value;
  return plain === null || (group === 'searchAttributes' && isArray(plain) && plain.length === 0);
}

/** `unsetVersioningOverride: true` takes the override away, whatever stands beside it. */
export function optionValues(attributes: JsonObject): Effect[] {
  const unset = Object.keys(attributes).filter((key) => /^unset[A-Z]/.test(key));
  const removed = unset
    .filter((key) => attributes[key] === true)
    .map((key) => key.charAt(5).toLowerCase() + key.slice(6));
  const named = Object.entries(attributes).filter(([key]) => !unset.includes(key) && !removed.includes(key));
  return [
    ...removed.map((key) => ({ type: 'unset', name: `options.${key}` }) as const),
    ...named.flatMap(([key, value]) =>
      value === undefined || value === null ? [] : [{ type: 'set', name: `options.${key}`, value } as const],
    ),
  ];
}

/** What says of a run that it is another try, the next turn of a schedule, or the continuation of one; and the rules for its own tries. */
export function startValues(attributes: JsonObject): Effect[] {
  const {
    attempt,
    firstExecutionRunId: first,
    originalExecutionRunId: own,
    continuedFailure,
    lastCompletionResult,
    cronSchedule,
    retryPolicy,
    versioningOverride,
  } = attributes;
  const values: Readonly<Record<string, Json | undefined>> = {
    'run.attempt': (countOf(attempt) ?? 1) > 1 ? countOf(attempt) : undefined,
    'run.firstExecutionRunId': first === own ? undefined : first,
    'run.continuedFailure': continuedFailure,
    'run.lastCompletionResult': lastCompletionResult,
    'run.cronSchedule': cronSchedule,
    'run.retryPolicy': retryPolicy,
    'options.versioningOverride': versioningOverride,
  };
  return Object.entries(values).flatMap(([name, value]) => (isSaid(value) ? [{ type: 'set', name, value }] : []));
}

/** Writers that spell out defaults write empty texts and objects. */
function isSaid(value: Json | undefined): value is Json {
  return value !== undefined && value !== null && value !== '' && !(isObject(value) && Object.keys(value).length === 0);
}
