// Fields of events written as flat objects: which are compared, and which are replaced when a history is shared.

import { isArray, isObject, type Json, type JsonObject, stringOf } from '../model/json.ts';
import type { JsonPath } from '../model/compare/json-diff-path.ts';
import { isRawNumber } from './exact-json.ts';
import type { ValueReplacer } from './value-replacer.ts';
import { mapped } from './written-value.ts';

/** Every field that is neither stated by the effects nor bookkeeping; undefined without such a field. */
export function otherFields(event: JsonObject, left: (key: string) => boolean): JsonObject | undefined {
  const others = Object.entries(event).filter(([key, value]) => !left(key) && value !== undefined && value !== null);
  return others.length === 0 ? undefined : Object.fromEntries(others);
}

/** An id that is a text or a number. */
export function idText(id: Json | undefined): string | undefined {
  return typeof id === 'number' ? String(id) : stringOf(id);
}

export type ReplacedFields = {
  /** Keys of the workflow's own values, in the writer's encoding. */
  readonly values: ReadonlySet<string>;
  readonly texts: ReadonlySet<string>;
  readonly names: ReadonlySet<string>;
  /** Normalises a key to the spelling of the sets. */
  readonly spelled?: (key: string) => string;
  /** Decodes an encoded value, and encodes it again. */
  readonly read: (written: Json) => Json;
  readonly write: (value: Json, before: Json) => Json;
};

/** The event with values, texts and names replaced by `replacer`; everything else stays. */
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
