// The compared facts of a node log's event beyond its effects: every field that is neither bookkeeping nor stated by
// the effects.

import type { ComparedParts } from '../../model/compare/parts.ts';
import type { Effect, Failure } from '../../model/effect.ts';
import { isArray, isObject, type Json, type JsonObject } from '../../model/json.ts';
import { isAboutOperation } from '../../model/transition.ts';
import { failureStacks } from './failure.ts';
import { idText } from './fields.ts';

export type ComparableFields = {
  readonly bookkeeping: readonly string[];
  /** Field names of which the effects state one: fields under the other names are compared. */
  readonly said: readonly string[];
  /** Field names of the node's id: the one in use is not a difference. */
  readonly ids: readonly string[];
  /** Objects that hold fields one level down. */
  readonly bodies: readonly string[];
  /** True for a start event, whose durations are settings instead of measurements. */
  readonly isBeginning: boolean;
};

/** Times, measured durations, and workers. */
const passing =
  /(^|_|[a-z])(time|timestamp|ts|at|duration|elapsed|latency|took|runtime|worker|workerid|host|hostname|pid|thread|traceid|spanid|requestid)(_?(id|ms|us|ns|s|secs?|seconds|millis))?$/i;

/** `type`: the workflow type, which is compared separately. `other`: the other workflow that the event is about. */
export function comparedFields(
  event: JsonObject,
  effects: readonly Effect[],
  fields: ComparableFields,
  { type, other }: { readonly type: Json | undefined; readonly other: string | undefined },
): ComparedParts {
  const own = effects.flatMap(idsIn);
  const said = new Set([...own, ...effects.flatMap(saidBy), ...(type === undefined ? [] : [type])]);
  const left = new Map<string, Json>();
  for (const [body, holder] of [['', event] as const, ...fields.bodies.map((name) => [name, event[name]] as const)]) {
    for (const [key, value] of Object.entries(isObject(holder) ? holder : {})) {
      const beyond = value === undefined || value === null ? undefined : beyondField(key, value, fields, own, said);
      if (beyond !== undefined) left.set(left.has(key) ? `${body}.${key}` : key, beyond);
    }
  }
  if (other !== undefined) left.set('workflow_id', other);
  return left.size === 0 ? {} : { details: Object.fromEntries(left) };
}

/** undefined for bookkeeping, and for a field that the effects state in full. */
function beyondField(
  key: string,
  value: Json,
  fields: ComparableFields,
  own: readonly string[],
  said: ReadonlySet<unknown>,
): Json | undefined {
  if (
    fields.bookkeeping.includes(key) ||
    isPassing(key, fields.isBeginning) ||
    (fields.bodies.includes(key) && isObject(value))
  )
    return undefined;
  if (fields.ids.includes(key) && own.includes(idText(value) ?? '')) return undefined;
  return fields.said.includes(key) ? beyondSaid(value, said) : value;
}

function isPassing(key: string, isBeginning: boolean): boolean {
  const [word] = passing.exec(key) ?? [];
  if (word === undefined || (isBeginning && /duration/i.test(word))) return false;
  // `format` ends with `at` but is not a time: the word must begin the key, follow `_`, or be capitalised.
  const at = key.length - word.length;
  return at === 0 || word.startsWith('_') || /[a-z][A-Z]/.test(key.slice(at, at + 2));
}

function idsIn(effect: Effect): readonly string[] {
  return isAboutOperation(effect) ? [effect.key.slice('node:'.length)] : [];
}

function saidBy(effect: Effect): readonly unknown[] {
  switch (effect.type) {
    case 'open':
      return [effect.name, effect.input];
    case 'close':
      return [effect.result, ...wordsOf(effect.failure)];
    case 'advance':
      return [effect.details, ...wordsOf(effect.failure)];
    case 'run':
      return [effect.input, effect.result, effect.reason, ...wordsOf(effect.failure)];
    default:
      return [];
  }
}

function isStack(key: string): boolean {
  return (failureStacks as readonly string[]).includes(key);
}

function wordsOf(failure: Failure | undefined): readonly unknown[] {
  return failure === undefined
    ? []
    : [failure.message, failure.type, failure.stack, failure.details, ...wordsOf(failure.cause)];
}

/** undefined where the effects state the whole value. */
function beyondSaid(value: Json, said: ReadonlySet<unknown>): Json | undefined {
  if (said.has(value)) return undefined;
  if (isArray(value) || !isObject(value)) return value;
  const left = Object.entries(value).flatMap(([key, entry]): [string, Json][] => {
    const beyond = entry === undefined || entry === null || isStack(key) ? undefined : beyondSaid(entry, said);
    return beyond === undefined ? [] : [[key, beyond]];
  });
  return left.length === 0 ? undefined : Object.fromEntries(left);
}
