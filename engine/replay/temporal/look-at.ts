// The state of the code at an event of its history, and its answer to a query there: the code runs from the start to
// that event.

import type { HistoryEvent } from '../../formats/temporal/canonical/history-event.ts';
import { must } from '../../model/assert.ts';
import type { Json } from '../../model/json.ts';
import type { Evaluated } from '../../model/replay/expression.ts';
import type { Moment, QueryAnswer } from '../../model/replay/locals.ts';
import type { SourcePosition } from '../../model/replay/verdict.ts';
import type { Activation, Answer, Guest, Payload } from '../../sandbox/guest.ts';
import { placeOf } from '../../sandbox/locals/site.ts';
import { TemporalGuest } from '../../sandbox/temporal/temporal-guest.ts';
import type { WorkflowScript } from '../../sandbox/temporal/workflow-script.ts';
import { type Evaluation, type SourceLine, Stops, valueNow } from '../evaluation.ts';
import { type Around, type MomentCollector, type Moments, MomentsAround, type Query } from '../look.ts';
import { MomentsPacker, type PackedMoments } from '../packed-moments.ts';
import { replayHistory, type ReplayHooks } from './replay-history.ts';
import { valueOf } from './said-values.ts';

/** The moments from a little before an event to a little behind it; `script` is of instrumented code. */
export function momentsAround(
  events: readonly HistoryEvent[],
  around: Around,
  script: WorkflowScript,
  hooks: ReplayHooks,
): Promise<Moments> {
  return collected(events, (look) => new MomentsAround(around, look), script, hooks);
}

/** `script` is of instrumented code. */
export function allMoments(
  events: readonly HistoryEvent[],
  script: WorkflowScript,
  hooks: ReplayHooks,
): Promise<PackedMoments> {
  return collected(events, (look) => new MomentsPacker(look), script, hooks);
}

async function collected<T>(
  events: readonly HistoryEvent[],
  collector: (look: () => Moment) => MomentCollector<T>,
  script: WorkflowScript,
  hooks: ReplayHooks,
): Promise<T> {
  const guest = new TemporalGuest(script);
  const calls = must(guest.calls);
  const moments = collector(() => ({ ...calls.look(), queries: guest.queries() }));
  const goesOn = (lastEvent: number): boolean => moments.goesOn(lastEvent, calls.lastEvent);
  try {
    const { mismatch, error } = await replayHistory(events, guest, { ...hooks, goesOn });
    return moments.end(mismatch !== undefined || error !== undefined);
  } finally {
    guest.dispose();
  }
}

/** The expression's value after an event. */
export async function valueAt(
  events: readonly HistoryEvent[],
  { seq, ...evaluation }: Evaluation & { readonly seq: number },
  script: WorkflowScript,
  hooks: ReplayHooks,
): Promise<Evaluated> {
  const guest = new TemporalGuest(script);
  try {
    await replayHistory(events, guest, { ...hooks, goesOn: (lastEvent) => lastEvent <= seq });
    return valueNow(evaluation, must(guest.calls), seq);
  } finally {
    guest.dispose();
  }
}

/** The place where the workflow returned or threw; none where it goes on. `script` is of instrumented code. */
export async function mainEndOf(
  events: readonly HistoryEvent[],
  script: WorkflowScript,
  hooks: ReplayHooks,
): Promise<readonly SourcePosition[]> {
  const guest = new TemporalGuest(script);
  try {
    await replayHistory(events, guest, hooks);
    return placeOf(must(guest.calls).mainEnd);
  } finally {
    guest.dispose();
  }
}

/** See `Stops`. */
export async function stopsOf(
  events: readonly HistoryEvent[],
  at: Evaluation | SourceLine,
  script: WorkflowScript,
  hooks: ReplayHooks,
): Promise<readonly number[]> {
  const guest = new TemporalGuest(script);
  const stops = new Stops(at, must(guest.calls));
  try {
    await replayHistory(events, guest, { ...hooks, goesOn: (lastEvent) => stops.goesOn(lastEvent) });
    return stops.end(events.length);
  } finally {
    guest.dispose();
  }
}

/** The code's answer to a query at that event. */
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
