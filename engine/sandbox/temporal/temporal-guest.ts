// A guest with Temporal workflow code, run by the bundled `@temporalio/workflow`: it handles an activation step by step
// like `BaseVMWorkflow` of `worker/lib/workflow/vm-shared.js`. The number and order of entries into the context
// determine what the code does; keep every step in this order.

import { format, types } from 'node:util';
import vm from 'node:vm';
import { must } from '../../model/assert.ts';
import type { Activation, Answer, Command, Guest, Job, LogLine, Start } from '../guest.ts';
import { marksGlobal, type RunningCalls } from '../locals/running-calls.ts';
import type { Realm } from './realm.ts';
import type { Activator, SdkCommand, SdkJob, SinkCall, WorkerInterface, WorkflowContext } from './sdk.ts';
import { oldTask, sdkJob, seedBytes, startInfo, taskInfo } from './to-sdk.ts';
import { thrownError, UnhandledRejections } from './thrown.ts';
import type { WorkflowScript } from './workflow-script.ts';

export type GuestOptions = {
  /** Keeps the stacks of commands: of those with these numbers, or of all. This takes time. */
  readonly origins?: ReadonlySet<number> | 'all';
  /** Keeps what the code logs. */
  readonly logs?: boolean;
};

type ApiCall = keyof WorkerInterface;
const calls = new Map<ApiCall, vm.Script>();

/** Only the end of a script empties a context's microtask queue: each call is a script. */
function callOf(name: ApiCall): vm.Script {
  let script = calls.get(name);
  if (script === undefined) {
    script = new vm.Script(`__TEMPORAL__.api.${name}(...__temporal_args)`);
    calls.set(name, script);
  }
  return script;
}

/** A function of the context: as an answer to a promise one of another context would run in that one's queue. */
const watchFailures = new vm.Script(`(activator, note) => {
  const { handleWorkflowFailure: handle } = activator;
  if (handle !== undefined)
    activator.handleWorkflowFailure = (error) => {
      note({ error });
      try {
        return handle.call(activator, error);
      } finally {
        note();
      }
    };
}`);

export class TemporalGuest implements Guest {
  /** The active calls of instrumented code. */
  readonly calls: RunningCalls | undefined;
  readonly #script: WorkflowScript;
  readonly #options: GuestOptions;
  /** Errors made where commands were issued. */
  readonly #origins = new Map<number, unknown>();
  readonly #ordinals = new WeakMap<SdkCommand, number>();
  #logs: LogLine[] = [];
  #realm: Realm | undefined;
  #activator: Activator | undefined;

  constructor(script: WorkflowScript, options: GuestOptions = {}) {
    this.#script = script;
    this.#options = options;
    this.calls = script.calls();
  }

