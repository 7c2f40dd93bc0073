// The places of the workflow's own values in a node log: every field except those that state what happened to whom and
// when.

import type { JsonPath } from '../../model/compare/json-diff-path.ts';
import { isObject, type Json, type JsonObject } from '../../model/json.ts';
import { isRawNumber } from '../exact-json.ts';
import { innerTypes } from './failure.ts';
import type { ValueReplacer } from '../value-replacer.ts';

export type NodeLogFields = {
  /** Fields of the event itself with its kind. */
  readonly types: readonly string[];
  /** Fields on the event or one level down: its time, node and run. */
  readonly structure: readonly string[];
  /** Fields that hold names. */
  readonly names: readonly string[];
  /** Objects that hold such fields one level down. */
  readonly bodies: readonly string[];
  readonly errors: readonly string[];
};

/** Fields of a node that is an object. */
const nodeNames = ['id', 'key', 'name'];

export function replaceNodeLogValues(event: Json, fields: NodeLogFields, replacer: ValueReplacer): Json {
  return isObject(event) ? new NodeLogRewrite(fields, replacer).fieldsOf(event, null) : event;
}

class NodeLogRewrite {
  readonly #fields: NodeLogFields;
  readonly #replacer: ValueReplacer;

  constructor(fields: NodeLogFields, replacer: ValueReplacer) {
    this.#fields = fields;
    this.#replacer = replacer;
  }

  fieldsOf(object: JsonObject, path: JsonPath): JsonObject {
    return Object.fromEntries(
      Object.entries(object).map(([key, value]) => [key, this.#field(key, value ?? null, { parent: path, step: key })]),
    );
  }

  #field(key: string, value: Json, path: JsonPath): Json {
    const { types, structure, names, bodies, errors } = this.#fields;
    const isEvents = path?.parent === null;
    if (!isObject(value) && (structure.includes(key) || (isEvents && types.includes(key)))) return value;
    if (names.includes(key)) return this.#names(value, path);
    if (errors.includes(key)) return this.#error(value, path);
    if (isEvents && bodies.includes(key) && isObject(value) && !isRawNumber(value)) return this.fieldsOf(value, path);
    return this.#replacer.value(value, path);
  }

  #names(value: Json, path: JsonPath): Json {
    if (typeof value === 'string' && value !== '') return this.#replacer.name(value, path);
    if (Array.isArray(value)) return value.map((entry: Json, step) => this.#names(entry, { parent: path, step }));
    if (!isObject(value) || isRawNumber(value)) return value;
    // `node: {id, name}`; other fields of the object are not names.
    return Object.fromEntries(
      Object.entries(value).map(([key, entry]) => [
        key,
        nodeNames.includes(key)
          ? this.#names(entry ?? null, { parent: path, step: key })
          : this.#replacer.value(entry ?? null, { parent: path, step: key }),
      ]),
    );
  }

  #error(value: Json, path: JsonPath): Json {
    if (typeof value === 'string') return this.#replacer.text(value, path);
    if (Array.isArray(value)) return value.map((entry: Json, step) => this.#error(entry, { parent: path, step }));
    if (!isObject(value) || isRawNumber(value)) return this.#replacer.value(value, path);
    return Object.fromEntries(
      Object.entries(value).map(([key, entry]) => {
        const below = { parent: path, step: key };
        if ((innerTypes as readonly string[]).includes(key) && typeof entry === 'string') return [key, entry];
        return [
          key,
          typeof entry === 'string' || key === 'cause'
            ? this.#error(entry ?? null, below)
            : this.#replacer.value(entry ?? null, below),
        ];
      }),
    );
  }
}
