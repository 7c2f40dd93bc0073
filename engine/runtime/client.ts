// Starts, signals and queries workflows. Needs no engine in its own process: the engine that works on a run sees the
// changes.

import { randomUUID } from 'node:crypto';
import type { Signal, Workflow } from '../author/context.ts';
import { RetraceError } from '../model/errors.ts';
import type { Json } from '../model/json.ts';
import type { NativeEvent, NativeFailure } from '../model/native-event.ts';
import type { DeadLetter, RowQuery, RunRow } from '../store/register/register.ts';
import type { RunTransaction } from '../store/register/run-store.ts';
import type { EngineStore } from './coded-store.ts';
import { type Clock, machineClock } from './clock.ts';
import { beginRun, deliver, failureOfEnd, terminate } from './consequences.ts';
import { describeRun, type RunDescription } from './describe-run.ts';
import { decoded } from './history.ts';
import { EngineMetrics } from './engine-metrics.ts';
import { isEnd } from '../model/native-history.ts';
import { given, plainValue } from '../sandbox/native/kernel/plain-value.ts';

export type StartOptions = {
  /** Workflow id; where absent it is made of the key, or generated. */
  readonly id?: string;
  /** The file of the workflow's code. */
  readonly code?: string;
  /** When a run is open under this id: refuse, use that run, or terminate it and begin anew. */
  readonly onRunning?: 'refuse' | 'use' | 'terminate';
  /** When a run has ended under this id: begin again, begin only if it did not complete, or never. */
  readonly afterEnd?: 'allow' | 'failed' | 'refuse';
  /** Another start with the same key counts as the same start. */
  readonly key?: string;
};

export type RunEnd =
  | { readonly type: 'completed'; readonly result?: Json }
  | { readonly type: 'failed' | 'cancelled' | 'terminated'; readonly failure: NativeFailure };

export type ClientOptions = {
  readonly clock?: Clock;
  /** Commits a transaction: through the engine of this process, where one exists. */
  readonly commit?: <T>(work: (transaction: RunTransaction) => T) => Promise<T>;
  /** Called when a change needs an engine's attention. */
  readonly onChange?: () => void;
};

/** One run, or the run that continues it. */
export class RunHandle<Result> {
  readonly workflowId: string;
  readonly runId: string;
  readonly #client: WorkflowClient;

  constructor(client: WorkflowClient, workflowId: string, runId: string) {
    this.#client = client;
    this.workflowId = workflowId;
    this.runId = runId;
  }

  /** Waits for the end of the run. Throws the run's failure. */
  async result(): Promise<Result> {
    const end = await this.end();
    if (end.type === 'completed') return end.result as Result;
    throw new WorkflowFailed(this.workflowId, end.type, end.failure);
  }

  async end(): Promise<RunEnd> {
    return await this.#client.endOf(this.runId);
  }
}

export class WorkflowFailed extends Error {
  override readonly name = 'WorkflowFailed';
  readonly how: 'failed' | 'cancelled' | 'terminated';
  readonly failure: NativeFailure;

  constructor(workflowId: string, how: 'failed' | 'cancelled' | 'terminated', failure: NativeFailure) {
    super(`workflow ${workflowId} ${how === 'failed' ? 'failed' : `was ${how}`}: ${failure.message}`);
    this.how = how;
    this.failure = failure;
  }
}

export class WorkflowClient {
  readonly #store: EngineStore;
  readonly #clock: Clock;
  readonly #commit: <T>(work: (transaction: RunTransaction) => T) => Promise<T>;
  readonly #onChange: () => void;

  constructor(store: EngineStore, { clock = machineClock, commit, onChange = () => {} }: ClientOptions = {}) {
    this.#store = store;
    this.#clock = clock;
    this.#commit = commit ?? ((work) => store.transact(work));
    this.#onChange = onChange;
  }