  async activate(activation: Activation): Promise<Answer> {
    if (this.calls !== undefined) this.calls.lastEvent = activation.historyLength;
    try {
      const [first] = activation.jobs;
      if (first?.type === 'start') await this.#start(first, activation);
      const isQuery = first?.type === 'queryWorkflow';
      if (isQuery) this.#query(activation);
      else this.#run(activation);
      const { commands } = this.#call('concludeActivation').successful;
      if (!isQuery) await rejections.settled(must(this.#activator));
      return {
        type: 'commands',
        commands: commands.map((command) => this.#commandOf(command)),
        logs: this.#takeLogs(),
      };
    } catch (error) {
      return { type: 'failed', error: thrownError(error), logs: this.#takeLogs() };
    }
  }

  stackOf(ordinal: number): string | undefined {
    return this.#origins.has(ordinal) ? thrownError(this.#origins.get(ordinal)).stack : undefined;
  }

  /** Names of the queries that the code handles now, without the SDK's own. */
  queries(): readonly string[] {
    const handlers = this.#activator?.queryHandlers;
    // An array of this realm: the context's own methods may be a person's.
    const names: string[] = [];
    if (types.isMap(handlers)) Map.prototype.forEach.call(handlers, (_, name) => names.push(String(name)));
    return names.filter((name) => !name.startsWith('__'));
  }

  dispose(): void {
    if (this.#activator === undefined) return;
    try {
      this.#call('dispose');
    } catch {
      // An error of the code's own `dispose` no longer has an effect.
    }
    rejections.forget(this.#activator);
    this.#activator = undefined;
    this.#script.giveBack(must(this.#realm));
    this.#realm = undefined;
  }

  get #context(): WorkflowContext {
    return must(this.#realm).context;
  }

  async #start(start: Start, activation: Activation): Promise<void> {
    const realm = await this.#script.lend();
    this.#realm = realm;
    const { context } = realm;
    const { calls } = this;
    if (calls !== undefined) Object.defineProperty(context, marksGlobal, { value: calls });
    realm.begin(this.#script.code, (level, values) => this.#log(level, values));
    this.#call('initRuntime', {
      info: startInfo(start, activation),
      randomnessSeed: seedBytes(start.randomnessSeed),
      now: Math.floor(activation.atMs),
      showStackTraceSources: false,
      sourceMap: { version: 3, sources: [], names: [], mappings: '', file: '' },
      getTimeOfDay: () => 0n,
      // Activities are never run here: no name is refused.
      registeredActivityNames: { has: () => true },
      stackTracesEnabled: false,
      failureExceptionTypeNames: [],
      patches: activation.jobs.flatMap((job) => (job.type === 'notifyHasPatch' ? [job.patchId] : [])),
    });
    const activator = must(context.__TEMPORAL_ACTIVATOR__);
    this.#activator = activator;
    rejections.watch(activator);
    calls?.watch(activator);
    this.#number(activator);
  }

  /** Every command passes through `pushCommand`, called from the code that issues it, or for what the code threw. */
  #number(activator: Activator): void {
    const push = activator.pushCommand.bind(activator);
    const { origins } = this.#options;
    let ordinal = 0;
    let thrown: { readonly error: unknown } | undefined;
    activator.pushCommand = (command, complete) => {
      this.#ordinals.set(command, ++ordinal);
      if (origins === 'all' || origins?.has(ordinal) === true)
        this.#origins.set(ordinal, thrown === undefined ? new Error() : thrown.error);
      push(command, complete);
    };
    const note = (found?: { readonly error: unknown }): void => void (thrown = found);
    const watch = watchFailures.runInContext(this.#context) as (activator: Activator, to: typeof note) => void;
    watch(activator, note);
  }

  #run(activation: Activation): void {
    if (this.#has('initialize')) this.#runTask(activation);
    else this.#runOldTask(activation);
  }

  /** Up to SDK 1.10: three turns, and the data that changes per task is delivered with the first. */
  #runOldTask(activation: Activation): void {
    const { Long } = this.#context.__TEMPORAL__;
    const jobs = activation.jobs.map((job) => this.#sdkJob(job));
    const isPatch = ({ variant }: SdkJob): boolean => variant === 'notifyHasPatch';
    const isSignal = ({ variant }: SdkJob): boolean => variant === 'signalWorkflow';
    const others = jobs.filter((job) => !isPatch(job) && !isSignal(job));
    [jobs.filter(isPatch), jobs.filter(isSignal), others]
      .filter(({ length }) => length > 0)
      .forEach((batch, index) => {
        this.#call('activate', { ...oldTask(activation, Long), jobs: batch }, index);
        if (!batch.some(isPatch)) while (this.#call('tryUnblockConditions') > 0);
      });
  }

  #runTask(activation: Activation): void {
    const activator = must(this.#activator);
    activator.now = Math.floor(activation.atMs);
    const { isReplaying } = activation;
    activator.mutateWorkflowInfo((info) => ({
      ...info,
      ...taskInfo(activation),
      unsafe: { ...info.unsafe, isReplaying, isReplayingHistoryEvents: isReplaying },
    }));
    activator.addKnownFlags(activation.flags);
    if (activation.sdkVersion !== undefined) activator.sdkVersion = activation.sdkVersion;
    const jobs = activation.jobs.map((job) => this.#sdkJob(job));
    const first = must(jobs[0]);
    if (first.variant === 'initializeWorkflow') this.#call('initialize', first['initializeWorkflow'] as object);
    for (const job of activation.jobs) if (job.type === 'notifyHasPatch') activator.notifyHasPatch(job);
    this.#runBatches(
      jobs.filter(({ variant }) => variant !== 'notifyHasPatch'),
      activator,
    );
  }

  #runBatches(jobs: SdkJob[], activator: Activator): void {
    const isSignal = ({ variant }: SdkJob): boolean => variant === 'signalWorkflow';
    const asOneBatch = this.#context.__TEMPORAL__.flags?.ProcessWorkflowActivationJobsAsSingleBatch;
    if (!jobs.some(isSignal) || (asOneBatch !== undefined && activator.hasFlag?.(asOneBatch) === true)) {
      const seed = jobs.findLast(({ variant }) => variant === 'updateRandomSeed');
      if (seed !== undefined) activator.updateRandomSeed(seed['updateRandomSeed'] as object);
      this.#runBatch(jobs.filter(({ variant }) => variant !== 'updateRandomSeed'));
      return;
    }
    const batches = [jobs.filter(isSignal), jobs.filter((job) => !isSignal(job))];
    batches.filter(({ length }) => length > 0).forEach((batch, index) => this.#runBatch(batch, index));
  }

  #runBatch(jobs: SdkJob[], index?: number): void {
    this.#call('activate', { jobs }, ...(index === undefined ? [] : [index]));
    while (this.#call('tryUnblockConditions') > 0);
  }

  #query({ jobs }: Activation): void {
    must(this.#activator).mutateWorkflowInfo((info) => ({
      ...info,
      unsafe: { ...info.unsafe, isReplaying: true, isReplayingHistoryEvents: false },
    }));
    this.#call('activate', { jobs: jobs.map((job) => this.#sdkJob(job)) });
  }

  #call<Name extends ApiCall>(
    name: Name,
    ...args: Parameters<NonNullable<WorkerInterface[Name]>>
  ): ReturnType<NonNullable<WorkerInterface[Name]>> {
    const context = this.#context;
    context.__temporal_args = args;
    return callOf(name).runInContext(context) as ReturnType<NonNullable<WorkerInterface[Name]>>;
  }

  #has(name: ApiCall): boolean {
    return this.#context.__TEMPORAL__.api[name] !== undefined;
  }

