// Contexts in which workflow code runs, and the runs in them. One context for each bundle; the module is evaluated anew for each run. Knows
// no store and no clock.

import vm from 'node:vm';
import type { NativeFailure } from '../../model/native-event.ts';
import type { Activation, Answer, QueryAnswer } from './activation.ts';
import { kernelScript, type NativeBundle } from './bundle.ts';
import { SourcePositions } from './source-positions.ts';
import { watchRejections } from './rejections.ts';

type Driver = {
  begin(activation: string): void;
  turn(): string | undefined;
  query(name: string, input: string): string;
};
type Holder = {
  driver: Driver | undefined;
  given: readonly string[];
  readonly GuestDriver: new (load: () => unknown, workflowType: string) => Driver;
};
type Context = vm.Context & { readonly retraceKernel: Holder };

const own = { filename: 'retrace-kernel.js' };
const scripts = {
  create: new vm.Script(
    'retraceKernel.driver = new retraceKernel.GuestDriver(retraceLoad, retraceKernel.given[0])',
    own,
  ),
  begin: new vm.Script('retraceKernel.driver.begin(retraceKernel.given[0])', own),
  turn: new vm.Script('retraceKernel.driver.turn()', own),
  query: new vm.Script('retraceKernel.driver.query(retraceKernel.given[0], retraceKernel.given[1])', own),
};
type ScriptName = keyof typeof scripts;

export class NativeSandbox {
  readonly bundle: NativeBundle;
  readonly #script: vm.Script;
  readonly #kernel: vm.Script;
  readonly #positions: SourcePositions;
  #context: Context | undefined;

  constructor(bundle: NativeBundle, kernel: string) {
    this.bundle = bundle;
    const filename = `${bundle.file}.bundle.js`;
    this.#kernel = new vm.Script(
      `var retraceKernel = Object.assign({ driver: undefined, given: [] }, (() => { ${kernel}; return retraceWorkflows; })())`,
      own,
    );
    this.#script = new vm.Script(`var retraceLoad = function () {${bundle.code}\n}`, { filename });
    this.#positions = new SourcePositions(filename, bundle.map);
    watchRejections();
  }

  static async open(bundle: NativeBundle): Promise<NativeSandbox> {
    return new NativeSandbox(bundle, await kernelScript());
  }

  guest(workflowType: string): NativeGuest {
    return new NativeGuest(this, workflowType);
  }

  /** Throws what the code throws. */
  call(name: ScriptName, driver: Driver | undefined, ...given: readonly string[]): unknown {
    const context = this.context();
    context.retraceKernel.driver = driver;
    context.retraceKernel.given = given;
    return scripts[name].runInContext(context);
  }

  context(): Context {
    if (this.#context !== undefined) return this.#context;
    const context = vm.createContext({}, { microtaskMode: 'afterEvaluate' }) as Context;
    this.#kernel.runInContext(context);
    this.#script.runInContext(context);
    return (this.#context = context);
  }

  failureOf(error: unknown): NativeFailure {
    const { message, stack } = error as { message?: unknown; stack?: unknown };
    const text = typeof message === 'string' ? message : String(error);
    return { kind: 'load', message: text, ...(typeof stack === 'string' && { stack: this.#positions.mapped(stack) }) };
  }

  mapped<T>(value: T): T {
    return this.#positions.mappedIn(value);
  }
}

export class NativeGuest {
  readonly #sandbox: NativeSandbox;
  readonly #workflowType: string;
  #driver: Driver | undefined;

  constructor(sandbox: NativeSandbox, workflowType: string) {
    this.#sandbox = sandbox;
    this.#workflowType = workflowType;
  }

  /** Never throws: what the code throws is an answer. */
  activate(activation: Activation): Answer {
    try {
      this.#driver ??= this.#create();
      this.#sandbox.call('begin', this.#driver, JSON.stringify(activation));
      for (;;) {
        const answer = this.#sandbox.call('turn', this.#driver) as string | undefined;
        if (answer !== undefined) return this.#sandbox.mapped(JSON.parse(answer) as Answer);
      }
    } catch (error) {
      return { type: 'failed', failure: this.#sandbox.failureOf(error) };
    }
  }

  #create(): Driver {
    return this.#sandbox.call('create', undefined, this.#workflowType) as Driver;
  }

  query(name: string, input: unknown): QueryAnswer {
    try {
      return JSON.parse(
        this.#sandbox.call('query', this.#driver, name, JSON.stringify(input ?? null)) as string,
      ) as QueryAnswer;
    } catch (error) {
      return { type: 'failed', failure: this.#sandbox.failureOf(error) };
    }
  }
}
