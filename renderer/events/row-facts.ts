// Facts of an event row beyond the event's own columns, read from the outline for one event at a time.

import type { Seq } from '../../engine/model/event.ts';
import { NONE, type Outline, timeOf } from '../../engine/model/outline.ts';

/** ms by which the event's clock is before the previous event's; null when it is not. */
export function backwardMs(outline: Outline, seq: Seq): number | null {
  const before = timeOf(outline, seq - 1);
  const at = timeOf(outline, seq);
  return before === null || at === null || at >= before ? null : before - at;
}

/** For the event that closes an operation: how long it took in ms; null for any other. */
export function durationMs(outline: Outline, seq: Seq): number | null {
  const operation = closedBy(outline, seq);
  const from = operation === NONE ? null : timeOf(outline, outline.operations.openedAt[operation] ?? 0);
  const to = timeOf(outline, seq);
  return from === null || to === null ? null : to - from;
}

/** For the event that closes an operation that was tried more than once: `×4`; else ''. */
export function triesText(outline: Outline, seq: Seq): string {
  const operation = closedBy(outline, seq);
  const tries = operation === NONE ? 0 : (outline.operations.attempts[operation] ?? 0);
  return tries > 1 ? `×${tries}` : '';
}

/** The operation that the event closes; what opens and closes in one event takes no time and is none. */
function closedBy(outline: Outline, seq: Seq): number {
  const operation = outline.operation[seq - 1] ?? NONE;
  if (operation === NONE) return NONE;
  const { openedAt, closedAt } = outline.operations;
  return closedAt[operation] === seq && openedAt[operation] !== seq ? operation : NONE;
}

/** Texts of the warnings about an event. */
export function warningsAt(outline: Outline, seq: Seq): readonly string[] {
  const { warnings } = outline;
  const known = warned.get(warnings) ?? Map.groupBy(warnings, (warning) => warning.seq);
  warned.set(warnings, known);
  return (known.get(seq) ?? []).map((warning) => warning.text);
}

const warned = new WeakMap<Outline['warnings'], ReadonlyMap<Seq, Outline['warnings']>>();
