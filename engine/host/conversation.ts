// The talk with one page. Every load of the page gets a pipe of its own; what the host has to say waits for the page.

import type { Api, PushBody, PushName } from '../model/api.ts';
import type { Frame, Pipe } from '../model/pipe.ts';
import { serve } from './serve.ts';

export class Conversation {
  readonly #engine: Api;
  #pipe: Pipe | null = null;
  #end: () => void = () => {};
  #waiting: Frame[] = [];

  constructor(engine: Api) {
    this.#engine = engine;
  }

  /** Serves a pipe that a page has just asked for, in place of the one before. */
  start(pipe: Pipe): void {
    this.stop();
    const end = serve(this.#engine, {
      send: (frame) => this.#send(pipe, frame),
      onFrame: (listener) => pipe.onFrame(listener),
      onClose: (listener) => pipe.onClose(listener),
    });
    this.#end = end;
    pipe.onClose(() => {
      if (this.#end === end) this.stop();
    });
  }

  /** Says what the host has to say: to the page that listens, or to the next one. */
  push<N extends PushName>(name: N, body: PushBody<N>): void {
    const frame: Frame = { type: 'push', name, body };
    if (this.#pipe === null) this.#waiting.push(frame);
    else this.#pipe.send(frame);
  }

  stop(): void {
    this.#end();
    this.#end = () => {};
    this.#pipe = null;
  }

  /** A page that has its first answer, the greeting, listens to pushes: not before. */
  #send(pipe: Pipe, frame: Frame): void {
    pipe.send(frame);
    if (frame.type !== 'reply' || this.#pipe === pipe) return;
    this.#pipe = pipe;
    for (const waiting of this.#waiting.splice(0)) pipe.send(waiting);
  }
}
