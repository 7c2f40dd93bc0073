// The two markers of Temporal's core: a patch that the code took, and the end of a local activity.

import { type Json, type JsonObject, objectOf, stringOf } from '../../../model/json.ts';
import { readDuration, readTime } from '../event.ts';
import { countOf } from '../number.ts';
import type { Failure } from './failure.ts';
import type { EventOf } from './history-event.ts';
import type { Payload } from './payload.ts';

type Marker = EventOf<'MarkerRecorded'>;

export type PatchMarker = { readonly patchId: string; readonly isDeprecated: boolean };

/** The marker `core_patch`; before 2022 it holds the id alone, as plain text. */
export function patchMarker({ attributes }: Marker): PatchMarker | undefined {
  if (attributes.markerName !== 'core_patch') return undefined;
  const { details = {} } = attributes;
  const data = details['patch-data']?.[0];
  if (data !== undefined) {
    const { id, deprecated } = jsonOf(data);
    return { patchId: stringOf(id) ?? '', isDeprecated: deprecated === true };
  }
  const id = details['patch_id']?.[0];
  const deprecated = details['deprecated']?.[0]?.data[0] ?? 0;
  return { patchId: id === undefined ? '' : Buffer.from(id.data).toString('utf8'), isDeprecated: deprecated !== 0 };
}

export type LocalActivityMarker = {
  readonly seq: number;
  readonly attempt: number;
  readonly activityId: string;
  readonly activityType: string;
  /** ms since 1970. */
  readonly completedAtMs?: number;
  /** ms until the next attempt. */
  readonly backoff?: number;
  readonly scheduledAtMs?: number;
  readonly result?: Payload;
  readonly failure?: Failure;
  /** False where Temporal's core cannot read it: a field is not there, or not of its type. */
  readonly isWhole: boolean;
};

/** The marker `core_local_activity`. */
export function localActivityMarker({ attributes }: Marker): LocalActivityMarker | undefined {
  if (attributes.markerName !== 'core_local_activity') return undefined;
  const { details = {}, failure } = attributes;
  const data = details['data']?.[0];
  const said = data === undefined ? {} : jsonOf(data);
  const completedAtMs = readTime(said['complete_time']);
  const scheduledAtMs = readTime(said['original_schedule_time']);
  const backoff = readDuration(said['backoff']);
  const result = details['result']?.[0];
  return {
    seq: countOf(said['seq']) ?? 0,
    attempt: countOf(said['attempt']) ?? 1,
    activityId: stringOf(said['activity_id']) ?? '',
    activityType: stringOf(said['activity_type']) ?? '',
    ...(completedAtMs !== null && { completedAtMs }),
    ...(scheduledAtMs !== null && { scheduledAtMs }),
    ...(backoff !== undefined && { backoff }),
    ...(result !== undefined && { result }),
    ...(failure !== undefined && { failure }),
    isWhole: isWhole(said),
  };
}

/** As core 1.24 reads it: times may be null, but have to be there; other fields do not matter. */
function isWhole(said: JsonObject): boolean {
  return (
    isUint32(said['seq']) &&
    isUint32(said['attempt']) &&
    typeof said['activity_id'] === 'string' &&
    typeof said['activity_type'] === 'string' &&
    ['complete_time', 'backoff', 'original_schedule_time'].every((name) => isCoreTime(said[name]))
  );
}

function isCoreTime(time: Json | undefined): boolean {
  if (time === undefined || time === null) return time === null;
  const { seconds, nanos } = objectOf(time);
  return Number.isInteger(seconds) && Number.isInteger(nanos);
}

function isUint32(value: Json | undefined): boolean {
  return Number.isInteger(value) && Number(value) >= 0 && Number(value) < 2 ** 32;
}

/** Empty for a payload that is not a JSON object. */
function jsonOf({ data }: Payload): JsonObject {
  try {
    return objectOf(JSON.parse(Buffer.from(data).toString('utf8')) as Json);
  } catch {
    return {};
  }
}
