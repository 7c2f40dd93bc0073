// The content of a recorded marker: a version, a side effect, a local activity of any SDK, or a user's own.

import { isArray, isObject, type Json } from '../../model/json.ts';
import { at, numberIn, type PlainEvent, textAt } from './raw-event.ts';
import { type Chain, cadenceChain, failureChain } from './raw-failure.ts';
import { base64Text, jsonOf, linesOf, valuesOf } from './raw-value.ts';
import type { Word } from './words.ts';

const kinds: Readonly<Record<string, string>> = {
  core_patch: 'version',
  Version: 'version',
  SideEffect: 'sideEffect',
  MutableSideEffect: 'sideEffect',
};

export type Version = { readonly change: string; readonly version: Json };

export function markerWords(event: PlainEvent): readonly Word[] {
  const marker = textAt(event.attributes, 'markerName');
  if (marker === 'core_local_activity' || marker === 'LocalActivity') return localActivityWords(event);
  const kind = (Object.hasOwn(kinds, marker) ? kinds[marker] : undefined) ?? 'marker';
  const name = versionOf(event)?.change ?? (kind === 'marker' ? marker : '');
  return (['opens', 'completed'] as const).map((says) => ({
    kind,
    id: event.id ?? `?${event.seq}`,
    says,
    seq: event.seq,
    attempt: 0,
    ...(says === 'opens' ? { name } : {}),
  }));
}

/** The change id of a version marker, and the chosen version: a number, or for a patch whether it is deprecated. */
export function versionOf({ attributes, id }: PlainEvent): Version | undefined {
  const marker = at(attributes, 'markerName');
  if (marker === 'core_patch') {
    const patch = first(at(attributes, 'details', 'patch-data'));
    const change = at(patch, 'id') ?? first(at(attributes, 'details', 'patch_id'));
    return typeof change === 'string' ? { change, version: at(patch, 'deprecated') ?? false } : undefined;
  }
  if (marker !== 'Version') return undefined;
  const change = first(at(attributes, 'details', 'change-id')) ?? first(at(attributes, 'details', 'changeId'));
  if (change !== undefined)
    return { change: textAt(change), version: first(at(attributes, 'details', 'version')) ?? null };
  return cadenceVersion(attributes['details'], headerOf(attributes), id);
}

/**
 * Go: two JSON values. Java: the version, with its change id in the header, or both in one object whose data are the
 * bytes of JSON.
 */
function cadenceVersion(
  details: Json | undefined,
  header: Json | undefined,
  id: string | undefined,
): Version | undefined {
  const values = valuesOf(details);
  if (header !== undefined) return { change: textAt(at(header, 'id') ?? id), version: values[0] ?? null };
  const [one, two] = values;
  if (values.length > 1) return { change: textAt(one), version: two ?? null };
  const data = at(one, 'data');
  return isObject(one) && isArray(data)
    ? { change: textAt(one, 'id'), version: jsonOf(Buffer.from(data as number[]).toString('utf8')) ?? null }
    : undefined;
}

function headerOf(attributes: Json): Json | undefined {
  return valuesOf(at(attributes, 'header', 'fields', 'MutableMarkerHeader'))[0];
}

function first(payloads: Json | undefined): Json | undefined {
  return valuesOf(payloads)[0];
}

/** The attempts of a retried local activity share the time of the first scheduling; Go's and Java's have an id. */
function localActivityWords(event: PlainEvent): readonly Word[] {
  const { attributes } = event;
  const told = at(attributes, 'details');
  const data =
    isObject(told) && !('activityType' in told) && typeof told['data'] !== 'string'
      ? (first(told['data']) ?? first(told['meta']))
      : valuesOf(told)[0];
  const attempt = Math.max(1, (numberIn(pick(data, 'attempt', 'Attempt', 'atpt')) ?? 0) + (event.fromZero ? 1 : 0));
  const backoff = pick(data, 'backoff', 'Backoff');
  const again = isObject(backoff) || (numberIn(backoff) ?? 0) > 0;
  const type = pick(data, 'activity_type', 'ActivityType', 'activityType') ?? first(at(told, 'type'));
  const failure = failureChain(attributes['failure']) ?? cadenceFailure(data);
  const says = again ? 'retrying' : failure === undefined ? 'completed' : 'failed';
  const id =
    chainId(data, textAt(type), again || attempt > 1) ?? ownId(data, told, type) ?? event.id ?? `?${event.seq}`;
  const word = { kind: 'localActivity', id, seq: event.seq };
  return [
    { ...word, says: 'opens', attempt: 0, ...(type === undefined ? {} : { name: textAt(type) }) },
    {
      ...word,
      says,
      attempt,
      ...(says === 'completed' ? { result: resultOf(data, told) } : {}),
      ...(failure === undefined ? {} : says === 'retrying' ? { lastFailure: failure } : { failure }),
    },
  ];
}

function pick(value: Json | undefined, ...names: readonly string[]): Json | undefined {
  return names.map((name) => at(value, name)).find((found) => found !== undefined);
}

function chainId(data: Json | undefined, type: string, chained: boolean): string | undefined {
  const time = at(data, 'original_schedule_time');
  return chained && isObject(time) ? `${type}@${textAt(time, 'seconds')}.${textAt(time['nanos'] ?? 0)}` : undefined;
}

function ownId(data: Json | undefined, told: Json | undefined, type: Json | undefined): string | undefined {
  const id = pick(data, 'ActivityID', 'activityId') ?? first(at(told, 'activityId'));
  return id === undefined ? undefined : `${textAt(type)}#${textAt(id)}`;
}

function cadenceFailure(data: Json | undefined): Chain | undefined {
  const reason = at(data, 'errReason');
  if (reason === undefined || reason === '') return undefined;
  const details = at(data, 'errJson');
  return cadenceChain(reason, typeof details === 'string' ? (base64Text(details) ?? details) : details);
}

function resultOf(data: Json | undefined, told: Json | undefined): readonly Json[] {
  const json = at(data, 'resultJson');
  if (typeof json === 'string') return linesOf(json);
  const bytes = at(data, 'result');
  return isArray(bytes) ? linesOf(Buffer.from(bytes as number[]).toString('utf8')) : valuesOf(at(told, 'result'));
}
