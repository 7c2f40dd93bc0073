// retrace log append RUN: stores events from standard input as they arrive, in order, and stops at the first refused
// event.

import { RetraceError } from '../model/errors.ts';
import { readLine } from '../store/archive/archive-file-lines.ts';
import { type EventLog, SeqError, type StoredEvent } from '../store/log.ts';
import { oneWord, wholeNumber } from './command.ts';
import type { LogCommandOptions } from './command-log.ts';
import { withLog } from './command-log-store.ts';
import { printJson, printLine } from './terminal.ts';

/** Maximum events per transaction. */
const batchEvents = 1000;

type Line = { readonly number: number; readonly text: string };

export async function appendCommand(options: LogCommandOptions<'expect' | 'json'>): Promise<number> {
  const run = oneWord(options, 'run');
  const expect = wholeNumber(options.expect, '--expect');
  return await withLog(options, 'create', async ({ log }) => {
    const appender = new Appender(log, run, expect);
    try {
      for await (const lines of standardInput()) await appender.take(lines);
    } catch (error) {
      if (options.json)
        printJson({
          run,
          appended: appender.appended,
          nextSeq: await log.nextSeq(run),
          line: appender.line,
          ...refusal(error),
        });
      throw withLine(error, appender.line);
    }
    const nextSeq = await log.nextSeq(run);
    if (options.json) printJson({ run, appended: appender.appended, nextSeq });
    else printLine(`${run}: ${appender.appended} events appended, the next is ${nextSeq}`);
    return 0;
  });
}

class Appender {
  readonly #log: EventLog;
  readonly #run: string;
  #expect: number | undefined;
  #next: number | undefined;
  appended = 0;
  /** Number of the line being appended, or of the refused line. */
  line = 0;

  constructor(log: EventLog, run: string, expect: number | undefined) {
    this.#log = log;
    this.#run = run;
    this.#expect = expect;
  }

  /** Appends as many events at once as possible; the result is the same as appending one by one. */
  async take(lines: readonly Line[]): Promise<void> {
    for (let at = 0; at < lines.length; at += batchEvents) {
      const batch = lines.slice(at, at + batchEvents);
      if (!(await this.#atOnce(batch))) await this.#oneByOne(batch);
    }
  }

  /** Returns false, and stores nothing, unless all lines are valid consecutive events. */
  async #atOnce(lines: readonly Line[]): Promise<boolean> {
    try {
      const events = lines.map(read);
      const next = this.#expect ?? this.#next ?? (await this.#log.nextSeq(this.#run));
      if (events[0]?.seq !== next) return false;
      this.#next = await this.#log.append(this.#run, events, { expectedSeq: next });
      this.#expect = undefined;
      this.#count(lines);
      return true;
    } catch (error) {
      if (
        error instanceof RetraceError &&
        (error.code === 'wrong-seq' ||
          error.code === 'seq-conflict' ||
          error.code === 'bad-event' ||
          error.code === 'not-json')
      )
        return false;
      this.line = lines[0]?.number ?? 0;
      throw error;
    }
  }

  async #oneByOne(lines: readonly Line[]): Promise<void> {
    for (const line of lines) {
      this.line = line.number;
      const event = read(line);
      const before = this.#next ?? (await this.#log.nextSeq(this.#run));
      this.#next = await this.#log.append(
        this.#run,
        [event],
        this.#expect === undefined ? {} : { expectedSeq: this.#expect },
      );
      this.#expect = undefined;
      if (event.seq >= before) this.#count([line]);
    }
  }

  #count(lines: readonly Line[]): void {
    this.appended += lines.length;
    this.line = lines.at(-1)?.number ?? this.line;
  }
}

function read({ number, text }: Line): StoredEvent {
  return readLine(text, `Line ${number} of standard input`);
}

/** Lines in the chunks in which they arrive; blank lines are counted and skipped. */
async function* standardInput(): AsyncGenerator<readonly Line[]> {
  const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
  let number = 0;
  let rest = '';
  for await (const chunk of process.stdin as AsyncIterable<Buffer>) {
    const lines = (rest + decoded(decoder, number, chunk)).split('\n');
    rest = lines.pop() ?? '';
    yield numbered(lines, number);
    number += lines.length;
  }
  yield numbered([rest + decoded(decoder, number)], number);
}

function numbered(lines: readonly string[], before: number): readonly Line[] {
  return lines.map((text, i) => ({ number: before + i + 1, text })).filter(({ text }) => text.trim() !== '');
}

function decoded(decoder: TextDecoder, line: number, chunk?: Buffer): string {
  try {
    return chunk === undefined ? decoder.decode() : decoder.decode(chunk, { stream: true });
  } catch (error) {
    throw new RetraceError(
      'not-utf8',
      `Standard input is not UTF-8, somewhere behind line ${line}. Give bytes as payload, in base64.`,
      { cause: error },
    );
  }
}

function refusal(error: unknown): Record<string, unknown> {
  if (!(error instanceof RetraceError)) return {};
  const { code, message } = error;
  return {
    error: { code, message },
    ...(error instanceof SeqError && { expectedSeq: error.expectedSeq, gotSeq: error.gotSeq }),
  };
}

function withLine(error: unknown, line: number): unknown {
  return error instanceof SeqError
    ? new RetraceError(error.code, `Line ${line} of standard input: ${error.message}`, { cause: error })
    : error;
}
