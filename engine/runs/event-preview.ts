// What an event carries, as one short line: inputs, results, details, values and failures of its decoded effects.

import { briefJson } from '../model/compare/json-brief.ts';
import { type Effect, failureLine } from '../model/effect.ts';
import { isArray, isObject, type Json } from '../model/json.ts';
import { shownPayloadOf } from '../model/shown-payload.ts';

const PREVIEW_LETTERS = 160;

/** '' for an event that carries no value. */
export function previewOf(effects: readonly Effect[]): string {
  return [...new Set(effects.flatMap(partsOf))]
    .join(' · ')
    .slice(0, 2 * PREVIEW_LETTERS)
    .toWellFormed();
}

const carried = ['input', 'result', 'nextInput', 'details', 'value'] as const;

function partsOf(effect: Effect): string[] {
  const values = effect as { readonly [name in (typeof carried)[number] | 'type']?: Json };
  const texts = carried.flatMap((name) => (values[name] === undefined ? [] : [textOf(values[name])]));
  if (effect.type === 'set') return texts.map((text) => `${effect.name}: ${text}`);
  return 'failure' in effect && effect.failure !== undefined ? [...texts, failureLine(effect.failure)] : texts;
}

function textOf(value: Json): string {
  return briefJson(contentOf(onlyOf(value)), PREVIEW_LETTERS);
}

/** Unwraps a list of one value, which is what most operations are given. */
function onlyOf(value: Json): Json {
  const inner = isObject(value) && Object.keys(value).length === 1 ? (value['payloads'] ?? value) : value;
  return isArray(inner) && inner.length === 1 ? (inner[0] ?? null) : inner;
}

/** The value with every payload replaced by its content or, where that is unreadable, by what is known of it. */
function contentOf(value: Json): Json {
  const payload = shownPayloadOf(value);
  if (payload?.encrypted === true) return `encrypted (${payload.encoding})`;
  if (payload !== undefined) return payload.value ?? payload.text ?? `${payload.bytes ?? 0} bytes`;
  if (isArray(value)) return value.map(contentOf);
  if (!isObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, entry]) => [key, contentOf(entry ?? null)]));
}
