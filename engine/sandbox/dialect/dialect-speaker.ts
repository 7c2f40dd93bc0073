// The code of one dialect, asked from outside: each question waits for its answer, for a limited time and memory; code
// that takes more is ended, and never asked again.

import { MessageChannel, receiveMessageOnPort, Worker } from 'node:worker_threads';
import { RetraceError } from '../../model/errors.ts';
import type { Json } from '../../model/json.ts';
import { workerEntry } from '../../worker-entry.ts';
import { SourcePositions } from '../source-positions.ts';
import { type DialectCode, dialectCode } from './dialect-code.ts';
import type { DialectAnswer, DialectRequest, DialectThread } from './dialect-thread.ts';

export type DialectLimits = {
  /** Of one answer, in ms. */
  readonly answerMs: number;
  /** Of all that the program takes more while it waits for one answer, in MiB. */
  readonly memoryMb: number;
};
const usual: DialectLimits = { answerMs: 1000, memoryMb: 512 };
/** A thread starts late on a busy machine. */
const startMs = 20_000;
/** When V8 itself finds no more memory, it may end the whole process: the watch must end the thread before that. */
const headroomMb = 512;
const watchMs = 20;

export class DialectSpeaker {
  readonly code: DialectCode;
  readonly #worker: Worker;
  readonly #answers;
  readonly #pulse = new Int32Array(new SharedArrayBuffer(4));
  readonly #limits: DialectLimits;
  readonly #positions: SourcePositions;
  /** The loop that last began a turn, plus 1. */
  readonly #passes: Int32Array;
  #over: RetraceError | undefined;

  /** Throws `code-does-not-build`. */
  constructor(file: string, limits = usual) {
    this.code = dialectCode(file);
    this.#limits = limits;
    const { filename, code, map, folder } = this.code;
    this.#positions = new SourcePositions(filename, map, folder);
    const { port1, port2 } = new MessageChannel();
    this.#answers = port1;
    const thread: DialectThread = { filename, code, answers: port2, pulse: this.#pulse.buffer };
    this.#worker = new Worker(workerEntry('./dialect-thread.ts', import.meta.url), {
      workerData: thread,
      transferList: [port2],
      env: {},
      argv: [],
      stdin: false,
      stdout: true,
      stderr: true,
      resourceLimits: { maxOldGenerationSizeMb: limits.memoryMb + headroomMb },
    });
    this.#worker.stdout.resume();
    this.#worker.stderr.resume();
    this.#worker.on('error', () => undefined);
    this.#worker.unref();
    port1.unref();
    this.#passes = new Int32Array(this.#received('start', 0, startMs) as SharedArrayBuffer);
  }

  /** Throws `code-stopped` and `dialect-failed`. */
  ask(call: string, ...given: readonly Json[]): Json {
    if (this.#over !== undefined) throw this.#over;
    const before = Atomics.load(this.#pulse, 0);
    this.#worker.postMessage({ call, given: JSON.stringify(given) } satisfies DialectRequest);
    const answer = this.#received(call, before, this.#limits.answerMs) as DialectAnswer;
    if (answer.type === 'answer') return JSON.parse(answer.text) as Json;
    const [place] = this.#positions.ofStack(answer.stack);
    const where = place === undefined ? this.code.file : `${place.file}:${place.line}`;
    throw new RetraceError(
      'dialect-failed',
      `The dialect throws in ${call}, at ${where}: ${answer.message}. Mend it there.`,
    );
  }

  #received(call: string, before: number, mostMs: number): unknown {
    const since = performance.now();
    const bytes = process.memoryUsage.rss();
    while (Atomics.wait(this.#pulse, 0, before, watchMs) === 'timed-out') {
      if (performance.now() - since > mostMs) throw this.#end(call, `did not come back within ${mostMs} ms`);
      if (process.memoryUsage.rss() - bytes > this.#limits.memoryMb * 2 ** 20)
        throw this.#end(call, 'took memory without end');
    }
    return receiveMessageOnPort(this.#answers)?.message as unknown;
  }

  #end(call: string, what: string): RetraceError {
    this.close();
    const site = this.code.sites[(this.#passes?.[0] ?? 0) - 1];
    const where = site === undefined ? this.code.file : `${site.file}:${site.line}:${site.column}`;
    return (this.#over = new RetraceError(
      'code-stopped',
      `The dialect ${what} in ${call}, last seen at ${where}, and was ended. Mend it there, and load it again.`,
    ));
  }

  close(): void {
    this.#over ??= new RetraceError('code-stopped', `The dialect of ${this.code.file} is no longer loaded.`);
    void this.#worker.terminate();
    this.#answers.close();
  }
}
