// A history's answers to its calls, for code that makes the same calls in its own order: matched by meaning, not by
// number.

import type { EventOf, HistoryEvent } from '../../formats/temporal/canonical/history-event.ts';
import { localActivityMarker } from '../../formats/temporal/canonical/marker.ts';
import type { Call } from '../../model/replay/call.ts';
import type { Command, GuestFailure, Job, Result } from '../../sandbox/guest.ts';
import { answered, initialEvent } from './answered.ts';
import { resultOf } from './local-activities.ts';
import { type Family, newMachine } from './machine.ts';
import { recordedCalls } from './recorded-calls.ts';
import { isEnding } from './task-sequences.ts';

/** A job to deliver to the code, and the id of its event. */
export type Told = { readonly id: number; readonly job: Job };

const families: Readonly<Partial<Record<Call['kind'], Family>>> = {
  activity: 'activity',
  timer: 'timer',
  child: 'child',
  signalExternal: 'signalExternal',
  cancelExternal: 'cancelExternal',
  nexus: 'nexus',
};

export class Answers {
  readonly #calls: readonly (readonly [id: number, call: Call])[];
  /** Ids of unused answers, the first one last. */
  readonly #unused = new Map<string, number[]>();
  readonly #used = new Set<number>();
  readonly #about = new Map<number, HistoryEvent[]>();
  readonly #events = new Map<number, HistoryEvent>();
  readonly #hasEnded: boolean;
  /** All calls before this index are used. */
  #next = 0;

  constructor(events: readonly HistoryEvent[]) {
    this.#calls = [...recordedCalls(events)];
    this.#hasEnded = events.some(isEnding);
    for (const [id, call] of this.#calls.toReversed()) listed(this.#unused, keyOf(call)).push(id);
    for (const event of events) {
      this.#events.set(event.id, event);
      const initial = initialEvent(event);
      if (initial !== undefined) listed(this.#about, initial).push(event);
    }
  }

  /** The answer to the first unused call of the same kind and name; else a substitute. Empty while the call is open. */
  to(call: Call, command: Command): readonly Told[] {
    const same = this.#unused.get(keyOf(call))?.pop();
    if (same !== undefined) {
      this.#used.add(same);
      return this.#tellsOf(same, call, command);
    }
    // A renamed call gets the answer of the original; an extra call is told that it is done.
    while (this.#used.has(this.#calls[this.#next]?.[0] ?? 0)) this.#next++;
    const next = this.#calls[this.#next];
    const borrowed = next?.[1].kind === call.kind ? this.#tellsOf(next[0], call, command) : [];
    if (borrowed.length > 0) return borrowed;
    return next !== undefined || this.#hasEnded ? invented(call, command).map((job) => ({ id: 0, job })) : [];
  }

  #tellsOf(id: number, call: Call, command: Command): readonly Told[] {
    if (call.kind === 'localActivity') return this.#tellsOfLocal(id, command);
    const family = families[call.kind];
    if (family === undefined) return [];
    const machine = newMachine(family, command);
    return (this.#about.get(id) ?? []).flatMap((event) =>
      answered(withNumber(event, command), machine).jobs.map((job) => ({ id: event.id, job })),
    );
  }

  #tellsOfLocal(id: number, command: Command): readonly Told[] {
    const marker = localActivityMarker(this.#events.get(id) as EventOf<'MarkerRecorded'>);
    if (marker === undefined || command.type !== 'scheduleLocalActivity') return [];
    const job: Job = { type: 'resolveActivity', seq: command.seq, isLocal: true, result: resultOf(marker, command) };
    return [{ id: 0, job }];
  }
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

/** A timer's event gets the number that the code gave the timer. */
function withNumber(event: HistoryEvent, command: Command): HistoryEvent {
  return event.type === 'TimerFired' && command.type === 'startTimer'
    ? { ...event, attributes: { ...event.attributes, timerId: String(command.seq) } }
    : event;
}

/** Completed without a result, as the history has none. */
function invented({ kind }: Call, command: Command): readonly Job[] {
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
      return [{ type: 'resolveRequestCancelExternalWorkflow', seq }];
    case 'nexus':
      return [{ type: 'resolveNexusOperationStart', seq, failed: unknownOperation }];
    default:
      return [];
  }
}

const unknownOperation: GuestFailure = { message: 'the history knows no such operation', applicationFailureInfo: {} };
