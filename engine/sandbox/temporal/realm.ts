// A context with Temporal's SDK loaded, in which workflow code runs: one run after another where the SDK allows it. No
// run finds anything that another one left, be it in a module, on a global or on a prototype.

import assert from 'node:assert';
import { AsyncLocalStorage as HostStorage } from 'node:async_hooks';
import { URL, URLSearchParams } from 'node:url';
import { TextDecoder, TextEncoder } from 'node:util';
import vm from 'node:vm';
import { Pristine, reachable } from './pristine.ts';
import type { Activator, WorkflowContext } from './sdk.ts';

/** Called for all console output of the code. */
export type Log = (level: string, values: readonly unknown[]) => void;

export const consoleLevels = ['log', 'warn', 'error', 'info', 'debug'] as const;

/** The globals that Temporal's SDK provides (`worker/lib/workflow/vm-shared.js`), and no others: objects of the thread. */
const given = { URL, URLSearchParams, assert, TextEncoder, TextDecoder, AbortController };
const ofThread: readonly object[] = [...Object.values(given), AbortSignal, HostStorage].flatMap((value) =>
  'prototype' in value ? [value, value.prototype as object] : [value],
);
const outside: ReadonlySet<unknown> = new Set([...ofThread, Object.prototype, Function.prototype, Function, Object]);

const prepare = new vm.Script(`
for (const name of ['dispose', 'asyncDispose'])
  if (typeof Symbol[name] !== 'symbol')
    Object.defineProperty(Symbol, name, { value: Symbol.for('nodejs.' + name), writable: false, enumerable: false, configurable: false });
`);
const overrideGlobals = new vm.Script('__TEMPORAL__.overrideGlobals()');
/** Ends with an empty queue of microtasks, whatever the script before it threw; RegExp's last match is of no run. */
const drain = new vm.Script('/(?:)/.test("")');
/** What leads to all objects of the language. */
const builtins = new vm.Script(`[
  globalThis, (function* () {})(), (async function* () {})(), async () => {}, [].values(), ''[Symbol.iterator](),
  new Map().values(), new Set().values(), 'a'.matchAll(/a/g), new Uint8Array(),
]`);

export class Realm {
  readonly context: WorkflowContext;
  readonly #pristine: Pristine | undefined;

  /** `isReused`: for one run after another, where the SDK allows it. */
  constructor(sdk: vm.Script, isReused: boolean) {
    const context = vm.createContext(vm.constants.DONT_CONTEXTIFY, {
      microtaskMode: 'afterEvaluate',
    }) as WorkflowContext;
    for (const [name, value] of Object.entries({ ...given, AsyncLocalStorage: storageOf(context) }))
      Object.defineProperty(context, name, { value, writable: false, enumerable: true, configurable: false });
    prepare.runInContext(context);
    this.context = context;
    const builtin = isReused ? builtinOf(context) : new Set<object>();
    sdk.runInContext(context);
    if (isReused && isDisposable(context)) this.#pristine = pristine(context, builtin);
  }

  /** Runs the entry of a person's code, not yet the workflow. Throws the entry's errors. */
  begin(code: vm.Script, log: Log): void {
    const console = Object.fromEntries(
      consoleLevels.map((level) => [level, (...values: readonly unknown[]) => log(level, values)]),
    );
    const how = { writable: true, enumerable: false, configurable: true };
    Object.defineProperty(this.context, 'console', { ...how, value: console });
    // Again for each run: the SDK's timers are kept where these functions were made.
    overrideGlobals.runInContext(this.context);
    code.runInContext(this.context);
  }

  /** After the SDK has disposed of the run. False where the context cannot be used for another one. */
  end(): boolean {
    drain.runInContext(this.context);
    ownOfThread.restore();
    return this.#pristine?.restore() === true;
  }
}

/** From SDK 1.15 on a run is disposed of apart from the context that it was in. */
function isDisposable({ __TEMPORAL__ }: WorkflowContext): boolean {
  return __TEMPORAL__.api.destroy !== undefined;
}

function builtinOf(context: WorkflowContext): ReadonlySet<object> {
  return reachable(builtins.runInContext(context) as object[], outside);
}

/**
 * The context as it is before a run. To look at less after each, what the SDK's own worker freezes is frozen: the
 * functions of the language, and the SDK, all but prototypes.
 */
function pristine(context: WorkflowContext, builtin: ReadonlySet<object>): Pristine {
  const exported = context.__TEMPORAL__;
  const ofSdk = [...reachable([exported.modules, exported.api], new Set([...outside, ...builtin]))];
  const isLeft = (object: object): boolean =>
    builtin.has(object) ? typeof object !== 'function' : isPrototype(object) || ArrayBuffer.isView(object);
  const kept = [...builtin, ...ofSdk].filter(isLeft);
  for (const object of [...builtin, ...ofSdk]) if (!isLeft(object)) Object.freeze(object);
  return new Pristine([exported, ...kept]);
}

/** Of a class: any other function has an empty one, too. */
function isPrototype(object: object): boolean {
  const made: unknown = Reflect.getOwnPropertyDescriptor(object, 'constructor')?.value;
  if (typeof made !== 'function' || made.prototype !== object) return false;
  return Reflect.ownKeys(object).length > 1 || /^class\b/.test(Function.prototype.toString.call(made));
}

const ownOfThread = new Pristine(ofThread);

/** Ends with the workflow, or with the context where it was created before a workflow. */
function storageOf(context: WorkflowContext): typeof HostStorage {
  return class AsyncLocalStorage<T> extends HostStorage<T> {
    constructor() {
      super();
      destructorsOf(context).push(() => this.disable());
    }
  };
}

function destructorsOf(context: WorkflowContext): (() => void)[] {
  const activator: Activator | undefined = context.__TEMPORAL_ACTIVATOR__;
  return activator?.workflowSandboxDestructors ?? (context.__temporal_globalSandboxDestructors ??= []);
}
