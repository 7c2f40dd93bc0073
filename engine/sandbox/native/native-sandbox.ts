// Contexts for workflow code, and the runs in them. One context per bundle; each run evaluates the module anew. Knows
// no store and no clock.

import { dirname } from 'node:path';
import vm from 'node:vm';
import type { NativeFailure } from '../../model/native-event.ts';
import { marksGlobal, type RunningCalls } from '../locals/running-calls.ts';
import type { Activation, Answer, QueryAnswer } from './activation.ts';
import type { NativeBundle } from './bundle.ts';
import { SourcePositions } from './source-positions.ts';
import { watchRejections } from './rejections.ts';

/** Objects of the context: called with texts and numbers only. */
type Driver = {
  begin(activation: string): void;
  turn(): boolean;
  answer(): string;
  query(name: string, input: string): string;
};
type HistoryDriver = Omit<Driver, 'begin'> & {
  readonly nextSeq: number;
  readonly hasEnded: boolean;
  begin(): void;
  tell(activation: string): void;
  difference(): string | undefined;
  queries(): string;
};
type Holder = { given: readonly string[]; marks?: RunningCalls };
type Context = vm.Context & { readonly retraceKernel: Holder };

const own = { filename: 'retrace-kernel.js' };
const scripts = {
  guest: new vm.Script('new retraceKernel.GuestDriver(retraceLoad, ...retraceKernel.given)', own),
  history: new vm.Script(
    `(() => {
      const driver = new retraceKernel.HistoryDriver(retraceLoad, ...retraceKernel.given);
      const { marks } = retraceKernel;
      if (marks !== undefined) driver.watch((root, run) => marks.within(root, run));
      return driver;
    })()`,
    own,
  ),
  /** The end of a script runs the promises of its context down. */
  rundown: new vm.Script('0', own),
};

/** The kernel's own names for globals: a look at the global object of a context costs more than most of its calls. */
const ownGlobals =
  'const { Array, Error, JSON, Map, Number, Object, Promise, Reflect, Set, String, TypeError } = globalThis;';

/** `filename`: the file's name in stacks, where it is not the file's own. */
export type NativeScript = Pick<NativeBundle, 'file' | 'code' | 'map'> & { readonly filename?: string };

export class NativeSandbox {
  readonly #script: vm.Script;
  readonly #kernel: vm.Script;
  readonly #positions: SourcePositions;
  #context: Context | undefined;

  readonly #marks: RunningCalls | undefined;

  /** `marks`: the active calls that instrumented code reports. */
  constructor(bundle: NativeScript, kernel: string, marks?: RunningCalls) {
    this.#marks = marks;
    const { filename = `${bundle.file}.bundle.js` } = bundle;
    this.#kernel = new vm.Script(
      `var retraceKernel = Object.assign({ given: [] }, (() => { ${ownGlobals} ${kernel}; return retraceWorkflows; })())`,
      own,
    );
    this.#script = new vm.Script(`var retraceLoad = function () {${bundle.code}\n}`, { filename });
    this.#positions = new SourcePositions(filename, bundle.map, dirname(bundle.file));
    watchRejections();
  }

  static async open(bundle: NativeBundle): Promise<NativeSandbox> {
    // Loaded here: a thread that is given the kernel needs no bundler.
    const { kernelScript } = await import('./bundle.ts');
    return new NativeSandbox(bundle, await kernelScript());
  }

  guest(workflowType: string): NativeGuest {
    return new NativeGuest(this, workflowType);
  }

  /** Evaluates the module only. Throws the module's errors. */
  driver(...given: readonly [workflowType: string]): Driver {
    return this.#made('guest', given) as Driver;
  }

  /** Replays a whole history; throws like `driver`. */
  history(...given: readonly [workflowType: string, history: string, notes: 'none' | 'drift' | 'all']): HistoryDriver {
    return this.#made('history', given) as HistoryDriver;
  }

  #made(name: 'guest' | 'history', given: readonly string[]): unknown {
    const context = this.context();
    context.retraceKernel.given = given;
    // Keeps the stack in V8's format.
    return scripts[name].runInContext(context, { displayErrors: false });
  }

  /** Runs the code until all fibers wait. Throws the code's errors. */
  run(driver: Pick<Driver, 'turn'>): void {
    const context = this.context();
    while (driver.turn()) scripts.rundown.runInContext(context);
  }

  context(): Context {
    if (this.#context !== undefined) return this.#context;
    const context = vm.createContext({}, { microtaskMode: 'afterEvaluate' }) as Context;
    if (this.#marks !== undefined) Object.defineProperty(context, marksGlobal, { value: this.#marks });
    this.#kernel.runInContext(context);
    if (this.#marks !== undefined) context.retraceKernel.marks = this.#marks;
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

  /** Never throws: an error of the code is an answer. */
  activate(activation: Activation): Answer {
    return JSON.parse(this.answerTo(JSON.stringify(activation))) as Answer;
  }

  /** Like `activate`, as JSON texts; the text of an answer begins with its type. */
  answerTo(activation: string): string {
    try {
      this.#driver ??= this.#sandbox.driver(this.#workflowType);
      this.#driver.begin(activation);
      this.#sandbox.run(this.#driver);
      const answer = this.#driver.answer();
      return answer.includes('"stack":') ? JSON.stringify(this.#sandbox.mapped(JSON.parse(answer))) : answer;
    } catch (error) {
      return JSON.stringify({ type: 'failed', failure: this.#sandbox.failureOf(error) } satisfies Answer);
    }
  }

  query(name: string, input: unknown): QueryAnswer {
    try {
      this.#driver ??= this.#sandbox.driver(this.#workflowType);
      return JSON.parse(this.#driver.query(name, JSON.stringify(input ?? null))) as QueryAnswer;
    } catch (error) {
      return { type: 'failed', failure: this.#sandbox.failureOf(error) };
    }
  }
}
