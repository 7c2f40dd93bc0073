// Values of the time before payloads: Cadence's to this day, and Temporal's until May 2020. The only module that
// decodes them, in every spelling of a file's writer. The server keeps bytes and knows no encodings; clients fill them
// with JSON, with one value after the other for several arguments.
//
// Sources: `encodeArgs` of the Go client (a JSON value per line), `cadence workflow start --input` (JSON values with
// white space between), `JsonDataConverter` of the Java client (one JSON value, several arguments as an array); errors
// are plain text. Bytes are written as base64 (Thrift's and protobuf's JSON), as a list of numbers, as Node's Buffer,
// or under `data` (protobuf's Payload).

import type { Json, JsonObject } from '../../../model/json.ts';
import { isArray, isObject } from '../../../model/json.ts';
import type { ShownPayload } from '../../../model/shown-payload.ts';
import { isTooDeep } from '../../exact-json.ts';
import { base64Bytes, isPayload, isText, shownBytes, tooDeep } from '../payload.ts';
import { jsonValues } from './json-values.ts';

/** The form of a value in the event: bytes, the text of the bytes, or a value already decoded by the exporter. */
export type Spelling = 'bytes' | 'text' | 'value';
const mark = 'untyped/';

/**
 * Wraps a value of an explained event without decoding it: a payload whose encoding names the spelling. undefined
 * without a value.
 */
export function wrapped(written: Json | undefined, spelling: Spelling): Json | undefined {
  if (isAbsent(written, spelling)) return undefined;
  return spelling !== 'value' && isTyped(written)
    ? written
    : { metadata: { encoding: mark + spelling }, data: written ?? null };
}

function isAbsent(written: Json | undefined, spelling: Spelling): boolean {
  if (written === undefined || written === null) return true;
  if (spelling === 'value') return false;
  return (
    written === '' ||
    (isArray(written) && written.length === 0) ||
    (isObject(written) && 'data' in written && isAbsent(written['data'], spelling))
  );
}

/** True for payloads that name their encoding; Temporal's first payloads are mixed with values that do not. */
export function isTyped(written: Json | undefined): boolean {
  return isPayload(written) || (isObject(written) && isArray(written['payloads']));
}

/** The spelling of a wrapped value. */
export function spellingOf(payload: JsonObject): Spelling | undefined {
  const encoding = (payload['metadata'] as JsonObject)['encoding'];
  return typeof encoding === 'string' && encoding.startsWith(mark)
    ? (encoding.slice(mark.length) as Spelling)
    : undefined;
}

/** The value's form for a person. Never throws. */
export function shownValue(written: Json, spelling: Spelling): ShownPayload {
  if (spelling === 'value') return { encoding: 'json', value: written };
  const bytes = spelling === 'text' ? textBytes(written) : bytesOf(written);
  if (bytes === undefined) return { encoding: 'json', value: written };
  if (!isReadable(bytes)) return { encoding: 'binary', ...shownBytes(bytes) };
  const text = bytes.toString('utf8');
  if (isTooDeep(text)) return { encoding: 'json', ...shownBytes(bytes), note: tooDeep };
  const values = jsonValues(text);
  if (values === undefined) return { encoding: 'text', text };
  return { encoding: 'json', value: values.length === 1 ? values[0]! : values.length === 0 ? null : values };
}

/** The values in sequence, or the text where it is not JSON; undefined where they are unreadable. */
export function valuesOf(written: Json | undefined, spelling: Spelling): readonly Json[] | undefined {
  if (written === undefined || written === null) return [];
  // An exporter that decodes values writes the arguments as a list.
  if (spelling === 'value') return isArray(written) ? written : [written];
  const text = textOf(written, spelling);
  return text === undefined ? undefined : ((isTooDeep(text) ? undefined : jsonValues(text)) ?? [text]);
}

/** The bytes as text; for a decoded value the text itself, if it is one. undefined where the bytes are not text. */
export function textOf(written: Json | undefined, spelling: Spelling): string | undefined {
  if (spelling === 'value') return typeof written === 'string' ? written : undefined;
  const bytes = spelling === 'text' ? textBytes(written) : bytesOf(written);
  return bytes !== undefined && isReadable(bytes) ? bytes.toString('utf8') : undefined;
}

const ESCAPE = 0x1b;

/** Terminal colours are allowed: errors contain them. */
export function isReadable(bytes: Buffer): boolean {
  return isText(bytes) || (bytes.includes(ESCAPE) && isText(Buffer.from(bytes.filter((byte) => byte !== ESCAPE))));
}

function textBytes(written: Json | undefined): Buffer | undefined {
  return typeof written === 'string' ? Buffer.from(written) : undefined;
}

/** undefined for a value that is not a spelling of bytes. */
export function bytesOf(written: Json | undefined): Buffer | undefined {
  if (typeof written === 'string') return bytesOfText(written);
  if (isArray(written)) return written.every(isByte) ? Buffer.from(written as readonly number[]) : undefined;
  if (!isByteHolder(written)) return undefined;
  return written['data'] === null ? Buffer.alloc(0) : bytesOf(written['data']);
}

/** `{data}` from protobuf, `{type: "Buffer", data}` from Node. */
export function isByteHolder(written: Json | undefined): written is JsonObject {
  return (
    isObject(written) &&
    'data' in written &&
    Object.keys(written).every((key) => key === 'data' || (key === 'type' && written[key] === 'Buffer'))
  );
}

function isByte(value: Json): boolean {
  return typeof value === 'number' && Number.isInteger(value) && value >= 0 && value <= 255;
}

/** A plain word may look like base64; its decoded bytes are then not text. Longer words are rare. */
const word = /^[A-Za-z0-9_-]{1,16}$/;

/** Bytes of base64, or of a plain text. */
function bytesOfText(text: string): Buffer {
  const bytes = text.length % 4 === 0 ? base64Bytes(text) : undefined;
  return bytes === undefined || (!isReadable(bytes) && word.test(text)) ? Buffer.from(text) : bytes;
}
