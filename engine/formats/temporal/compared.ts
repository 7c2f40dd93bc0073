// The compared facts of a Temporal event beyond its effects: everything except the bookkeeping listed in
// `compared-lists.ts`, in one spelling.

import type { ComparedParts } from '../../model/compare/parts.ts';
import { isArray, isObject, type Json, type JsonObject, objectOf, stringOf } from '../../model/json.ts';
import { chosenId, withoutIds } from '../chosen-id.ts';
import {
  bookkeeping,
  ids,
  listedValues,
  localActivities,
  opening,
  repeated,
  said,
  saidOfMarkers,
  tracingHeaders,
  valueMaps,
} from './compared-lists.ts';
import type { TemporalEvent } from './event.ts';
import { readFailure } from './failure.ts';
import { isPlainLong, longText } from './number.ts';
import { oneSpelling } from './one-spelling.ts';
import { decodePayload, isPayload, payloadValue } from './payload.ts';
import { isUnset } from './unset.ts';
import { enumWord, isKnownType } from './vocabulary.ts';

export function comparedParts(event: TemporalEvent, workflowId: string | null): ComparedParts {
  return new Reading(event, workflowId).parts();
}

class Reading {
  readonly #event: TemporalEvent;
  readonly #workflowId: string | null;

  constructor(event: TemporalEvent, workflowId: string | null) {
    this.#event = event;
    this.#workflowId = workflowId;
  }

  parts(): ComparedParts {
    const { type, attributes, envelope } = this.#event;
    const written = envelope['userMetadata'];
    const groups = labelsOf(envelope['eventGroupMarkers']);
    const parts = this.#partsOf(type, attributes);
    if (groups.length === 0) return written === undefined ? parts : { ...parts, metadata: written };
    return { ...parts, metadata: { ...objectOf(written), groups } };
  }

  #partsOf(type: string, attributes: JsonObject): ComparedParts {
    switch (type) {
      case 'WorkflowTaskFailed':
        return { stuckOn: stuckOn(attributes) };
      case 'WorkflowTaskCompleted':
        return {};
      case 'WorkflowExecutionContinuedAsNew':
        return { continuedAs: this.#rest(type, attributes) };
      case 'WorkflowExecutionOptionsUpdated':
        return { values: mapKeys(this.#rest(type, attributes), (name) => `options.${name}`) };
      case 'WorkflowExecutionCancelRequested':
        return { input: this.#rest(type, attributes) };
      case 'MarkerRecorded':
        return this.#marker(attributes);
    }
    const { header, retryState, retryStatus, ...rest } = this.#rest(
      type,
      type.startsWith('WorkflowExecutionUpdate') ? unfolded(attributes) : attributes,
    );
    const retry = retryState ?? retryStatus;
    return {
      ...(header !== undefined && { header }),
      ...(retry !== undefined && { failure: { retry } }),
      [opening.has(type) ? 'options' : 'details']: rest,
    };
  }

  #rest(type: string, attributes: JsonObject): JsonObject {
    const left: [string, Json][] = [];
    const own = said.get(type) ?? (isKnownType(type) ? repeated : []);
    for (const [key, value] of Object.entries(attributes)) {
      if (bookkeeping.has(key) || own.includes(key)) continue;
      const [name, written] = oneSpelling(key, value ?? null);
      const read = this.#read(name, written);
      if (read !== undefined) left.push([name, read]);
    }
    return Object.fromEntries(left);
  }

  /** undefined for an unset attribute, or one of bookkeeping only. */
  #read(key: string, value: Json): Json | undefined {
    if (valueMaps.has(key))
      return filled(mapKeys(fieldsOf(value), (name) => (tracingHeaders.has(name) ? undefined : name)));
    if (listedValues.has(key)) return filled(isArray(value) ? { payloads: value } : value);
    if (isUnset(value)) return undefined;
    if (ids.has(key) && typeof value === 'string') return this.#chosenId(key, value);
    if (/failure$/i.test(key)) return plainChain(value);
    if (typeof value === 'string') return withoutRunId(value);
    return this.#structure(value);
  }

  #structure(value: Json): Json {
    if (isArray(value)) return value.map((entry) => this.#structure(entry));
    if (!isObject(value) || isPayload(value)) return value;
    if (isPlainLong(value)) return longText(value);
    return this.#rest('', value);
  }

  /** A plain number also comes from an engine, except as the id of a workflow. */
  #chosenId(key: string, id: string): string | undefined {
    const text = chosenId(id, this.#workflowId);
    return text !== undefined && /^\d+$/.test(text) && key !== 'workflowId' ? undefined : text;
  }

