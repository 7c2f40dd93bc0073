// Globals of the sandbox that are not deterministic: replaced by deterministic versions, or by an error that names an
// alternative. Runs once per context, before any workflow code.

import type { Kernel } from './kernel.ts';

/** The run whose code is running now. */
let current: Kernel | undefined;

export function setRunning(kernel: Kernel): void {
  current = kernel;
}

const instead: Readonly<Record<string, string>> = {
  setTimeout: 'Use ctx.sleep or ctx.timer',
  setInterval: 'Use a loop with ctx.sleep',
  setImmediate: 'Use ctx.spawn',
  clearTimeout: 'Use cancel() of ctx.timer',
  clearInterval: 'Use cancel() of ctx.timer',
  clearImmediate: 'Use ctx.spawn',
  queueMicrotask: 'Use ctx.spawn',
  fetch: 'Fetch in an activity, and call it with ctx.run',
  XMLHttpRequest: 'Fetch in an activity, and call it with ctx.run',
  WebSocket: 'Connect in an activity, and call it with ctx.run',
  crypto: 'Use ctx.uuid or ctx.random; do cryptography in an activity',
  performance: 'Use ctx.now',
  process: 'Read the environment in an activity, or give it to the workflow as input',
  Buffer: 'Use Uint8Array, or an activity',
  require: 'Import at the top of the file; what belongs to Node belongs into an activity',
  WeakRef: 'What is collected, and when, differs every time',
  FinalizationRegistry: 'What is collected, and when, differs every time',
  SharedArrayBuffer: 'Share plain values: one fiber runs at a time',
  Atomics: 'Share plain values: one fiber runs at a time',
  WebAssembly: 'Use an activity',
};

export function replaceGlobals(): void {
  for (const [name, words] of Object.entries(instead)) {
    const value = refusing(`${name} is not the same again in a replay, so workflow code has none. ${words}.`);
    Object.defineProperty(globalThis, name, { value, writable: false, configurable: false, enumerable: false });
  }
  replaceDate();
  Object.defineProperty(Math, 'random', {
    value: () => running('Math.random').chance.fraction(),
    writable: false,
    configurable: false,
  });
  const levels = ['debug', 'info', 'warn', 'error'] as const;
  const console = Object.fromEntries(
    [...levels, 'log' as const].map((level) => [
      level,
      (...values: readonly unknown[]) => current?.log(level === 'log' ? 'info' : level, values),
    ]),
  );
  Object.defineProperty(globalThis, 'console', { value: Object.freeze(console), writable: false, configurable: false });
}

/** A global whose presence can be tested, but whose use throws. */
export function refusing(sentence: string): unknown {
  const refuse = (): never => {
    throw new ReferenceError(sentence);
  };
  return new Proxy(() => {}, { get: refuse, apply: refuse, construct: refuse });
}

function running(name: string): Kernel {
  if (current === undefined) throw new ReferenceError(`${name} is there only while a workflow runs.`);
  return current;
}

/** The time is that of the workflow task. */
function replaceDate(): void {
  const Original = Date;
  const now = (): number => running('Date').nowMs;
  const Replaced = new Proxy(Original, {
    construct: (target, given: [], newTarget) =>
      Reflect.construct(target, given.length === 0 ? [now()] : given, newTarget as typeof Date) as object,
    apply: () => new Original(now()).toString(),
    get: (target, key, receiver) => (key === 'now' ? now : (Reflect.get(target, key, receiver) as unknown)),
  });
  Object.defineProperty(Original.prototype, 'constructor', { value: Replaced, writable: false });
  Object.defineProperty(globalThis, 'Date', { value: Replaced, writable: false, configurable: false });
}
