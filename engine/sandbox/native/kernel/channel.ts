// Channels between the fibers of one run, and the queues of signals. In memory only: a replay recreates them.

import type { Channel, Received, Receiver } from '../../../author/context.ts';
import { Deferred, type ReadyList, type Source } from './deferred.ts';
import type { Scope } from './scope.ts';

type Sender<T> = { readonly value: T; readonly sent: Deferred<void> };

export class FiberChannel<T> implements Source<Received<T>> {
  readonly once = false;
  readonly #ready: ReadyList;
  readonly #capacity: number;
  readonly #buffer: T[] = [];
  #senders: Sender<T>[] = [];
  #receivers: Deferred<Received<T>>[] = [];
  #closed = false;

  constructor(ready: ReadyList, capacity: number) {
    this.#ready = ready;
    this.#capacity = Math.max(0, Math.trunc(capacity));
  }

  isReady(): boolean {
    return this.#buffer.length > 0 || this.#open(this.#senders).length > 0 || this.#closed;
  }

  /** The oldest value first: values in the channel, then values of waiting senders. */
  take(): Received<T> {
    const sender = this.#nextSender();
    if (this.#buffer.length === 0) return sender === undefined ? { ok: false } : { ok: true, value: sender.value };
    const value = this.#buffer.shift()!;
    if (sender !== undefined) this.#buffer.push(sender.value);
    return { ok: true, value };
  }

  /** The sender's value is being received. */
  #nextSender(): Sender<T> | undefined {
    const [sender, ...rest] = this.#open(this.#senders);
    this.#senders = rest;
    sender?.sent.resolve();
    return sender;
  }

  send(value: T, scope: Scope): Deferred<void> {
    const sent = new Deferred<void>(this.#ready);
    if (this.#closed) throw new Error('send on closed channel');
    const receiver = this.#open(this.#receivers)[0];
    if (receiver !== undefined) {
      this.#receivers.splice(this.#receivers.indexOf(receiver), 1);
      receiver.resolve({ ok: true, value });
      sent.resolve();
    } else if (this.#buffer.length < this.#capacity) {
      this.#buffer.push(value);
      sent.resolve();
    } else {
      this.#senders.push({ value, sent });
      scope.watch(sent);
    }
    return sent;
  }

  receive(scope: Scope): Deferred<Received<T>> {
    const received = new Deferred<Received<T>>(this.#ready);
    if (this.isReady()) received.resolve(this.take());
    else {
      this.#receivers.push(received);
      scope.watch(received);
    }
    return received;
  }

  close(): void {
    if (this.#closed) throw new Error('close of closed channel');
    this.#closed = true;
    for (const receiver of this.#receivers) receiver.resolve({ ok: false });
    for (const { sent } of this.#senders) sent.reject(new Error('send on closed channel'));
    this.#receivers = [];
    this.#senders = [];
  }

  /** Waiting entries without the cancelled ones. */
  #open<W extends Deferred<unknown> | Sender<T>>(waiting: readonly W[]): readonly W[] {
    return waiting.filter((each) => !(each instanceof Deferred ? each : each.sent).settled);
  }
}

export type ReceivedSignal = { readonly id: string; readonly input: unknown };

/** One queue per signal name: in the order of the history, without limit. */
export class SignalQueue implements Source<unknown> {
  readonly once = false;
  readonly #ready: ReadyList;
  readonly queue: ReceivedSignal[] = [];
  #receivers: Deferred<unknown>[] = [];

  constructor(ready: ReadyList) {
    this.#ready = ready;
  }

  add(signal: ReceivedSignal): void {
    this.queue.push(signal);
    this.#serve();
  }

  #serve(): void {
    this.#receivers = this.#receivers.filter((receiver) => !receiver.settled);
    while (this.queue.length > 0 && this.#receivers.length > 0) this.#receivers.shift()!.resolve(this.take());
  }

  isReady(): boolean {
    return this.queue.length > 0;
  }

  take(): unknown {
    return this.queue.shift()?.input;
  }

  receive(scope: Scope): Deferred<unknown> {
    const received = new Deferred<unknown>(this.#ready);
    this.#receivers.push(received);
    scope.watch(received);
    this.#serve();
    return received;
  }
}

/** The sources behind the objects that authors hold. */
export const sources = new WeakMap<object, Source<unknown>>();

export function channelFor<T>(channel: FiberChannel<T>, scope: Scope): Channel<T> {
  const face: Channel<T> = {
    send: async (value) => await channel.send(value, scope),
    receive: async () => await channel.receive(scope),
    close: () => channel.close(),
  };
  sources.set(face, channel);
  return face;
}

export function receiverFor<T>(queue: SignalQueue, scope: Scope): Receiver<T> {
  const face: Receiver<T> = {
    receive: async () => (await queue.receive(scope)) as T,
    tryReceive: () => (queue.isReady() ? (queue.take() as T) : undefined),
  };
  sources.set(face, queue);
  return face;
}