  #sdkJob(job: Job): SdkJob {
    return sdkJob(
      job,
      this.#context.__TEMPORAL__.Long,
      this.#has('initialize') ? 'initializeWorkflow' : 'startWorkflow',
    );
  }

  /** `{scheduleActivity: {…}, userMetadata}` → `{type: 'scheduleActivity', …, userMetadata}`. */
  #commandOf(command: SdkCommand): Command {
    const { userMetadata } = command;
    const isSaid = ([name, value]: readonly [string, unknown]): boolean =>
      value !== undefined && name !== 'userMetadata';
    const [type = '', said] = Object.entries(command).find(isSaid) ?? [];
    const about = userMetadata === undefined || userMetadata === null ? {} : { userMetadata };
    return { type, ordinal: this.#ordinals.get(command), ...(said as object), ...about } as Command;
  }

  #log(level: string, values: readonly unknown[]): void {
    if (this.#options.logs === true) this.#logs.push({ level, text: format(...values) });
  }

  /** Sinks are drained even without a reader, so that they do not grow. */
  #takeLogs(): readonly LogLine[] {
    for (const { ifaceName, fnName, args } of this.#sinkCalls())
      if (ifaceName === '__temporal_logger') this.#log(fnName, args.slice(0, 1));
    const logs = this.#logs;
    if (logs.length > 0) this.#logs = [];
    return logs;
  }

  #sinkCalls(): readonly SinkCall[] {
    const activator = this.#activator;
    if (activator?.getAndResetSinkCalls !== undefined) return activator.getAndResetSinkCalls();
    return activator !== undefined && this.#has('getAndResetSinkCalls') ? this.#call('getAndResetSinkCalls') : [];
  }
}

const rejections = new UnhandledRejections();
