// Guests in a separate thread. Code that never waits, or uses all the memory, ends with the thread, and only it fails:
// the other runs in the thread are lost, and recreated from their histories.

import { Worker } from 'node:worker_threads';
import type { NativeFailure } from '../../model/native-event.ts';
import { workerEntry } from '../../worker-entry.ts';
import type { Activation, QueryAnswer } from './activation.ts';
import { kernelScript, type NativeBundle } from './bundle.ts';
import { gone, type GuestHost, type GuestName, type HostAnswer, jsonOf } from './guest-host.ts';
import type { ThreadAnswer, ThreadRequest } from './guest-thread.ts';

export type ThreadOptions = {
  /** Maximum time in ms that code may run without waiting. */
  readonly timeoutMs?: number;
  readonly memoryMb?: number;
};

type Waiting = { readonly resolve: (answer: never) => void; readonly isQuery: boolean; readonly budgetMs: number };
type Thread = {
  readonly worker: Worker;
  readonly waiting: Map<number, Waiting>;
  readonly unsent: ThreadRequest[];
  /** Id of the request being processed. */
  readonly atWork: Int32Array;
  isReady: boolean;
  timer: NodeJS.Timeout | undefined;
};

export class ThreadGuests implements GuestHost {
  readonly #timeoutMs: number;
  readonly #memoryMb: number;
  readonly #bundles = new Map<string, NativeBundle>();
  #kernel = '';
  #thread: Thread | undefined;
  #lastId = 0;

  constructor({ timeoutMs = 10_000, memoryMb = 1024 }: ThreadOptions = {}) {
    this.#timeoutMs = timeoutMs;
    this.#memoryMb = memoryMb;
  }

  async load(bundle: NativeBundle): Promise<void> {
    this.#kernel = await kernelScript();
    if (this.#bundles.has(bundle.digest)) return;
    this.#bundles.set(bundle.digest, bundle);
    if (this.#thread !== undefined) this.#send(this.#thread, { type: 'load', bundle, kernel: this.#kernel });
  }

  async activate(guest: GuestName, activations: readonly Activation[], isNew: boolean): Promise<HostAnswer> {
    const texts = activations.map(jsonOf);
    const answer = await this.#ask<string | HostAnswer>(
      (id) => ({ type: 'activate', id, guest, activations: texts, isNew }),
      false,
      texts.length,
    );
    return typeof answer === 'string' ? (JSON.parse(answer) as HostAnswer) : answer;
  }

  async query(run: string, name: string, input: unknown): Promise<QueryAnswer> {
    return await this.#ask((id) => ({ type: 'query', id, run, name, input }), true, 1);
  }

  drop(run: string): void {
    if (this.#thread !== undefined) this.#send(this.#thread, { type: 'drop', run });
  }

  /** A long history has more time: one ms per task. */
  #ask<A>(request: (id: number) => ThreadRequest, isQuery: boolean, tasks: number): Promise<A> {
    const thread = (this.#thread ??= this.#open());
    const id = ++this.#lastId;
    return new Promise<A>((resolve) => {
      thread.waiting.set(id, { resolve, isQuery, budgetMs: this.#timeoutMs + tasks });
      this.#send(thread, request(id));
      if (thread.waiting.size === 1) this.#watch(thread);
    });
  }

  /** Requests of one event-loop turn cross together: crossing costs more than most tasks. */
  #send(thread: Thread, request: ThreadRequest): void {
    if (thread.unsent.push(request) > 1) return;
    queueMicrotask(() => thread.worker.postMessage(thread.unsent.splice(0)));
  }

  #open(): Thread {
    const atWork = new SharedArrayBuffer(4);
    const worker = new Worker(workerEntry('./guest-thread.ts', import.meta.url), {
      workerData: atWork,
      env: {},
      execArgv: ['--disable-warning=ExperimentalWarning'],
      resourceLimits: { maxOldGenerationSizeMb: this.#memoryMb },
    });
    const thread: Thread = {
      worker,
      waiting: new Map(),
      unsent: [],
      atWork: new Int32Array(atWork),
      isReady: false,
      timer: undefined,
    };
    worker.on('message', (answers: readonly ThreadAnswer[]) => {
      thread.isReady = true;
      for (const { id, answer } of answers) {
        const { resolve } = thread.waiting.get(id) ?? {};
        thread.waiting.delete(id);
        resolve?.(answer as never);
      }
      this.#watch(thread);
    });
    worker.on('error', (error: Error & { code?: unknown }) => {
      const isMemory = error.code === 'ERR_WORKER_OUT_OF_MEMORY';
      this.#end(thread, {
        kind: isMemory ? 'memory' : 'panic',
        message: isMemory ? `the code took more than ${this.#memoryMb} MB of memory` : error.message,
      });
    });
    for (const bundle of this.#bundles.values()) this.#send(thread, { type: 'load', bundle, kernel: this.#kernel });
    worker.unref();
    return thread;
  }

  /** The clock restarts with every answer, so that each request has its own time. */
  #watch(thread: Thread): void {
    clearTimeout(thread.timer);
    thread.worker[thread.waiting.size > 0 ? 'ref' : 'unref']();
    const [first] = thread.waiting.values();
    if (first === undefined || !thread.isReady) return;
    thread.timer = setTimeout(() => {
      this.#end(thread, {
        kind: 'endless',
        message: `the code ran for ${this.#timeoutMs} ms without waiting: a loop that never ends, or work for an activity`,
      });
    }, first.budgetMs);
  }

  /** The request in progress has failed; the others are lost. Without one, the longest waiting request has failed. */
  #end(thread: Thread, failure: NativeFailure): void {
    if (this.#thread === thread) this.#thread = undefined;
    clearTimeout(thread.timer);
    void thread.worker.terminate();
    const [first] = thread.waiting.keys();
    const atWork = Atomics.load(thread.atWork, 0);
    const failed = thread.waiting.has(atWork) ? atWork : first;
    for (const [id, { resolve, isQuery }] of thread.waiting) {
      if (id === failed) resolve({ type: 'failed', failure } as never);
      else resolve((isQuery ? { type: 'failed', failure: gone } : { type: 'lost' }) as never);
    }
    thread.waiting.clear();
  }

  async close(): Promise<void> {
    const thread = this.#thread;
    this.#thread = undefined;
    clearTimeout(thread?.timer);
    await thread?.worker.terminate();
  }
}
