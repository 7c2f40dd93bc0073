// The duration of a run: from its first event to the event that ended it. Later events do not count.

import type { Seq } from './event.ts';
import { spanMs } from './moment.ts';
import { type Outline, timeOf } from './outline.ts';
import { endOf } from './steps.ts';

/** The event that ended the run, or the last known event of an open run. */
export function lastOf(outline: Outline): Seq {
  return endOf(outline)?.seq ?? outline.events;
}

/** Duration in ms; null where a time is missing. */
export function durationMs(outline: Outline): number | null {
  return spanMs(timeOf(outline, 1), timeOf(outline, lastOf(outline)));
}
