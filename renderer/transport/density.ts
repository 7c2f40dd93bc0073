// The strip behind the scrubber: how many events fall into each column, of which kind most of them are, where it went wrong.

import { countUpTo } from '../../engine/model/cursor.ts';
import type { Seq } from '../../engine/model/event.ts';
import { eventFlags, kindOf, NONE, type Outline } from '../../engine/model/outline.ts';
import { kindLook, type KindRole, kindRoles } from '../ui/kinds.ts';

export type Density = {
  readonly columns: number;
  /** Events in each column; the last one may have fewer. */
  readonly each: number;
  /** 0 … 1 of the fullest column. */
  readonly heights: Float32Array;
  /** Index into `kindRoles`: the most frequent in its column. */
  readonly roles: Uint8Array;
  /** 1 = something bad in this column, 2 = a warning, 3 = both. */
  readonly marks: Uint8Array;
};

const BAD = 1;
const WARNED = 2;

/** Events that the filter hides count little: they show that something is there. */
const HIDDEN = 0.25;

/** All columns hold equally many events: at most `most` columns. */
export function densityOf(outline: Outline, visibleEvents: Uint32Array, most: number): Density {
  const each = Math.max(1, Math.ceil(outline.events / Math.max(1, most)));
  const columns = Math.ceil(outline.events / each);
  const sums = new Float32Array(columns);
  const marks = new Uint8Array(columns);
  const votes = new Uint32Array(columns * kindRoles.length);
  let nextVisible = 0;
  for (let index = 0; index < outline.events; index++) {
    const column = Math.floor(index / each);
    const shown = visibleEvents[nextVisible] === index + 1;
    if (shown) nextVisible += 1;
    sums[column] = sums[column]! + (shown ? 1 : HIDDEN);
    const vote = column * kindRoles.length + roleOf(outline, index);
    votes[vote] = votes[vote]! + (shown ? 4 : 1);
    const flags = outline.flags[index]!;
    if (flags & eventFlags.bad) marks[column] = marks[column]! | BAD;
    if (flags & eventFlags.warned) marks[column] = marks[column]! | WARNED;
  }
  const fullest = sums.reduce((most, sum) => Math.max(most, sum), 0) || 1;
  return { columns, each, heights: sums.map((sum) => sum / fullest), roles: winners(votes, columns), marks };
}

export function hasBad(density: Density, column: number): boolean {
  return (density.marks[column]! & BAD) !== 0;
}

export function hasWarning(density: Density, column: number): boolean {
  return (density.marks[column]! & WARNED) !== 0;
}

/** The column that an event falls into; −1 before the first. */
export function columnAt({ each }: Density, seq: Seq): number {
  return Math.floor((seq - 1) / each);
}

/** Each event has an equal share of the width; its x is the middle of its share. */
export function xOfSeq(seq: Seq, events: number, width: number): number {
  return events === 0 ? 0 : (Math.max(0, seq - 0.5) / events) * width;
}

/** The event under x; of those that the filter leaves, the last one up to there. */
export function seqAtX(x: number, width: number, events: number, visibleEvents: Uint32Array): Seq {
  const seq = Math.max(1, Math.min(Math.floor((x / Math.max(1, width)) * events) + 1, events));
  if (visibleEvents.length === 0) return seq;
  return visibleEvents[Math.max(0, countUpTo(visibleEvents, seq) - 1)] ?? seq;
}

const roleIndex = Object.fromEntries(kindRoles.map((role, index) => [role, index])) as Readonly<
  Record<KindRole, number>
>;

function roleOf(outline: Outline, index: number): number {
  const operation = outline.operation[index]!;
  return roleIndex[operation === NONE ? 'marker' : kindLook(kindOf(outline, operation)).role];
}

function winners(votes: Uint32Array, columns: number): Uint8Array {
  return Uint8Array.from({ length: columns }, (_, column) => {
    const start = column * kindRoles.length;
    let best = 0;
    for (let role = 1; role < kindRoles.length; role++) if (votes[start + role]! > votes[start + best]!) best = role;
    return best;
  });
}
