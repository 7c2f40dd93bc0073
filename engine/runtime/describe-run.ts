// The present work and waits of a run, for operators.

import type { Json } from '../model/json.ts';
import type { NativeEvent, NativeFailure } from '../model/native-event.ts';
import type { RunRow } from '../store/register/register.ts';
import { isEnd } from '../model/native-history.ts';
import { RunDesk } from './run-desk.ts';

export type RunDescription = {
  readonly runId: string;
  readonly workflowId: string;
  readonly workflowType: string;
  readonly status: string;
  readonly startedAt: number;
  readonly events: number;
  readonly worker: string | null;
  readonly quarantined: string | null;
  readonly cancelRequested: boolean;
  readonly activities: readonly {
    readonly id: number;
    readonly name: string;
    readonly state: 'waiting' | 'running' | 'backoff';
    readonly attempt: number;
    readonly nextAt?: number;
    readonly lastFailure?: NativeFailure;
    readonly lastHeartbeat?: unknown;
  }[];
  readonly timers: readonly { readonly id: number; readonly fireAt: number }[];
  readonly children: readonly { readonly id: number; readonly workflowId: string }[];
  readonly signals: readonly { readonly name: string; readonly received: number }[];
  readonly result?: Json;
  readonly failure?: NativeFailure;
};

export function describeRun(row: RunRow, events: readonly NativeEvent[]): RunDescription {
  const desk = new RunDesk();
  for (const event of events) desk.apply(event);
  const end = events.find(isEnd);
  return {
    runId: row.run,
    workflowId: row.workflowId,
    workflowType: row.workflowType,
    status: statusOf(row, desk, end),
    startedAt: row.startedAt,
    events: events.length,
    worker: row.owner,
    quarantined: row.quarantined,
    cancelRequested: events.some(({ type }) => type === 'workflow_cancel_requested'),
    activities: [...desk.activities.values()].map(({ scheduled, state, attempt, nextAt, lastFailure, details }) => ({
      id: scheduled.id,
      name: scheduled.name,
      state,
      attempt,
      ...(state === 'backoff' && { nextAt }),
      ...(lastFailure !== undefined && { lastFailure }),
      ...(details !== undefined && { lastHeartbeat: details }),
    })),
    timers: [...desk.timers].map(([id, fireAt]) => ({ id, fireAt })),
    children: [...desk.children].map(([id, { workflowId }]) => ({ id, workflowId })),
    signals: signalsIn(events),
    ...(end?.type === 'workflow_completed' && end.result !== undefined && { result: end.result }),
    ...(end?.type === 'workflow_failed' && { failure: end.failure }),
  };
}

function statusOf(row: RunRow, desk: RunDesk, end: NativeEvent | undefined): string {
  if (end !== undefined)
    return end.type.slice('workflow_'.length).replaceAll(/_(\w)/g, (_, letter: string) => letter.toUpperCase());
  if (row.quarantined !== null) return 'quarantined';
  return desk.isPaused ? 'paused' : 'running';
}

function signalsIn(events: readonly NativeEvent[]): RunDescription['signals'] {
  const counts = new Map<string, number>();
  for (const event of events)
    if (event.type === 'signal_received') counts.set(event.name, (counts.get(event.name) ?? 0) + 1);
  return [...counts].map(([name, received]) => ({ name, received }));
}
