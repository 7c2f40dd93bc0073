// The code of stored runs at any of their events, for whoever asks through the contract. Keeps the last few open: who looks at one event
// looks at the next.

import { RetraceError } from '../../model/errors.ts';
import type { Json } from '../../model/json.ts';
import type { Moment, QueryAnswer } from '../../model/replay/locals.ts';
import type { RunCode } from '../../model/replay/run-code.ts';
import type { EventLog } from '../../store/log.ts';
import type { FoundHistory } from '../replayable.ts';
import { codeVersion } from '../versions/code-version.ts';
import { OpenedCode } from './opened-code.ts';

/** A run and a version of its code; `workflow`: to be run instead of the run's own type. */
export type AskedCode = { readonly run: string; readonly code: string; readonly workflow: string | null };

const mostOpen = 2;

export class InspectedRuns {
  readonly #log: EventLog;
  readonly #history: (run: string) => Promise<FoundHistory>;
  readonly #folder: string;
  /** The one used last comes last. */
  readonly #opened = new Map<string, Promise<OpenedCode>>();

  /** `folder`: where bundles and files of commits are kept. */
  constructor(log: EventLog, history: (run: string) => Promise<FoundHistory>, folder: string) {
    this.#log = log;
    this.#history = history;
    this.#folder = folder;
  }

  /** Opens it anew where the files or the run are not what they were. Throws as `OpenedCode.open`; `cancelled`. */
  async code(asked: AskedCode, signal: AbortSignal): Promise<RunCode> {
    const key = keyOf(asked);
    const before = await this.#opened.get(key)?.catch(() => undefined);
    const now = this.#open(asked);
    const opened = await now;
    if (before?.isSame(opened) === true) {
      await opened.close();
      return before.code(this.#log, signal);
    }
    this.#keep(key, now);
    await before?.close();
    return opened.code(this.#log, signal);
  }

  async source(asked: AskedCode, file: string): Promise<string> {
    return (await this.#of(asked)).source(file);
  }

  async moment(asked: AskedCode, seq: number, signal: AbortSignal): Promise<Moment> {
    return (await this.#of(asked)).moment(seq, signal);
  }

  /** `args`: JSON, one behind the other with commas between. Throws `bad-usage` where it is none. */
  async query(
    asked: AskedCode,
    { seq, name, args }: { readonly seq: number; readonly name: string; readonly args: string },
    signal: AbortSignal,
  ): Promise<QueryAnswer> {
    return (await this.#of(asked)).query(seq, name, listIn(args), signal);
  }

  async close(): Promise<void> {
    const all = [...this.#opened.values()];
    this.#opened.clear();
    for (const opened of all) await opened.then((code) => code.close()).catch(() => undefined);
  }

  #of(asked: AskedCode): Promise<OpenedCode> {
    const key = keyOf(asked);
    const opened = this.#opened.get(key) ?? this.#open(asked);
    this.#keep(key, opened);
    return opened;
  }

  /** What does not open is tried again the next time. */
  #keep(key: string, opened: Promise<OpenedCode>): void {
    this.#opened.delete(key);
    this.#opened.set(key, opened);
    opened.catch(() => this.#opened.get(key) === opened && this.#opened.delete(key));
    for (const [other, old] of [...this.#opened].slice(0, -mostOpen)) {
      this.#opened.delete(other);
      old.then((code) => code.close()).catch(() => undefined);
    }
  }

  async #open({ run, code, workflow }: AskedCode): Promise<OpenedCode> {
    const history = await this.#history(run);
    const version = await codeVersion(code, this.#folder);
    return OpenedCode.open(version, { ...history, ...(workflow !== null && { workflowType: workflow }) }, this.#folder);
  }
}

function keyOf({ run, code, workflow }: AskedCode): string {
  return JSON.stringify([run, code, workflow]);
}

function listIn(args: string): readonly Json[] {
  try {
    const list = JSON.parse(args === '' ? '[]' : `[${args}]`) as Json;
    if (Array.isArray(list)) return list;
  } catch {
    // Said below.
  }
  throw new RetraceError('bad-usage', 'Arguments are JSON, one behind the other with a comma between: "tea", 3.');
}
