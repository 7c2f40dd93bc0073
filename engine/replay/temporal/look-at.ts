// What the code is doing at an event of its history, and what it answers to a query there: it is run from the start to that event.

import type { HistoryEvent } from '../../formats/temporal/canonical/history-event.ts';
import type { Json } from '../../model/json.ts';
import type { Moment, QueryAnswer } from '../../model/replay/locals.ts';
import type { Activation, Answer, Guest, Payload } from '../../sandbox/guest.ts';
import type { RunningCalls } from '../../sandbox/locals/running-calls.ts';
import { TemporalGuest, type WorkflowScript } from '../../sandbox/temporal/temporal-guest.ts';
import { replayHistory, type ReplayHooks } from './replay-history.ts';
import { valueOf } from './said-values.ts';

/** Events on each side of the one that is asked for: who looks at it will look at its neighbours. */
const around = 150;

/**
 * The moments from a little before an event to a little behind it, in order: each holds from its seq until that of the next. The first holds
 * at `seq - around` or before, or is the beginning.
 */
export async function momentsAround(
  events: readonly HistoryEvent[],
  seq: number,
  script: WorkflowScript,
  calls: RunningCalls,
  hooks: ReplayHooks,
): Promise<readonly Moment[]> {
  const moments: Moment[] = [];
  let told = false;
  const keep = (until: number): void => {
    if (until > seq - around && until > calls.lastEvent) moments.push(calls.look());
  };
  const goesOn = (lastEvent: number): boolean => {
    keep(lastEvent);
    told = lastEvent <= seq + around;
    return told;
  };
  const onActivation = (lastEvent: number): void => {
    hooks.onActivation?.(lastEvent);
    calls.lastEvent = lastEvent;
  };
  const guest = new TemporalGuest(script, { calls });
  try {
    await replayHistory(events, guest, { ...hooks, goesOn, onActivation });
    if (told) moments.push({ ...calls.look(), isLast: true });
    return moments;
  } finally {
    guest.dispose();
  }
}

export type Query = { readonly seq: number; readonly name: string; readonly args: readonly Json[] };

/** Of the code as it stands at that event; undefined where it has not begun by then. */
export async function queryAt(
  events: readonly HistoryEvent[],
  { seq, name, args }: Query,
  guest: Guest,
  hooks: ReplayHooks,
): Promise<QueryAnswer | undefined> {
  let last: Activation | undefined;
  const noting: Guest = {
    activate: (activation) => guest.activate((last = activation)),
    stackOf: (ordinal) => guest.stackOf(ordinal),
    dispose: () => guest.dispose(),
  };
  await replayHistory(events, noting, { ...hooks, goesOn: (lastEvent) => lastEvent <= seq });
  if (last === undefined) return undefined;
  const job = { type: 'queryWorkflow', queryId: 'query', queryType: name, headers: {} } as const;
  return answerOf(await guest.activate({ ...last, jobs: [{ ...job, arguments: args.map(payloadOf) }] }));
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
