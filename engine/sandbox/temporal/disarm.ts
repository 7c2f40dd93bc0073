// Removes the exits from a worker thread's own globals before workflow code is loaded: a context of `node:vm` is no
// barrier, so code that reaches the thread's globals (through the constructor of a class given to it) must find nothing
// there.

import process from 'node:process';

/** All globals of the language itself, and those that the driver needs. */
const kept = namesOf(`
  globalThis Infinity NaN undefined eval isFinite isNaN parseFloat parseInt decodeURI decodeURIComponent
  encodeURI encodeURIComponent escape unescape Object Function Boolean Symbol Number BigInt Math Date String
  RegExp Array Error AggregateError EvalError RangeError ReferenceError SyntaxError TypeError URIError Map Set
  WeakMap WeakSet WeakRef FinalizationRegistry Promise Proxy Reflect JSON ArrayBuffer SharedArrayBuffer DataView
  Atomics Int8Array Uint8Array Uint8ClampedArray Int16Array Uint16Array Int32Array Uint32Array BigInt64Array
  BigUint64Array Float16Array Float32Array Float64Array Intl WebAssembly Iterator SuppressedError
  DisposableStack AsyncDisposableStack console URL URLSearchParams TextEncoder TextDecoder AbortController
  AbortSignal Buffer setImmediate clearImmediate setTimeout clearTimeout queueMicrotask performance
  structuredClone
`);

/** The remaining part of `process`, which only Node's own code still reaches. */
const keptOfProcess = namesOf(`
  emit emitWarning listenerCount nextTick on domain _events _eventsCount _exiting _maxListeners stdin stdout
  stderr env versions version platform arch
`);

/**
 * Cannot be undone. The caller must have imported all modules that this thread will ever need, and started the thread
 * without an environment.
 */
export function disarm(): void {
  // Deleted instead of overwritten: Node creates some globals on first access.
  for (const name of Object.getOwnPropertyNames(globalThis))
    if (!kept.has(name)) Reflect.deleteProperty(globalThis, name);
  for (const name of Object.getOwnPropertyNames(process)) {
    if (keptOfProcess.has(name)) continue;
    const fixed = Object.getOwnPropertyDescriptor(process, name)?.configurable === false;
    if (!fixed) Object.defineProperty(process, name, { value: undefined, writable: false, configurable: false });
  }
}

function namesOf(text: string): ReadonlySet<string> {
  return new Set(text.trim().split(/\s+/));
}