  /** Throws `workflow-running` and `run-exists` where the id may not be reused. */
  async start<Input, Result>(
    workflow: string | Workflow<Input, Result>,
    input: NoInfer<Input>,
    options: StartOptions = {},
  ): Promise<RunHandle<Result>> {
    const workflowType = typeof workflow === 'string' ? workflow : workflow.name;
    const workflowId = options.id ?? `${workflowType}-${options.key ?? randomUUID().slice(0, 8)}`;
    const value = asJson(input, `the input of ${workflowType}`);
    const runId = await this.#changing((transaction) => {
      const there = this.#mayStart(transaction, workflowId, options);
      if (there !== undefined) return there.run;
      const begun = {
        workflowType,
        workflowId,
        ...given('input', value),
        code: options.code ?? null,
        startKey: options.key ?? null,
      };
      return beginRun(transaction, begun, this.#clock.now());
    });
    return new RunHandle<Result>(this, workflowId, runId);
  }

  /** An existing run that counts for this start, or undefined where a new run may begin. */
  #mayStart(transaction: RunTransaction, workflowId: string, options: StartOptions): RunRow | undefined {
    const { onRunning = 'refuse', afterEnd = 'allow', key } = options;
    const open = transaction.register.openRun(workflowId);
    const [latest] = transaction.register.list({ workflowId, limit: 1 });
    const [same] = key === undefined ? [] : transaction.register.list({ workflowId, startKey: key, limit: 1 });
    if (same !== undefined) return same;
    if (open !== undefined) {
      if (onRunning === 'use') return open;
      if (onRunning === 'refuse')
        throw new RetraceError(
          'workflow-running',
          `Workflow ${workflowId} is running (run ${open.run}). Give another id, or end it first.`,
        );
      terminate(transaction, open, 'another run was started in its place', this.#clock.now());
      return undefined;
    }
    if (latest === undefined || afterEnd === 'allow') return undefined;
    if (afterEnd === 'failed' && !hasCompleted(transaction, latest.run)) return undefined;
    throw new RetraceError(
      'run-exists',
      `Workflow ${workflowId} has run already (run ${latest.run}). Give another id.`,
    );
  }

  /**
   * Throws `no-such-run` where no run is open, and keeps the signal as a dead letter. `id`: signals with the same id to
   * the open run, or the one that it continues, count as one.
   */
  async signal<T>(workflowId: string, signal: string | Signal<T>, value?: NoInfer<T>, id?: string): Promise<void> {
    const name = typeof signal === 'string' ? signal : signal.signalName;
    const input = asJson(value, `the value of ${name}`);
    const arrived = await this.#changing((transaction) => {
      const row = transaction.register.openRun(workflowId);
      const at = this.#clock.now();
      if (row !== undefined && (id === undefined || !hasSignal(transaction, row.run, id)))
        deliver(transaction, row, {
          type: 'signal_received',
          at,
          id: id ?? randomUUID(),
          name,
          ...given('input', input),
        });
      else if (row === undefined)
        transaction.register.addDeadLetter({
          at,
          workflowId,
          name,
          input: input === undefined ? null : JSON.stringify(input),
        });
      return row !== undefined;
    });
    if (arrived) return;
    new EngineMetrics().deadLetter();
    throw noOpenRun(workflowId, ' The signal is kept as a dead letter.');
  }

  /** Asks the code to end; after `withinMs` the run is terminated. */
  async cancel(workflowId: string, reason = '', withinMs?: number): Promise<void> {
    const at = this.#clock.now();
    const deadline = withinMs === undefined ? {} : { deadline: at + withinMs };
    await this.#toOpenRun(workflowId, (transaction, row) =>
      deliver(transaction, row, { type: 'workflow_cancel_requested', at, reason, ...deadline }),
    );
  }

  /** Ends the run without asking its code. */
  async terminate(workflowId: string, reason = ''): Promise<void> {
    await this.#toOpenRun(workflowId, (transaction, row) => terminate(transaction, row, reason, this.#clock.now()));
  }

  /** Stops running the code until the run is resumed. */
  async pause(workflowId: string, reason = ''): Promise<void> {
    await this.#tell(workflowId, 'workflow_paused', reason);
  }

  async resume(workflowId: string, reason = ''): Promise<void> {
    await this.#tell(workflowId, 'workflow_resumed', reason);
  }

  async #tell(workflowId: string, type: 'workflow_paused' | 'workflow_resumed', reason: string): Promise<void> {
    await this.#toOpenRun(workflowId, (transaction, row) =>
      deliver(transaction, row, { type, at: this.#clock.now(), reason }),
    );
  }

  /** Resumes a quarantined run with the present code. */
  async retry(workflowId: string): Promise<void> {
    await this.#toOpenRun(workflowId, ({ register }, row) =>
      register.put({ ...row, quarantined: null, woken: true, dueAt: this.#clock.now() }),
    );
  }

  async #toOpenRun(workflowId: string, work: (transaction: RunTransaction, row: RunRow) => void): Promise<void> {
    const found = await this.#changing((transaction) => {
      const row = transaction.register.openRun(workflowId);
      if (row !== undefined) work(transaction, row);
      return row !== undefined;
    });
    if (!found) throw noOpenRun(workflowId, '');
  }

  async #changing<T>(work: (transaction: RunTransaction) => T): Promise<T> {
    // An error here is thrown before any change.
    const outcome = await this.#commit((transaction) => {
      try {
        return { result: work(transaction) };
      } catch (error) {
        if (error instanceof RetraceError) return { error };
        throw error;
      }
    });
    if ('error' in outcome) throw outcome.error;
    this.#onChange();
    return outcome.result;
  }

  /** Waits for the end of the run, or of the run that continues it. */
  async endOf(runId: string): Promise<RunEnd> {
    for (let run = runId; ;) {
      const end = await this.#lastEvent(run);
      if (end.type !== 'workflow_continued_as_new' || end.nextRunId === undefined) return endFrom(end);
      run = end.nextRunId;
    }
  }

  async #lastEvent(run: string): Promise<NativeEvent> {
    await this.#store.whenEnded(run);
    const latest = await this.#commit((transaction) =>
      transaction.read(run, Math.max(1, transaction.lastSeq(run) - 3)),
    );
    const end = latest.findLast(isEnd) ?? (await this.#store.log.read(run, 1, Infinity)).findLast(isEnd);
    if (end !== undefined) return decoded(end);
    throw new RetraceError('log-closed', 'The event log was closed before the run ended.');
  }

  async list(query: Partial<RowQuery> = {}): Promise<readonly RunRow[]> {
    return await this.#commit(({ register }) => register.list({ limit: 100, ...query }));
  }

  async deadLetters(limit = 100): Promise<readonly DeadLetter[]> {
    return await this.#commit(({ register }) => register.deadLetters(limit));
  }

  /** The open run of a workflow id, or its latest run; also finds a run id. Throws `no-such-run`. */
  async find(name: string): Promise<RunRow> {
    const row = await this.#commit(
      ({ register }) =>
        register.openRun(name) ?? register.list({ workflowId: name, limit: 1 })[0] ?? register.get(name),
    );
    if (row === undefined)
      throw new RetraceError(
        'no-such-run',
        `No engine has started a workflow ${JSON.stringify(name)}. See retrace list.`,
      );
    return row;
  }

  async describe(name: string): Promise<RunDescription> {
    const row = await this.find(name);
    const stored = await this.#store.log.read(row.run, 1, Infinity);
    return describeRun(row, stored.map(decoded));
  }

  handle<Result>(row: RunRow): RunHandle<Result> {
    return new RunHandle<Result>(this, row.workflowId, row.run);
  }
}

