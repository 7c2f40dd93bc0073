// Executes runs: takes due runs, keeps active ones, releases the others. Several engines may share one store.

import type { NativeEvent, NativeFailure } from '../model/native-event.ts';
import type { GuestHost } from '../sandbox/native/guest-host.ts';
import type { RunRow } from '../store/register/register.ts';
import { ActivitySlots } from './activity-slots.ts';
import { type Clock, machineClock } from './clock.ts';
import type { EngineStore } from './coded-store.ts';
import { Committer, Refused } from './committer.ts';
import { EngineMetrics } from './engine-metrics.ts';
import type { EngineParts, WorkerCode } from './engine-parts.ts';
import { RunWorker } from './run-worker.ts';
import { isGone, newWorkerName } from './worker-name.ts';

export type EngineOptions = {
  readonly store: Omit<EngineStore, 'whenEnded'>;
  /** Receives the engine's changes, where they do not go to the store directly. */
  readonly committer?: Committer;
  readonly code: WorkerCode;
  readonly host: GuestHost;
  readonly clock?: Clock;
  readonly workerId?: string;
  /** Duration in ms of this engine's ownership of a run without renewal. Infinity: no other engine uses the store. */
  readonly leaseMs?: number;
  /** Interval in ms of checks for changes by others. Infinity: no other process changes the store. */
  readonly pollMs?: number;
  /** Maximum number of runs in memory; others are recreated from their histories. */
  readonly mostRuns?: number;
  readonly mostActivities?: number;
  readonly onLog?: (row: RunRow, level: string, text: string) => void;
  /** Called for a run that cannot go on until it is retried. */
  readonly onQuarantined?: (row: RunRow, failure: NativeFailure) => void;
  readonly onError?: (error: unknown, run: string) => void;
};

/**
 * Number of steps in progress up to which runs are claimed. More would only wait for each other, and everything in them
 * would live long enough to be copied by the garbage collector.
 */
const mostSteps = 64;

export class WorkflowEngine {
  readonly committer: Committer;
  readonly #parts: EngineParts;
  readonly #pollMs: number;
  readonly #mostRuns: number;
  /** Workers ordered by idle time, the longest first. */
  readonly #workers = new Map<string, RunWorker>();
  readonly #idle: (() => void)[] = [];
  readonly #atWork = { step: 0, activity: 0 };
  #isPolling = false;
  #pollAgain = false;
  /** Whether runs may be due that were not claimed. */
  #hasMore = false;
  #isClosed = false;
  #isTelling = false;
  #renewAt = 0;
  #alarm: (() => void) | undefined;
  readonly #onQuarantined: (row: RunRow, failure: NativeFailure) => void;

