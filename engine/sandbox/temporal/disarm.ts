// Takes out of a worker thread's own globals what leads out of it, before workflow code is loaded: a context of `node:vm` is no wall, and
// code that reaches the thread's own globals (through a constructor of a class that it was given) must find nothing there.

import process from 'node:process';

/** All that the language itself brings, and what the driver beside the code needs. */
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

/** Of `process`, which nothing leads to any more, this is left: what Node's own code asks of it at any time. */
const keptOfProcess = namesOf(`
  emit emitWarning listenerCount nextTick on domain _events _eventsCount _exiting _maxListeners stdin stdout
  stderr env versions version platform arch
`);

/** Cannot be undone. Whoever calls it has imported all modules that this thread will ever need, and started it without an environment. */
export function disarm(): void {
  // Deleted, not overwritten: Node makes some only when they are touched.
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
