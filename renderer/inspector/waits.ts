// What a run waits for at a cursor, as the inspector says it: times of day in the person's zone, dates where they are of another day.

import type { Seq } from '../../engine/model/event.ts';
import { timeOf } from '../../engine/model/outline.ts';
import { WaitFinder } from '../../engine/model/waiting.ts';
import { type Clock, waitingText } from '../../engine/model/waiting-text.ts';
import type { OpenRun } from '../session/session.ts';
import { dateText, timeText } from '../ui/clock.ts';
import { lineText } from '../ui/plain-text.ts';

const named = 2;
const finders = new WeakMap<OpenRun, WaitFinder>();

/** null: it does not wait, it has ended or not begun. */
export function waitText(run: OpenRun, cursor: Seq, utc: boolean): string | null {
  const waiting = finderOf(run).at(cursor);
  const clock = clockBeside(timeOf(run.outline, cursor), utc);
  return waiting === null ? null : lineText(waitingText(run.outline, waiting, { clock, most: named }), 1000);
}

function finderOf(run: OpenRun): WaitFinder {
  const known = finders.get(run);
  if (known !== undefined) return known;
  const made = new WaitFinder(run.outline, run.openOperations);
  finders.set(run, made);
  return made;
}

/** The date is left out where it is that of the time beside it. */
function clockBeside(nowMs: number | null, utc: boolean): Clock {
  const today = dateText(nowMs, utc);
  return (atMs) => {
    const date = dateText(atMs, utc);
    return date === today ? timeText(atMs, utc) : `${date} ${timeText(atMs, utc)}`;
  };
}