  #marker(attributes: JsonObject): ComparedParts {
    const { markerName, details, failure, ...rest } = attributes;
    const name = stringOf(markerName) ?? '';
    const own = isObject(details) ? saidOfMarkers.get(name) : undefined;
    const listed = lists(details ?? null);
    const left = own === undefined ? {} : mapKeys(objectOf(listed), (key) => (own.includes(key) ? undefined : key));
    const mutable = name === 'MutableSideEffect' ? objectOf(listed) : undefined;
    const id = mutable === undefined ? undefined : payloadValue(mutable['side-effect-id']);
    const { header, ...more } = this.#rest('MarkerRecorded', localActivities.has(name) ? rest : { ...rest, failure });
    return {
      ...(header !== undefined && { header }),
      ...(own === undefined && { result: listed }),
      ...(mutable?.['data'] !== undefined && { result: withoutPayloads(mutable['data']) }),
      details: {
        ...more,
        ...(typeof id === 'string' && { id: withoutNumber(id) }),
        ...(Object.keys(left).length > 0 && { details: left }),
      },
    };
  }
}

/** Labels of the event groups that an event is in; the other data of group markers is numbers and ids. */
function labelsOf(markers: Json | undefined): readonly Json[] {
  return (isArray(markers) ? markers : []).flatMap((marker) => objectOf(objectOf(marker)['label'])['label'] ?? []);
}

/** For an update: moves the content of its request one level up. */
function unfolded(attributes: JsonObject): JsonObject {
  const { request, acceptedRequest, rejectedRequest, ...rest } = attributes;
  const { meta, input, ...more } = objectOf(request ?? acceptedRequest ?? rejectedRequest);
  return { ...rest, ...more, ...objectOf(meta), ...objectOf(input) };
}

/** undefined where the value is empty: some writers write empty maps and lists, others omit them. */
function filled(value: Json): Json | undefined {
  if (value === null || value === '') return undefined;
  const inside = isObject(value) && isArray(value['payloads']) ? value['payloads'] : value;
  return typeof inside === 'object' && Object.keys(inside).length === 0 ? undefined : value;
}

/** Servers put the requesting run's id into their text: `Cancel requested by workflow with run id …`. */
function withoutRunId(text: string): string {
  return text.startsWith('Cancel requested by workflow') ? withoutIds(text) : text;
}

/** SDKs put a number into the id. */
function withoutNumber(id: string): string {
  return id.replace(/_\d+$/, '');
}

function fieldsOf(value: Json): JsonObject {
  const object = objectOf(value);
  const [only, ...more] = Object.keys(object);
  const inside = only === 'fields' || only === 'indexedFields' ? object[only] : undefined;
  return more.length === 0 && isObject(inside) && !isPayload(inside) ? inside : object;
}

function mapKeys(object: JsonObject, name: (key: string) => string | undefined): JsonObject {
  return Object.fromEntries(
    Object.entries(object).flatMap(([key, value]) => {
      const renamed = name(key);
      return renamed === undefined ? [] : [[renamed, value]];
    }),
  );
}

/** Each name in a marker's details has a list of values. */
function lists(details: Json): Json {
  if (!isObject(details) || isPayload(details)) return details;
  const object: JsonObject = details;
  return Object.fromEntries(
    Object.entries(object).map(([name, value]) => [name, isArray(value) ? { payloads: value } : (value ?? null)]),
  );
}

/** Go puts the payloads of a mutable side effect into another payload. */
function withoutPayloads(value: Json): Json {
  const { payloads } = objectOf(value);
  if (!isArray(payloads)) return value;
  return {
    payloads: payloads.map((payload) =>
      isPayload(payload) && decodePayload(payload).type === 'temporal.api.common.v1.Payloads'
        ? (decodePayload(payload).value ?? null)
        : payload,
    ),
  };
}

function stuckOn(attributes: JsonObject): Json {
  const cause = enumWord(attributes['cause'], 'WORKFLOW_TASK_FAILED_CAUSE_');
  const failure = attributes['failure'] === undefined ? null : plainChain(attributes['failure']);
  const { reason, details } = attributes;
  return {
    cause,
    ...(failure !== null && { failure }),
    ...(isUnset(reason) ? {} : { reason }),
    ...(isUnset(details) ? {} : { details }),
  };
}

/** Type and message of each failure in the chain, with its details as written. */
function plainChain(raw: Json): Json {
  const links = [];
  for (let link = readFailure(raw); link !== undefined; link = link.cause) links.push(link);
  return links.reduceRight<Json>(
    (cause, { type, message, details, nonRetryable, more }) => ({
      ...(type !== undefined && { type }),
      message,
      ...(details !== undefined && { details: isArray(details) ? { payloads: details } : details }),
      ...(nonRetryable === true && { nonRetryable }),
      ...more,
      ...(cause !== null && { cause }),
    }),
    null,
  );
}
