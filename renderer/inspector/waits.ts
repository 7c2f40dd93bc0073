// What a run waits for at a cursor, as the inspector says it: times of day in the person's zone, dates where they are of another day.

import type { Seq } from '../../engine/model/event.ts';
import { type Outline, timeOf } from '../../engine/model/outline.ts';
import { waitFinderOf } from '../../engine/model/waiting.ts';
import { type Clock, waitingText } from '../../engine/model/waiting-text.ts';
import { dateText, timeText } from '../ui/clock.ts';
import { lineText } from '../ui/plain-text.ts';

const named = 2;

/** null: it does not wait, it has ended or not begun. */
export function waitText(outline: Outline, cursor: Seq, utc: boolean): string | null {
  const waiting = waitFinderOf(outline).at(cursor);
  const clock = clockBeside(timeOf(outline, cursor), utc);
  return waiting === null ? null : lineText(waitingText(outline, waiting, { clock, most: named }), 1000);
}

/** The date is left out where it is that of the time beside it. */
function clockBeside(nowMs: number | null, utc: boolean): Clock {
  const today = dateText(nowMs, utc);
  return (atMs) => {
    const date = dateText(atMs, utc);
    return date === today ? timeText(atMs, utc) : `${date} ${timeText(atMs, utc)}`;
  };
}
