// Why a node or a run failed, under any field name of its writer: a text, an object, a list of either, or fields of the
// event.

import type { Failure } from '../../model/effect.ts';
import type { Json, JsonObject } from '../../model/json.ts';
import { isArray, isObject, stringOf } from '../../model/json.ts';
import { field, found, holdersOf } from './fields.ts';
import { snakeCase } from './vocabulary.ts';

/**
 * Fields of the event. The first one present is the error; where it is a single word, another field has the full text.
 */
export const failureTexts = [
  'error',
  'failure',
  'exception',
  'err',
  'errors',
  'error_message',
  'errorMessage',
  'error_msg',
  'errorMsg',
  'error.message',
  'exception_message',
  'exceptionMessage',
  'failure_reason',
  'failureReason',
  'failure_message',
  'failureMessage',
  'error_reason',
  'errorReason',
  'error_text',
  'errorText',
  'error_description',
  'errorDescription',
  'error_details',
  'errorDetails',
  'error_detail',
  'errorDetail',
  'error_info',
  'errorInfo',
  'failure_details',
  'failureDetails',
  'exception_details',
  'exceptionDetails',
  'last_error',
  'lastError',
  'reason',
  'message',
  'cause',
  'detail',
  'description',
  'msg',
  'fault',
  'stderr',
] as const;
export const failureTypes = [
  'error_type',
  'errorType',
  'error_class',
  'errorClass',
  'error_name',
  'errorName',
  'error_code',
  'errorCode',
  'error.type',
  'error.code',
  'exception_type',
  'exceptionType',
  'failure_type',
  'failureType',
  'error_kind',
  'errorKind',
  'failure_code',
  'failureCode',
  'exception_class',
  'exceptionClass',
  'exception_name',
  'exceptionName',
] as const;
export const failureStacks = ['stack', 'stackTrace', 'stack_trace', 'traceback', 'error_stack', 'error.stack'] as const;

/** Fields of an error object. */
const innerTexts = [
  'message',
  'error_message',
  'errorMessage',
  'msg',
  'error',
  'reason',
  'detail',
  'description',
  'text',
  'title',
  'value',
];
export const innerTypes = [
  'type',
  'name',
  'code',
  'class',
  'error_type',
  'errorType',
  'error_class',
  'error_code',
  'errorCode',
  'kind',
] as const;
const innerCauses = ['cause', 'caused_by', 'causedBy', 'inner'];

const isListed: ReadonlySet<string> = new Set([...failureTexts, ...failureTypes, ...failureStacks]);

const deepest = 50;

/**
 * undefined where the event states no reason. `type`: the event's own type, which some writers repeat as its message.
 */
export function failureOfEvent(event: JsonObject, type: string): Failure | undefined {
  const failure = said(event, type) ?? saidInOutput(event) ?? saidElsewhere(event);
  const [, rawType] = found(event, failureTypes) ?? [];
  const [, rawStack] = found(event, failureStacks) ?? [];
  const named = failure?.type ?? wordOf(rawType) ?? codeOf(event);
  const stack = failure?.stack ?? stringOf(rawStack);
  if (failure === undefined && named === undefined && stack === undefined) return undefined;
  return {
    ...failure,
    message: failure?.message || wordsOfStack(stack, named),
    ...(named === undefined ? {} : { type: named }),
    ...(stack === undefined ? {} : { stack }),
  };
}

/** The result field states the reason of a missing result. */
function saidInOutput(event: JsonObject): Failure | undefined {
  const output = field(event, 'output');
  const error = isObject(output) ? firstOf(output, ['error', 'exception', 'failure']) : undefined;
  return error === undefined || typeof error === 'boolean' ? undefined : readFailure(error, 0);
}

const speaksOfFailure = /(^|_)(errors?|err|failures?|exceptions?|exc|fault|crash|panic)(_|$)/;

/** Finds an error under an unlisted name that mentions an error: `charge_error`, `errorPayload`. */
function saidElsewhere(event: JsonObject): Failure | undefined {
  for (const holder of holdersOf(event)) {
    for (const [name, value] of Object.entries(holder)) {
      const isText = (typeof value === 'string' && value !== '') || isObject(value) || isArray(value);
      if (isText && !isListed.has(name) && speaksOfFailure.test(snakeCase(name))) return readFailure(value, 0);
    }
  }
  return undefined;
}

/** A code in words; a number may mean anything. */
function codeOf(event: JsonObject): string | undefined {
  const [, code] = found(event, ['code']) ?? [];
  return typeof code === 'string' && /^\S+$/.test(code) ? code : undefined;
}

/** `Declined: card declined`: JavaScript and Java begin a stack with the message, Python ends with it. */
function wordsOfStack(stack = '', type = ''): string {
  const lines = stack.split('\n').filter((line) => line.trim() !== '');
  const words = (stack.startsWith('Traceback') ? lines.at(-1) : lines[0])?.trim() ?? '';
  return words.startsWith(`${type}: `) ? words.slice(type.length + 2) : words;
}

function said(event: JsonObject, type: string): Failure | undefined {
  const [first, second] = failureTexts.flatMap((name) => {
    const [, value] = found(event, [name]) ?? [];
    return value === undefined || value === '' || value === type || value === true ? [] : [value];
  });
  if (first === undefined) return undefined;
  const isWord = typeof first === 'string' && !/\s/.test(first);
  const full = isWord && typeof second === 'string' && second !== first ? second : undefined;
  return full === undefined ? readFailure(first, 0) : { message: full, type: first as string };
}

function readFailure(raw: Json, depth: number): Failure | undefined {
  if (isArray(raw)) return listed(raw, depth);
  if (!isObject(raw)) return { message: typeof raw === 'string' ? raw : JSON.stringify(raw) };
  if (depth > deepest) return { message: JSON.stringify(raw).slice(0, 1000) };
  const text = firstOf(raw, innerTexts);
  const inner = text === undefined || typeof text === 'string' ? undefined : readFailure(text, depth + 1);
  const type = wordOf(firstOf(raw, innerTypes)) ?? inner?.type;
  const stack = stringOf(firstOf(raw, failureStacks));
  const rawCause = firstOf(raw, innerCauses);
  const cause = rawCause === undefined ? undefined : readFailure(rawCause, depth + 1);
  const details = raw['details'];
  return {
    ...inner,
    message: stringOf(text) ?? inner?.message ?? (type === undefined ? JSON.stringify(raw) : ''),
    ...(type === undefined ? {} : { type }),
    ...(stack === undefined ? {} : { stack }),
    ...(details === undefined || details === null ? {} : { details }),
    ...(raw['retryable'] === false ? { nonRetryable: true } : {}),
    ...(cause === undefined ? {} : { cause }),
  };
}

/** Several errors are one failure: the first one, with the messages of all. */
function listed(raw: readonly Json[], depth: number): Failure | undefined {
  const all = raw.flatMap((entry) => readFailure(entry, depth + 1) ?? []);
  const [first] = all;
  return first === undefined
    ? undefined
    : { ...first, message: all.map(({ message, type }) => message || (type ?? '')).join('; ') };
}

function firstOf(object: JsonObject, names: readonly string[]): Json | undefined {
  for (const name of names) {
    const value = object[name];
    if (value !== undefined && value !== null && value !== '') return value;
  }
  return undefined;
}

function wordOf(raw: Json | undefined): string | undefined {
  return typeof raw === 'number' ? String(raw) : stringOf(raw);
}
