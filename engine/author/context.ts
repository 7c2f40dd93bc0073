// What a workflow function is given: everything durable goes through it. Types alone; the sandbox implements them.

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

/** The name of a signal, with the type of what it carries. */
export type Signal<T> = { readonly signalName: string; readonly carries?: T };

/** Something that will end. Can be awaited many times, and be a case of a selector. */
export interface Future<T> extends PromiseLike<T> {
  readonly settled: boolean;
}

export interface Cancellable<T> extends Future<T> {
  /** Nothing happens where it has ended. */
  cancel(reason?: string): void;
}

export interface ChildHandle<T> extends Cancellable<T> {
  readonly workflowId: string;
  /** The id of its first run, once it is there. */
  readonly started: Future<string>;
}

export type ActivityOptions = { readonly retry?: RetryPolicy; readonly timeouts?: ActivityTimeouts };
export type ChildOptions = { readonly id?: string; readonly closePolicy?: ClosePolicy };

/** Values come in the order in which they were sent; each is received once. */
export interface Receiver<T> {
  receive(): Promise<T>;
  /** undefined where none is there. */
  tryReceive(): T | undefined;
}

export type Received<T> = { readonly ok: true; readonly value: T } | { readonly ok: false };

/** Between fibers of one run. `capacity` values wait in it; with 0 a send waits for its receiver. */
export interface Channel<T> {
  send(value: T): Promise<void>;
  /** `ok` is false where the channel is closed and empty. */
  receive(): Promise<Received<T>>;
  /** Those who wait to receive are told; those who wait to send get an error. */
  close(): void;
}

/** Waits for the first of several. Of those that are ready together the one that was added first wins; only its value is taken. */
export interface Selector<Result> {
  on<T>(source: Future<T> | Receiver<T>, then: (value: T) => Result | Promise<Result>): Selector<Result>;
  on<T>(source: Channel<T>, then: (received: Received<T>) => Result | Promise<Result>): Selector<Result>;
  /** What the winner's function gives. A source that ends badly throws here. A future that has won is out of the selector. */
  select(): Promise<Result>;
  readonly hasPending: boolean;
}

export interface Scope<T> extends Cancellable<T> {
  readonly cancelled: boolean;
}

export interface Context {
  readonly info: WorkflowInfo;
  /** The time of this workflow task, ms since 1970: the same again in a replay. */
  now(): number;
  /** From 0 up to 1; the same again in a replay. */
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
  /** Runs once; its value is in the history and comes from there in a replay. */
  sideEffect<T>(effect: () => T): T;

  signal<T>(signal: Signal<T>): Receiver<T>;
  channel<T>(capacity?: number): Channel<T>;
  /** Another fiber of this run. One runs at a time, and each until it waits: what they share needs no lock. */
  spawn<T>(fiber: (ctx: Context) => Promise<T>): Future<T>;
  condition(isTrue: () => boolean): Promise<void>;
  /** False where the time was over first. */
  condition(isTrue: () => boolean, timeout: Duration): Promise<boolean>;
  selector<Result = void>(): Selector<Result>;

  child<Input, Result>(workflow: Workflow<Input, Result>, input: Input, options?: ChildOptions): ChildHandle<Result>;
  /** To the open run of that workflow id. Throws where there is none. */
  signalExternal<T>(workflowId: string, signal: Signal<T>, value: T): Future<void>;
  /** Ends this run; the workflow goes on as a new one, with its unconsumed signals. */
  continueAsNew(input?: unknown): never;

  /** Ends, with the reason, when this scope is cancelled. */
  readonly cancellation: Future<string>;
  readonly isCancelled: boolean;
  /** What `work` begins can be cancelled by itself. */
  scope<T>(work: (ctx: Context) => Promise<T>): Scope<T>;
  /** What `work` begins goes on when the workflow is cancelled: for what must be undone. */
  shield<T>(work: (ctx: Context) => Promise<T>): Scope<T>;

  /** Answered between workflow tasks; must change nothing. */
  onQuery(name: string, answer: (input: unknown) => unknown): void;
  /** `latest` in new runs; 0 in runs that came by here before this call was in the code. */
  version(name: string, latest?: number): number;
  readonly log: Readonly<Record<'debug' | 'info' | 'warn' | 'error', (...values: readonly unknown[]) => void>>;
}
