// A reason and details, as in Cadence and Temporal's first year, in the form of Temporal's failures.
//
// Go: `cadenceInternal:Generic` with the error's text, `cadenceInternal:Panic` with text and stack, a reason of the
// author's own with values.
// Java and Python: the class of the exception, and the exception itself as JSON, with its causes.

import type { Json, JsonObject } from '../../../model/json.ts';
import { isObject, stringOf } from '../../../model/json.ts';
import { type Spelling, textOf, valuesOf, wrapped } from './value.ts';

const generic = /^(cadence|temporal)Internal:Generic$/;
const maxCauses = 100;

/** undefined without a failure. */
export function temporalFailure(
  reason: Json | undefined,
  details: Json | undefined,
  spelling: Spelling,
): JsonObject | undefined {
  const type = stringOf(reason);
  const kept = wrapped(details, spelling);
  if (type === undefined && kept === undefined) return undefined;
  const told =
    type !== undefined && generic.test(type)
      ? { message: genericText(details, spelling) }
      : tellingOf(saidIn(details, spelling), kept);
  const { message, details: rest, ...more } = told;
  return {
    message: message ?? type ?? '',
    ...more,
    applicationFailureInfo: { ...(type !== undefined && { type }), ...(rest !== undefined && { details: rest }) },
  };
}

/** An export keeps several values as one text. */
function saidIn(details: Json | undefined, spelling: Spelling): readonly Json[] {
  const isSeveral = spelling === 'value' && typeof details === 'string' && details.includes('\n');
  return valuesOf(details, isSeveral ? 'text' : spelling) ?? [];
}

type Telling = {
  readonly message?: string | undefined;
  readonly stackTrace?: string;
  readonly cause?: JsonObject;
  readonly details?: Json | undefined;
};

/** The error's text; clients other than Go's write it as JSON. */
function genericText(details: Json | undefined, spelling: Spelling): string | undefined {
  const values = valuesOf(details, spelling) ?? [];
  return (
    (values.length === 1 ? stringOf(values[0]) : undefined) ??
    stringOf(textOf(details, spelling)) ??
    (values.length === 0 ? undefined : JSON.stringify(values))
  );
}

function tellingOf(values: readonly Json[], kept: Json | undefined): Telling {
  const [first, second, ...others] = values;
  if (isObject(first) && isException(first)) return exceptionOf(first, values.length > 1 ? kept : undefined, 0);
  if (typeof first !== 'string') return { details: kept };
  if (second === undefined) return { message: first };
  return others.length === 0 && typeof second === 'string' && isStack(second)
    ? { message: first, stackTrace: second }
    : { message: first, details: kept };
}

function isStack(text: string): boolean {
  return text.includes('\n') && /goroutine|\bat |\.go:\d|File "/.test(text);
}

/** Fields in which clients write an exception's message. */
const messageFields = ['detailMessage', 'message', 'errorMessage', 'error'];
const ownFields = new Set([...messageFields, 'stackTrace', 'cause', 'class', 'suppressedExceptions']);

function isException(value: JsonObject): boolean {
  return (
    messageFields.some((field) => typeof value[field] === 'string') ||
    (typeof value['class'] === 'string' && 'stackTrace' in value)
  );
}

/** The other fields of an exception become its details. */
function exceptionOf(exception: JsonObject, details: Json | undefined, depth: number): Telling {
  const message = messageFields.map((field) => stringOf(exception[field])).find((text) => text !== undefined);
  const stackTrace = stringOf(exception['stackTrace']);
  const cause = exception['cause'];
  const rest = Object.fromEntries(
    Object.entries(exception).filter(([key, value]) => !ownFields.has(key) && value !== null),
  );
  return {
    message: message ?? stringOf(exception['class']),
    ...(stackTrace !== undefined && { stackTrace }),
    ...(isObject(cause) && depth < maxCauses && { cause: causeOf(cause, depth + 1) }),
    details: details ?? (Object.keys(rest).length === 0 ? undefined : wrapped(rest, 'value')),
  };
}

function causeOf(exception: JsonObject, depth: number): JsonObject {
  const { message, details, ...more } = exceptionOf(exception, undefined, depth);
  const type = stringOf(exception['class']);
  return {
    message: message ?? '',
    ...more,
    applicationFailureInfo: { ...(type !== undefined && { type }), ...(details !== undefined && { details }) },
  };
}
