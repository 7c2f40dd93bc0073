// Runs one workflow in the sandbox: events go in, commands come out. Resumes one fiber at a time, in an order that only
// the history determines. SPEC.md N10 to N19.

import type { Context, Duration, WorkflowInfo } from '../../../author/context.ts';
import { Cancelled, failureOf, OperationFailed } from '../../../author/errors.ts';
import type { Json } from '../../../model/json.ts';
import type { NativeCommand, NativeEvent, NativeFailure } from '../../../model/native-event.ts';
import { commandNumber } from '../../../model/native-history.ts';
import type { FiberRoot } from '../../../model/replay/locals.ts';
import type { Activation, Answer, Divergence, EffectOutcome, LogLine, Noted, QueryAnswer } from '../activation.ts';
import { SignalQueue } from './channel.ts';
import { Chance } from './chance.ts';
import { type Asked, type CommandBody, ContinuesAsNew, differingField, drifts } from './commands.ts';
import { Deferred } from './deferred.ts';
import { durationMs } from './duration.ts';
import { given, plainValue } from './plain-value.ts';
import { RecordedCommands } from './recorded-commands.ts';
import { Scope } from './scope.ts';

export type WorkflowFunction = (ctx: Context, input: unknown) => unknown;
/** `drift`: commands that differ from the recorded ones; `all`: every command with its stack, and log lines. */
export type Notes = 'none' | 'drift' | 'all';
/** Creates the `ctx` of a fiber. */
export type ContextMaker = (kernel: Kernel, scope: Scope, fiber: number) => Context;

/** Thrown into code that has diverged from the history; its later actions do not count. */
class Diverged extends Error {}

export class Kernel {
  readonly #workflow: WorkflowFunction;
  readonly #contextFor: ContextMaker;
  readonly ready: (() => void)[] = [];
  /** In the order in which the waits began. */
  readonly #conditions = new Map<Deferred<void>, () => boolean>();
  /** Operations without a result, and what they are called. */
  readonly #operations = new Map<number, { readonly future: Deferred<unknown>; readonly called: string }>();
  readonly #starts = new Map<number, Deferred<string>>();
  readonly #signals = new Map<string, SignalQueue>();
  readonly #queries = new Map<string, (input: unknown) => unknown>();
  readonly #versions = new Map<string, number>();
  readonly #failedFibers: Deferred<unknown>[] = [];
  #fiberCount = 0;
  #lastNumber = 0;
  #task = 0;
  #commands: NativeCommand[] = [];
  #recorded: RecordedCommands | undefined;
  #logs: LogLine[] = [];
  /** Requests to cancel that the code has not felt. */
  #cancelsAhead = 0;
  #ended = false;
  /** What is running now and may ask for nothing. */
  #onlyLooks: string | undefined;
  #divergence: Divergence | undefined;
  #onward: { readonly versions: Readonly<Record<string, number>>; readonly effects: EffectOutcome[] } | undefined;
  /** The notes to report beside the commands. */
  notes: Notes = 'none';
  #noted: Noted[] = [];
  /** Wraps every begin of a fiber. */
  beginning: (root: FiberRoot, run: () => void) => void = (_, run) => run();
  #chance: Chance | undefined;
  info: WorkflowInfo | undefined;
  nowMs = 0;
  readonly root: Scope = new Scope(this.ready);

  constructor(workflow: WorkflowFunction, contextFor: ContextMaker) {
    this.#workflow = workflow;
    this.#contextFor = contextFor;
  }

  get chance(): Chance {
    return (this.#chance ??= new Chance(this.info?.runId ?? ''));
  }

  /** Delivers an activation; `turn` runs the code. */
  begin({ task, atMs, events, recorded, onward }: Activation): void {
    this.#task = task;
    this.nowMs = atMs;
    this.#commands = [];
    this.#logs = [];
    this.#noted = [];
    if (onward !== undefined) this.#onward = { ...onward, effects: [...onward.effects] };
    this.#recorded = recorded === undefined ? undefined : new RecordedCommands(recorded);
    for (const event of events) this.#see(event);
  }

  /**
   * Resumes one fiber until it waits. False where none can run. The sandbox's promises are run down between two turns.
   */
  turn(): boolean {
    if (this.#ended || this.#divergence !== undefined) return false;
    const resume = this.ready.shift();
    if (resume !== undefined) {
      resume();
      return true;
    }
    return this.#nextCondition() || this.#failedFiber();
  }

  #nextCondition(): boolean {
    for (const [waiting, isTrue] of this.#conditions) {
      if (!waiting.settled && !holds(isTrue, waiting)) continue;
      this.#conditions.delete(waiting);
      if (!waiting.settled) waiting.resolve();
      return true;
    }
    return false;
  }

  /** A failed fiber whose result no code awaits fails the workflow. */
  #failedFiber(): boolean {
    const failed = this.#failedFibers.splice(0).find(({ observed }) => !observed);
    if (failed === undefined) return false;
    try {
      failed.take();
    } catch (error) {
      this.#end(error);
    }
    return true;
  }

