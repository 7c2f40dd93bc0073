// Refuses unmodelled calls, and records calls.

/** Every recorded call: [name, ...arguments], oldest first. */
export const calls = [];

export function record(name, ...args) {
  calls.push([name, ...args]);
}

/** The arguments of every recorded call of that name. */
export function called(name) {
  return calls.filter(([one]) => one === name).map(([, ...args]) => args);
}

export class NotModelled extends Error {
  constructor(what) {
    super(`electron double: ${what} is not modelled`);
    this.name = 'NotModelled';
  }
}

/**
 * Properties that promises, JSON and the inspector read from every object; they must be undefined instead of throwing.
 */
const PROBES = new Set(['then', 'toJSON', 'nodeType']);

/**
 * The object, except that reading an unknown property throws. Methods are bound to the object itself, because private
 * fields are unreachable through a proxy. An assignment replaces a method, as tests do with dialogs.
 */
export function strict(name, object) {
  return new Proxy(object, {
    get(target, key) {
      if (key in target) {
        const value = Reflect.get(target, key, target);
        return typeof value === 'function' && !isClass(value) ? value.bind(target) : value;
      }
      if (typeof key === 'symbol' || PROBES.has(key)) return undefined;
      throw new NotModelled(`${name}.${key}`);
    },
    set(target, key, value) {
      if (!(key in target)) throw new NotModelled(`assigning ${name}.${String(key)}`);
      return Reflect.set(target, key, value, target);
    },
  });
}

/** A class whose unknown static members throw. */
export function strictClass(name, constructor) {
  return new Proxy(constructor, {
    get(target, key) {
      if (key in target || typeof key === 'symbol' || PROBES.has(key)) return Reflect.get(target, key);
      throw new NotModelled(`${name}.${key}`);
    },
  });
}

function isClass(value) {
  return Function.prototype.toString.call(value).startsWith('class');
}

/** Throws unless every key of the options is one of those known. */
export function checkKeys(what, options, known) {
  for (const key of Object.keys(options)) {
    if (!known.includes(key)) throw new NotModelled(`${what}: option ${key}`);
  }
}

/** Makes an emitter refuse listeners for events that it never emits. */
export function onlyEvents(name, emitter, events) {
  for (const method of ['on', 'once', 'addListener', 'prependListener']) {
    const original = emitter[method];
    emitter[method] = function (event, listener) {
      if (!events.includes(event)) throw new NotModelled(`${name}.${method}('${String(event)}')`);
      return original.call(this, event, listener);
    };
  }
  return emitter;
}

/** A preventable event, as Electron passes to 'close' and 'before-quit'. */
export function preventable() {
  return {
    defaultPrevented: false,
    preventDefault() {
      this.defaultPrevented = true;
    },
  };
}