function hasCompleted(transaction: RunTransaction, run: string): boolean {
  return transaction.read(run, 1).some(({ type }) => type === 'workflow_completed');
}

function hasSignal(transaction: RunTransaction, run: string, id: string): boolean {
  const events = transaction.read(run, 1).map(decoded);
  const [first] = events;
  const before = first?.type === 'workflow_started' ? first.continuedFrom : undefined;
  return [...events, ...(before === undefined ? [] : transaction.read(before, 1).map(decoded))].some(
    (event) => event.type === 'signal_received' && event.id === id,
  );
}

/** A copy. Throws `not-json`. */
function asJson(value: unknown, what: string): Json | undefined {
  try {
    return plainValue(value, what);
  } catch (error) {
    throw new RetraceError('not-json', (error as Error).message, { cause: error });
  }
}

function noOpenRun(workflowId: string, more: string): RetraceError {
  return new RetraceError(
    'no-such-run',
    `Workflow ${JSON.stringify(workflowId)} has no open run.${more} See retrace list.`,
  );
}

function endFrom(end: NativeEvent): RunEnd {
  if (end.type === 'workflow_completed')
    return { type: 'completed', ...(end.result !== undefined && { result: end.result }) };
  const how =
    end.type === 'workflow_cancelled' ? 'cancelled' : end.type === 'workflow_terminated' ? 'terminated' : 'failed';
  return { type: how, failure: failureOfEnd(end) };
}
