// The meaning of each event of a node log, as effects. Each event is explained separately; nodes are keyed by their
// writer's id.

import {
  type ClosedStatus,
  type Effect,
  type Failure,
  type OperationKey,
  type RunStatus,
  unnamed,
} from '../../model/effect.ts';
import type { Explanation } from '../../model/explanation.ts';
import type { Json, JsonObject } from '../../model/json.ts';
import { objectOf, stringOf } from '../../model/json.ts';
import { failureOfEvent } from './failure.ts';
import { field, fields, found, idText, originOf, statusOf, wholeNumber } from './fields.ts';
import { endOf, type EndWord, isEndOfSomething, type NodeLogType, readType } from './vocabulary.ts';

export type NodeLogEvent = {
  readonly raw: JsonObject;
  /** The event type in its writer's spelling. */
  readonly type: string;
  readonly means: NodeLogType | null;
  /** How the node or run ended; undefined for other events and for unknown kinds of ends. */
  readonly end: EndWord | undefined;
};

/** The last event read: a caller requests the same event several times. */
let latest: NodeLogEvent | undefined;

export function nodeLogEvent(raw: JsonObject): NodeLogEvent {
  if (latest?.raw === raw) return latest;
  const type = typeOf(raw);
  const means = readType(type);
  latest = { raw, type, means, end: means?.word === undefined ? undefined : endWordOf(raw, means) };
  return latest;
}

/** Chooses the best understood of several fields that may be the type. */
function typeOf(raw: JsonObject): string {
  let [first, about]: [string | undefined, string | undefined] = [undefined, undefined];
  for (const name of fields.type) {
    const written = stringOf(raw[name]);
    if (written === undefined) continue;
    const type = readType(written);
    if (type?.word !== undefined) return written;
    first ??= written;
    if (type !== null) about ??= written;
  }
  return about ?? first ?? 'unknown';
}

/**
 * A writer with one type for every end states the result in a status field; even a type "completed" may have a status
 * of failure.
 */
function endWordOf(raw: JsonObject, { word }: NodeLogType): EndWord | undefined {
  switch (word) {
    case 'ended': {
      const status = statusOf(raw);
      if (status !== undefined) return endOf(status);
      return found(raw, ['error', 'failure', 'exception']) === undefined ? 'completed' : 'failed';
    }
    case 'completed': {
      const status = statusOf(raw);
      return (status === undefined ? undefined : endOf(status)) ?? word;
    }
    case 'failed':
    case 'timedOut':
    case 'canceled':
    case 'terminated':
    case 'skipped':
      return word;
    default:
      return undefined;
  }
}

export function explainEvent(event: NodeLogEvent): Explanation {
  const { means } = event;
  if (means === null || means.word === undefined) return unknown(event);
  return means.subject === 'run' ? explainRun(event, means) : explainNode(event, means);
}

/** States only that any operation the event names may have changed. */
function unknown({ raw, type, means }: NodeLogEvent): Explanation {
  const id = idOf(raw, means);
  const isOfRun = means?.subject === 'run' || (means === null && isEndOfSomething(type));
  const effects: Effect[] =
    id !== undefined ? [{ type: 'mention', key: keyOf(id) }] : isOfRun ? [{ type: 'mentionRun' }] : [];
  return { effects, summary: 'unknown event type' };
}

function explainRun(event: NodeLogEvent, { word, noun }: NodeLogType): Explanation {
  const { raw, end } = event;
  if (word === 'paused') return { effects: [{ type: 'run', status: 'paused' }], summary: `${noun} paused` };
  if (word === 'started' || word === 'resumed')
    return {
      effects: [{ type: 'run', status: 'running', ...given('input', field(raw, 'input')) }],
      summary: `${noun} ${word}`,
      wakes: true,
    };
  if (end === undefined) return unknown(event);
  const why = whyOf(event, end);
  const effect: Effect = {
    type: 'run',
    status: end === 'skipped' ? 'canceled' : (end satisfies RunStatus),
    ...(end === 'completed' && given('result', field(raw, 'output'))),
    ...why.fields,
  };
  return { effects: [effect], summary: `${noun} ${words[end]}${colon(why.text)}` };
}

function explainNode(event: NodeLogEvent, means: NodeLogType): Explanation {
  const { raw, end } = event;
  const key = keyOf(idOf(raw, means));
  const attempt = given('attempt', attemptOf(raw));
  switch (means.word) {
    case 'scheduled':
      return { effects: [opening(raw, key)], summary: 'scheduled' };
    case 'started':
      return {
        effects: [
          { ...opening(raw, key), anew: true, ...attempt },
          { type: 'advance', key, status: 'started', ...attempt },
        ],
        summary: 'started',
      };
    case 'resumed':
      return { effects: [{ type: 'advance', key, status: 'started', ...attempt }], summary: 'resumed' };
    case 'retrying': {
      const { effects, ...rest } = retrying(event, key, attempt);
      // A failed operation goes on.
      return { ...rest, effects: [{ ...opening(raw, key), anew: false }, ...effects] };
    }
    default:
      return end === undefined ? unknown(event) : ended(event, key, end, attempt);
  }
}

