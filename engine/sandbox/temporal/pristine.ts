// Objects as they were, and the way back to that: a run leaves nothing behind for the next one in its context.

type Kept = {
  readonly object: object;
  readonly keys: readonly PropertyKey[];
  readonly properties: readonly PropertyDescriptor[];
  readonly prototype: object | null;
  readonly isExtensible: boolean;
};

export class Pristine {
  readonly #kept: readonly Kept[];

  /** Keeps the own properties of these objects, and their prototypes. */
  constructor(objects: Iterable<object>) {
    this.#kept = [...objects].map((object) => {
      const keys = Reflect.ownKeys(object);
      const properties = keys.map((key) => Reflect.getOwnPropertyDescriptor(object, key)!);
      const prototype = Reflect.getPrototypeOf(object);
      return { object, keys, properties, prototype, isExtensible: Reflect.isExtensible(object) };
    });
  }

  /** Puts back what has changed. False where that is impossible: something was frozen, removed or cannot be removed. */
  restore(): boolean {
    let isWhole = true;
    for (const kept of this.#kept) if (!isAsItWas(kept) && !putBack(kept)) isWhole = false;
    return isWhole;
  }
}

function isAsItWas({ object, keys, properties, prototype, isExtensible }: Kept): boolean {
  if (Reflect.getPrototypeOf(object) !== prototype || Reflect.isExtensible(object) !== isExtensible) return false;
  const now = Reflect.ownKeys(object);
  if (now.length !== keys.length) return false;
  for (let i = 0; i < now.length; i++) {
    const key = now[i]!;
    if (key !== keys[i] || !isSame(Reflect.getOwnPropertyDescriptor(object, key)!, properties[i]!)) return false;
  }
  return true;
}

function isSame(a: PropertyDescriptor, b: PropertyDescriptor): boolean {
  return (
    Object.is(a.value, b.value) &&
    a.get === b.get &&
    a.set === b.set &&
    a.writable === b.writable &&
    a.enumerable === b.enumerable &&
    a.configurable === b.configurable
  );
}

function putBack(kept: Kept): boolean {
  const { object, keys, properties, prototype } = kept;
  for (const key of Reflect.ownKeys(object)) if (!keys.includes(key)) Reflect.deleteProperty(object, key);
  for (const [i, key] of keys.entries()) {
    const now = Reflect.getOwnPropertyDescriptor(object, key);
    if (now !== undefined && !isSame(now, properties[i]!)) Reflect.defineProperty(object, key, properties[i]!);
  }
  Reflect.setPrototypeOf(object, prototype);
  return isAsItWas(kept);
}

/** All objects that can be reached by properties, accessors and prototypes, but not by way of those `outside`. */
export function reachable(roots: readonly object[], outside: ReadonlySet<unknown>): ReadonlySet<object> {
  const found = new Set<object>();
  const todo: unknown[] = [...roots];
  while (todo.length > 0) {
    const value = todo.pop();
    if (!isObject(value) || found.has(value) || outside.has(value)) continue;
    found.add(value);
    todo.push(Reflect.getPrototypeOf(value));
    for (const key of Reflect.ownKeys(value)) {
      const property = Reflect.getOwnPropertyDescriptor(value, key);
      todo.push(property?.value, property?.get, property?.set);
    }
  }
  return found;
}

function isObject(value: unknown): value is object {
  return (typeof value === 'object' && value !== null) || typeof value === 'function';
}
