// A rule states the meaning of one event type; and helpers for meanings that many event types share.

import type { Effect, OperationKey, OperationKind } from '../../model/effect.ts';
import { type Json, type JsonObject, objectOf, stringOf } from '../../model/json.ts';
import { type TemporalEvent, readDuration } from './event.ts';
import { failing, given, type Meaning, reasonText } from './meaning.ts';
import { countOf, idText } from './number.ts';
import type { TemporalEventType } from './vocabulary.ts';

export type Rule = (event: TemporalEvent, attributes: JsonObject) => Meaning;

/** Rules of some event types. */
export type Rules = { readonly [T in TemporalEventType]?: Rule };

/** A key from the id of another event, or of this one; '?' for a missing id: such an operation stands alone. */
export function refer(kind: OperationKind, id: Json | undefined): OperationKey {
  return `${kind}:${idText(id) ?? '?'}`;
}

export const moved = (key: OperationKey, summary: string, change: object, wakes = true): Meaning => ({
  effects: [{ key, ...change } as Effect],
  summary,
  wakes,
});

export function closedBy(
  kind: OperationKind,
  link: string,
  status: 'failed' | 'timedOut' | 'canceled' | 'terminated',
  word: string,
): Rule {
  return (_, attributes) => {
    const failure = attributes['failure'] ?? (status === 'timedOut' ? timeoutOf(attributes) : undefined);
    return moved(refer(kind, attributes[link]), word + reasonText(failure), {
      type: 'close',
      status,
      ...failing(failure),
    });
  };
}

export function timeoutOf({ timeoutType }: JsonObject): Json {
  return { message: '', timeoutFailureInfo: { timeoutType } };
}

export function completedBy(kind: OperationKind, link: string): Rule {
  return (_, attributes) =>
    moved(refer(kind, attributes[link]), 'completed', {
      type: 'close',
      status: 'completed',
      ...given('result', attributes['result']),
    });
}

/** A message to the run that is complete in one event. */
export function received(
  event: TemporalEvent,
  kind: OperationKind,
  name: string,
  input: Json | undefined,
  summary: string,
): Meaning {
  const key = refer(kind, event.id);
  return {
    effects: [
      { type: 'open', key, kind, name, ...given('input', input) },
      { type: 'close', key, status: 'completed' },
    ],
    summary,
    wakes: true,
  };
}

export function executionOf(raw: Json | undefined): { workflowId?: string; runId?: string } {
  const execution = objectOf(raw);
  const workflowId = stringOf(execution['workflowId']);
  const runId = stringOf(execution['runId']);
  return { ...(workflowId === undefined ? {} : { workflowId }), ...(runId === undefined ? {} : { runId }) };
}

export function typeName(raw: Json | undefined, otherwise: string): string {
  return stringOf(objectOf(raw)['name']) || otherwise;
}

export function workerOf({ identity }: JsonObject): { worker?: string } {
  return typeof identity === 'string' && identity !== '' ? { worker: identity } : {};
}

export function attemptOf(attributes: JsonObject): { attempt?: number } {
  const attempt = countOf(attributes['attempt']);
  return attempt === undefined ? {} : { attempt: Math.max(1, attempt) };
}

/**
 * Duration in ms, under any of its names; before 2020 a number of seconds. undefined for an absent or zero duration.
 */
export function durationOf(attributes: JsonObject, ...names: readonly string[]): number | undefined {
  for (const name of names) {
    const seconds = countOf(attributes[`${name}Seconds`]);
    const ms = readDuration(attributes[name]) ?? (seconds === undefined ? undefined : seconds * 1000);
    if (ms !== undefined) return ms || undefined;
  }
  return undefined;
}
