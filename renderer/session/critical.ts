// The times of the open run's critical path, while it is lit. Computed once for each picture of the run.

import { type CriticalTimes, criticalTimes } from '../../engine/model/critical-times.ts';
import { durationText } from '../../engine/model/duration.ts';
import type { Outline } from '../../engine/model/outline.ts';
import { useSession } from './session.ts';

const known = new WeakMap<Outline, CriticalTimes>();

export function criticalTimesOf(outline: Outline): CriticalTimes {
  const times = known.get(outline) ?? criticalTimes(outline);
  known.set(outline, times);
  return times;
}

/** How long the run waited for some of its operations, in ms. */
export function criticalMs({ byOperation }: CriticalTimes, members: Uint32Array): number {
  return members.reduce((sum, operation) => sum + (byOperation[operation] ?? 0), 0);
}

/** `1 m 7 s · 67 %` of a run; '' for nothing of it, or where times are missing. Below half a percent the share says nothing. */
export function partText(ms: number, totalMs: number | null): string {
  if (totalMs === null || totalMs === 0 || ms === 0) return '';
  const percent = Math.round((ms / totalMs) * 100);
  return percent === 0 ? durationText(ms) : `${durationText(ms)} · ${percent} %`;
}

/** '' while the path is not lit. */
export function useCriticalText(members: Uint32Array): string {
  return useSession(({ open, critical }) => {
    if (!critical || open === null) return '';
    const times = criticalTimesOf(open.outline);
    return partText(criticalMs(times, members), times.totalMs);
  });
}
