// Actions of the transport bar's buttons and their keys.

import type { Seq } from '../../engine/model/event.ts';
import type { Outline } from '../../engine/model/outline.ts';
import { next, nextBad, previous, previousBad } from '../../engine/model/stepping.ts';
import { goOn } from '../session/chain.ts';
import { moveTo, useSession } from '../session/session.ts';

export function goFirst(): void {
  move((_, events) => events[0] ?? 1);
}

export function goLast(): void {
  move((outline, events) => events.at(-1) ?? outline.events);
}

/** From the last event the step leads into the run that goes on in a chain. */
export function stepForward(): void {
  if (!move(next)) goOn(1);
}

/** From the first event the step leads into the run before in a chain. */
export function stepBack(): void {
  if (!move(previous)) goOn(-1);
}

/** Goes to the next failure; without one, to the end. */
export function runForward(): void {
  move((outline, events, cursor) => nextBad(outline, cursor) ?? events.at(-1) ?? outline.events);
}

/** Goes to the previous failure; without one, to the beginning. */
export function runBack(): void {
  move((outline, events, cursor) => previousBad(outline, cursor) ?? events[0] ?? 1);
}

/** False where there is nothing to move to. */
function move(target: (outline: Outline, events: Uint32Array, cursor: Seq) => Seq | null): boolean {
  const { open, visible, cursor } = useSession.getState();
  if (open === null) return true;
  const seq = target(open.outline, visible.events, cursor);
  if (seq !== null) moveTo(seq);
  return seq !== null;
}
