// Markers: the data that each SDK records with MarkerRecorded. Names and fields are the SDKs' own; other markers stay
// plain.

import type { Effect, OperationKey } from '../../model/effect.ts';
import type { Json, JsonObject } from '../../model/json.ts';
import { isObject, numberOf, objectOf, stringOf } from '../../model/json.ts';
import type { TemporalEvent } from './event.ts';
import { failing, given, scheduledBy, type Meaning, reasonText } from './meaning.ts';
import { idText } from './number.ts';
import { payloadValue } from './payload.ts';

export function explainMarker(event: TemporalEvent, attributes: JsonObject): Meaning {
  const name = stringOf(attributes['markerName']) ?? 'marker';
  const details = objectOf(attributes['details']);
  switch (name) {
    case 'core_patch':
      return patch(event, details);
    case 'Version':
      return version(event, details);
    case 'SideEffect':
    case 'MutableSideEffect':
      return sideEffect(event, name, details);
    case 'core_local_activity':
    case 'LocalActivity':
      return localActivity(event, attributes, details);
    default:
      return recorded(event, 'marker', name, 'recorded', attributes['details']);
  }
}

function recorded(
  event: TemporalEvent,
  kind: 'marker' | 'sideEffect' | 'version',
  name: string,
  summary: string,
  result: Json | undefined,
): Meaning {
  const key: OperationKey = `${kind}:${event.id ?? '?'}`;
  return {
    effects: [
      { type: 'open', key, kind, name, ...scheduledBy(event) },
      { type: 'close', key, status: 'completed', ...given('result', result) },
    ],
    summary,
  };
}

function withValue(meaning: Meaning, name: string, value: Json): Meaning {
  const set: Effect = { type: 'set', name, value };
  return { ...meaning, effects: [...meaning.effects, set] };
}

/** Core-based SDKs: `patched(id)`; before 2022 the marker holds the id alone, as plain text. */
function patch(event: TemporalEvent, details: JsonObject): Meaning {
  const data = objectOf(payloadValue(details['patch-data']));
  const id = stringOf(data['id']) ?? stringOf(payloadValue(details['patch_id'])) ?? 'patch';
  const deprecated = data['deprecated'] === true;
  const meaning = recorded(event, 'version', id, deprecated ? 'patched, deprecated' : 'patched', details);
  return withValue(meaning, `version.${id}`, deprecated ? 'deprecated' : 'patched');
}

/** Go (`change-id`) and Java (`changeId`). */
function version(event: TemporalEvent, details: JsonObject): Meaning {
  const id = stringOf(payloadValue(details['change-id'] ?? details['changeId'])) ?? 'version';
  const number = payloadValue(details['version']) ?? null;
  return withValue(
    recorded(event, 'version', id, `version ${JSON.stringify(number)}`, number),
    `version.${id}`,
    number,
  );
}

function sideEffect(event: TemporalEvent, name: string, details: JsonObject): Meaning {
  const id = payloadValue(details['side-effect-id']);
  const word = name === 'MutableSideEffect' ? 'mutable side effect' : 'side effect';
  return recorded(
    event,
    'sideEffect',
    id === undefined || id === null ? word : `${word} ${idText(id) ?? JSON.stringify(id)}`,
    'recorded',
    details['data'],
  );
}

/** One marker per outcome, and one per back-off before it where the worker released the task in between. */
function localActivity(event: TemporalEvent, attributes: JsonObject, details: JsonObject): Meaning {
  const data = objectOf(payloadValue(details['data']));
  const meta = objectOf(payloadValue(details['meta']));
  const name =
    stringOf(data['activity_type']) ??
    stringOf(data['ActivityType']) ??
    stringOf(payloadValue(details['type'])) ??
    'local activity';
  const attempt = Math.max(1, numberOf(data['attempt']) ?? numberOf(data['Attempt']) ?? numberOf(meta['atpt']) ?? 1);
  const retrying = backsOff(data['backoff']) || backsOff(data['Backoff']);
  const key: OperationKey = `localActivity:${chainOf(event, data, payloadValue(details['activityId']), name, retrying || attempt > 1)}`;
  const open: Effect = {
    type: 'open',
    key,
    kind: 'localActivity',
    name,
    ...given('input', details['input']),
    ...scheduledBy(event),
  };
  const failure = attributes['failure'];
  const failed = isObject(failure);
  const cancelled = failed && isObject(failure['canceledFailureInfo']);
  const next: Effect = retrying
    ? { type: 'advance', key, status: 'retrying', attempt, ...failing(failure) }
    : {
        type: 'close',
        key,
        status: cancelled ? 'canceled' : failed ? 'failed' : 'completed',
        attempt,
        ...given('result', details['result']),
        ...failing(failure),
      };
  const word = retrying
    ? `attempt ${attempt} failed, backs off`
    : cancelled
      ? 'canceled'
      : failed
        ? 'failed'
        : 'completed';
  return { effects: [open, next], summary: word + (failed ? reasonText(failure) : '') };
}

function backsOff(raw: Json | undefined): boolean {
  return isObject(raw) || (typeof raw === 'number' && raw > 0);
}

/** Attempts of one local activity get new ids in core-based SDKs, but keep the time of its first scheduling. */
function chainOf(
  event: TemporalEvent,
  data: JsonObject,
  javaId: Json | undefined,
  name: string,
  oneOfMany: boolean,
): string {
  const first = data['original_schedule_time'];
  if (isObject(first) && oneOfMany)
    return `${name}@${idText(first['seconds']) ?? '?'}.${idText(first['nanos']) ?? '0'}`;
  const id = idText(data['ActivityID']) ?? idText(javaId);
  return id === undefined ? (event.id ?? '?') : `${name}#${id}`;
}