type Attempt = { readonly attempt?: number };

function retrying({ raw, type }: NodeLogEvent, key: OperationKey, attempt: Attempt): Explanation {
  const failure = failureOfEvent(raw, type);
  return {
    effects: [{ type: 'advance', key, status: 'retrying', ...attempt, ...(failure && { failure }) }],
    summary: `to be tried again${colon(failure?.message || failure?.type)}`,
  };
}

function ended(event: NodeLogEvent, key: OperationKey, end: EndWord, attempt: Attempt): Explanation {
  const { raw } = event;
  if (end === 'failed' && field(raw, 'willRetry') === true) return retrying(event, key, attempt);
  const why = whyOf(event, end);
  const close: Effect = {
    type: 'close',
    key,
    status: end satisfies ClosedStatus,
    ...attempt,
    ...(end === 'completed' && given('result', field(raw, 'output'))),
    ...(why.fields.failure && { failure: why.fields.failure }),
  };
  // A skipped node, which was never started, and a node without an id have only this event.
  const effects: Effect[] =
    end === 'skipped' || key === withoutId ? [{ ...opening(raw, key), anew: false }, close] : [close];
  return { effects, summary: `${words[end]}${colon(why.text)}`, wakes: true };
}

const words: Readonly<Record<EndWord, string>> = {
  completed: 'completed',
  failed: 'failed',
  timedOut: 'timed out',
  canceled: 'canceled',
  terminated: 'terminated',
  skipped: 'skipped',
};

/** Why the operation ended: a failure for a bad end, else a reason in words. */
function whyOf(
  { raw, type }: NodeLogEvent,
  end: EndWord,
): { fields: { failure?: Failure; reason?: string }; text: string | undefined } {
  if (end === 'failed' || end === 'timedOut') {
    const failure = failureOfEvent(raw, type);
    return { fields: failure === undefined ? {} : { failure }, text: failure?.message || failure?.type };
  }
  const reason = end === 'completed' ? undefined : stringOf(field(raw, 'reason'));
  return { fields: reason === undefined ? {} : { reason }, text: reason };
}

function opening(raw: JsonObject, key: OperationKey): Extract<Effect, { type: 'open' }> {
  const cause = originOf(raw);
  return {
    type: 'open',
    key,
    kind: 'node',
    name:
      nameOf(raw) ??
      (key === withoutId ? (stringOf(field(raw, 'nodeType')) ?? unnamed('node')) : key.slice('node:'.length)),
    ...given('input', field(raw, 'input')),
    ...(cause === undefined ? {} : { cause: `node:${cause}` }),
  };
}

/** A name of its own, or that in the object that also has its id. */
function nameOf(raw: JsonObject): string | undefined {
  return stringOf(field(raw, 'nodeName')) ?? stringOf(objectOf(found(raw, fields.node)?.[1])['name']);
}

/** Fields that name the node, the most reliable first. */
export function idNames(means: NodeLogType | null): readonly string[] {
  const noun = means?.subject === 'node' ? means.noun : 'node';
  const own = noun === 'node' ? [] : [`${noun}_id`, `${noun}Id`, noun, `${noun}_name`, `${noun}Name`];
  return [...own, ...fields.node];
}

/** The id of the node that the event names; a log of `task_…` events may call it `task_id`. */
export function idOf(raw: JsonObject, means: NodeLogType | null): string | undefined {
  return (
    idText(found(raw, idNames(means))?.[1]) ?? (means?.subject === 'node' ? idText(field(raw, 'namedNode')) : undefined)
  );
}

/** A node without an id stands alone. */
const withoutId: OperationKey = 'node:?';

function keyOf(id: string | undefined): OperationKey {
  return id === undefined ? withoutId : `node:${id.startsWith('?') ? `"${id}"` : id}`;
}

function attemptOf(raw: JsonObject): number | undefined {
  const retries = wholeNumber(field(raw, 'retries'));
  return wholeNumber(field(raw, 'attempt')) ?? (retries === undefined ? undefined : retries + 1);
}

function given<K extends string, V extends Json>(key: K, value: V | undefined): { [key in K]?: V } {
  return value === undefined ? {} : ({ [key]: value } as { [key in K]?: V });
}

function colon(text: string | undefined): string {
  return text === undefined || text === '' ? '' : `: ${text}`;
}
