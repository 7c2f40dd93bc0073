// A worker of its own process (`retrace worker FILE`): its activities run there, never in the process that starts it.
// It ends with that process.

import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { errorCodes, type ErrorCode, RetraceError } from '../model/errors.ts';

/** How `retrace` is run as a program. */
export type WorkerProgram = {
  readonly command: string;
  readonly args: readonly string[];
  readonly env: NodeJS.ProcessEnv;
};

/** Time in ms for activities to end before the process is killed. */
const closingLimitMs = 7000;
const longestWords = 2000;

export class WorkerProcess {
  readonly file: string;
  /** Digest of the code that it has loaded. */
  readonly digest: string;
  /** Resolves when it works. Rejects with its own error where it ends first. */
  readonly ready: Promise<void>;
  readonly #child: ChildProcess;
  readonly #gone: Promise<void>;
  #words = '';
  #isClosing = false;

  /** `onEnd`: called with its last words if it ends unasked after it was ready. */
  constructor(
    program: WorkerProgram,
    { file, digest, database }: { readonly file: string; readonly digest: string; readonly database: string },
    onEnd: (words: string) => void,
  ) {
    this.file = file;
    this.digest = digest;
    // The channel closes with this process, and so ends the worker, however this process ends.
    this.#child = spawn(program.command, [...program.args, 'worker', file, '--db', database, '--json'], {
      env: program.env,
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    });
    this.#child.stderr?.on('data', (bytes: Buffer) => {
      this.#words = `${this.#words}${bytes.toString()}`.slice(-longestWords);
    });
    const { promise: ready, resolve, reject } = Promise.withResolvers<void>();
    this.ready = ready;
    ready.catch(() => {});
    let isReady = false;
    createInterface(this.#child.stdout!).on('line', () => {
      isReady = true;
      resolve();
    });
    this.#gone = new Promise((gone) => {
      const ended = (how: string): void => {
        gone();
        if (!isReady) reject(errorOf(this.#words, how));
        else if (!this.#isClosing) onEnd(lastLine(this.#words) ?? how);
      };
      // Without a channel there is no 'close', but then nobody asks for its last words.
      this.#child.once('exit', () => (this.#isClosing ? ended('it was ended') : undefined));
      this.#child.once('error', (error) => ended(error.message));
      this.#child.once('close', (code, signal) =>
        ended(signal === null ? `it ended with code ${code}` : `it was ended by ${signal}`),
      );
    });
  }

  get pid(): number {
    return this.#child.pid ?? 0;
  }

  /** Lets activities end, for some seconds. */
  async close(): Promise<void> {
    this.#isClosing = true;
    if (this.#child.connected) this.#child.disconnect();
    const impatient = setTimeout(() => this.#child.kill('SIGKILL'), closingLimitMs);
    await this.#gone;
    clearTimeout(impatient);
  }
}

/** The program's own error, `code: sentence`. */
function errorOf(words: string, how: string): RetraceError {
  const last = lastLine(words);
  const [, code, message] = /^([a-z-]+): (.*)$/.exec(last ?? '') ?? [];
  if (message !== undefined && (errorCodes as readonly string[]).includes(code ?? ''))
    return new RetraceError(code as ErrorCode, message);
  return new RetraceError('code-does-not-build', `The worker did not begin: ${last ?? how}.`);
}

function lastLine(words: string): string | undefined {
  return words
    .trim()
    .split('\n')
    .findLast((line) => line.trim() !== '')
    ?.trim();
}
