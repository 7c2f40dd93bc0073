// The test kit: a whole engine in memory, whose clock skips to the next due time. For any test runner.

import type { Activity } from '../author/activity.ts';
import type { Codec } from '../author/codec.ts';
import type { Signal, Workflow } from '../author/context.ts';
import type { NativeEvent } from '../model/native-event.ts';
import type { NativeBundle } from '../sandbox/native/bundle.ts';
import { LocalGuests } from '../sandbox/native/guest-host.ts';
import type { RunRow } from '../store/register/register.ts';
import { RunStore } from '../store/register/run-store.ts';
import { type RunHandle, type StartOptions, WorkflowClient } from './client.ts';
import { codedStore, type EngineStore } from './coded-store.ts';
import { SkippingClock } from './clock.ts';
import type { WorkerCode } from './engine-parts.ts';
import { FileCode } from './file-code.ts';
import { decoded } from './history.ts';
import { WorkflowEngine } from './workflow-engine.ts';

export type TestEngineOptions = {
  /** The files of the workflows. */
  readonly files: readonly string[];
  /** Replacements of activities by name. */
  readonly activities?: Readonly<Record<string, (input: never, ctx: never) => unknown>>;
  /** Through which payloads are stored. */
  readonly codec?: Codec;
  /** Initial time of the clock, ms since 1970. */
  readonly startMs?: number;
  /** How often `settle` may skip time before it gives up: what is tried again without end goes on for ever. */
  readonly mostSkips?: number;
  /** Maximum number of runs kept in memory; 0: each run is recreated for each task. */
  readonly mostRuns?: number;
};

/** Number of event-loop turns. */
const patience = 50;

export async function testEngine(options: TestEngineOptions): Promise<TestEngine> {
  const code = await FileCode.load(options.files);
  const host = new LocalGuests();
  for (const bundle of code.bundles) await host.load(bundle);
  return new TestEngine(new ReplacedCode(code, options.activities ?? {}), host, options);
}

class ReplacedCode implements WorkerCode {
  readonly #code: FileCode;
  readonly #activities: Readonly<Record<string, (input: never, ctx: never) => unknown>>;

  constructor(code: FileCode, activities: Readonly<Record<string, (input: never, ctx: never) => unknown>>) {
    this.#code = code;
    this.#activities = activities;
  }

  get types(): readonly string[] {
    return this.#code.types;
  }

  get files(): readonly string[] {
    return this.#code.files;
  }

  bundleOf(row: RunRow): NativeBundle | undefined {
    return this.#code.bundleOf(row);
  }

  activityOf(row: RunRow, name: string): Activity<never, unknown> | undefined {
    return (this.#activities[name] as Activity<never, unknown> | undefined) ?? this.#code.activityOf(row, name);
  }
}

export class TestEngine {
  readonly clock: SkippingClock;
  readonly store = RunStore.inMemory();
  readonly client: WorkflowClient;
  readonly #engine: WorkflowEngine;
  readonly #engineStore: EngineStore;

  readonly #mostSkips: number;

  constructor(code: WorkerCode, host: LocalGuests, options: TestEngineOptions) {
    const { startMs, mostRuns = 1000, mostSkips = 10_000, codec } = options;
    this.#mostSkips = mostSkips;
    this.clock = new SkippingClock(startMs);
    const { clock } = this;
    const store = codec === undefined ? this.store : codedStore(this.store, codec);
    this.#engineStore = store;
    this.#engine = new WorkflowEngine({ store, code, host, clock, leaseMs: Infinity, pollMs: Infinity, mostRuns });
    this.client = new WorkflowClient(store, {
      clock,
      commit: (work) => this.#engine.committer.commit(work),
      onChange: () => this.#engine.poll(),
    });
  }

  /**
   * Runs a workflow to its end, skipping all waits, and returns its result. Throws its failure, or an error where it
   * waits for outside input.
   */
  async run<Input, Result>(
    workflow: string | Workflow<Input, Result>,
    input: NoInfer<Input>,
    options: StartOptions = {},
  ): Promise<Result> {
    const handle = await this.start(workflow, input, options);
    return await this.result(handle);
  }

  async start<Input, Result>(
    workflow: string | Workflow<Input, Result>,
    input: NoInfer<Input>,
    options: StartOptions = {},
  ): Promise<RunHandle<Result>> {
    const handle = await this.client.start(workflow, input, options);
    await this.#rest();
    return handle;
  }

  async result<Result>(handle: RunHandle<Result>): Promise<Result> {
    await this.settle();
    const row = await this.client.find(handle.workflowId);
    if (!row.closed)
      throw new Error(
        `workflow ${handle.workflowId} waits for somebody${row.quarantined === null ? '' : `: ${row.quarantined}`}`,
      );
    return await handle.result();
  }

  /** Skips from one due time to the next until nothing is due, or until that time. Throws where that has no end. */
  async settle(untilMs = Infinity): Promise<void> {
    for (let skips = 0; ; skips++) {
      if (skips > this.#mostSkips) throw new Error(await this.#endless());
      await this.#rest();
      const { next } = this.clock;
      if (next === null || next > untilMs) {
        if (this.#engine.running === 0 || untilMs !== Infinity) break;
        await this.#engine.whenStill();
      } else this.clock.skip();
    }
    if (untilMs !== Infinity) this.clock.jump(Math.max(0, untilMs - this.clock.now()));
  }

  async #endless(): Promise<string> {
    const open = await this.client.list({ closed: false });
    return `Time was skipped ${this.#mostSkips} times, up to ${new Date(this.clock.now()).toISOString()}, and something is still due in ${open.map(({ workflowId }) => workflowId).join(', ')}. Does an activity fail without end? settle(untilMs) and pass(ms) stop at a time; testEngine({ mostSkips }) allows more.`;
  }

  /** Activities have some event-loop turns to end; the clock overtakes slower ones. */
  async #rest(): Promise<void> {
    for (let turn = 0; turn < patience; turn++) {
      while (!this.#engine.isStill) {
        await this.#engine.whenStill();
        turn = 0;
      }
      if (this.#engine.running === 0 && turn > 1) return;
      await new Promise((resolve) => setImmediate(resolve));
    }
  }

  /** Lets this much time pass. */
  async pass(ms: number): Promise<void> {
    await this.settle(this.clock.now() + ms);
  }

  /** Sends the signal this long after now, whatever else is due then. */
  signalAfter<T>(ms: number, workflowId: string, signal: string | Signal<T>, value?: NoInfer<T>): void {
    this.clock.at(this.clock.now() + ms, () => void this.client.signal(workflowId, signal, value));
  }

  async history(runId: string): Promise<readonly NativeEvent[]> {
    return (await this.#engineStore.log.read(runId, 1, Infinity)).map(decoded);
  }

  async close(): Promise<void> {
    await this.#engine.close(0);
    await this.store.close();
  }
}
