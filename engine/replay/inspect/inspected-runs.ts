// The code of stored runs at any of their events, for callers through the contract. Keeps the last few versions open: a
// person who views one event views the next.

import { RetraceError } from '../../model/errors.ts';
import type { Json } from '../../model/json.ts';
import type { Outline } from '../../model/outline.ts';
import { eventFacts } from '../../model/replay/event-facts.ts';
import { type Evaluated, type StopAt, usesFacts } from '../../model/replay/expression.ts';
import type { Moment, QueryAnswer } from '../../model/replay/locals.ts';
import type { RunCode } from '../../model/replay/run-code.ts';
import { parseExpression } from '../../sandbox/locals/parse-expression.ts';
import type { EventLog } from '../../store/log.ts';
import type { FoundHistory } from '../replayable.ts';
import type { BundleRules } from '../check/code-of-types.ts';
import { type CodeVersion, codeVersion } from '../versions/code-version.ts';
import { OpenedCode } from './opened-code.ts';

/** A run and a version of its code; `workflow`: the workflow to run instead of the run's own type. */
export type AskedCode = { readonly run: string; readonly code: string; readonly workflow: string | null };

type Runs = {
  readonly history: (run: string) => Promise<FoundHistory>;
  readonly outline: (run: string) => Promise<Outline>;
  /** What goes into the bundles of a version. */
  readonly rules: (version: CodeVersion) => BundleRules;
};

const mostOpen = 2;

export class InspectedRuns {
  readonly #log: EventLog;
  readonly #history: (run: string) => Promise<FoundHistory>;
  readonly #outline: (run: string) => Promise<Outline>;
  readonly #rules: Runs['rules'];
  readonly #folder: string;
  /** Ordered by use, the most recent last. */
  readonly #opened = new Map<string, Promise<OpenedCode>>();

  /** `folder`: folder for bundles and files of commits. */
  constructor(log: EventLog, { history, outline, rules }: Runs, folder: string) {
    this.#log = log;
    this.#history = history;
    this.#outline = outline;
    this.#rules = rules;
    this.#folder = folder;
  }

  /** Reopens the code where its files or the run have changed. Throws like `OpenedCode.open`; `cancelled`. */
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

  /** `args`: JSON values, separated by commas. Throws `bad-usage` for other text. */
  async query(
    asked: AskedCode,
    { seq, name, args }: { readonly seq: number; readonly name: string; readonly args: string },
    signal: AbortSignal,
  ): Promise<QueryAnswer> {
    return (await this.#of(asked)).query(seq, name, listIn(args), signal);
  }

  /** The value of an expression after an event. Throws `bad-pattern` for an expression that can never be evaluated. */
  async value(
    asked: AskedCode,
    { seq, text }: { readonly seq: number; readonly text: string },
    signal: AbortSignal,
  ): Promise<Evaluated> {
    const expression = parseExpression(text);
    const facts = usesFacts(expression) ? eventFacts(await this.#outline(asked.run), seq, seq) : [];
    return (await this.#of(asked)).value(seq, { expression, factsFrom: seq, facts }, signal);
  }

  /** The events after which an expression becomes true, or at which a line is reached. Throws like `value`. */
  async stops(asked: AskedCode, at: StopAt, signal: AbortSignal): Promise<readonly number[]> {
    if (at.type === 'line') return (await this.#of(asked)).stops({ file: at.file, line: at.line }, signal);
    const expression = parseExpression(at.text);
    const outline = usesFacts(expression) ? await this.#outline(asked.run) : undefined;
    const facts = outline === undefined ? [] : eventFacts(outline, 1, outline.events);
    return (await this.#of(asked)).stops({ expression, factsFrom: 1, facts }, signal);
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

  /** Code that fails to open is tried again the next time. */
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
    const asked = { ...history, ...(workflow !== null && { workflowType: workflow }) };
    return OpenedCode.open(version, asked, { cacheFolder: this.#folder, rules: this.#rules(version) });
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
    // The error below explains it.
  }
  throw new RetraceError('bad-usage', 'Arguments are JSON, one behind the other with a comma between: "tea", 3.');
}
