// The workers that this program has started: one process for each file of workflows.

import { resolve } from 'node:path';
import { bundleWorkflows } from '../sandbox/native/bundle.ts';
import { WorkerProcess, type WorkerProgram } from './worker-process.ts';

export class OwnWorkers {
  readonly #program: WorkerProgram;
  readonly #database: string;
  readonly #working = new Map<string, WorkerProcess>();
  /** Those that work or begin. */
  readonly #all = new Set<WorkerProcess>();
  /** Last words of workers that ended by themselves, by file. */
  readonly #lost = new Map<string, string>();
  #starting: Promise<unknown> = Promise.resolve();
  #changes = 0;

  constructor(program: WorkerProgram, database: string) {
    this.#program = program;
    this.#database = database;
  }

  /** Rises with every start and end of a worker. */
  get changes(): number {
    return this.#changes;
  }

  of(file: string): WorkerProcess | undefined {
    return this.#working.get(file);
  }

  lost(file: string): string | undefined {
    return this.#lost.get(file);
  }

  /** A worker with the file as it now is works on. Throws its error where it does not begin. */
  workOn(file: string): Promise<void> {
    const started = this.#starting.then(() => this.#workOn(resolve(file)));
    this.#starting = started.catch(() => undefined);
    return started;
  }

  async #workOn(file: string): Promise<void> {
    const { digest } = await bundleWorkflows(file);
    const there = this.#working.get(file);
    if (there?.digest === digest) return;
    if (there !== undefined) await this.#end(there);
    const worker = new WorkerProcess(this.#program, { file, digest, database: this.#database }, (words) => {
      this.#lost.set(file, words);
      this.#forget(worker);
    });
    this.#all.add(worker);
    this.#lost.delete(file);
    try {
      await worker.ready;
    } catch (error) {
      this.#all.delete(worker);
      throw error;
    }
    if (this.#all.has(worker)) this.#working.set(file, worker);
    this.#changes++;
  }

  #forget(worker: WorkerProcess): void {
    this.#all.delete(worker);
    if (this.#working.get(worker.file) === worker) this.#working.delete(worker.file);
    this.#changes++;
  }

  async #end(worker: WorkerProcess): Promise<void> {
    this.#forget(worker);
    await worker.close();
  }

  async close(): Promise<void> {
    await Promise.all([...this.#all].map((worker) => this.#end(worker)));
    await this.#starting;
  }
}
