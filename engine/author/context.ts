// The context of a workflow function: everything durable goes through it. Types only; the sandbox implements them.

import type { ActivityTimeouts, ClosePolicy, NativeParent, RetryPolicy } from '../model/native-event.ts';
import type { Activity } from './activity.ts';

/** Milliseconds, or a text: `250ms`, `30s`, `5m`, `2h`, `3d`. */
export type Duration = number | `${number}${'ms' | 's' | 'm' | 'h' | 'd'}`;

/** A workflow is an exported async function; its name is its type. */
export type Workflow<Input, Result> = (ctx: Context, input: Input) => Promise<Result>;

export type WorkflowInfo = {
  readonly workflowType: string;
  readonly workflowId: string;
  readonly runId: string;
  readonly startedAt: number;
  readonly parent?: NativeParent;
  readonly continuedFrom?: string;
};

/** The name of a signal, with the type of its value. */
export type Signal<T> = { readonly signalName: string; readonly carries?: T };

/** A future result. It can be awaited many times, and be a case of a selector. */
export interface Future<T> extends PromiseLike<T> {
  readonly settled: boolean;
}

export interface Cancellable<T> extends Future<T> {
  /** Has no effect after the end. */
  cancel(reason?: string): void;
}

export interface ChildHandle<T> extends Cancellable<T> {
  readonly workflowId: string;
  /** The id of the child's first run, once it has started. */
  readonly started: Future<string>;
}

export type ActivityOptions = { readonly retry?: RetryPolicy; readonly timeouts?: ActivityTimeouts };
export type ChildOptions = { readonly id?: string; readonly closePolicy?: ClosePolicy };

/** Values arrive in the order of sending; each is received once. */
export interface Receiver<T> {
  receive(): Promise<T>;
  /** undefined where no value is available. */
  tryReceive(): T | undefined;
}

export type Received<T> = { readonly ok: true; readonly value: T } | { readonly ok: false };

/** A channel between fibers of one run. It holds `capacity` values; with 0 a send waits for its receiver. */
export interface Channel<T> {
  send(value: T): Promise<void>;
  /** `ok` is false where the channel is closed and empty. */
  receive(): Promise<Received<T>>;
  /** Waiting receivers are told of the close; waiting senders get an error. */
  close(): void;
}

/**
 * Waits for the first of several sources. Of sources ready together the first one added wins; only its value is taken.
 */
export interface Selector<Result> {
  on<T>(source: Future<T> | Receiver<T>, then: (value: T) => Result | Promise<Result>): Selector<Result>;
  on<T>(source: Channel<T>, then: (received: Received<T>) => Result | Promise<Result>): Selector<Result>;
  /** The result of the winner's function. Throws when the winner fails. A future that has won leaves the selector. */
  select(): Promise<Result>;
  readonly hasPending: boolean;
}

export interface Scope<T> extends Cancellable<T> {
  readonly cancelled: boolean;
}

export interface Context {
  readonly info: WorkflowInfo;
  /** The time of this workflow task, ms since 1970; the same in a replay. */
  now(): number;
  /** A number from 0 up to 1, excluding 1; the same in a replay. */
  random(): number;
  uuid(): string;

  run<Input, Result>(
    activity: Activity<Input, Result>,
    ...given: undefined extends Input
      ? [input?: Input, options?: ActivityOptions]
      : [input: Input, options?: ActivityOptions]
  ): Cancellable<Result>;
  sleep(time: Duration): Promise<void>;
  timer(time: Duration): Cancellable<void>;
  /** Runs once; a replay takes the value from the history. */
  sideEffect<T>(effect: () => T): T;

  signal<T>(signal: Signal<T>): Receiver<T>;
  channel<T>(capacity?: number): Channel<T>;
  /** Starts another fiber of this run. One fiber runs at a time, until it waits: shared data needs no lock. */
  spawn<T>(fiber: (ctx: Context) => Promise<T>): Future<T>;
  condition(isTrue: () => boolean): Promise<void>;
  /** False where the timeout came first. */
  condition(isTrue: () => boolean, timeout: Duration): Promise<boolean>;
  selector<Result = void>(): Selector<Result>;

  child<Input, Result>(workflow: Workflow<Input, Result>, input: Input, options?: ChildOptions): ChildHandle<Result>;
  /** Signals the open run of that workflow id. Throws without an open run. */
  signalExternal<T>(workflowId: string, signal: Signal<T>, value: T): Future<void>;
  /** Ends this run; the workflow continues as a new run, with its unreceived signals. */
  continueAsNew(input?: unknown): never;

  /** Ends, with the reason, when this scope is cancelled. */
  readonly cancellation: Future<string>;
  readonly isCancelled: boolean;
  /** Operations begun by `work` can be cancelled separately. */
  scope<T>(work: (ctx: Context) => Promise<T>): Scope<T>;
  /** Operations begun by `work` continue when the workflow is cancelled: for cleanup. */
  shield<T>(work: (ctx: Context) => Promise<T>): Scope<T>;

  /** The answer runs between workflow tasks and must change nothing. */
  onQuery(name: string, answer: (input: unknown) => unknown): void;
  /** Returns `latest` in new runs, and 0 in runs that passed this place before the call was added. */
  version(name: string, latest?: number): number;
  readonly log: Readonly<Record<'debug' | 'info' | 'warn' | 'error', (...values: readonly unknown[]) => void>>;
}
