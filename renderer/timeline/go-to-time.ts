// To a time of the run: it comes into view, and the cursor goes to what had happened by then.

import { moveTo, useSession } from '../session/session.ts';
import { timesOf } from '../ui/time/times.ts';
import { eventAtTime } from './hit.ts';
import type { Wish } from './time-text.ts';
import { axisFor, showSpan, useTimeline, windowFor } from './view.ts';
import { clamp, timeAt } from '../ui/time/scale.ts';

let focus: (() => void) | undefined;
/** The field is to take the keyboard as soon as it is there. */
let isWished = false;

/** The field on screen; offered until the function that it returns is called. */
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

/** The cursor goes along where an event lies in what is then in view; to bring in an earlier one would leave the time again. */
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
