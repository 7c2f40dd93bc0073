// Fields of events that are written as flat objects: which are compared, and which are exchanged when a history is given away.

import { isArray, isObject, type Json, type JsonObject, stringOf } from '../model/json.ts';
import type { JsonPath } from '../model/compare/json-diff-path.ts';
import { isRawNumber } from './exact-json.ts';
import type { ValueReplacer } from './value-replacer.ts';
import { mapped } from './written-value.ts';

/** Every field that is neither said by the effects nor bookkeeping; undefined where there is none. */
export function otherFields(event: JsonObject, left: (key: string) => boolean): JsonObject | undefined {
  const others = Object.entries(event).filter(([key, value]) => !left(key) && value !== undefined && value !== null);
  return others.length === 0 ? undefined : Object.fromEntries(others);
}

/** An id that is a text or a number. */
export function idText(id: Json | undefined): string | undefined {
  return typeof id === 'number' ? String(id) : stringOf(id);
}

export type ReplacedFields = {
  /** Values of the workflow's own, in the writer's encoding. */
  readonly values: ReadonlySet<string>;
  readonly texts: ReadonlySet<string>;
  readonly names: ReadonlySet<string>;
  /** As the sets spell a key. */
  readonly spelled?: (key: string) => string;
  /** What is read of an encoded value, and how it is written again. */
  readonly read: (written: Json) => Json;
  readonly write: (value: Json, before: Json) => Json;
};

/** The event with its values, texts and names as `replacer` gives them; all else stays. */
export function replaceFields(
  event: Json,
  fields: ReplacedFields,
  replacer: ValueReplacer,
  path: JsonPath = null,
): Json {
  if (isArray(event)) return event.map((entry, step) => replaceFields(entry, fields, replacer, { parent: path, step }));
  if (!isObject(event) || isRawNumber(event)) return event;
  return mapped(event, (value, step) => {
    const at = { parent: path, step };
    const key = fields.spelled?.(step) ?? step;
    if (fields.values.has(key))
      return value === null ? null : fields.write(replacer.value(fields.read(value), at), value);
    if (typeof value === 'string' && value !== '') {
      if (fields.texts.has(key)) return replacer.text(value, at);
      if (fields.names.has(key)) return replacer.name(value, at);
    }
    return replaceFields(value, fields, replacer, at);
  });
}
