// A history's answers to its calls, for code that makes the same calls in its own order: matched by meaning, not by
// number.

import { hash } from 'node:crypto';
import type { EventOf, HistoryEvent } from '../../formats/temporal/canonical/history-event.ts';
import { localActivityMarker } from '../../formats/temporal/canonical/marker.ts';
import type { Call } from '../../model/replay/call.ts';
import type { Command, GuestFailure, Job, Result } from '../../sandbox/guest.ts';
import { initialEvent } from './answered.ts';
import { recordedCalls } from './recorded-calls.ts';
import { msOf, type SdkPayload } from './sdk-json.ts';
import { isEnding } from './task-sequences.ts';

/** `about`: the events that answer a call, in order. */
export type CallAnswer =
  | { readonly from: 'sameCall'; readonly event: HistoryEvent; readonly about: readonly HistoryEvent[] }
  /** The next call of the kind, which the code does not make under its name. */
  | { readonly from: 'otherCall'; readonly event: HistoryEvent; readonly about: readonly HistoryEvent[] }
  /** The history goes on, and knows nothing of the call. */
  | { readonly from: 'nothing' }
  /** The history ends before it could answer. */
  | { readonly from: 'end' };

/** The recorded task in which a call is made: ids of the events that begin it and the next one, and its time. */
export type TaskUnderWay = { readonly from: number; readonly until: number; readonly atMs: number };

/** One kind of work. */
const siblings: Readonly<Partial<Record<Call['kind'], Call['kind']>>> = {
  activity: 'localActivity',
  localActivity: 'activity',
};

export class Answers {
  readonly #calls: readonly (readonly [id: number, call: Call])[];
  /** Ids of calls by kind and name, and by what they pass on as well; the first one last, used ones among them. */
  readonly #byName = new Map<string, number[]>();
  readonly #byTold = new Map<string, number[]>();
  readonly #used = new Set<number>();
  readonly #about = new Map<number, HistoryEvent[]>();
  readonly #events = new Map<number, HistoryEvent>();
  /** Events that accept and complete updates, by the id in the code's answers. */
  readonly #updates = new Map<string, HistoryEvent[]>();
  readonly #hasEnded: boolean;
  readonly #lastMs: number;
  /** All calls before this index are used. */
  #next = 0;

