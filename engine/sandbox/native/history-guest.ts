// A guest that is told a whole history, task by task, and the task behind it that is not recorded.

import type { NativeFailure } from '../../model/native-event.ts';
import { RunningCalls } from '../locals/running-calls.ts';
import type { Site } from '../locals/site.ts';
import type { Answer, QueryAnswer } from './activation.ts';
import { NativeSandbox, type NativeScript } from './native-sandbox.ts';

export type HistoryScript = NativeScript & {
  readonly kernel: string;
  /** Of instrumented code; `onPass` as RunningCalls takes it. */
  readonly sites?: readonly Site[];
  readonly onPass?: (site: number) => void;
};

/** `notes`: see `Notes` of the kernel. */
export type HistoryOptions = { readonly workflowType: string; readonly notes?: 'none' | 'drift' | 'all' };

export class HistoryGuest {
  /** What instrumented code tells of its calls. */
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

  /** Loads the code; what failed of that. */
  load(): NativeFailure | undefined {
    try {
      const { workflowType, notes = 'none' } = this.#options;
      this.#driver = this.#sandbox.history(workflowType, this.#history, notes);
      return undefined;
    } catch (error) {
      return this.#sandbox.failureOf(error);
    }
  }

  /** So the history says. */
  get hasEnded(): boolean {
    return this.#driver?.hasEnded === true;
  }

  /** Of a task that is recorded; 0 behind the last of them. */
  get nextSeq(): number {
    return this.#driver?.nextSeq ?? 0;
  }

  /** Undefined for a recorded task where all was as recorded, and nothing is to be told. */
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

  /** Names of the queries that it answers by now. */
  queries(): readonly string[] {
    return JSON.parse(this.#driver?.queries() ?? '[]') as readonly string[];
  }
}
