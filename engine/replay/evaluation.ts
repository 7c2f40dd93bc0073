// Evaluates expressions over the variables of code at an event, and finds the events at which an expression becomes
// true or a line is reached.

import { type Evaluated, type EventFacts, type Expression, usesFacts } from '../model/replay/expression.ts';
import { evaluate, NoValue } from '../sandbox/locals/evaluate.ts';
import { previewOf } from '../sandbox/locals/preview.ts';
import type { RunningCalls } from '../sandbox/locals/running-calls.ts';

/** `facts`: facts of the events from `factsFrom` on; empty where the expression uses none. */
export type Evaluation = {
  readonly expression: Expression;
  readonly factsFrom: number;
  readonly facts: readonly EventFacts[];
};

export type SourceLine = { readonly file: string; readonly line: number };

/** The expression's value at the present event. */
export function valueNow(evaluation: Evaluation, calls: RunningCalls, seq: number): Evaluated {
  try {
    return { type: 'value', value: previewOf(evaluatedAt(evaluation, calls, seq), 'value') };
  } catch (error) {
    if (error instanceof NoValue) return { type: 'failed', message: error.message };
    throw error;
  }
}

/**
 * Collects, during a replay, the events after which an expression becomes true, or at which the code came to wait at a
 * line.
 */
export class Stops {
  readonly #at: Evaluation | SourceLine;
  readonly #calls: RunningCalls;
  readonly #stops: number[] = [];
  #isTrue = false;

  constructor(at: Evaluation | SourceLine, calls: RunningCalls) {
    this.#at = at;
    this.#calls = calls;
  }

  /** Called before further events, up to `lastEvent`, are delivered to the code. */
  goesOn(lastEvent: number): boolean {
    if (lastEvent > this.#calls.lastEvent) this.#note(this.#calls.lastEvent, lastEvent);
    return true;
  }

  /** `length`: number of events of the history. */
  end(length: number): readonly number[] {
    this.#note(this.#calls.lastEvent, length + 1);
    return this.#stops;
  }

  /** Variables are constant between two events delivered to the code. */
  #note(from: number, before: number): void {
    const at = this.#at;
    const last = 'expression' in at && usesFacts(at.expression) ? before - 1 : from;
    for (let seq = Math.max(1, from); seq <= last; seq++) {
      const was = this.#isTrue && 'expression' in at;
      this.#isTrue = 'expression' in at ? isTrueAt(at, this.#calls, seq) : this.#calls.reachedLine(at.file, at.line);
      if (this.#isTrue && !was) this.#stops.push(seq);
    }
  }
}

function isTrueAt(evaluation: Evaluation, calls: RunningCalls, seq: number): boolean {
  try {
    return Boolean(evaluatedAt(evaluation, calls, seq));
  } catch (error) {
    if (error instanceof NoValue) return false;
    throw error;
  }
}

function evaluatedAt({ expression, facts, factsFrom }: Evaluation, calls: RunningCalls, seq: number): unknown {
  const known: Readonly<Record<string, unknown>> = { ...facts[seq - factsFrom] };
  return evaluate(expression, (name) => (Object.hasOwn(known, name) ? { value: known[name] } : calls.variable(name)));
}