  answer(): Answer {
    this.#checkLeftOver();
    if (this.#divergence !== undefined)
      return { type: 'diverged', divergence: this.#divergence, logs: this.#logs, ...this.#notes() };
    const unconsumed = [...this.#signals.values()].flatMap(({ queue }) => queue.map(({ id }) => id));
    return {
      type: 'commands',
      commands: this.#commands,
      logs: this.#logs,
      unconsumed,
      cancelsAhead: this.#cancelsAhead,
      ...this.#notes(),
    };
  }

  #notes(): { noted?: readonly Noted[] } {
    return this.notes === 'none' ? {} : { noted: this.#noted };
  }

  /** True where everything went as recorded, with nothing to report. */
  get isUneventful(): boolean {
    this.#checkLeftOver();
    return this.#divergence === undefined && this.#noted.length === 0 && this.#logs.length === 0;
  }

  get queryNames(): readonly string[] {
    return [...this.#queries.keys()];
  }

  #checkLeftOver(): void {
    const left = this.#recorded?.due;
    if (left === undefined || this.#divergence !== undefined) return;
    this.#divergence = { command: commandNumber(left) ?? this.#lastNumber + 1, expected: left, field: 'type' };
  }

  query(name: string, input: unknown): QueryAnswer {
    const answer = this.#queries.get(name);
    if (answer === undefined) {
      const known = [...this.#queries.keys()].join(', ') || 'none';
      return { type: 'failed', failure: { kind: 'unknown-query', message: `no query ${name}; there is: ${known}` } };
    }
    try {
      const value = this.#looking(`the query ${name}`, () => plainValue(answer(input), `the answer to ${name}`));
      return { type: 'answered', ...given('value', value) };
    } catch (error) {
      return { type: 'failed', failure: failureOf(error) };
    }
  }

  #see(event: NativeEvent): void {
    switch (event.type) {
      case 'workflow_started':
        return this.#start(event);
      case 'activity_completed':
      case 'child_workflow_completed':
        return this.#taken(event.id)?.future.resolve(event.result);
      case 'timer_fired':
      case 'signal_external_delivered':
        return this.#taken(event.id)?.future.resolve(undefined);
      case 'activity_failed':
      case 'activity_cancelled':
      case 'child_workflow_failed':
      case 'signal_external_failed':
        return this.#fail(event.id, event.type, event.failure);
      case 'child_workflow_started':
        return this.#starts.get(event.id)?.resolve(event.runId);
      case 'signal_received':
        return this.signals(event.name).add({ id: event.id, input: event.input });
      case 'workflow_cancel_requested':
        this.#cancelsAhead++;
        return void this.ready.push(() => {
          this.#cancelsAhead--;
          this.root.cancel(event.reason);
        });
      default:
    }
  }

  #start({
    input,
    workflowType,
    workflowId,
    runId,
    at,
    parent,
    continuedFrom,
  }: NativeEvent & { type: 'workflow_started' }): void {
    this.info = {
      workflowType,
      workflowId,
      runId,
      startedAt: at,
      ...given('parent', parent),
      ...given('continuedFrom', continuedFrom),
    };
    this.ready.push(() => {
      const ctx = this.#contextFor(this, this.root, 0);
      this.beginning({ type: 'main', name: workflowType }, () => {
        void (async () => await this.#workflow(ctx, input))().then(
          (result) => this.#complete(result),
          (error: unknown) => this.#end(error),
        );
      });
    });
  }

  #fail(id: number, type: string, failure: NativeFailure): void {
    const kind = type.startsWith('child') ? 'childWorkflow' : type.startsWith('signal') ? 'signalExternal' : 'activity';
    const operation = this.#taken(id);
    const error = new OperationFailed(`${kind}:${id}`, operation?.called ?? kind, failure);
    this.#starts.get(id)?.reject(error);
    operation?.future.reject(error);
  }

  #taken(id: number): { readonly future: Deferred<unknown>; readonly called: string } | undefined {
    const operation = this.#operations.get(id);
    this.#operations.delete(id);
    return operation;
  }

