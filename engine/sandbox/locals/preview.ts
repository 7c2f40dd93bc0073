// Reads values of a person's code without running any of it: own properties through their descriptors, the content of
// maps and the like through the language's own methods. Breadth first, so that the deepest values are cut.

import { inspect, types } from 'node:util';
import type { Preview } from '../../model/replay/locals.ts';

const limits = { depth: 4, keys: 100, objects: 1000, characters: 1000 };

const descriptor = Object.getOwnPropertyDescriptor;
type Getter = { call(value: object): unknown };
const getter = (of: object, name: string): Getter => (descriptor(of, name) as { get: Getter }).get;
/** The language's own getters, never a person's. */
export const sizeOfMap = getter(Map.prototype, 'size');
export const sizeOfSet = getter(Set.prototype, 'size');
const sourceOf = getter(RegExp.prototype, 'source');
const flagsOf = ['dotAll', 'global', 'hasIndices', 'ignoreCase', 'multiline', 'sticky', 'unicode', 'unicodeSets'].map(
  (name) => ({
    letter: { hasIndices: 'd', unicodeSets: 'v', dotAll: 's' }[name] ?? name.charAt(0),
    has: getter(RegExp.prototype, name),
  }),
);

/** The preview of a single value. */
export function previewOf(value: unknown, name: string): Preview {
  const previews = new Previews();
  let shown: Preview = { type: 'undefined' };
  previews.add(value, name, (preview) => (shown = preview));
  previews.finish();
  return shown;
}

type Queued = {
  readonly value: object;
  readonly path: string;
  readonly depth: number;
  readonly fill: (shown: Preview) => void;
};

/** Previews of several values together: a repeated object is named by its first place. */
export class Previews {
  readonly #paths = new Map<object, string>();
  #queue: Queued[] = [];

  /** `finish` or an earlier step calls `fill`. */
  add(value: unknown, path: string, fill: (shown: Preview) => void, depth = 0): void {
    const simple = simplePreview(value);
    if (simple !== undefined) {
      fill(simple);
      return;
    }
    const object = value as object;
    const known = this.#paths.get(object);
    if (known !== undefined) fill({ type: 'same', as: known });
    else if (depth >= limits.depth || this.#paths.size >= limits.objects)
      fill({ type: 'more', class: className(object) });
    else {
      this.#paths.set(object, path);
      this.#queue.push({ value: object, path, depth, fill });
    }
  }

  finish(): void {
    for (let next = 0; next < this.#queue.length; next++) {
      const queued = this.#queue[next];
      if (queued !== undefined) queued.fill(this.#preview(queued));
    }
    this.#queue = [];
  }

  #preview({ value, path, depth }: Queued): Preview {
    const { fields, more } = this.#fields(value, path, depth);
    const rest = (left: number): { more?: number } => (left > 0 ? { more: left } : {});
    if (Array.isArray(value)) {
      const length = descriptor(value, 'length')?.value as number;
      const items = this.#list(
        path,
        depth,
        Array.from({ length: Math.min(length, limits.keys) }, (_, index) => elementOf(value, index)),
      );
      return { type: 'array', length, items, fields, ...rest(length - items.length + more) };
    }
    if (types.isMap(value)) {
      const size = sizeOfMap.call(value) as number;
      const entries: [Preview, Preview][] = [];
      for (const [key, entry] of first<[unknown, unknown]>((each) =>
        Map.prototype.forEach.call(value, (of, its) => each([its, of])),
      )) {
        const pair = this.#list(path, depth, [{ value: key }, { value: entry }], `.${entries.length}`);
        entries.push(pair as [Preview, Preview]);
      }
      return { type: 'map', size, entries, fields, ...rest(size - entries.length + more) };
    }
    if (types.isSet(value)) {
      const size = sizeOfSet.call(value) as number;
      const found = first<unknown>((each) => Set.prototype.forEach.call(value, (item) => each(item)));
      const items = this.#list(
        path,
        depth,
        found.map((item) => ({ value: item })),
      );
      return { type: 'set', size, items, fields, ...rest(size - items.length + more) };
    }
    return { type: types.isNativeError(value) ? 'error' : 'object', class: className(value), fields, ...rest(more) };
  }

  /** The list is filled while the queue is processed. */
  #list(path: string, depth: number, values: readonly PropertyDescriptor[], part = ''): readonly Preview[] {
    const list: Preview[] = [];
    values.forEach((property, index) => {
      list.push({ type: 'undefined' });
      this.#property(property, `${path}${part}[${index}]`, depth, (shown) => (list[index] = shown));
    });
    return list;
  }

  #fields(
    value: object,
    path: string,
    depth: number,
  ): { fields: readonly (readonly [string, Preview])[]; more: number } {
    const keys = Reflect.ownKeys(value).filter((key) => isShown(value, key));
    const fields: [string, Preview][] = [];
    for (const key of keys.slice(0, limits.keys)) {
      const property = descriptor(value, key);
      if (property === undefined) continue;
      const name = typeof key === 'symbol' ? `[${String(key.description)}]` : key;
      const field: [string, Preview] = [name, { type: 'undefined' }];
      fields.push(field);
      this.#property(property, `${path}.${name}`, depth, (shown) => (field[1] = shown));
    }
    return { fields, more: Math.max(0, keys.length - limits.keys) };
  }

  #property(property: PropertyDescriptor, path: string, depth: number, fill: (shown: Preview) => void): void {
    if (property.get !== undefined || property.set !== undefined) fill({ type: 'getter' });
    else this.add(property.value, path, fill, depth + 1);
  }
}

