// The `ctx` of workflow code: one per fiber and scope. Turns its calls into requests to the kernel.

import type { Activity } from '../../../author/activity.ts';
import type {
  ActivityOptions,
  Cancellable,
  Channel,
  ChildHandle,
  ChildOptions,
  Context,
  Duration,
  Future,
  Receiver,
  Scope as ScopeHandle,
  Selector,
  Signal,
  Workflow,
  WorkflowInfo,
} from '../../../author/context.ts';
import { Cancelled } from '../../../author/errors.ts';
import { channelFor, FiberChannel, receiverFor } from './channel.ts';
import { Deferred } from './deferred.ts';
import { ContinuesAsNew } from './commands.ts';
import type { Kernel } from './kernel.ts';
import { given, plainValue } from './plain-value.ts';
import { checkPolicies } from './policies.ts';
import { Scope } from './scope.ts';
import { FiberSelector } from './selector.ts';

export class GuestContext implements Context {
  readonly #kernel: Kernel;
  readonly #scope: Scope;
  readonly #fiber: number;
  readonly log: Context['log'];

  constructor(kernel: Kernel, scope: Scope, fiber: number) {
    this.#kernel = kernel;
    this.#scope = scope;
    this.#fiber = fiber;
    const say =
      (level: string) =>
      (...values: readonly unknown[]) =>
        kernel.log(level, values);
    this.log = { debug: say('debug'), info: say('info'), warn: say('warn'), error: say('error') };
  }

  get info(): WorkflowInfo {
    return this.#kernel.info!;
  }

  now(): number {
    return this.#kernel.nowMs;
  }

  random(): number {
    return this.#kernel.chance.fraction();
  }

  uuid(): string {
    return this.#kernel.chance.uuid();
  }

  run<Input, Result>(activity: Activity<Input, Result>, ...given: readonly unknown[]): Cancellable<Result> {
    const [input, options = {}] = given as [input?: Input, options?: ActivityOptions];
    const name = activity.activityName ?? activity.name;
    return this.#cancellable<Result>(name, () => this.#schedule(activity, name, input, options));
  }

