// To a time of the run: it comes into view, and the cursor goes to what had happened by then.

import { moveTo, useSession } from '../session/session.ts';
import { timesOf } from '../ui/time/times.ts';
import { eventAtTime } from './hit.ts';
import type { Wish } from './time-text.ts';
import { axisFor, showSpan, useTimeline, windowFor } from './view.ts';
import { timeAt } from '../ui/time/scale.ts';

let focus: (() => void) | undefined;

/** The field on screen; offered until the function that it returns is called. */
export function offerTimeField(take: () => void): () => void {
  focus = take;
  return () => {
    if (focus === take) focus = undefined;
  };
}

export function focusTimeField(): void {
  focus?.();
}

/** The cursor goes along where an event lies in what is then in view; to bring in an earlier one would leave the time again. */
export function goToTime({ time, length }: Wish): void {
  const { open, visible } = useSession.getState();
  if (open === null) return;
  const { outline } = open;
  const half = (length ?? shownLength()) / 2;
  showSpan({ from: time - half, to: time + half });
  const seq = eventAtTime(timesOf(outline), visible.events, time);
  const at = timesOf(outline).at[seq - 1] ?? 0;
  if (at >= time - half && at <= time + half) moveTo(seq);
}

function shownLength(): number {
  const { open } = useSession.getState();
  if (open === null) return 0;
  const view = useTimeline.getState();
  const axis = axisFor(open.outline, view.compress);
  const window = windowFor(view, open.outline);
  return timeAt(axis, window.to) - timeAt(axis, window.from);
}
