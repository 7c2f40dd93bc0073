// The places of the workflow's own values in a Temporal event, in all its spellings, and their replacement in the same
// spelling. Any field not known to hold a value is structure and stays.

import type { JsonPath, JsonStep } from '../../model/compare/json-diff-path.ts';
import { isArray, isObject, type Json, type JsonObject, stringOf } from '../../model/json.ts';
import { isRawNumber, parseModest } from '../exact-json.ts';
import type { ValueReplacer } from '../value-replacer.ts';
import { base64Bytes, isPayload } from './payload.ts';

/**
 * Fields that hold such values; below them a bare value counts too. Keys without case and underscores, as in
 * `plainKey`.
 */
const valueFields = new Set([
  'input',
  'result',
  'details',
  'lastcompletionresult',
  'lastheartbeatdetails',
  'heartbeatdetails',
  'memo',
  'upsertedmemo',
  'searchattributes',
  'header',
  'usermetadata',
  'encodedattributes',
  'args',
  'queryargs',
  'queryresult',
  'answer',
  'success',
  'control',
]);
const textFields = new Set(['message', 'stacktrace', 'reason']);
/** Fields that hold names. */
export const nameFields: ReadonlySet<string> = new Set([
  'workflowid',
  'parentworkflowid',
  'workflowtype',
  'namespace',
  'parentworkflownamespace',
  'domain',
  'identity',
  'workerid',
  'requester',
  'name',
  'normalname',
  'tasklist',
  'signalname',
  'activityid',
  'activitytype',
  'timerid',
  'updateid',
  'inboundupdateid',
  'protocolinstanceid',
  'acceptedrequestmessageid',
  'deploymentname',
  'workerdeploymentname',
  'endpoint',
  'service',
  'operation',
  'operationid',
  'operationtoken',
  'url',
]);
/** Fields that SDKs write for themselves: the explanation of the event needs them. */
const markerFields: Readonly<Record<string, readonly string[]>> = {
  core_patch: ['patch-data', 'patch_id'],
  Version: ['change-id', 'changeId', 'version', 'versionSearchAttributeUpdated'],
  SideEffect: ['side-effect-id'],
  MutableSideEffect: ['side-effect-id'],
  core_local_activity: ['data'],
  LocalActivity: ['data', 'meta', 'type', 'activityId'],
};
const ownMetadata = new Set(['encoding', 'encodingDecoded', 'messageType', 'type']);

/** `event`: an event or the object around the events. */
export function replaceTemporalValues(event: Json, replacer: ValueReplacer): Json {
  return new TemporalRewrite(replacer).structure(event, null);
}

class TemporalRewrite {
  readonly #replacer: ValueReplacer;

  constructor(replacer: ValueReplacer) {
    this.#replacer = replacer;
  }

  structure(value: Json, path: JsonPath): Json {
    if (isArray(value)) return value.map((entry, i) => this.structure(entry, at(path, i)));
    if (!isObject(value) || isRawNumber(value)) return value;
    if (isPayload(value)) return this.#payload(value, path);
    const marker = stringOf(value['markerName'] ?? value['marker_name'] ?? value['MarkerName']);
    return mapped(value, (key, entry) =>
      marker !== undefined && plainKey(key) === 'details'
        ? this.#marker(marker, entry, at(path, key))
        : this.#field(key, entry, at(path, key)),
    );
  }

