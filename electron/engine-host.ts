// The engine in the main process: starts the engine's process, passes it the ports of pages, and restarts it after a
// crash.

import { type MessagePortMain, type UtilityProcess, utilityProcess } from 'electron';
import type { PushBody, PushName } from '../engine/model/api.ts';
import type { ErrorInfo } from '../engine/model/errors.ts';
import type { Answers, ToEngine, ToMain } from './engine-messages.ts';

export type EngineHostOptions = {
  /** Path of the built program of the engine's process. */
  readonly program: string;
  readonly database: string;
  readonly version: string;
  readonly answers: Answers;
  /** Called if no engine can run: the library cannot be opened, or the process crashes repeatedly. */
  readonly failed: (error: ErrorInfo) => void;
};

export const engineName = 'Retrace engine';
/** A process that lives shorter than this, `shortLives` times in a row, is not restarted. */
const shortLifeMs = 10_000;
const shortLives = 3;
/** Time for the engine to close the library before its process is killed. */
const closingLimitMs = 10_000;

export class EngineHost {
  readonly #options: EngineHostOptions;
  #child: UtilityProcess;
  /** Calls that wait until the engine is ready; null once it is. */
  #waiting: (() => void)[] | null = [];
  #startedAtMs = 0;
  #shortLives = 0;
  #closing = false;

  constructor(options: EngineHostOptions) {
    this.#options = options;
    this.#child = this.#start();
  }

  /** Passes the port on to the engine, which then owns the port. */
  serve(port: MessagePortMain): void {
    this.#whenReady(() => this.#say({ type: 'serve' }, [port]));
  }

  push<N extends PushName>(name: N, body: PushBody<N>): void {
    this.#whenReady(() => this.#say({ type: 'push', name, body } as ToEngine));
  }

  /** Resolves when the library is closed and the process has ended. */
  async close(): Promise<void> {
    this.#closing = true;
    const child = this.#child;
    if (child.pid === undefined) return;
    const gone = new Promise<void>((resolve) => child.once('exit', () => resolve()));
    this.#whenReady(() => this.#say({ type: 'close' }));
    const impatient = setTimeout(() => child.kill(), closingLimitMs);
    await gone;
    clearTimeout(impatient);
  }

  #start(): UtilityProcess {
    const { program, database, version } = this.#options;
    const child = utilityProcess.fork(program, [], { serviceName: engineName });
    this.#startedAtMs = performance.now();
    child.on('message', (message: ToMain) => this.#heard(message));
    child.once('exit', (code) => this.#ended(code));
    child.postMessage({ type: 'start', database, version } satisfies ToEngine);
    return child;
  }

  #heard(message: ToMain): void {
    if (message.type === 'ask') void this.#answer(message);
    else if (message.type === 'failed') this.#fail(message.error);
    else {
      const waiting = this.#waiting ?? [];
      this.#waiting = null;
      for (const act of waiting) act();
    }
  }

  async #answer({ id, name, of }: Extract<ToMain, { type: 'ask' }>): Promise<void> {
    const answer = await (this.#options.answers[name] as (of: unknown) => Promise<unknown>)(of);
    this.#say({ type: 'answer', id, answer });
  }

  /** The process's pages see their ports close, and ask for new ones. */
  #ended(code: number): void {
    if (this.#closing) return;
    this.#waiting ??= [];
    this.#shortLives = performance.now() - this.#startedAtMs < shortLifeMs ? this.#shortLives + 1 : 0;
    console.error(`The engine's process ended by itself (code ${code}).`);
    if (this.#shortLives < shortLives) this.#child = this.#start();
    else
      this.#fail({
        code: 'internal',
        message:
          'The engine ended by itself three times in a row. Start Retrace again; the library is as it was after the last import.',
      });
  }

  #fail(error: ErrorInfo): void {
    this.#closing = true;
    this.#options.failed(error);
  }

  #whenReady(act: () => void): void {
    if (this.#waiting === null) act();
    else this.#waiting.push(act);
  }

  #say(message: ToEngine, ports: MessagePortMain[] = []): void {
    this.#child.postMessage(message, ports);
  }
}
