// The context for workflow code: the globals that Temporal's SDK provides (`worker/lib/workflow/vm-shared.js`), and no
// others.

import assert from 'node:assert';
import { AsyncLocalStorage as HostStorage } from 'node:async_hooks';
import { URL, URLSearchParams } from 'node:url';
import { TextDecoder, TextEncoder } from 'node:util';
import vm from 'node:vm';
import type { Activator, WorkflowContext } from './sdk.ts';

export const consoleLevels = ['log', 'warn', 'error', 'info', 'debug'] as const;

const disposeSymbols = new vm.Script(`
for (const name of ['dispose', 'asyncDispose'])
  if (typeof Symbol[name] !== 'symbol')
    Object.defineProperty(Symbol, name, { value: Symbol.for('nodejs.' + name), writable: false, enumerable: false, configurable: false });
`);

/** `log`: called for all console output of the code. */
export function createContext(log: (level: string, values: readonly unknown[]) => void): WorkflowContext {
  const context = vm.createContext({}, { microtaskMode: 'afterEvaluate' }) as WorkflowContext;
  const globals = { URL, URLSearchParams, assert, TextEncoder, TextDecoder, AbortController };
  for (const [name, value] of Object.entries({ ...globals, AsyncLocalStorage: storageOf(context) }))
    Object.defineProperty(context, name, { value, writable: false, enumerable: true, configurable: false });
  const console = Object.fromEntries(
    consoleLevels.map((level) => [level, (...values: readonly unknown[]) => log(level, values)]),
  );
  Object.defineProperty(context, 'console', { value: console, writable: true, enumerable: false, configurable: true });
  disposeSymbols.runInContext(context);
  return context;
}

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