  #complete(result: unknown): void {
    try {
      this.#close({ type: 'workflow_completed', ...given('result', plainValue(result, 'the result of the workflow')) });
    } catch (error) {
      this.#end(error);
    }
  }

  #end(error: unknown): void {
    if (error instanceof Diverged) return;
    if (error instanceof ContinuesAsNew)
      this.#close({ type: 'workflow_continued_as_new', ...given('input', error.input) });
    else if (error instanceof Cancelled) this.#close({ type: 'workflow_cancelled', reason: error.reason });
    else this.#close({ type: 'workflow_failed', failure: failureOf(error) });
  }

  #close(body: CommandBody): void {
    if (this.#ended || this.#divergence !== undefined) return;
    try {
      this.ask(body, 0);
    } catch {
      return;
    }
    this.#ended = true;
  }

  /** Records a command of the code, or finds it in the history. The history takes precedence. */
  ask(body: CommandBody, fiber: number): Asked {
    if (this.#onlyLooks !== undefined) throw new Error(`${this.#onlyLooks} asks for something; it may only look`);
    if (this.#ended) throw new Error('The workflow has ended: it can ask for nothing any more.');
    if (this.#divergence !== undefined) throw new Diverged('diverged');
    if (this.#recorded === undefined) {
      const asked = this.#numbered(body, fiber);
      this.#commands.push(asked);
      this.#note(asked);
      return asked;
    }
    if (body.type !== 'version_marked') this.#passMarkers();
    const asked = this.#numbered(body, fiber);
    const expected = this.#recorded.take();
    const field = differingField(expected, asked);
    this.#note(asked, field === undefined ? expected : undefined);
    if (expected !== undefined && field === undefined) return expected;
    this.#divergence = {
      command: commandNumber(expected ?? asked) ?? commandNumber(asked) ?? this.#lastNumber,
      ...given('expected', expected),
      got: asked,
      field: field ?? 'type',
    };
    throw new Diverged('diverged');
  }

  #note(asked: Asked, expected?: Asked): void {
    if (this.notes === 'all') this.#noted.push({ command: asked, stack: stackOfNow() });
    else if (this.notes === 'drift' && expected !== undefined && drifts(expected, asked))
      this.#noted.push({ command: asked });
  }

  /** Commands that end the workflow have no number. */
  #numbered(body: CommandBody, fiber: number): Asked {
    const issued = { task: this.#task, fiber };
    if (body.type.startsWith('workflow_')) return { ...body, ...issued } as Asked;
    const number = ++this.#lastNumber;
    return { ...body, ...('id' in body ? { command: number } : { id: number }), ...issued } as Asked;
  }

  /** Code without a call for a recorded version passes its marker by; a later call gets what it says. */
  #passMarkers(upTo?: string): void {
    for (;;) {
      const passed = this.#recorded?.passMarker(upTo);
      if (passed === undefined) return;
      this.#lastNumber = passed.id;
      if (!this.#versions.has(passed.name)) this.#versions.set(passed.name, passed.version);
    }
  }

  /** Begins an operation of the code, whose result comes from the history. `cancel`: the command that cancels it. */
  open<T>(body: CommandBody, fiber: number, called: string): { readonly id: number; readonly future: Deferred<T> } {
    const id = commandNumber(this.ask(body, fiber)) ?? 0;
    const future = new Deferred<T>(this.ready);
    this.#operations.set(id, { future, called });
    return { id, future };
  }

  /** Number of the next command. */
  get nextNumber(): number {
    return this.#lastNumber + 1;
  }

  /** What the effect throws is recorded as well, and thrown again in a replay. */
  sideEffect(effect: () => unknown, fiber: number): Json | undefined {
    const { value, failure } = this.#recorded?.effect ?? this.#onward?.effects.shift() ?? this.#outcomeOf(effect);
    const asked = this.ask(
      { type: 'side_effect_recorded', ...given('value', value), ...given('failure', failure) },
      fiber,
    );
    if (asked.type !== 'side_effect_recorded') return undefined;
    if (asked.failure !== undefined) throw new OperationFailed(`sideEffect:${asked.id}`, 'side effect', asked.failure);
    return asked.value;
  }

  #outcomeOf(effect: () => unknown): EffectOutcome {
    try {
      return given(
        'value',
        this.#looking('a side effect', () => plainValue(effect(), 'the value of a side effect')),
      );
    } catch (error) {
      return { failure: failureOf(error) };
    }
  }

  /** Runs code that may ask for nothing. */
  #looking<T>(who: string, look: () => T): T {
    this.#onlyLooks = who;
    try {
      return look();
    } finally {
      this.#onlyLooks = undefined;
    }
  }

  startOf(id: number): Deferred<string> {
    const started = new Deferred<string>(this.ready);
    this.#starts.set(id, started);
    return started;
  }

  timer(time: Duration, fiber: number): { readonly id: number; readonly future: Deferred<void> } {
    const ms = durationMs(time);
    return this.open<void>({ type: 'timer_started', ms, fireAt: this.nowMs + ms }, fiber, 'timer');
  }

  cancelTimer(id: number, future: Deferred<void>, fiber: number, reason: string): void {
    if (future.settled) return;
    this.ask({ type: 'timer_cancelled', id }, fiber);
    this.#operations.delete(id);
    future.reject(new Cancelled(reason));
  }

  until(isTrue: () => boolean, scope: Scope): Deferred<void> {
    const waiting = new Deferred<void>(this.ready);
    this.#conditions.set(waiting, isTrue);
    scope.watch(waiting);
    return waiting;
  }

  spawn<T>(scope: Scope, work: (ctx: Context) => Promise<T>): Deferred<T> {
    const future = new Deferred<T>(this.ready);
    const fiber = ++this.#fiberCount;
    const ctx = this.#contextFor(this, scope, fiber);
    // A fiber is not ended by its scope, but by the end of what it waits for.
    scope.watch(future, () => {});
    this.ready.push(() =>
      this.beginning({ type: 'fiber', name: String(fiber) }, () => {
        void (async () => await work(ctx))().then(
          (value) => future.resolve(value),
          (error: unknown) => this.#fiberFailed(future as Deferred<unknown>, error),
        );
      }),
    );
    return future;
  }

  /** The failure of a cancelled fiber is expected. */
  #fiberFailed(future: Deferred<unknown>, error: unknown): void {
    if (error instanceof Diverged) return;
    if (error instanceof ContinuesAsNew) return this.#end(error);
    future.reject(error);
    if (!(error instanceof Cancelled)) this.#failedFibers.push(future);
  }

  signals(name: string): SignalQueue {
    let queue = this.#signals.get(name);
    if (queue === undefined) this.#signals.set(name, (queue = new SignalQueue(this.ready)));
    return queue;
  }

  onQuery(name: string, answer: (input: unknown) => unknown): void {
    this.#queries.set(name, answer);
  }

  version(name: string, latest: number, fiber: number): number {
    const known = this.#versions.get(name);
    if (known !== undefined) return known;
    const version = this.#decideVersion(name, latest, fiber);
    this.#versions.set(name, version);
    return version;
  }

  #decideVersion(name: string, latest: number, fiber: number): number {
    const chosen = this.#onward === undefined ? latest : (this.#onward.versions[name] ?? 0);
    if (chosen === 0 || this.#recorded?.hasMarker(name) === false) return 0;
    this.#passMarkers(name);
    const asked = this.ask({ type: 'version_marked', name, version: chosen }, fiber);
    return asked.type === 'version_marked' ? asked.version : latest;
  }

  /** Logs once: a replay does not repeat it, unless log lines are requested. */
  log(level: string, values: readonly unknown[]): void {
    if (this.#recorded === undefined || this.notes === 'all')
      this.#logs.push({ level, text: values.map(textOf).join(' ') });
  }
}

/** The stack of the calling code: it needs more frames than an error usually has, because of the kernel's own. */
function stackOfNow(): string {
  const limit = Error.stackTraceLimit;
  Error.stackTraceLimit = 50;
  const { stack = '' } = new Error();
  Error.stackTraceLimit = limit;
  return stack;
}

function holds(isTrue: () => boolean, waiting: Deferred<void>): boolean {
  try {
    return isTrue();
  } catch (error) {
    waiting.reject(error);
    return true;
  }
}

function textOf(value: unknown): string {
  if (typeof value === 'string') return value;
  if (value instanceof Error) return value.stack ?? value.message;
  try {
    return JSON.stringify(value) ?? String(value);
  } catch {
    return String(value);
  }
}
