// Facts of an event row beyond the event's own columns, read from the outline for one event at a time.

import { durationText } from '../../engine/model/duration.ts';
import type { Seq } from '../../engine/model/event.ts';
import { NONE, type Outline, timeOf } from '../../engine/model/outline.ts';

/** ms by which the event's clock is before the previous event's; null when it is not. */
export function backwardMs(outline: Outline, seq: Seq): number | null {
  const before = timeOf(outline, seq - 1);
  const at = timeOf(outline, seq);
  return before === null || at === null || at >= before ? null : before - at;
}

/** For the event that closes an operation: the number of attempts and the total duration. */
export function tookText(outline: Outline, seq: Seq): string {
  const operation = outline.operation[seq - 1] ?? NONE;
  if (operation === NONE) return '';
  const { openedAt, closedAt, attempts } = outline.operations;
  if (closedAt[operation] !== seq || openedAt[operation] === seq) return '';
  const from = timeOf(outline, openedAt[operation] ?? 0);
  const to = timeOf(outline, seq);
  const tries = attempts[operation] ?? 0;
  const words = tries > 1 ? [`×${tries}`] : [];
  if (from !== null && to !== null) words.push(durationText(to - from));
  return words.join(' · ');
}

/** Texts of the warnings about an event. */
export function warningsAt(outline: Outline, seq: Seq): readonly string[] {
  const { warnings } = outline;
  const known = warned.get(warnings) ?? Map.groupBy(warnings, (warning) => warning.seq);
  warned.set(warnings, known);
  return (known.get(seq) ?? []).map((warning) => warning.text);
}

const warned = new WeakMap<Outline['warnings'], ReadonlyMap<Seq, Outline['warnings']>>();
