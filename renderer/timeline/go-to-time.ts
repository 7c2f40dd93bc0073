// Goes to a time of the run: scrolls it into view, and moves the cursor to the last event by then.

import { moveTo, useSession } from '../session/session.ts';
import { timesOf } from '../../engine/model/time/times.ts';
import { eventAtTime } from './hit.ts';
import type { Wish } from './time-text.ts';
import { axisFor, showSpan, useTimeline, windowFor } from './view.ts';
import { clamp, timeAt } from '../../engine/model/time/scale.ts';

let focus: (() => void) | undefined;
/** True where the field takes the focus as soon as it is mounted. */
let isWished = false;

/** Registers the field on screen; returns a function that removes it. */
export function offerTimeField(take: () => void): () => void {
  focus = take;
  if (isWished) take();
  isWished = false;
  return () => {
    if (focus === take) focus = undefined;
  };
}

export function focusTimeField(): void {
  if (focus === undefined) isWished = true;
  else focus();
}

/** The cursor moves only to an event in the new view: an earlier event would scroll away from the time. */
export function goToTime({ time, length }: Wish): void {
  const { open, visible } = useSession.getState();
  if (open === null) return;
  const { outline } = open;
  const wide = length ?? shownLength();
  const from = clamp(time - wide / 2, 0, Math.max(0, timesOf(outline).span - wide));
  showSpan({ from, to: from + wide });
  const seq = eventAtTime(timesOf(outline), visible.events, time);
  const at = timesOf(outline).at[seq - 1] ?? 0;
  if (at >= from && at <= from + wide) moveTo(seq);
}

function shownLength(): number {
  const { open } = useSession.getState();
  if (open === null) return 0;
  const view = useTimeline.getState();
  const axis = axisFor(open.outline, view.compress);
  const window = windowFor(view, open.outline);
  return timeAt(axis, window.to) - timeAt(axis, window.from);
}
