// The events of a workflow task: what it has not seen, and why it failed.

import type { NativeEvent, NativeFailure } from '../model/native-event.ts';
import { isWaking } from '../model/native-history.ts';
import type { Divergence } from '../sandbox/native/activation.ts';
import { divergenceText } from '../sandbox/native/divergence-text.ts';

/** Adds to a task the events that arrived before it and that it has not seen. */
export function withUnseen(
  events: readonly NativeEvent[],
  foreign: readonly NativeEvent[],
  known: number,
): readonly NativeEvent[] {
  const unseen = foreign.flatMap((event, i) => (isWaking(event) ? [known + 1 + i] : []));
  if (unseen.length === 0) return events;
  return events.map((event) => (event.type === 'workflow_task_completed' ? { ...event, unseen } : event));
}

export function divergenceFailure(divergence: Divergence): NativeFailure {
  const { command, expected, got, field } = divergence;
  return {
    kind: 'nondeterminism',
    message: divergenceText(divergence),
    details: { command, expected: expected ?? null, got: got ?? null, field },
  };
}