  constructor(events: readonly HistoryEvent[]) {
    this.#calls = [...recordedCalls(events)];
    this.#hasEnded = events.some(isEnding);
    this.#lastMs = events.at(-1)?.atMs ?? 0;
    for (const event of events) this.#events.set(event.id, event);
    for (const [id, call] of this.#calls.toReversed()) {
      listed(this.#byName, keyOf(call)).push(id);
      listed(this.#byTold, `${keyOf(call)} ${toldBy(this.#events.get(id))}`).push(id);
    }
    for (const event of events) {
      const initial = initialEvent(event);
      if (initial !== undefined) listed(this.#about, initial).push(event);
      if (event.type === 'WorkflowExecutionUpdateAccepted')
        listed(this.#updates, event.attributes.protocolInstanceId ?? '').push(event);
      if (event.type === 'WorkflowExecutionUpdateCompleted') this.#completes(event);
    }
  }

  #completes(event: EventOf<'WorkflowExecutionUpdateCompleted'>): void {
    const accepted = this.#events.get(event.attributes.acceptedEventId ?? 0);
    if (accepted?.type === 'WorkflowExecutionUpdateAccepted')
      listed(this.#updates, accepted.attributes.protocolInstanceId ?? '').push(event);
  }

  /**
   * What answers a call: first of all the recorded one of the same name that was told the same; else one of the name that
   * the history has in the task under way, or, but for timers, before.
   */
  to(call: Call, command: Command, task: TaskUnderWay): CallAnswer {
    const named = command.type === 'updateResponse' ? undefined : this.#named(call, command, task);
    const same =
      command.type === 'updateResponse' ? this.#ofUpdate(command.protocolInstanceId, call.kind) : named?.same;
    if (same !== undefined) {
      this.#used.add(same.id);
      return { from: 'sameCall', event: same, about: this.#about.get(same.id) ?? [] };
    }
    if (this.#outlives(command, task)) return { from: 'end' };
    while (this.#used.has(this.#calls[this.#next]?.[0] ?? 0)) this.#next++;
    const [id, next] = this.#calls[this.#next] ?? [];
    const event = named?.other ?? (next?.kind === call.kind ? this.#events.get(id ?? 0) : undefined);
    const about = this.#about.get(event?.id ?? 0) ?? [];
    if (event !== undefined && (about.length > 0 || event.type === 'MarkerRecorded'))
      return { from: 'otherCall', event, about };
    return { from: next !== undefined || this.#hasEnded ? 'nothing' : 'end' };
  }

  /** `other`: of the name, but told something else at another time, or the same work done in another way. */
  #named(
    call: Call,
    command: Command,
    { from, until }: TaskUnderWay,
  ): { readonly same?: HistoryEvent; readonly other?: HistoryEvent } {
    const first = this.#firstOf(this.#byName.get(keyOf(call)));
    const isBy = first !== undefined && first.id < until && (first.id > from || call.kind !== 'timer');
    const same = this.#firstOf(this.#byTold.get(`${keyOf(call)} ${toldIn(command)}`)) ?? (isBy ? first : undefined);
    const sibling = siblings[call.kind];
    const other = first ?? (sibling && this.#firstOf(this.#byName.get(keyOf({ ...call, kind: sibling }))));
    return { ...(same && { same }), ...(other && { other }) };
  }

  /** A timer that has not fired by the end of a history that goes on. */
  #outlives(command: Command, { atMs }: TaskUnderWay): boolean {
    if (command.type !== 'startTimer' || this.#hasEnded) return false;
    return atMs + (msOf(command['startToFireTimeout'] ?? {}) ?? 0) > this.#lastMs;
  }

  /** The first that is not used; drops the used ones before it. */
  #firstOf(ids: number[] = []): HistoryEvent | undefined {
    while (this.#used.has(ids.at(-1) ?? 0)) ids.pop();
    return this.#events.get(ids.at(-1) ?? 0);
  }

  #ofUpdate(id: string, kind: Call['kind']): HistoryEvent | undefined {
    const type = kind === 'updateAccepted' ? 'WorkflowExecutionUpdateAccepted' : 'WorkflowExecutionUpdateCompleted';
    return this.#updates.get(id)?.find((event) => event.type === type && !this.#used.has(event.id));
  }
}

/**
 * What a call passes on: equal for equal payloads, and for timers of one length. Of a local activity only its number is
 * written down.
 */
function toldIn(command: Command): string {
  if (command.type === 'scheduleLocalActivity') return String(command.seq);
  if (command.type === 'startTimer') return String(msOf(command['startToFireTimeout'] ?? {}));
  const values = command['arguments'] ?? command['args'] ?? command['input'] ?? [];
  return Array.isArray(values) ? digestOf(values as readonly SdkPayload[]) : '';
}

function toldBy(event: HistoryEvent | undefined): string {
  if (event?.type === 'MarkerRecorded') return String(localActivityMarker(event)?.seq);
  if (event?.type === 'TimerStarted') return String(event.attributes.startToFireTimeout);
  const { input } = (event?.attributes ?? {}) as { input?: unknown };
  return Array.isArray(input) ? digestOf(input as readonly SdkPayload[]) : '';
}

function digestOf(payloads: readonly SdkPayload[]): string {
  return payloads.map(({ data }) => hash('sha1', data ?? '')).join(' ');
}

function keyOf({ kind, name }: Call): string {
  return `${kind} ${name}`;
}

function listed<K, V>(lists: Map<K, V[]>, key: K): V[] {
  let list = lists.get(key);
  if (list === undefined) {
    list = [];
    lists.set(key, list);
  }
  return list;
}

/** Completed without a result, as the history has none. */
export function invented({ kind }: Call, command: Command): readonly Job[] {
  const { seq } = command as { seq: number };
  const done: Result = { completed: {} };
  switch (kind) {
    case 'activity':
    case 'localActivity':
      return [{ type: 'resolveActivity', seq, isLocal: kind === 'localActivity', result: done }];
    case 'timer':
      return [{ type: 'fireTimer', seq }];
    case 'child':
      return [
        { type: 'resolveChildWorkflowExecutionStart', seq, succeeded: { runId: 'unknown' } },
        { type: 'resolveChildWorkflowExecution', seq, result: done },
      ];
    case 'signalExternal':
      return [{ type: 'resolveSignalExternalWorkflow', seq }];
    case 'cancelExternal':
      return command.type === 'requestCancelExternalWorkflowExecution'
        ? [{ type: 'resolveRequestCancelExternalWorkflow', seq }]
        : [];
    case 'nexus':
      return [{ type: 'resolveNexusOperationStart', seq, failed: unknownOperation }];
    default:
      return [];
  }
}

const unknownOperation: GuestFailure = { message: 'the history knows no such operation', applicationFailureInfo: {} };
