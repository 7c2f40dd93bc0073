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

/** The recorded task in which a call is made: ids of the events that begin it and the next one. */
export type TaskUnderWay = { readonly from: number; readonly until: number };

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
  /** Told in place of another call's answer, once. */
  readonly #lent = new Set<number>();
  readonly #claimed = new Map<Command, HistoryEvent>();
  readonly #about = new Map<number, HistoryEvent[]>();
  readonly #events = new Map<number, HistoryEvent>();
  /** Events that accept and complete updates, by the id in the code's answers. */
  readonly #updates = new Map<string, HistoryEvent[]>();
  readonly #hasEnded: boolean;
  /** All calls before this index have answered something. */
  #next = 0;

  constructor(events: readonly HistoryEvent[]) {
    this.#calls = [...recordedCalls(events)];
    this.#hasEnded = events.some(isEnding);
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

  /** Of the calls of one task each takes first what was told the same; only then the others choose among what is left. */
  claim(call: Call, command: Command): void {
    if (command.type === 'updateResponse') return;
    const event = this.#firstOf(this.#byTold.get(`${keyOf(call)} ${toldIn(command)}`));
    if (event === undefined) return;
    this.#used.add(event.id);
    this.#claimed.set(command, event);
  }

  /**
   * What answers a call: the recorded one that it has claimed; else one of its name that the history has in the task under
   * way, or, but for timers, before. A timer needs no other answer: it fires when its time has come.
   */
  to(call: Call, command: Command, task: TaskUnderWay): CallAnswer {
    const first = this.#firstOf(this.#byName.get(keyOf(call)));
    const same = this.#claimed.get(command) ?? this.#ofUpdate(command, call) ?? (isOf(task, first) ? first : undefined);
    if (same !== undefined && (this.#claimed.has(command) || call.kind !== 'timer' || same.id > task.from)) {
      this.#used.add(same.id);
      return { from: 'sameCall', event: same, about: this.#about.get(same.id) ?? [] };
    }
    if (call.kind === 'timer') return { from: 'nothing' };
    const [id, next] = this.#nextCall();
    const event = first ?? this.#sibling(call) ?? (next?.kind === call.kind ? this.#events.get(id ?? 0) : undefined);
    const about = this.#about.get(event?.id ?? 0) ?? [];
    if (event !== undefined && !this.#lent.has(event.id) && (about.length > 0 || event.type === 'MarkerRecorded')) {
      this.#lent.add(event.id);
      return { from: 'otherCall', event, about };
    }
    return { from: next !== undefined || this.#hasEnded ? 'nothing' : 'end' };
  }

  /** The first recorded call that answered nothing so far. */
  #nextCall(): readonly [id?: number, call?: Call] {
    for (; this.#next < this.#calls.length; this.#next++) {
      const [id] = this.#calls[this.#next] ?? [0];
      if (!this.#used.has(id) && !this.#lent.has(id)) break;
    }
    return this.#calls[this.#next] ?? [];
  }

  /** The same work, done in another way. */
  #sibling(call: Call): HistoryEvent | undefined {
    const kind = siblings[call.kind];
    return kind && this.#firstOf(this.#byName.get(keyOf({ ...call, kind })));
  }

  /** The first that is not used; drops the used ones before it. */
  #firstOf(ids: number[] = []): HistoryEvent | undefined {
    while (this.#used.has(ids.at(-1) ?? 0)) ids.pop();
    return this.#events.get(ids.at(-1) ?? 0);
  }

  #ofUpdate(command: Command, { kind }: Call): HistoryEvent | undefined {
    if (command.type !== 'updateResponse') return undefined;
    const { protocolInstanceId: id } = command;
    const type = kind === 'updateAccepted' ? 'WorkflowExecutionUpdateAccepted' : 'WorkflowExecutionUpdateCompleted';
    return this.#updates.get(id)?.find((event) => event.type === type && !this.#used.has(event.id));
  }
}

function isOf({ until }: TaskUnderWay, event: HistoryEvent | undefined): boolean {
  return event !== undefined && event.id < until;
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
  if (event?.type === 'MarkerRecorded') return String(localActivityMarker(event)?.seq ?? '');
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
