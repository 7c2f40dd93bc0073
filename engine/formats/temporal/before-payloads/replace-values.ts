// The places of the workflow's own values in an event of the time before payloads, and their replacement in the same
// spelling. Any field not known to hold a value is structure and stays. Keys are Thrift's and protobuf's, in camelCase
// or snake_case.

import type { JsonPath, JsonStep } from '../../../model/compare/json-diff-path.ts';
import { isArray, isObject, type Json, type JsonObject, objectOf, stringOf } from '../../../model/json.ts';
import { isRawNumber, parseModest } from '../../exact-json.ts';
import type { ValueReplacer } from '../../value-replacer.ts';
import { idText } from '../number.ts';
import { isEnginesWord, isServerAttribute, nameFields, plainKey, replaceTemporalValues } from '../replace-values.ts';
import { jsonValues } from './json-values.ts';
import { bytesOf, isByteHolder, isReadable, isTyped, type Spelling } from './value.ts';
import { attributesInDetails, attributesKey } from './written-event.ts';

const valueFields = new Set([
  'input',
  'result',
  'details',
  'lastcompletionresult',
  'control',
  'executioncontext',
  'lastfailuredetails',
  'continuedfailuredetails',
  'failuredetails',
]);
const textFields = new Set(['reason', 'lastfailurereason', 'continuedfailurereason', 'failurereason']);
const maps = new Set(['fields', 'indexedfields']);
/** Headers in which the Java client identifies a marker. */
const markerHeaders = new Set(['MutableMarkerHeader', 'LocalActivityHeader']);

/** Replaces the values of an event, or of the object around the events. */
export function replaceWrittenValues(written: Json, replacer: ValueReplacer): Json {
  const isEvent = isObject(written) && idText(written['eventId'] ?? written['event_id']) !== undefined;
  const rewrite = new WrittenRewrite(replacer, isEvent && attributesKey(written) === undefined ? 'value' : 'bytes');
  const inDetails = isEvent ? attributesInDetails(written) : undefined;
  return inDetails === undefined
    ? rewrite.structure(written, null)
    : { ...objectOf(written), details: rewrite.structure(inDetails, null) };
}

class WrittenRewrite {
  readonly #replacer: ValueReplacer;
  readonly #spelling: Spelling;

  constructor(replacer: ValueReplacer, spelling: Spelling) {
    this.#replacer = replacer;
    this.#spelling = spelling;
  }

  structure(value: Json, path: JsonPath): Json {
    if (isArray(value)) return value.map((entry, i) => this.structure(entry, at(path, i)));
    if (!isObject(value) || isRawNumber(value)) return value;
    const marker = stringOf(value['markerName'] ?? value['marker_name']);
    return mapped(value, (key, entry) =>
      marker !== undefined && key === 'details'
        ? this.#markerDetails(marker, value, entry, at(path, key))
        : this.#field(key, entry, at(path, key)),
    );
  }

  #field(key: string, value: Json, path: JsonPath): Json {
    const field = plainKey(key);
    if (typeof value === 'string' && nameFields.has(field))
      return value === '' ? value : this.#replacer.name(value, path);
    if (typeof value === 'string' && (textFields.has(field) || (field === 'cause' && value.includes(' '))))
      return isEnginesWord(value) ? value : this.#replacer.text(value, path);
    if (maps.has(field) && isObject(value))
      return mapped(value, (name, entry) => this.#named(name, entry, at(path, name)));
    return valueFields.has(field) ? this.#value(value, path) : this.structure(value, path);
  }

