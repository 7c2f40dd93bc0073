// Runs of Retrace's own engine, drawn as text for tests, and the examples in SPEC.md.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { native } from '../formats/native/native.ts';
import type { JsonObject } from '../model/json.ts';
import type { NativeEvent } from '../model/native-event.ts';
import { applyEffects, emptyState, type RunState } from '../model/state.ts';
import type { StoredEvent } from '../store/log.ts';

/** One example per event type. */
export function nativeExamples(): readonly JsonObject[] {
  const spec = readFileSync(join(import.meta.dirname, '../SPEC.md'), 'utf8');
  const lines = /```jsonl\n([\s\S]*?)```/.exec(spec)?.[1] ?? '';
  return lines
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map((line) => JSON.parse(line) as JsonObject);
}

/** An order with a payment in two attempts: paid, approved by hand, then shipped while a timer runs. */
export function orderEvents(more: JsonObject = {}): readonly NativeEvent[] {
  return [
    {
      type: 'workflow_started',
      at: 1000,
      retrace: 1,
      workflowType: 'order',
      workflowId: 'order-7',
      runId: 'r-1',
      input: { cents: 900, ...more },
    },
    { type: 'workflow_task_completed', at: 1001, task: 1, worker: 'w-1' },
    {
      type: 'activity_scheduled',
      at: 1001,
      id: 1,
      task: 1,
      fiber: 0,
      name: 'charge',
      input: { cents: 900, ...more },
      retry: { maximumAttempts: 3 },
    },
    { type: 'activity_started', at: 1002, id: 1, attempt: 1, worker: 'w-1' },
    {
      type: 'activity_attempt_failed',
      at: 1003,
      id: 1,
      attempt: 1,
      failure: { kind: 'application', message: 'busy' },
      retryAt: 2003,
    },
    { type: 'activity_started', at: 2003, id: 1, attempt: 2, worker: 'w-1' },
    { type: 'activity_completed', at: 2004, id: 1, attempt: 2, result: { paid: true } },
    { type: 'workflow_task_completed', at: 2005, task: 2, worker: 'w-1' },
    { type: 'timer_started', at: 2005, id: 2, task: 2, fiber: 0, ms: 60_000, fireAt: 62_005 },
    { type: 'signal_received', at: 3000, id: 's-1', name: 'approve', input: { by: 'ann' } },
    { type: 'workflow_task_completed', at: 3001, task: 3, worker: 'w-1' },
    { type: 'timer_cancelled', at: 3001, id: 2, command: 3, task: 3, fiber: 0 },
    { type: 'workflow_completed', at: 3001, task: 3, fiber: 0, result: 'shipped' },
  ];
}

export function foldNative(events: readonly JsonObject[]): RunState {
  const state = emptyState();
  for (const [i, event] of events.entries()) {
    const { atMs, explanation } = native.read(event);
    applyEffects(state, i + 1, atMs, explanation.effects);
  }
  return state;
}

export function storedNative(events: readonly JsonObject[]): readonly StoredEvent[] {
  return events.map((event, i) => ({
    seq: i + 1,
    type: event['type'] as string,
    atMs: Number(event['at']),
    payload: Buffer.from(JSON.stringify(event)),
  }));
}

export function asLines(events: readonly JsonObject[]): string {
  return events.map((event) => `${JSON.stringify(event)}\n`).join('');
}
