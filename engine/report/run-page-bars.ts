// SVG of one row of a run's timeline: every operation by where its time went, or, of many, what can be told apart.

import { must } from '../model/assert.ts';
import { isBad } from '../model/effect.ts';
import { finalStatusOf, type Outline } from '../model/outline.ts';
import { type Axis, placeOf } from '../model/time/scale.ts';
import { type TimePart, timeParts } from '../model/time-parts.ts';
import type { Track, Tracks } from '../model/tracks/tracks.ts';
import { type Html, html } from './html.ts';

/** Up to this number of members the parts of their times are drawn. */
const mostInParts = 60;
/** Bars nearer to each other than this share of the axis are drawn as one. */
const together = 1 / 800;
/** Width of a moment, as a share of the axis. */
const leastWidth = 1 / 1000;
const rowPx = 14;
const lanePx = 6;

type Bar = { readonly from: number; readonly to: number; readonly part: string; readonly lane: number };

export function barsOf(outline: Outline, tracks: Tracks, track: Track, axis: Axis): readonly Html[] {
  const draw = track.members.length <= mostInParts ? inParts : asWholes;
  const height = track.lanes > 1 ? lanePx - 1 : rowPx - 4;
  const top = track.lanes > 1 ? 0 : 2;
  return draw(outline, tracks, track, axis).map(
    ({ from, to, part, lane }) =>
      html`<rect class="${part}" x="${percent(from)}" width="${percent(Math.max(to - from, leastWidth))}" y="${top + (track.lanes > 1 ? lane * lanePx : 0)}" height="${height}"/>`,
  );
}

function inParts(outline: Outline, { times }: Tracks, { order, lane }: Track, axis: Axis): readonly Bar[] {
  return Array.from(order).flatMap((operation, i) => {
    const bars: Bar[] = [];
    let from = times.from[operation]!;
    const end = times.stretchStart[operation + 1]!;
    const bad = isBad(finalStatusOf(outline, operation));
    for (let at = times.stretchStart[operation]!; at < end; at++) {
      const part = partName(must(timeParts[times.stretchPart[at]!]), bad && at === end - 1);
      bars.push({ from: share(axis, from), to: share(axis, times.stretchTo[at]!), part, lane: lane[i]! });
      from = times.stretchTo[at]!;
    }
    // A moment is visible as well.
    const place = share(axis, times.from[operation]!);
    return bars.length > 0 ? bars : [{ from: place, to: place, part: bad ? 'bad' : 'running', lane: lane[i]! }];
  });
}

function partName(part: TimePart, bad: boolean): string {
  if (bad) return 'bad';
  if (part === 'waiting' || part === 'paused') return 'scheduleToStart';
  return part;
}

/** What failed lies on top. */
function asWholes(outline: Outline, { times }: Tracks, { order, lane }: Track, axis: Axis): readonly Bar[] {
  const drawn = (part: 'running' | 'bad'): readonly Bar[] => {
    const last = new Map<number, Bar>();
    const bars: Bar[] = [];
    for (const [i, operation] of order.entries()) {
      if (isBad(finalStatusOf(outline, operation)) !== (part === 'bad')) continue;
      const [from, to] = [share(axis, times.from[operation]!), share(axis, times.to[operation]!)];
      const before = last.get(lane[i]!);
      if (before !== undefined && from - before.to < together) {
        last.set(lane[i]!, { ...before, to: Math.max(before.to, to) });
        continue;
      }
      if (before !== undefined) bars.push(before);
      last.set(lane[i]!, { from, to, part, lane: lane[i]! });
    }
    return [...bars, ...last.values()];
  };
  return [...drawn('running'), ...drawn('bad')];
}

function share(axis: Axis, time: number): number {
  return placeOf(axis, time) / axis.length;
}

function percent(value: number): string {
  return `${Math.round(Math.max(0, value) * 100_000) / 1000}%`;
}