  /** Replaces the values of memo, search attributes and headers. */
  #named(name: string, value: Json, path: JsonPath): Json {
    if (isServerAttribute(name)) return value;
    return markerHeaders.has(name) ? this.#note(value, path) : this.#value(value, path);
  }

  #value(value: Json, path: JsonPath): Json {
    if (value === null || value === '') return value;
    if (this.#spelling === 'value') return this.#replacer.value(value, path);
    if (isTyped(value)) return objectOf(replaceTemporalValues({ input: value }, this.#replacer))['input'] ?? null;
    return this.#dataOf(value, path);
  }

  #bytes(bytes: Buffer, path: JsonPath): Uint8Array {
    if (bytes.length === 0) return bytes;
    return isReadable(bytes)
      ? Buffer.from(this.#text(bytes.toString('utf8'), path))
      : this.#replacer.bytes(bytes, path);
  }

  /** Replaces JSON values in sequence, or a text. */
  #text(text: string, path: JsonPath): string {
    const values = jsonValues(text, parseModest);
    if (values === undefined) return this.#replacer.text(text, path);
    return rewritten(
      text,
      values.map((value, i) => this.#replacer.value(value, values.length === 1 ? path : at(path, i))),
    );
  }

  /**
   * Data that clients write for themselves stays, except for names and the marker's purpose: the explanation of the
   * event needs it.
   */
  #markerDetails(marker: string, attributes: JsonObject, details: Json, path: JsonPath): Json {
    const isNamedByHeader = [...markerHeaders].some(
      (name) => name in objectOf(objectOf(attributes['header'])['fields']),
    );
    if (marker === 'Version') return details;
    if (isNamedByHeader) return this.#value(details, path);
    if (marker === 'LocalActivity') return this.#note(details, path);
    return marker === 'SideEffect' || marker === 'MutableSideEffect'
      ? this.#idAndValue(details, path)
      : this.#value(details, path);
  }

  /** Go's side effects are an id, and the result in a text. Java's before 2019 are one object with both. */
  #idAndValue(details: Json, path: JsonPath): Json {
    const other = (values: readonly Json[]): readonly Json[] | undefined => {
      const [id, result, ...others] = values;
      if (isObject(id) && typeof id['id'] === 'string')
        return [mapped(id, (key, entry) => (key === 'data' ? this.#dataOf(entry, at(path, key)) : entry))];
      if (others.length > 0 || typeof result !== 'string' || (typeof id !== 'string' && typeof id !== 'number'))
        return undefined;
      return [id, typeof id === 'number' ? this.#dataOf(result, at(path, 1)) : this.#text(result, at(path, 1))];
    };
    return this.#withValues(details, other) ?? this.#value(details, path);
  }

  #dataOf(data: Json, path: JsonPath): Json {
    const bytes = data === null ? undefined : bytesOf(data);
    return bytes === undefined ? this.#replacer.value(data, path) : spelledLike(data, this.#bytes(bytes, path));
  }

  /** Replaces names and values in a client's object. */
  #note(written: Json, path: JsonPath): Json {
    return (
      this.#withValues(written, (values) =>
        values.map((note) =>
          isObject(note) ? mapped(note, (key, entry) => this.#noteField(key, entry, at(path, key))) : note,
        ),
      ) ?? this.#value(written, path)
    );
  }

  #noteField(key: string, value: Json, path: JsonPath): Json {
    if (key === 'errReason' && typeof value === 'string')
      return isEnginesWord(value) ? value : this.#replacer.text(value, path);
    if (key === 'activityType' && typeof value === 'string') return this.#replacer.name(value, path);
    return (key === 'resultJson' || key === 'errJson') && typeof value === 'string' && value !== ''
      ? this.#text(value, path)
      : value;
  }

  /** The values changed, in their spelling; undefined where they are not JSON, or `change` returns none. */
  #withValues(written: Json, change: (values: readonly Json[]) => readonly Json[] | undefined): Json | undefined {
    if (this.#spelling === 'value') {
      const changed = change(isArray(written) ? written : [written]);
      return isArray(written) ? changed : changed?.[0];
    }
    const bytes = bytesOf(written);
    const text = bytes !== undefined && isReadable(bytes) ? bytes.toString('utf8') : undefined;
    const values = text === undefined ? undefined : jsonValues(text, parseModest);
    const changed = values && change(values);
    return changed && spelledLike(written, Buffer.from(rewritten(text ?? '', changed)));
  }
}

/** Keeps the line feed at the end, where one existed. */
function rewritten(text: string, values: readonly Json[]): string {
  return values.map((value) => JSON.stringify(value)).join('\n') + (text.endsWith('\n') ? '\n' : '');
}

function spelledLike(written: Json, bytes: Uint8Array): Json {
  if (isArray(written)) return [...bytes];
  if (isByteHolder(written)) return { ...written, data: spelledLike(written['data'] ?? '', bytes) };
  const isBase64 =
    typeof written === 'string' &&
    bytesOf(written)?.toString('base64').replace(/=+$/, '') === written.replace(/=+$/, '');
  const text = Buffer.from(bytes).toString();
  // Plain text must not turn into text that looks like base64.
  return isBase64 ? Buffer.from(bytes).toString('base64') : bytesOf(text)?.toString() === text ? text : `${text}!`;
}

function mapped(object: JsonObject, map: (key: string, value: Json) => Json): JsonObject {
  return Object.fromEntries(Object.entries(object).map(([key, value]) => [key, map(key, value ?? null)]));
}

function at(parent: JsonPath, step: JsonStep): JsonPath {
  return { parent, step };
}
