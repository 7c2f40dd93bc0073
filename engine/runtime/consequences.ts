// The effects of one run's events on other runs, in the transaction that stores the events: children begin and end,
// signals arrive, runs continue as new ones.

import { randomUUID } from 'node:crypto';
import { NATIVE_VERSION } from '../model/native-event.ts';
import type { Json } from '../model/json.ts';
import type { NativeEvent, NativeFailure, NativeParent } from '../model/native-event.ts';
import type { Seq } from '../model/event.ts';
import type { RunRow } from '../store/register/register.ts';
import type { RunTransaction } from '../store/register/run-store.ts';
import { decoded, encoded } from './history.ts';
import { type DeskChild, RunDesk } from './run-desk.ts';

export type Beginning = {
  readonly workflowType: string;
  readonly workflowId: string;
  readonly input?: Json;
  readonly runId?: string;
  readonly code: string | null;
  readonly startKey?: string | null;
  readonly parent?: NativeParent;
  readonly continuedFrom?: string;
};
type Signal = Extract<NativeEvent, { type: 'signal_received' }>;

export function newRunId(): string {
  return randomUUID();
}

/** The caller ensures that the workflow has no open run. */
export function beginRun(
  transaction: RunTransaction,
  { code, startKey = null, runId = newRunId(), ...started }: Beginning,
  now: number,
  carried: readonly NativeEvent[] = [],
): string {
  const { workflowType, workflowId } = started;
  transaction.append(runId, [
    encoded({ type: 'workflow_started', at: now, retrace: NATIVE_VERSION, ...started, runId }),
    ...carried.map((event) => encoded({ ...event, at: now })),
  ]);
  transaction.register.put({
    run: runId,
    workflowId,
    workflowType,
    code,
    startedAt: now,
    closed: false,
    dueAt: now,
    woken: true,
    owner: null,
    claims: 0,
    leaseUntil: 0,
    quarantined: null,
    startKey,
  });
  return runId;
}

/** Appends to an open run, whichever engine works on it. */
export function deliver(transaction: RunTransaction, row: RunRow, event: NativeEvent): void {
  transaction.append(row.run, [encoded(event)]);
  transaction.register.put({ ...row, woken: true });
}

export class Consequences {
  readonly #transaction: RunTransaction;
  readonly #row: RunRow;
  readonly #now: number;

  constructor(transaction: RunTransaction, row: RunRow, now: number) {
    this.#transaction = transaction;
    this.#row = row;
    this.#now = now;
  }

