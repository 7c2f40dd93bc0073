// How long a run took: from its first event to the one that ended it. What came in afterwards does not stretch it.

import type { Seq } from './event.ts';
import { spanMs } from './moment.ts';
import { type Outline, timeOf } from './outline.ts';
import { endOf } from './steps.ts';

/** The event that ended the run, or the last one known of a run that goes on. */
export function lastOf(outline: Outline): Seq {
  return endOf(outline)?.seq ?? outline.events;
}

/** In ms; null where a time is missing. */
export function tookMs(outline: Outline): number | null {
  return spanMs(timeOf(outline, 1), timeOf(outline, lastOf(outline)));
}