  #field(key: string, value: Json, path: JsonPath): Json {
    const field = plainKey(key);
    if (typeof value === 'string' && nameFields.has(field))
      return value === '' ? value : this.#replacer.name(value, path);
    if (typeof value === 'string' && (textFields.has(field) || (field === 'cause' && value.includes(' '))))
      return isEnginesWord(value) ? value : this.#replacer.text(value, path);
    if (!valueFields.has(field) || isRequest(value)) return this.structure(value, path);
    return this.#values(value, path);
  }

  /** Replaces payloads, lists and maps of them, or bare values in their place. */
  #values(value: Json, path: JsonPath): Json {
    if (value === null) return null;
    if (isArray(value)) return value.map((entry, i) => this.#values(entry, at(path, i)));
    if (isPayload(value)) return this.#payload(value, path);
    if (isObject(value) && !isRawNumber(value) && holdsPayloads(value))
      return mapped(value, (key, entry) => (isServerAttribute(key) ? entry : this.#values(entry, at(path, key))));
    return this.#replacer.value(value, path);
  }

  #marker(marker: string, details: Json, path: JsonPath): Json {
    const own = markerFields[marker] ?? [];
    if (!isObject(details) || isPayload(details)) return this.#values(details, path);
    return mapped(details, (key, entry) =>
      own.includes(key) ? this.#ownNote(entry, at(path, key)) : this.#values(entry, at(path, key)),
    );
  }

  /** An SDK's own data stays, except for the names in it. */
  #ownNote(value: Json, path: JsonPath): Json {
    if (isArray(value)) return value.map((entry, i) => this.#ownNote(entry, at(path, i)));
    if (!isObject(value) || isRawNumber(value)) return value;
    if (!isPayload(value)) return mapped(value, (key, entry) => this.#ownNote(entry, at(path, key)));
    const { data } = value;
    const text = typeof data === 'string' ? base64Bytes(data)?.toString('utf8') : undefined;
    const note = text === undefined ? undefined : parseModest(text);
    if (note === undefined) return isObject(data) ? { ...value, data: this.structure(data, path) } : value;
    const other = this.structure(note, path);
    return JSON.stringify(other) === JSON.stringify(note) ? value : { ...value, data: base64(JSON.stringify(other)) };
  }

  /** Replaces a payload as `decodePayload` reads it, in the same spelling. */
  #payload(payload: JsonObject, path: JsonPath): Json {
    const metadata = mapped(payload['metadata'] as JsonObject, (key, entry) =>
      ownMetadata.has(key) || typeof entry !== 'string' ? entry : this.#replacer.text(entry, at(path, key)),
    );
    const { data } = payload;
    if (data === undefined || data === null) return { ...payload, metadata };
    return {
      ...payload,
      metadata,
      data: typeof data === 'string' ? this.#data(data, encodingOf(metadata), path) : this.#replacer.value(data, path),
    };
  }

  #data(data: string, { encoding, readable }: Encoding, path: JsonPath): Json {
    const bytes = base64Bytes(data);
    if (bytes === undefined || data === '')
      return readable ? this.#replacer.value(data, path) : notBase64(this.#replacer.value(data, path));
    const isJson = encoding.startsWith('json') || encoding === '';
    const value = isJson ? parseModest(bytes.toString('utf8')) : undefined;
    if (value !== undefined) return base64(JSON.stringify(this.#replacer.value(value, path)));
    if (isJson && readable) return this.#replacer.value(data, path);
    return base64(this.#replacer.bytes(bytes, path));
  }
}

type Encoding = { readonly encoding: string; readonly readable: boolean };

function encodingOf(metadata: JsonObject): Encoding {
  const written = stringOf(metadata['encodingDecoded']) ?? stringOf(metadata['encoding']) ?? '';
  const readable = metadata['encodingDecoded'] !== undefined || written.includes('/');
  return { encoding: readable ? written : (base64Bytes(written)?.toString('utf8') ?? written), readable };
}

function mapped(object: JsonObject, map: (key: string, value: Json) => Json): JsonObject {
  return Object.fromEntries(Object.entries(object).map(([key, value]) => [key, map(key, value ?? null)]));
}

function at(parent: JsonPath, step: JsonStep): JsonPath {
  return { parent, step };
}

function base64(content: string | Uint8Array): string {
  return Buffer.from(content as string).toString('base64');
}

/** Text that was not base64 must not turn into text that looks like it. */
function notBase64(value: Json): Json {
  return typeof value === 'string' && value !== '' && base64Bytes(value) !== undefined ? `${value}!` : value;
}

export function plainKey(key: string): string {
  return key.replaceAll('_', '').toLowerCase();
}

/** An update's `input` is not a value but an object with its name and its arguments. */
function isRequest(value: Json): boolean {
  return (
    isObject(value) && !isPayload(value) && typeof value['name'] === 'string' && ('args' in value || 'header' in value)
  );
}

export function isEnginesWord(text: string): boolean {
  return text === '' || /^(cadence|temporal)Internal:\w+( [A-Z_]+)?$/.test(text);
}

function holdsPayloads(value: JsonObject): boolean {
  return Object.entries(value).some(
    ([key, entry]) =>
      ['payloads', 'fields', 'indexedFields', 'indexed_fields'].includes(key) ||
      isPayload(entry) ||
      (isObject(entry) && !isRawNumber(entry) && holdsPayloads(entry)) ||
      (isArray(entry) && entry.some((one) => isPayload(one))),
  );
}

/** True for search attributes that the server or the SDK writes itself. */
export function isServerAttribute(key: string): boolean {
  return [
    'BuildIds',
    'CadenceChangeVersion',
    'TemporalChangeVersion',
    'TemporalNamespaceDivision',
    'TemporalSchedulePaused',
  ].includes(key);
}