  /** Events for the run itself. `children`: children of the run. */
  of(event: NativeEvent, children: ReadonlyMap<number, DeskChild>): readonly NativeEvent[] {
    switch (event.type) {
      case 'child_workflow_scheduled':
        return [this.#startChild(event)];
      case 'child_workflow_cancel_requested':
        this.#cancelChild(event.id, children.get(event.id), event.reason);
        return [];
      case 'signal_external_scheduled':
        return this.#signal(event);
      default:
        return [];
    }
  }

  #startChild({ id, ...child }: Extract<NativeEvent, { type: 'child_workflow_scheduled' }>): NativeEvent {
    const { workflowType, workflowId, input } = child;
    if (this.#transaction.register.openRun(workflowId) !== undefined) {
      const failure: NativeFailure = { kind: 'already-running', message: `workflow ${workflowId} is already running` };
      return { type: 'child_workflow_failed', at: this.#now, id, failure };
    }
    const parent = { workflowId: this.#row.workflowId, runId: this.#row.run, id };
    const begun = { workflowType, workflowId, code: this.#row.code, parent, ...(input !== undefined && { input }) };
    return { type: 'child_workflow_started', at: this.#now, id, runId: beginRun(this.#transaction, begun, this.#now) };
  }

  #cancelChild(id: number, child: DeskChild | undefined, reason: string): void {
    const row = child && this.#openChild(id, child);
    if (row !== undefined)
      deliver(this.#transaction, row, { type: 'workflow_cancel_requested', at: this.#now, reason });
  }

  #signal({
    id,
    workflowId,
    name,
    input,
  }: Extract<NativeEvent, { type: 'signal_external_scheduled' }>): readonly NativeEvent[] {
    const target = this.#transaction.register.openRun(workflowId);
    if (target === undefined) {
      const text = input === undefined ? null : JSON.stringify(input);
      this.#transaction.register.addDeadLetter({ at: this.#now, workflowId, name, input: text });
      const failure: NativeFailure = { kind: 'not-found', message: `workflow ${workflowId} has no open run` };
      return [{ type: 'signal_external_failed', at: this.#now, id, failure }];
    }
    const from = { workflowId: this.#row.workflowId, runId: this.#row.run };
    const signal: Signal & { at: number } = {
      type: 'signal_received',
      at: this.#now,
      id: `${from.runId}/${id}`,
      name,
      from,
      ...(input !== undefined && { input }),
    };
    const delivered: NativeEvent = { type: 'signal_external_delivered', at: this.#now, id, runId: target.run };
    if (target.run === this.#row.run) return [signal, delivered];
    deliver(this.#transaction, target, signal);
    return [delivered];
  }

  /** The id of a child that was refused, or has ended, may be that of another's run. */
  #openChild(id: number, { workflowId }: DeskChild): RunRow | undefined {
    const row = this.#transaction.register.openRun(workflowId);
    const [first] = row === undefined ? [] : this.#transaction.read(row.run, 1, 1).map(decoded);
    const parent = first?.type === 'workflow_started' ? first.parent : undefined;
    return parent?.runId === this.#row.run && parent.id === id ? row : undefined;
  }

  /**
   * Handles the end of the run: its children follow their close policy, and its parent is told. `carried`: events for
   * the run as which it goes on.
   */
  close(end: NativeEvent, desk: RunDesk, carried: readonly NativeEvent[]): void {
    const { register } = this.#transaction;
    register.put({ ...this.#row, closed: true, dueAt: null, woken: false, owner: null, quarantined: null });
    for (const [id, child] of desk.children) this.#leaveChild(id, child);
    if (end.type === 'workflow_continued_as_new') this.#goOn(end, desk, carried);
    else if (desk.parent !== undefined) this.#tellParent(desk.parent, end);
  }

  #leaveChild(id: number, child: DeskChild): void {
    const { closePolicy } = child;
    const row = closePolicy === 'abandon' ? undefined : this.#openChild(id, child);
    if (row === undefined) return;
    const reason = 'parent workflow closed';
    if (closePolicy === 'requestCancel')
      deliver(this.#transaction, row, { type: 'workflow_cancel_requested', at: this.#now, reason });
    else terminate(this.#transaction, row, reason, this.#now);
  }

  #goOn(
    end: Extract<NativeEvent, { type: 'workflow_continued_as_new' }>,
    desk: RunDesk,
    carried: readonly NativeEvent[],
  ): void {
    const { workflowType, workflowId, code, startKey, run } = this.#row;
    const begun = {
      workflowType,
      workflowId,
      code,
      startKey,
      continuedFrom: run,
      ...(end.input !== undefined && { input: end.input }),
      ...(desk.parent !== undefined && { parent: desk.parent }),
      ...(end.nextRunId !== undefined && { runId: end.nextRunId }),
    };
    beginRun(this.#transaction, begun, this.#now, carried);
  }

  #tellParent(parent: NativeParent, end: NativeEvent): void {
    const row = this.#transaction.register.get(parent.runId);
    if (row === undefined || row.closed) return;
    const about = { at: this.#now, id: parent.id, runId: this.#row.run };
    if (end.type === 'workflow_completed')
      deliver(this.#transaction, row, {
        type: 'child_workflow_completed',
        ...about,
        ...(end.result !== undefined && { result: end.result }),
      });
    else deliver(this.#transaction, row, { type: 'child_workflow_failed', ...about, failure: failureOfEnd(end) });
  }
}

export function failureOfEnd(end: NativeEvent): NativeFailure {
  switch (end.type) {
    case 'workflow_failed':
      return end.failure;
    case 'workflow_cancelled':
      return {
        kind: 'cancelled',
        message: end.reason === '' ? 'workflow cancelled' : `workflow cancelled: ${end.reason}`,
      };
    case 'workflow_terminated':
      return { kind: 'terminated', message: `workflow terminated: ${end.reason}` };
    default:
      return { kind: 'application', message: end.type };
  }
}

/** Terminates from outside, whichever engine works on the run: that engine notices at its next look. */
export function terminate(transaction: RunTransaction, row: RunRow, reason: string, now: number): void {
  const end: NativeEvent = { type: 'workflow_terminated', at: now, reason };
  const desk = new RunDesk();
  for (const event of transaction.read(row.run, 1)) desk.apply(decoded(event));
  transaction.append(row.run, [encoded(end)]);
  new Consequences(transaction, row, now).close(end, desk, []);
  if (row.owner !== null) transaction.register.put({ ...row, closed: true, dueAt: null, woken: true });
}

/** What the code of a run had not heard when it ended, beside what came in behind the event `known`. */
export type Unheard = { readonly known: Seq; readonly unconsumed: readonly string[]; readonly cancelsAhead: number };

const carriedTypes: ReadonlySet<string> = new Set<NativeEvent['type']>([
  'signal_received',
  'workflow_cancel_requested',
  'workflow_paused',
  'workflow_resumed',
]);

/** The events that a run hands to the one as which it goes on. */
export function carriedOver(
  events: readonly NativeEvent[],
  { known, unconsumed, cancelsAhead }: Unheard,
): readonly NativeEvent[] {
  const signals = new Set(unconsumed);
  const told = events.slice(0, known);
  const cancels = told.filter(({ type }) => type === 'workflow_cancel_requested');
  return [
    ...told.filter((event) => event.type === 'signal_received' && signals.has(event.id)),
    ...cancels.slice(cancels.length - cancelsAhead),
    ...events.slice(known).filter(({ type }) => carriedTypes.has(type)),
  ];
}