  constructor(options: EngineOptions) {
    this.#onQuarantined = options.onQuarantined ?? (() => {});
    const { store, code, host, clock = machineClock, leaseMs = 10_000, pollMs = 100 } = options;
    const { workerId = newWorkerName(), mostRuns = 1000, mostActivities = 100 } = options;
    this.committer = options.committer ?? new Committer(store);
    this.#pollMs = pollMs;
    this.#mostRuns = mostRuns;
    this.#parts = {
      workerId,
      leaseMs,
      store,
      committer: this.committer,
      clock,
      host,
      code,
      slots: new ActivitySlots(mostActivities),
      metrics: new EngineMetrics(),
      begin: (what) => this.#begin(what),
      committed: (row, events, concernsOthers) => this.#committed(row, events, concernsOthers),
      stopped: (run) => void this.#workers.delete(run),
      complain: options.onError ?? ((error, run) => console.error(`run ${run}:`, error)),
      log: options.onLog ?? (() => {}),
    };
  }

  get workerId(): string {
    return this.#parts.workerId;
  }

  start(): void {
    this.poll();
  }

  /** Call when work may be due: new runs, or changes of this engine's runs. */
  poll(): void {
    if (this.#isClosed) return;
    this.#pollAgain = true;
    if (!this.#isPolling) void this.#pollOn();
  }

  async #pollOn(): Promise<void> {
    this.#isPolling = true;
    const done = this.#begin('step');
    try {
      while (this.#pollAgain && !this.#isClosed) {
        this.#pollAgain = false;
        await this.#pollOnce();
      }
    } catch (error) {
      if (!(error instanceof Refused)) this.#parts.complain(error, '');
      this.#setAlarm(null, this.#parts.clock.now());
    } finally {
      this.#isPolling = false;
      done();
    }
  }

  async #pollOnce(): Promise<void> {
    await this.#makeRoom();
    const { clock, workerId: owner, code, leaseMs } = this.#parts;
    const now = clock.now();
    const { claimed, woken, next } = await this.committer.commit(({ register }) => {
      if (now >= this.#renewAt && leaseMs !== Infinity) {
        register.renew(owner, now + leaseMs);
        for (const other of register.owners()) if (other !== owner && isGone(other)) register.disown(other);
      }
      const { types, files: codes } = code;
      const limit = Math.max(0, mostSteps - this.#atWork.step);
      const taken = register.claim({ owner, now, leaseUntil: now + leaseMs, types, codes, limit });
      this.#hasMore = taken.length === limit;
      return { claimed: taken, woken: register.woken(owner), next: register.nextDue(owner) };
    });
    if (now >= this.#renewAt) this.#renewAt = now + leaseMs / 3;
    // A claimed run may have had another owner meanwhile: the data in memory is outdated.
    for (const { run } of claimed) this.#workers.get(run)?.stop();
    for (const row of [...claimed, ...woken]) this.#worker(row).nudge(true);
    this.#setAlarm(this.#hasMore ? null : next, now);
  }

  #setAlarm(next: number | null, now: number): void {
    this.#alarm?.();
    const soon = Math.min(next ?? Infinity, now + this.#pollMs, this.#renewAt);
    if (soon !== Infinity && !this.#isClosed)
      this.#alarm = this.#parts.clock.at(Math.max(soon, now + 1), () => this.poll());
  }

  #worker(row: RunRow): RunWorker {
    const there = this.#workers.get(row.run);
    const worker = there ?? new RunWorker(row, this.#parts);
    this.#workers.delete(row.run);
    this.#workers.set(row.run, worker);
    return worker;
  }

  /** Releases idle runs, the longest idle first. */
  async #makeRoom(): Promise<void> {
    let over = this.#workers.size - this.#mostRuns;
    const released: Promise<void>[] = [];
    for (const worker of this.#workers.values()) {
      if (over <= 0) break;
      if (!worker.isIdle) continue;
      over--;
      released.push(worker.release());
    }
    await Promise.all(released);
  }

  /** Changes of other runs are processed at once. */
  #committed(row: RunRow, events: readonly NativeEvent[], concernsOthers: boolean): void {
    for (const event of events) if (event.type === 'workflow_task_failed') this.#onQuarantined(row, event.failure);
    if (concernsOthers) this.poll();
  }

  #begin(what: 'step' | 'activity'): () => void {
    this.#atWork[what]++;
    return () => {
      this.#atWork[what]--;
      if (this.#isTelling) return;
      this.#isTelling = true;
      setImmediate(() => this.#tellIdle());
    };
  }

  #tellIdle(): void {
    this.#isTelling = false;
    if (this.#hasMore && this.#atWork.step <= mostSteps / 2) this.poll();
    if (this.#atWork.step > 0) return;
    for (const resolve of this.#idle.splice(0)) resolve();
  }

  /** Number of activities still running. */
  get running(): number {
    return this.#atWork.activity;
  }

  /** Resolves when no run is being stepped and nothing has changed since. */
  async whenStill(): Promise<void> {
    await new Promise<void>((resolve) => this.#idle.push(resolve));
  }

  get isStill(): boolean {
    return this.#atWork.step === 0;
  }

  /** Resolves when no work is in progress: all runs wait for time or for outside input. */
  async whenIdle(): Promise<void> {
    while (!this.isStill || this.running > 0) await this.whenStill();
  }

  /** Takes no more runs; gives activities `graceMs` to end, then tells them to; releases all runs. */
  async close(graceMs = 5000): Promise<void> {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#alarm?.();
    const { clock, host } = this.#parts;
    const { promise: graceIsOver, resolve } = Promise.withResolvers<void>();
    const forget = clock.at(clock.now() + graceMs, resolve);
    await Promise.race([this.whenIdle(), graceIsOver]);
    forget();
    for (const worker of this.#workers.values()) worker.shutDown();
    await new Promise((resolve) => setImmediate(resolve));
    await Promise.all([...this.#workers.values()].map((worker) => worker.release().catch(() => {})));
    this.committer.close();
    await host.close();
  }

  /** Simulates the death of the program: nothing more is stored or released. */
  async crash(): Promise<void> {
    this.#isClosed = true;
    this.#alarm?.();
    this.committer.close();
    for (const worker of this.#workers.values()) worker.stop();
    await this.#parts.host.close();
  }
}
