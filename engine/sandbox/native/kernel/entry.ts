// The first script of a context: takes its globals in hand, and gives the host what it drives runs with. Speaks JSON texts with it.

import * as author from '../../../author/retrace.ts';
import type { Activation } from '../activation.ts';
import { refusing, replaceGlobals, setRunning } from './globals.ts';
import { GuestContext } from './guest-context.ts';
import { Kernel, type WorkflowFunction } from './kernel.ts';

replaceGlobals();

export { author, refusing };

/** What the host asks, and what is answered; in variables of the context, so that no object of one side reaches the other. */
export class GuestDriver {
  readonly #kernel: Kernel;

  /** `load` evaluates the module of the workflows, anew for each run: nothing in it is shared between runs. */
  constructor(load: () => Record<string, unknown>, workflowType: string) {
    const loaded: { workflow?: WorkflowFunction } = {};
    this.#kernel = new Kernel(
      (ctx, input) => loaded.workflow?.(ctx, input),
      (kernel, scope, fiber) => new GuestContext(kernel, scope, fiber),
    );
    setRunning(this.#kernel);
    const found = load()[workflowType];
    if (typeof found !== 'function') throw new Error(`The file exports no workflow ${workflowType}.`);
    loaded.workflow = found as WorkflowFunction;
  }

  begin(activation: string): void {
    setRunning(this.#kernel);
    this.#kernel.begin(JSON.parse(activation) as Activation);
  }

  /** The answer where no fiber can go on, else undefined. */
  turn(): string | undefined {
    setRunning(this.#kernel);
    return this.#kernel.turn() ? undefined : JSON.stringify(this.#kernel.answer());
  }

  query(name: string, input: string): string {
    setRunning(this.#kernel);
    return JSON.stringify(this.#kernel.query(name, JSON.parse(input)));
  }
}