  #schedule<Result>(
    activity: Activity<never, Result>,
    name: string,
    input: unknown,
    options: ActivityOptions,
  ): { future: Deferred<Result>; cancel: (reason: string) => void } {
    const kernel = this.#kernel;
    const fiber = this.#fiber;
    const policies = {
      ...given('retry', options.retry ?? activity.retry),
      ...given('timeouts', options.timeouts ?? activity.timeouts),
    };
    checkPolicies(name, policies);
    const { id, future } = kernel.open<Result>(
      {
        type: 'activity_scheduled',
        name,
        ...given('input', plainValue(input, `encode activity input: the input of ${name}`)),
        ...policies,
      },
      fiber,
      name,
    );
    const cancel = (reason: string): void => {
      if (future.settled) return;
      kernel.ask({ type: 'activity_cancel_requested', id }, fiber);
      future.reject(new Cancelled(reason));
    };
    return { future, cancel };
  }

  /** An operation that cannot begin gives a failed future; in a cancelled scope no operation begins. */
  #cancellable<T>(
    name: string,
    begin: () => { future: Deferred<T>; cancel: (reason: string) => void },
  ): Deferred<T> & Cancellable<T> {
    const { reason } = this.#scope;
    if (name === '') throw new TypeError('It has no name: give it one, as in activity("charge", …).');
    try {
      if (reason !== undefined) throw new Cancelled(reason);
      const { future, cancel } = begin();
      this.#scope.watch(future, cancel);
      return Object.assign(future, { cancel: (why = '') => cancel(why) });
    } catch (error) {
      if (!(error instanceof TypeError) && !(error instanceof Cancelled)) throw error;
      const failed = new Deferred<T>(this.#kernel.ready);
      failed.reject(error);
      return Object.assign(failed, { cancel: () => {} });
    }
  }

  async sleep(time: Duration): Promise<void> {
    await this.timer(time);
  }

  timer(time: Duration): Cancellable<void> {
    return this.#cancellable<void>('timer', () => {
      const { id, future } = this.#kernel.timer(time, this.#fiber);
      return { future, cancel: (reason) => this.#kernel.cancelTimer(id, future, this.#fiber, reason) };
    });
  }

  sideEffect<T>(effect: () => T): T {
    return this.#kernel.sideEffect(effect, this.#fiber) as T;
  }

  signal<T>({ signalName }: Signal<T>): Receiver<T> {
    return receiverFor<T>(this.#kernel.signals(signalName), this.#scope);
  }

  channel<T>(capacity = 0): Channel<T> {
    return channelFor(new FiberChannel<T>(this.#kernel.ready, capacity), this.#scope);
  }

  spawn<T>(fiber: (ctx: Context) => Promise<T>): Future<T> {
    return this.#kernel.spawn(this.#scope, fiber);
  }

  condition(isTrue: () => boolean): Promise<void>;
  condition(isTrue: () => boolean, timeout: Duration): Promise<boolean>;
  async condition(isTrue: () => boolean, timeout?: Duration): Promise<never> {
    return (await this.#condition(isTrue, timeout)) as never;
  }

  async #condition(isTrue: () => boolean, timeout?: Duration): Promise<boolean> {
    if (isTrue()) return true;
    const kernel = this.#kernel;
    if (timeout === undefined) {
      await kernel.until(isTrue, this.#scope);
      return true;
    }
    const timer = this.timer(timeout);
    try {
      await kernel.until(() => isTrue() || timer.settled, this.#scope);
      return isTrue();
    } finally {
      timer.cancel('the condition is no longer waited for');
    }
  }

  selector<Result = void>(): Selector<Result> {
    return new FiberSelector<Result>((isTrue) => this.#kernel.until(isTrue, this.#scope)) as Selector<Result>;
  }

  child<Input, Result>(
    workflow: Workflow<Input, Result>,
    input: Input,
    { id: given_, closePolicy = 'terminate' }: ChildOptions = {},
  ): ChildHandle<Result> {
    const kernel = this.#kernel;
    const workflowId = given_ ?? `${this.info.runId}-${kernel.nextNumber}`;
    let started: Deferred<string> | undefined;
    const handle = this.#cancellable<Result>(workflow.name, () => {
      const { id, future } = kernel.open<Result>(
        {
          type: 'child_workflow_scheduled',
          workflowType: workflow.name,
          workflowId,
          ...given('input', plainValue(input, `encode child workflow input: the input of ${workflow.name}`)),
          closePolicy,
        },
        this.#fiber,
        workflow.name,
      );
      started = kernel.startOf(id);
      let asked = false;
      // The future ends when the child does: its cleanup is awaited.
      const cancel = (reason: string): void => {
        if (future.settled || asked) return;
        asked = true;
        kernel.ask({ type: 'child_workflow_cancel_requested', id, reason }, this.#fiber);
      };
      return { future, cancel };
    });
    return Object.assign(handle, { workflowId, started: started ?? (handle as unknown as Future<string>) });
  }

  signalExternal<T>(workflowId: string, { signalName }: Signal<T>, value: T): Future<void> {
    return this.#cancellable<void>(signalName, () => {
      const { future } = this.#kernel.open<void>(
        {
          type: 'signal_external_scheduled',
          workflowId,
          name: signalName,
          ...given('input', plainValue(value, `the value of ${signalName}`)),
        },
        this.#fiber,
        signalName,
      );
      return { future, cancel: (reason) => future.reject(new Cancelled(reason)) };
    });
  }

  continueAsNew(input?: unknown): never {
    // oxlint-disable-next-line typescript/only-throw-error
    throw new ContinuesAsNew(plainValue(input, 'the input of the next run'));
  }

  get cancellation(): Future<string> {
    return this.#scope.cancellation;
  }

  get isCancelled(): boolean {
    return this.#scope.reason !== undefined;
  }

  scope<T>(work: (ctx: Context) => Promise<T>): ScopeHandle<T> {
    return this.#within(new Scope(this.#kernel.ready, this.#scope), work);
  }

  shield<T>(work: (ctx: Context) => Promise<T>): ScopeHandle<T> {
    return this.#within(new Scope(this.#kernel.ready), work);
  }

  #within<T>(scope: Scope, work: (ctx: Context) => Promise<T>): ScopeHandle<T> {
    const result = this.#kernel.spawn(scope, work);
    const handle = Object.assign(result, { cancel: (reason = '') => scope.cancel(reason), cancelled: false });
    return Object.defineProperty(handle, 'cancelled', { get: () => scope.reason !== undefined });
  }

  onQuery(name: string, answer: (input: unknown) => unknown): void {
    this.#kernel.onQuery(name, answer);
  }

  version(name: string, latest = 1): number {
    return this.#kernel.version(name, latest, this.#fiber);
  }
}
