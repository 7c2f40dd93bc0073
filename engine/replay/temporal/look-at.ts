// What the code is doing at an event of its history, and what it answers to a query there: it is run from the start to that event.

import type { HistoryEvent } from '../../formats/temporal/canonical/history-event.ts';
import { must } from '../../model/assert.ts';
import type { Json } from '../../model/json.ts';
import { type Evaluated, type EventFacts, type Expression, usesFacts } from '../../model/replay/expression.ts';
import type { Moment, QueryAnswer } from '../../model/replay/locals.ts';
import { evaluate, NoValue } from '../../sandbox/locals/evaluate.ts';
import { previewOf } from '../../sandbox/locals/preview.ts';
import type { RunningCalls } from '../../sandbox/locals/running-calls.ts';
import type { Activation, Answer, Guest, Payload } from '../../sandbox/guest.ts';
import { TemporalGuest, type WorkflowScript } from '../../sandbox/temporal/temporal-guest.ts';
import { replayHistory, type ReplayHooks } from './replay-history.ts';
import { valueOf } from './said-values.ts';

/** With so many events on each side of it: who looks at one will look at its neighbours. */
export type Around = { readonly seq: number; readonly around: number };

/** In order: each holds from its seq until that of the next, the last until `until`, or to the end where that is null. */
export type Moments = { readonly moments: readonly Moment[]; readonly until: number | null };

/**
 * The moments from a little before an event to a little behind it; `script` is of instrumented code.
 */
export async function momentsAround(
  events: readonly HistoryEvent[],
  { seq, around }: Around,
  script: WorkflowScript,
  hooks: ReplayHooks,
): Promise<Moments> {
  const guest = new TemporalGuest(script);
  const calls = must(guest.calls);
  const look = (): Moment => ({ ...calls.look(), queries: guest.queries() });
  const moments: Moment[] = [];
  let until: number | null = null;
  const goesOn = (lastEvent: number): boolean => {
    // Nothing has run since the last activation: what it left holds until this one.
    if (lastEvent > seq - around && lastEvent > calls.lastEvent) moments.push(look());
    until = lastEvent > seq + around ? lastEvent : null;
    return until === null;
  };
  try {
    const { mismatch, error } = await replayHistory(events, guest, { ...hooks, goesOn });
    if (until === null) moments.push({ ...look(), ...((mismatch ?? error) && { isLast: true as const }) });
    return { moments, until };
  } finally {
    guest.dispose();
  }
}

/** `facts`: of the events from `factsFrom` on; empty where the expression asks for none. */
export type Evaluation = {
  readonly expression: Expression;
  readonly factsFrom: number;
  readonly facts: readonly EventFacts[];
};

/** Its value after an event. */
export async function valueAt(
  events: readonly HistoryEvent[],
  { seq, ...evaluation }: Evaluation & { readonly seq: number },
  script: WorkflowScript,
  hooks: ReplayHooks,
): Promise<Evaluated> {
  const guest = new TemporalGuest(script);
  try {
    await replayHistory(events, guest, { ...hooks, goesOn: (lastEvent) => lastEvent <= seq });
    return { type: 'value', value: previewOf(evaluatedAt(evaluation, must(guest.calls), seq), 'value') };
  } catch (error) {
    if (error instanceof NoValue) return { type: 'failed', message: error.message };
    throw error;
  } finally {
    guest.dispose();
  }
}

export type SourceLine = { readonly file: string; readonly line: number };

/** The events after which an expression is true and was not after the one before; or that made the code wait at a line. */
export async function stopsOf(
  events: readonly HistoryEvent[],
  at: Evaluation | SourceLine,
  script: WorkflowScript,
  hooks: ReplayHooks,
): Promise<readonly number[]> {
  const guest = new TemporalGuest(script);
  const calls = must(guest.calls);
  const stops: number[] = [];
  let isTrue = false;
  /** Variables are what they were from one event that the code is told of to the next. */
  const note = (from: number, before: number): void => {
    const last = 'expression' in at && usesFacts(at.expression) ? before - 1 : from;
    for (let seq = Math.max(1, from); seq <= last; seq++) {
      const was = isTrue && 'expression' in at;
      isTrue = 'expression' in at ? isTrueAt(at, calls, seq) : calls.reachedLine(at.file, at.line);
      if (isTrue && !was) stops.push(seq);
    }
  };
  const goesOn = (lastEvent: number): boolean => {
    if (lastEvent > calls.lastEvent) note(calls.lastEvent, lastEvent);
    return true;
  };
  try {
    await replayHistory(events, guest, { ...hooks, goesOn });
    note(calls.lastEvent, events.length + 1);
    return stops;
  } finally {
    guest.dispose();
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

export type Query = { readonly seq: number; readonly name: string; readonly args: readonly Json[] };

/** Of the code as it stands at that event. */
export async function queryAt(
  events: readonly HistoryEvent[],
  { seq, name, args }: Query,
  script: WorkflowScript,
  hooks: ReplayHooks,
): Promise<QueryAnswer> {
  const guest = new TemporalGuest(script);
  let last: Activation | undefined;
  const noting: Guest = {
    activate: (activation) => guest.activate((last = activation)),
    stackOf: (ordinal) => guest.stackOf(ordinal),
    dispose: () => guest.dispose(),
  };
  try {
    await replayHistory(events, noting, { ...hooks, goesOn: (lastEvent) => lastEvent <= seq });
    if (last === undefined) return { type: 'failed', message: `The code has not begun at event ${seq}.` };
    const job = { type: 'queryWorkflow', queryId: 'query', queryType: name, headers: {} } as const;
    return answerOf(await guest.activate({ ...last, jobs: [{ ...job, arguments: args.map(payloadOf) }] }));
  } finally {
    guest.dispose();
  }
}

function payloadOf(value: Json): Payload {
  const encoding = Buffer.from('json/plain');
  return {
    metadata: { encoding: Uint8Array.from(encoding) },
    data: Uint8Array.from(Buffer.from(JSON.stringify(value))),
  };
}

function answerOf(answer: Answer): QueryAnswer {
  if (answer.type === 'failed') return { type: 'failed', message: answer.error.message };
  const response = answer.commands.find((command) => command.type === 'respondToQuery');
  const payload = response?.succeeded?.response;
  if (payload) return { type: 'answered', value: valueOf(payload) };
  return response?.succeeded
    ? { type: 'answered', value: null }
    : { type: 'failed', message: response?.failed?.message ?? '' };
}
