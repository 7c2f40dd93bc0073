// The part of the engine that has runs worked on. Opens nothing before a person looks at a run of this library's own, or
// starts one.

import type { Caller, Params, Result } from '../model/api.ts';
import { RetraceError } from '../model/errors.ts';
import type { LiveRun } from '../model/live-run.ts';
import type { RunSummary } from '../model/run.ts';
import { native } from '../formats/native/native.ts';
import type { LibraryFeed } from './library-feed.ts';
import type { LiveRuns } from '../runtime/live-runs.ts';
import type { WorkerProgram } from '../runtime/worker-process.ts';

/** Loaded only for runs of the engine's own. */
const liveRuns = () => import('../runtime/live-runs.ts');

export type LiveDeskOptions = {
  readonly database: string;
  readonly filesByPath: boolean;
  readonly workerProgram?: WorkerProgram;
};

export class LiveDesk {
  readonly #options: LiveDeskOptions;
  readonly #feed: LibraryFeed;
  readonly #version: () => string;
  #live: Promise<LiveRuns> | undefined;

  constructor(options: LiveDeskOptions, feed: LibraryFeed, version: () => string) {
    this.#options = options;
    this.#feed = feed;
    this.#version = version;
  }

  async readFile({ file }: Params<'readWorkflowFile'>): Promise<Result<'readWorkflowFile'>> {
    this.#program();
    const { readWorkflowFile } = await import('../sandbox/native/workflow-file.ts');
    return await readWorkflowFile(file);
  }

  async start(params: Params<'startRun'>): Promise<Result<'startRun'>> {
    const started = await (await this.runs()).start(params);
    await this.#feed.look();
    return started;
  }

  /** Only the engine's own runs, in a file, have workers. */
  async follow({ runId, dialect }: RunSummary, caller: Caller<LiveRun | null>): Promise<null> {
    const { workerProgram, database } = this.#options;
    const isOwn = dialect === native.id && workerProgram !== undefined && database !== ':memory:';
    if (isOwn) await (await this.runs()).follow(runId, caller);
    else caller.progress(null);
    return null;
  }

  /** Throws `not-here` and the errors of opening the library. */
  async runs(): Promise<LiveRuns> {
    const program = this.#program();
    this.#live ??= liveRuns().then((loaded) => new loaded.LiveRuns(this.#options.database, program, this.#version));
    try {
      return await this.#live;
    } catch (error) {
      this.#live = undefined;
      throw error;
    }
  }

  #program(): WorkerProgram {
    const { workerProgram, filesByPath } = this.#options;
    if (workerProgram === undefined || !filesByPath)
      throw new RetraceError('not-here', 'Workflows cannot be started here. Use the app, or retrace run.');
    return workerProgram;
  }

  /** Ends the workers. */
  async close(): Promise<void> {
    await this.#live?.then((live) => live.close()).catch(() => undefined);
  }
}
