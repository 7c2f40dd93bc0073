// A person's code and the SDK, compiled: any number of guests can be made of them.

import vm from 'node:vm';
import { RunningCalls } from '../locals/running-calls.ts';
import type { Site } from '../locals/site.ts';
import { Realm } from './realm.ts';

/** For an instrumented bundle: the arguments of RunningCalls. */
export type Marks = { readonly sites: readonly Site[]; readonly onPass?: (site: number) => void };

export type ScriptOptions = {
  /** The SDK's script. */
  readonly kernel: string;
  /** A person's code. */
  readonly code: string;
  /** Name of the code in stack traces. */
  readonly filename: string;
  readonly marks?: Marks;
};

/** Goes on in the background, and would end in a later run. */
const background = /\bWebAssembly\b|\bwaitAsync\b/;
const turn = (): Promise<void> => new Promise((resolve) => void setImmediate(resolve));

export class WorkflowScript {
  readonly code: vm.Script;
  readonly #sdk: vm.Script;
  readonly #marks: Marks | undefined;
  #isReusing: boolean;
  #idle: Realm | undefined;

  constructor({ kernel, code, filename, marks }: ScriptOptions) {
    this.#sdk = new vm.Script(kernel, { filename: 'workflow-sdk.js' });
    this.code = new vm.Script(code, { filename });
    this.#marks = marks;
    this.#isReusing = marks === undefined && !background.test(code);
  }

  /** The calls of one guest; undefined where the code is not instrumented. */
  calls(): RunningCalls | undefined {
    return this.#marks && new RunningCalls(this.#marks.sites, this.#marks.onPass);
  }

  /** A context that no run is in. */
  async lend(): Promise<Realm> {
    const idle = this.#idle;
    this.#idle = undefined;
    if (idle === undefined) return new Realm(this.#sdk, this.#isReusing);
    // Rejections of the run before are told in a turn of their own, and are not of the next run.
    await turn();
    return idle;
  }

  /** Ends a run that the SDK has disposed of. */
  giveBack(realm: Realm): void {
    // Code that leaves what cannot be put back is likely to do so again.
    if (!realm.end()) this.#isReusing = false;
    if (this.#isReusing) this.#idle = realm;
  }
}
