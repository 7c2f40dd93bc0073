// A guest that decides for itself, and reports the stack of each of its commands.

import type { Activation, Answer } from './activation.ts';
import type { HistoryScript } from './history-guest.ts';
import { NativeSandbox } from './native-sandbox.ts';

export class OnwardGuest {
  readonly #sandbox: NativeSandbox;
  readonly #workflowType: string;
  #driver: ReturnType<NativeSandbox['history']> | undefined;

  constructor(script: HistoryScript, workflowType: string) {
    this.#sandbox = new NativeSandbox(script, script.kernel);
    this.#workflowType = workflowType;
  }

  activate(activation: Activation): Answer {
    try {
      this.#driver ??= this.#sandbox.history(this.#workflowType, '[]', 'all');
      this.#driver.tell(JSON.stringify(activation));
      this.#sandbox.run(this.#driver);
      return JSON.parse(this.#driver.answer()) as Answer;
    } catch (error) {
      return { type: 'failed', failure: this.#sandbox.failureOf(error) };
    }
  }
}