/** The preview of a value without content; undefined for containers. */
function simplePreview(value: unknown): Preview | undefined {
  switch (typeof value) {
    case 'string': {
      const { length } = value;
      return length > limits.characters
        ? { type: 'text', value: value.slice(0, limits.characters), length }
        : { type: 'plain', value };
    }
    case 'number':
      return Number.isFinite(value) && !Object.is(value, -0)
        ? { type: 'plain', value }
        : { type: 'number', text: Object.is(value, -0) ? '-0' : String(value) };
    case 'boolean':
      return { type: 'plain', value };
    case 'undefined':
      return { type: 'undefined' };
    case 'bigint':
      return { type: 'bigint', text: value.toString().slice(0, limits.characters) };
    case 'symbol':
      return { type: 'symbol', text: value.description ?? '' };
    default:
      return value === null ? { type: 'plain', value: null } : closedPreview(value as object);
  }
}

function closedPreview(value: object): Preview | undefined {
  if (types.isProxy(value)) return { type: 'proxy' };
  if (typeof value === 'function') return { type: 'function', text: textOf(descriptor(value, 'name')) ?? '' };
  if (types.isPromise(value)) return { type: 'promise', state: promiseState(value) };
  if (types.isDate(value)) {
    const ms = Date.prototype.getTime.call(value);
    return { type: 'date', ms: Number.isFinite(ms) ? ms : null };
  }
  if (types.isRegExp(value)) return { type: 'regexp', text: regExpText(value) };
  if (ArrayBuffer.isView(value) || types.isAnyArrayBuffer(value))
    return { type: 'bytes', class: className(value), length: value.byteLength };
  return undefined;
}

function regExpText(value: RegExp): string {
  const flags = flagsOf.filter(({ has }) => has.call(value) === true).map(({ letter }) => letter);
  return `/${String(sourceOf.call(value))}/${flags.toSorted().join('')}`;
}

function promiseState(promise: Promise<unknown>): 'pending' | 'settled' | 'rejected' {
  const said = inspect(promise, { customInspect: false, depth: 0, showProxy: true });
  if (said.includes('<pending>')) return 'pending';
  return said.includes('<rejected>') ? 'rejected' : 'settled';
}

/** The class name from the constructors that the prototypes name. */
function className(value: object): string {
  if (types.isArgumentsObject(value)) return 'Arguments';
  let prototype = Object.getPrototypeOf(value) as object | null;
  for (let depth = 0; prototype !== null && depth < 20; depth++) {
    if (types.isProxy(prototype)) return '?';
    const made: unknown = descriptor(prototype, 'constructor')?.value;
    if (typeof made === 'function') return types.isProxy(made) ? '?' : (textOf(descriptor(made, 'name')) ?? '?');
    prototype = Object.getPrototypeOf(prototype) as object | null;
  }
  return 'null';
}

function textOf(property: PropertyDescriptor | undefined): string | undefined {
  const value: unknown = property?.value;
  return typeof value === 'string' ? value : undefined;
}

function elementOf(array: readonly unknown[], index: number): PropertyDescriptor {
  return descriptor(array, String(index)) ?? { value: undefined };
}

/** Elements have a list of their own; code may compute an error's stack. */
function isShown(value: object, key: string | symbol): boolean {
  if (Array.isArray(value)) return key !== 'length' && !/^\d+$/.test(String(key));
  if (types.isNativeError(value) && key === 'stack') return false;
  return !types.isArgumentsObject(value) || (typeof key === 'string' && /^\d+$/.test(key));
}

function first<T>(forEach: (each: (item: T) => void) => void): readonly T[] {
  const found: T[] = [];
  forEach((item) => {
    if (found.length < limits.keys) found.push(item);
  });
  return found;
}
