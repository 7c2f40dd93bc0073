// Both ends of a conversation over a pipe. Neither knows what carries it.

import type { CallName, Params, PushBody, PushName, Result } from './api.ts';
import { RetraceError } from './errors.ts';
import type { Frame, Pipe } from './pipe.ts';

export type Client = {
  call<N extends CallName>(name: N, params: Params<N>): Promise<Result<N>>;
  on<N extends PushName>(name: N, listener: (body: PushBody<N>) => void): () => void;
  onClose(listener: () => void): void;
};

/** The asking end. A closed pipe rejects all that waits, with an error made where the call was made. */
export function connect(pipe: Pipe): Client {
  const waiting = new Map<number, { resolve: (value: never) => void; reject: (error: Error) => void; lost: RetraceError }>();
  const listeners = new Map<string, Set<(body: never) => void>>();
  const closeListeners: (() => void)[] = [];
  let nextId = 1;
  let closed = false;

  pipe.onFrame((frame) => {
    if (frame.type === 'push') {
      for (const listener of listeners.get(frame.name) ?? []) listener(frame.body as never);
    } else if (frame.type === 'reply') {
      const call = waiting.get(frame.id);
      waiting.delete(frame.id);
      if ('error' in frame) call?.reject(new RetraceError(frame.error.code, frame.error.message));
      else call?.resolve(frame.ok as never);
    }
  });
  pipe.onClose(() => {
    closed = true;
    for (const { reject, lost } of waiting.values()) reject(lost);
    waiting.clear();
    for (const listener of closeListeners) listener();
  });

  return {
    call(name, params) {
      const lost = new RetraceError('disconnected', `The engine went away during ${name}. Start Retrace again.`);
      if (closed) return Promise.reject(lost);
      return new Promise((resolve, reject) => {
        const id = nextId++;
        waiting.set(id, { resolve, reject, lost });
        pipe.send({ type: 'call', id, name, params });
      });
    },
    on(name, listener) {
      const set = listeners.get(name) ?? new Set();
      listeners.set(name, set);
      set.add(listener);
      return () => set.delete(listener);
    },
    onClose(listener) {
      closeListeners.push(listener);
    },
  };
}

/** A connected pair of pipes in one process, for tests and for embedding. Frames arrive in a later microtask, cloned. */
export function pipePair(): readonly [Pipe, Pipe, () => void] {
  const ends = [new LocalPipe(), new LocalPipe()] as const;
  ends[0].peer = ends[1];
  ends[1].peer = ends[0];
  return [ends[0], ends[1], () => ends.forEach((end) => end.close())];
}

class LocalPipe implements Pipe {
  peer: LocalPipe | undefined;
  #listener: ((frame: Frame) => void) | undefined;
  readonly #early: Frame[] = [];
  readonly #closeListeners: (() => void)[] = [];

  send(frame: Frame): void {
    const copy = structuredClone(frame);
    queueMicrotask(() => this.peer?.receive(copy));
  }

  receive(frame: Frame): void {
    if (this.#listener) this.#listener(frame);
    else this.#early.push(frame);
  }

  onFrame(listener: (frame: Frame) => void): void {
    this.#listener = listener;
    for (const frame of this.#early.splice(0)) listener(frame);
  }

  onClose(listener: () => void): void {
    this.#closeListeners.push(listener);
  }

  close(): void {
    for (const listener of this.#closeListeners) listener();
  }
}
