// A guest that gets a whole history, task by task, and then the unrecorded task.

import type { NativeFailure } from '../../model/native-event.ts';
import { RunningCalls } from '../locals/running-calls.ts';
import type { Site } from '../locals/site.ts';
import type { Answer, QueryAnswer } from './activation.ts';
import { NativeSandbox, type NativeScript } from './native-sandbox.ts';

export type HistoryScript = NativeScript & {
  readonly kernel: string;
  /** Sites of instrumented code; `onPass` as in RunningCalls. */
  readonly sites?: readonly Site[];
  readonly onPass?: (site: number) => void;
};

/** `notes`: see `Notes` of the kernel. */
export type HistoryOptions = { readonly workflowType: string; readonly notes?: 'none' | 'drift' | 'all' };

export class HistoryGuest {
  /** The active calls of instrumented code. */
  readonly calls: RunningCalls | undefined;
  readonly #sandbox: NativeSandbox;
  readonly #history: string;
  readonly #options: HistoryOptions;
  #driver: ReturnType<NativeSandbox['history']> | undefined;

  /** `history`: the events as a JSON list. */
  constructor(script: HistoryScript, history: string, options: HistoryOptions) {
    const { kernel, sites, onPass } = script;
    this.calls = sites && new RunningCalls(sites, onPass);
    this.#sandbox = new NativeSandbox(script, kernel, this.calls);
    this.#history = history;
    this.#options = options;
  }

  /** Loads the code; returns the failure, if any. */
  load(): NativeFailure | undefined {
    try {
      const { workflowType, notes = 'none' } = this.#options;
      this.#driver = this.#sandbox.history(workflowType, this.#history, notes);
      return undefined;
    } catch (error) {
      return this.#sandbox.failureOf(error);
    }
  }

  /** True where the history says so. */
  get hasEnded(): boolean {
    return this.#driver?.hasEnded === true;
  }

  /** Seq of the next recorded task; 0 after the last one. */
  get nextSeq(): number {
    return this.#driver?.nextSeq ?? 0;
  }

  /** undefined for a recorded task that went as recorded, with nothing to report. */
  next(): Answer | undefined {
    const driver = this.#driver;
    if (driver === undefined) throw new Error('the code was not loaded');
    const isRecorded = driver.nextSeq > 0;
    try {
      driver.begin();
      this.#sandbox.run(driver);
      const text = isRecorded ? driver.difference() : driver.answer();
      return text === undefined ? undefined : (JSON.parse(text) as Answer);
    } catch (error) {
      return { type: 'failed', failure: this.#sandbox.failureOf(error) };
    }
  }

  query(name: string, input: unknown): QueryAnswer {
    try {
      return JSON.parse(this.#driver?.query(name, JSON.stringify(input ?? null)) ?? '') as QueryAnswer;
    } catch (error) {
      return { type: 'failed', failure: this.#sandbox.failureOf(error) };
    }
  }

  /** Names of the queries that the code answers now. */
  queries(): readonly string[] {
    return JSON.parse(this.#driver?.queries() ?? '[]') as readonly string[];
  }
}
