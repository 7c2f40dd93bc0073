// A thread that runs a person's code, seen from outside: it gets one request at a time, is watched during the answer,
// and is ended when it hangs.

import { Worker } from 'node:worker_threads';
import { workerEntry } from '../worker-entry.ts';
import type { ReplayAnswer, ReplayRequest, ThreadData } from './replay-request.ts';

export type ReplayLimits = {
  /** Maximum duration of one activation, in ms. */
  readonly loopMs: number;
  /** Maximum JavaScript memory of the code and its history, in MiB. */
  readonly memoryMb: number;
};

const usualLimits: ReplayLimits = { loopMs: 5000, memoryMb: 1024 };

/** When V8 itself finds no more memory, it ends the whole process: the watch must end the thread before that. */
const headroomMb = 1024;
const memoryWatchMs = 50;

export type ThreadOutcome =
  | ReplayAnswer
  | { readonly type: 'stopped'; readonly reason: 'endless-loop' | 'out-of-memory' };

export class RunningThread {
  readonly #worker: Worker;
  readonly #pulse: Int32Array;
  readonly #limits: ReplayLimits;
  #settle: ((outcomes: readonly ThreadOutcome[]) => void) | undefined;

  constructor(data: Omit<ThreadData, 'pulse'>, limits: Partial<ReplayLimits> = {}) {
    const { guest, digest, code, map, folder, sites, kernel } = data;
    const pulse = new SharedArrayBuffer(12);
    this.#pulse = new Int32Array(pulse);
    this.#limits = { ...usualLimits, ...limits };
    const shared = { guest, digest, code, map, folder, ...(sites && { sites }), ...(kernel && { kernel }) };
    this.#worker = takeSpare(this.#limits) ?? started(this.#limits);
    // Discards the thread's output, which would pile up unread. Not of a spare thread: reading keeps the process alive.
    this.#worker.stdout.resume();
    this.#worker.stderr.resume();
    this.#worker.postMessage({ ...shared, pulse } satisfies ThreadData);
    this.#worker.on('message', (answers: readonly ReplayAnswer[]) => this.#settle?.(answers));
    this.#worker.on('error', (error) => this.#settle?.([failureOf(error)]));
    this.#worker.on('exit', () => this.#settle?.([{ type: 'broken', message: 'the replay thread ended' }]));
  }

  /** Id of the last event delivered to the code. */
  get lastEvent(): number {
    return Atomics.load(this.#pulse, 0);
  }

  /** The last site passed by instrumented code. */
  get lastSite(): number | undefined {
    const site = Atomics.load(this.#pulse, 2);
    return site === 0 ? undefined : site - 1;
  }

  /** An answer to each, in order; or `stopped` or `broken` alone, and the thread is unusable. */
  async ask(requests: readonly ReplayRequest[]): Promise<readonly ThreadOutcome[]> {
    const watches = [this.#watchLoops(), this.#watchMemory()];
    try {
      return await new Promise((resolve) => {
        this.#settle = resolve;
        this.#worker.postMessage(requests, requests.length === 1 ? buffersOf(requests) : []);
      });
    } finally {
      this.#settle = undefined;
      watches.forEach(clearInterval);
    }
  }

  #watchLoops(): NodeJS.Timeout {
    let seen = -1;
    return setInterval(() => {
      const beats = Atomics.load(this.#pulse, 1);
      // Before the first beat no code can loop: the thread is still starting.
      if (beats > 0 && beats === seen) this.#settle?.([{ type: 'stopped', reason: 'endless-loop' }]);
      seen = beats;
    }, this.#limits.loopMs);
  }

  #watchMemory(): NodeJS.Timeout {
    const limit = this.#limits.memoryMb * 1024 * 1024;
    return setInterval(() => {
      this.#worker.getHeapStatistics().then(
        ({ used_heap_size: used, external_memory: outside }) => {
          if (used + outside > limit) this.#settle?.([{ type: 'stopped', reason: 'out-of-memory' }]);
        },
        // The thread has ended: waiting callers are told.
        () => undefined,
      );
    }, memoryWatchMs);
  }

  /** Ends the thread; a waiting caller is told. */
  async end(): Promise<void> {
    await this.#worker.terminate();
  }
}

/** What is moved instead of copied: several requests may have to be asked again. */
function buffersOf(requests: readonly ReplayRequest[]): ArrayBuffer[] {
  return requests.map(({ bytes }) => bytes.buffer as ArrayBuffer);
}

let spare: Worker | undefined;

/** Starts the next thread before its code is known: that takes as long as a short replay. */
export function startSpareThread(): void {
  spare ??= started(usualLimits);
}

function takeSpare({ memoryMb }: ReplayLimits): Worker | undefined {
  if (memoryMb !== usualLimits.memoryMb) return undefined;
  const worker = spare;
  spare = undefined;
  return worker;
}

function started({ memoryMb }: ReplayLimits): Worker {
  const worker = new Worker(workerEntry('./replay-thread.ts', import.meta.url), {
    env: {},
    argv: [],
    stdin: false,
    stdout: true,
    stderr: true,
    resourceLimits: { maxOldGenerationSizeMb: memoryMb + headroomMb },
  });
  worker.unref();
  return worker;
}

function failureOf(error: unknown): ThreadOutcome {
  if ((error as NodeJS.ErrnoException).code === 'ERR_WORKER_OUT_OF_MEMORY')
    return { type: 'stopped', reason: 'out-of-memory' };
  return { type: 'broken', message: error instanceof Error ? (error.stack ?? error.message) : String(error) };
}
