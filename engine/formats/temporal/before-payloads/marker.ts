// Markers of Cadence's clients, and of Temporal's first ones, in the form of Temporal's Go client.
//
// Go: everything in `details`: Version [change id, version], SideEffect [id, bytes], MutableSideEffect [id, text],
// LocalActivity one object.
// Java: the identity in a header, the value in `details`; before 2019 a Version or MutableSideEffect is one object with
// both.
// Source: `internal_event_handlers.go` of the Go client, `MarkerHandler` and `LocalActivityMarkerData` of the Java
// client.

import type { Json, JsonObject } from '../../../model/json.ts';
import { entryOf, isArray, isObject, numberOf, objectOf, stringOf } from '../../../model/json.ts';
import { idText } from '../number.ts';
import { temporalFailure } from './failure.ts';
import { bytesOf, isByteHolder, type Spelling, valuesOf, wrapped } from './value.ts';

const mutableHeader = 'MutableMarkerHeader';
const localActivityHeader = 'LocalActivityHeader';

/** The fields that Temporal writes differently. A marker that is not understood becomes a plain one with its value. */
export function temporalMarker(
  attributes: JsonObject,
  spelling: Spelling,
): { readonly [field: string]: Json | undefined } {
  // Temporal's first payloads, which Temporal's own readers understand.
  if (spelling === 'bytes' && isObject(attributes['details']) && !isByteHolder(attributes['details']))
    return { details: attributes['details'] };
  const name = stringOf(attributes['markerName']) ?? 'marker';
  const read = entryOf(readers, name);
  const value = wrapped(attributes['details'], spelling);
  if (read === undefined) return { details: value };
  return read(attributes, spelling) ?? { markerName: `${name} marker`, details: value };
}

type Marker = {
  readonly details: { readonly [field: string]: Json | undefined };
  readonly failure?: JsonObject | undefined;
};

const readers: Readonly<Record<string, (attributes: JsonObject, spelling: Spelling) => Marker | undefined>> = {
  Version: (attributes, spelling) => {
    const { id, written, within } = mutableOf(attributes, spelling) ?? {};
    const version = within === undefined ? undefined : numberOf(valuesOf(written, within)?.[0]);
    return id === undefined || version === undefined ? undefined : { details: { 'change-id': id, version } };
  },

  MutableSideEffect: (attributes, spelling) => {
    const { id, written, within } = mutableOf(attributes, spelling) ?? {};
    return id === undefined || within === undefined
      ? undefined
      : { details: { 'side-effect-id': id, data: wrapped(written, within) } };
  },

  SideEffect: (attributes, spelling) => {
    const [id, result, ...others] = valuesOf(attributes['details'], spelling) ?? [];
    const isOfGo =
      others.length === 0 &&
      typeof id === 'number' &&
      (result === null || (typeof result === 'string' && bytesOf(result) !== undefined));
    return {
      details: isOfGo
        ? { 'side-effect-id': id, data: wrapped(result, 'bytes') }
        : { data: wrapped(attributes['details'], spelling) },
    };
  },

  LocalActivity: (attributes, spelling) => {
    const header = headerOf(attributes, localActivityHeader, spelling);
    if (header !== undefined) return localActivity(header, attributes['details'], spelling);
    const note = objectOf(valuesOf(attributes['details'], spelling)?.[0]);
    // A local activity, even without a name.
    if (note['activityType'] === undefined && note['activityId'] === undefined)
      return { details: { result: wrapped(attributes['details'], spelling) } };
    return localActivity(
      note,
      stringOf(note['errReason']) === undefined ? note['resultJson'] : note['errJson'],
      'text',
    );
  },
};

/** `answer`: the result, or the details of the error that the note names. Attempts are counted from 0. */
function localActivity(note: JsonObject, answer: Json | undefined, spelling: Spelling): Marker {
  const reason = stringOf(note['errReason']);
  const data = {
    ActivityID: idText(note['activityId']),
    ActivityType: plainType(note['activityType']),
    Attempt: (numberOf(note['attempt']) ?? 0) + 1,
  };
  if (reason === undefined) return { details: { data, result: wrapped(answer, spelling) } };
  const isCancelled = note['isCancelled'] === true || reason === 'cadenceInternal:Canceled';
  return {
    details: { data },
    failure: { ...temporalFailure(reason, answer, spelling), ...(isCancelled && { canceledFailureInfo: {} }) },
  };
}

/** Java writes the type as `ActivityType(name=Greeter::greet)`. */
function plainType(type: Json | undefined): Json | undefined {
  return typeof type === 'string' ? (/^ActivityType\(name[=:](.*)\)$/.exec(type)?.[1] ?? type) : type;
}

type Mutable = { readonly id?: string; readonly written?: Json | undefined; readonly within?: Spelling };

/** A mutable side effect has one value under its id until the value changes. */
function mutableOf(attributes: JsonObject, spelling: Spelling): Mutable | undefined {
  const header = headerOf(attributes, mutableHeader, spelling);
  if (header !== undefined) return { id: idText(header['id']) ?? '', written: attributes['details'], within: spelling };
  const [first, second] = valuesOf(attributes['details'], spelling) ?? [];
  if (isObject(first) && typeof first['id'] === 'string')
    return {
      id: first['id'],
      written: first['data'],
      within: isArray(first['data']) || typeof first['data'] === 'string' ? 'bytes' : 'value',
    };
  if (typeof first !== 'string' || second === undefined) return undefined;
  return { id: first, written: second, within: typeof second === 'string' ? 'text' : 'value' };
}

function headerOf(attributes: JsonObject, name: string, spelling: Spelling): JsonObject | undefined {
  const written = objectOf(objectOf(attributes['header'])['fields'])[name];
  // An export that decodes the values of an event may leave the header encoded.
  const within = spelling === 'value' && typeof written === 'string' ? 'bytes' : spelling;
  const header = written === undefined ? undefined : valuesOf(written, within)?.[0];
  return isObject(header) ? header : undefined;
}
