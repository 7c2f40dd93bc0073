// Starts runs and steers them for callers through the contract, and tells who works on them. The code of workflows and
// activities runs in worker processes; only queries run workflow code here, in a sandbox of a thread of its own.

import { setTimeout } from 'node:timers/promises';
import type { Caller, Params, Result } from '../model/api.ts';
import { RetraceError } from '../model/errors.ts';
import type { Json } from '../model/json.ts';
import type { LiveRun, LiveWorker, WorkflowFile } from '../model/live-run.ts';
import { bundleWorkflows } from '../sandbox/native/bundle.ts';
import { ThreadGuests } from '../sandbox/native/thread-guests.ts';
import { readWorkflowFile } from '../sandbox/native/workflow-file.ts';
import type { RunRow } from '../store/register/register.ts';
import { RunStore } from '../store/register/run-store.ts';
import { WorkflowClient } from './client.ts';
import { decoded } from './history.ts';
import { OwnWorkers } from './own-workers.ts';
import { queryRun } from './query-run.ts';
import { RunDesk } from './run-desk.ts';
import type { WorkerProgram } from './worker-process.ts';
import { isGone, pidOf } from './worker-name.ts';

/** Interval in ms of looks for changes. */
const lookEveryMs = 150;

export class LiveRuns {
  readonly #store: RunStore;
  readonly #client: WorkflowClient;
  readonly #workers: OwnWorkers;
  readonly #version: () => string;

  /** `version`: changes with every write of any program. */
  constructor(database: string, program: WorkerProgram, version: () => string) {
    if (database === ':memory:')
      throw new RetraceError('not-here', 'A library in memory has no runs of its own: open one in a file, with --db.');
    this.#store = RunStore.inFile(database);
    this.#client = new WorkflowClient(this.#store);
    this.#workers = new OwnWorkers(program, database);
    this.#version = version;
  }

  async close(): Promise<void> {
    await this.#workers.close();
    await this.#store.close();
  }

  async start({ file: path, workflow, input, id }: Params<'startRun'>): Promise<Result<'startRun'>> {
    const given = jsonOf(input);
    const { file, workflows } = await readWorkflowFile(path);
    if (!workflows.includes(workflow))
      throw new RetraceError(
        'no-such-workflow',
        `${file} exports no workflow ${workflow}. It exports: ${workflows.join(', ') || 'none'}.`,
      );
    await this.#workers.workOn(file);
    const options = { code: file, ...(id !== null && { id }) };
    const { runId, workflowId } = await this.#client.start<unknown, unknown>(workflow, given, options);
    return { run: runId, workflowId };
  }

  async signal({ run, name, input }: Params<'signalRun'>): Promise<null> {
    const { workflowId } = await this.#client.find(run);
    await this.#client.signal(workflowId, name, jsonOf(input));
    return null;
  }

  async ask({ run, name, input }: Params<'askRun'>): Promise<Result<'askRun'>> {
    const given = jsonOf(input);
    const row = await this.#client.find(run);
    const host = new ThreadGuests();
    try {
      const bundle = await bundleWorkflows(fileOf(row));
      const answer = await queryRun(this.#store, bundle, host, { row, name, input: given });
      return answer.type === 'answered'
        ? { type: 'answered', value: answer.value ?? null }
        : { type: 'failed', message: answer.failure.message };
    } finally {
      await host.close();
    }
  }

  async steer({ run, steer, reason }: Params<'steerRun'>): Promise<null> {
    const row = await this.#client.find(run);
    if (steer === 'retry') await this.#workers.workOn(fileOf(row));
    await this.#client[steer](row.workflowId, reason);
    return null;
  }

  async workOn({ run }: Params<'workOnRun'>): Promise<null> {
    await this.#workers.workOn(fileOf(await this.#client.find(run)));
    return null;
  }

  async follow(run: string, { signal, progress }: Caller<LiveRun | null>): Promise<void> {
    const watched = new WatchedRun(run, this.#store, this.#workers);
    let told: string | undefined;
    let looked: string | undefined;
    while (!signal.aborted) {
      const state = this.#state();
      if (state === undefined || state !== looked) {
        // A library that is locked now is looked at again.
        const now = await watched.look().catch(() => undefined);
        const text = JSON.stringify(now);
        if (now !== undefined && text !== told) progress(now);
        told = text ?? told;
        looked = now === undefined ? undefined : state;
      }
      await setTimeout(lookEveryMs, undefined, { signal, ref: false }).catch(() => undefined);
    }
  }

  /** undefined where the library does not answer. */
  #state(): string | undefined {
    try {
      return `${this.#workers.changes} ${this.#version()}`;
    } catch {
      return undefined;
    }
  }
}

class WatchedRun {
  readonly #run: string;
  readonly #store: RunStore;
  readonly #workers: OwnWorkers;
  readonly #desk = new RunDesk();
  #known = 0;
  #isCancelling = false;
  #offered: { readonly of: string; readonly file: WorkflowFile | undefined } | undefined;

  constructor(run: string, store: RunStore, workers: OwnWorkers) {
    this.#run = run;
    this.#store = store;
    this.#workers = workers;
  }

  async look(): Promise<LiveRun | null> {
    const row = await this.#store.transact(({ register }) => register.get(this.#run));
    if (row === undefined) return null;
    for (const event of await this.#store.log.read(this.#run, this.#known + 1, Infinity)) {
      const { type } = event;
      this.#desk.apply(decoded(event));
      this.#isCancelling ||= type === 'workflow_cancel_requested';
      this.#known = event.seq;
    }
    this.#desk.unseen = [];
    const { signals = [], queries = [] } = (await this.#offeredBy(row)) ?? {};
    return {
      state: this.#stateOf(row),
      workflowId: row.workflowId,
      file: row.code,
      quarantined: row.closed ? null : row.quarantined,
      worker: row.closed ? null : this.#workerOf(row),
      lost: (row.code === null ? undefined : this.#workers.lost(row.code)) ?? null,
      signals,
      queries,
    };
  }

  #stateOf({ closed, quarantined }: RunRow): LiveRun['state'] {
    if (closed) return 'ended';
    if (quarantined !== null) return 'quarantined';
    if (this.#desk.isPaused) return 'paused';
    return this.#isCancelling ? 'cancelling' : 'running';
  }

  #workerOf({ owner, code, leaseUntil }: RunRow): LiveWorker | null {
    const own = code === null ? undefined : this.#workers.of(code);
    if (own !== undefined) return { type: 'own', pid: own.pid };
    if (owner === null || isGone(owner) || leaseUntil < Date.now()) return null;
    return { type: 'other', name: pidOf(owner) };
  }

  /** Read anew with every worker of this program that begins. */
  async #offeredBy({ code }: RunRow): Promise<WorkflowFile | undefined> {
    if (code === null) return undefined;
    const of = this.#workers.of(code)?.digest ?? '';
    if (this.#offered?.of !== of) this.#offered = { of, file: await readWorkflowFile(code).catch(() => undefined) };
    return this.#offered.file;
  }
}

function fileOf({ code, workflowId }: RunRow): string {
  if (code !== null) return code;
  throw new RetraceError(
    'not-here',
    `Nothing says where the code of ${workflowId} is. Use retrace worker FILE, and retrace query --file.`,
  );
}

function jsonOf(text: string): Json | undefined {
  if (text.trim() === '') return undefined;
  try {
    return JSON.parse(text) as Json;
  } catch (error) {
    throw new RetraceError(
      'not-json',
      `The input is no JSON: ${error instanceof Error ? error.message : String(error)}. A text stands in quotes: "text".`,
    );
  }
}
