// Values of DBOS: texts in the encoding that their row names; without a name, the text itself shows the encoding.

import { isObject, type Json, type JsonObject, objectOf, stringOf } from '../../model/json.ts';
import type { Failure } from '../../model/effect.ts';
import { readJsonText } from '../written-value.ts';
import { readPickle } from './pickle.ts';

const base64 = /^[A-Za-z0-9+/]+={0,2}$/;

/** Reads a pickle by its structure, superjson without its type notes, JSON, or text. */
export function readValue(written: Json): Json {
  if (typeof written !== 'string') return written;
  const pickle =
    written.startsWith('gA') && base64.test(written) ? readPickle(Buffer.from(written, 'base64')) : undefined;
  if (pickle !== undefined) return pickle;
  const json = readJsonText(written);
  return isObject(json) && json['__dbos_serializer'] === 'superjson' ? (json['json'] ?? null) : json;
}

/** undefined without a failure. */
export function failureOf(written: Json | undefined): Failure | undefined {
  if (written === undefined || written === null) return undefined;
  const value = readValue(written);
  if (!isObject(value)) return { message: typeof value === 'string' ? value : JSON.stringify(value) };
  return value['class'] === undefined ? ofJavaScript(value) : ofPython(value);
}

function ofJavaScript(value: JsonObject): Failure {
  const [type, stack] = [stringOf(value['name']), stringOf(value['stack'])];
  return {
    message: stringOf(value['message']) ?? JSON.stringify(value),
    ...(type !== undefined && { type }),
    ...(stack !== undefined && { stack }),
  };
}

/** A Python exception has its message in its arguments; a class with its own message has it in its state. */
function ofPython(value: JsonObject): Failure {
  const name = stringOf(value['class']) ?? '';
  const state = objectOf(value['state']);
  const [first] = Array.isArray(value['args']) ? (value['args'] as readonly Json[]) : [];
  const message =
    stringOf(state['message']) ??
    (typeof first === 'string' ? first : first === undefined ? '' : JSON.stringify(first));
  return { message, type: name.split('.').slice(-1)[0] ?? name };
}
