// Both ends of a conversation over a pipe, independent of the pipe's carrier.

import type { CallName, Params, Progress, PushBody, PushName, Result } from './api.ts';
import { RetraceError } from './errors.ts';
import type { Frame, Pipe } from './pipe.ts';

/** `signal` asks the engine to end the call early: the call still settles, with the engine's answer. */
export type CallOptions<N extends CallName> = {
  readonly signal?: AbortSignal;
  readonly onProgress?: (body: Progress<N>) => void;
};

export type Client = {
  call<N extends CallName>(name: N, params: Params<N>, options?: CallOptions<N>): Promise<Result<N>>;
  on<N extends PushName>(name: N, listener: (body: PushBody<N>) => void): () => void;
  onClose(listener: () => void): void;
};

type Waiting = {
  readonly resolve: (value: never) => void;
  readonly reject: (error: Error) => void;
  readonly onProgress: ((body: never) => void) | undefined;
  readonly lost: RetraceError;
};

/** The calling end. A closed pipe rejects all pending calls, with an error created where the call was made. */
export function connect(pipe: Pipe): Client {
  const waiting = new Map<number, Waiting>();
  const listeners = new Map<string, Set<(body: never) => void>>();
  const closeListeners: (() => void)[] = [];
  let nextId = 1;
  let closed = false;

  pipe.onFrame((frame) => {
    if (frame.type === 'push') {
      for (const listener of listeners.get(frame.name) ?? []) listener(frame.body as never);
    } else if (frame.type === 'progress') {
      waiting.get(frame.id)?.onProgress?.(frame.body as never);
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
    call(name, params, { signal, onProgress } = {}) {
      const lost = new RetraceError('disconnected', `The engine went away during ${name}. Start Retrace again.`);
      if (closed) return Promise.reject(lost);
      const id = nextId++;
      const cancel = (): void => {
        if (!closed && waiting.has(id)) pipe.send({ type: 'cancel', id });
      };
      signal?.addEventListener('abort', cancel, { once: true });
      const answered = new Promise<never>((resolve, reject) => {
        waiting.set(id, { resolve, reject, onProgress, lost });
        pipe.send({ type: 'call', id, name, params });
        if (signal?.aborted) cancel();
      });
      return answered.finally(() => signal?.removeEventListener('abort', cancel));
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

/**
 * A connected pair of pipes in one process, for tests and for embedding. Frames arrive in a later microtask, as clones.
 */
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
