// Named values of a run: memo, search attributes, options, and the start values of a retry or continuation.

import type { Effect } from '../../model/effect.ts';
import type { Json, JsonObject } from '../../model/json.ts';
import { isArray, isObject, objectOf } from '../../model/json.ts';
import { countOf } from './number.ts';
import { decodePayload, isPayload } from './payload.ts';

/** `{fields: {…}}`, `{indexedFields: {…}}`; a null value is a removal, as is an empty list for a search attribute. */
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

/** `unsetVersioningOverride: true` removes the override, whatever other fields say. */
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

/** Values that mark a run as a retry, the next run of a schedule, or a continuation; and the run's own retry policy. */
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
