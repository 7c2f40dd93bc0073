// The conversation with one page. Every load of the page gets a new pipe; messages of the host wait until the page
// listens.

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

  /** Serves a new pipe of the page, in place of the previous one. */
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

  /** Sends a message to the listening page, or to the next page. */
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

  /** A page listens to pushes only after its first answer, the greeting. */
  #send(pipe: Pipe, frame: Frame): void {
    pipe.send(frame);
    if (frame.type !== 'reply' || this.#pipe === pipe) return;
    this.#pipe = pipe;
    for (const waiting of this.#waiting.splice(0)) pipe.send(waiting);
  }
}
