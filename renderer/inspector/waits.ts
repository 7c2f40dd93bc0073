// What a run waits for at a cursor, in the inspector's words: times of day in the person's zone, with a date where the
// day differs.

import type { Seq } from '../../engine/model/event.ts';
import { type Outline, timeOf } from '../../engine/model/outline.ts';
import { waitFinderOf } from '../../engine/model/waiting.ts';
import { type Clock, waitingText } from '../../engine/model/waiting-text.ts';
import { dateText, timeText } from '../ui/clock.ts';
import { lineText } from '../ui/plain-text.ts';

const named = 2;

/** null where the run does not wait, has ended or has not begun. */
export function waitText(outline: Outline, cursor: Seq, utc: boolean): string | null {
  const waiting = waitFinderOf(outline).at(cursor);
  const clock = clockBeside(timeOf(outline, cursor), utc);
  return waiting === null ? null : lineText(waitingText(outline, waiting, { clock, most: named }), 1000);
}

/** A clock that omits the date where it equals the date of `nowMs`. */
function clockBeside(nowMs: number | null, utc: boolean): Clock {
  const today = dateText(nowMs, utc);
  return (atMs) => {
    const date = dateText(atMs, utc);
    return date === today ? timeText(atMs, utc) : `${date} ${timeText(atMs, utc)}`;
  };
}
