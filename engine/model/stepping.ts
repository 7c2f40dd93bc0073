// Cursor movement: every way to step is a search for the nearest stop after or before the cursor. Knows no screen.

import { countUpTo } from './cursor.ts';
import type { Seq } from './event.ts';
import { eventFlags, eventsOf, firstClosedStatus, kindIndex, NONE, type Outline } from './outline.ts';

/** The next event that passes the filter. When no event passes, all events count, so that stepping always works. */
export function next(outline: Outline, visibleEvents: Uint32Array, cursor: Seq): Seq | null {
  if (visibleEvents.length === 0) return cursor < outline.events ? cursor + 1 : null;
  return after(visibleEvents, cursor);
}

export function previous(outline: Outline, visibleEvents: Uint32Array, cursor: Seq): Seq | null {
  if (visibleEvents.length === 0) return cursor > 1 ? Math.min(cursor - 1, outline.events) : null;
  return before(visibleEvents, cursor);
}

export function nextOfOperation(outline: Outline, operation: number, cursor: Seq): Seq | null {
  return after(eventsOf(outline, operation), cursor);
}

export function previousOfOperation(outline: Outline, operation: number, cursor: Seq): Seq | null {
  return before(eventsOf(outline, operation), cursor);
}

/** The last event about an operation up to the cursor or, while it has not begun, its first; null where it has none. */
export function latestOfOperation(outline: Outline, operation: number, cursor: Seq): Seq | null {
  const events = eventsOf(outline, operation);
  return events[Math.max(0, countUpTo(events, cursor) - 1)] ?? null;
}

/** The next event about an operation of the same kind; from an event about the run itself, the next of its own type. */
export function nextOfType(outline: Outline, cursor: Seq): Seq | null {
  return after(likeEvent(outline, cursor), cursor);
}

export function previousOfType(outline: Outline, cursor: Seq): Seq | null {
  return before(likeEvent(outline, cursor), cursor);
}

export function nextBad(outline: Outline, cursor: Seq): Seq | null {
  return after(badEvents(outline), cursor);
}

export function previousBad(outline: Outline, cursor: Seq): Seq | null {
  return before(badEvents(outline), cursor);
}

/** One stop for each workflow task: the event that closed the task, or its last known event. */
export function nextTask(outline: Outline, cursor: Seq): Seq | null {
  return after(taskStops(outline), cursor);
}

export function previousTask(outline: Outline, cursor: Seq): Seq | null {
  return before(taskStops(outline), cursor);
}

/** Seqs of the events with a failure, rising. */
export function badEvents(outline: Outline): Uint32Array {
  return listed(outline, 'bad', () => seqsWhere(outline, (index) => (outline.flags[index]! & eventFlags.bad) !== 0));
}

function taskStops(outline: Outline): Uint32Array {
  return listed(outline, 'task', () => {
    const { count, kind, status, closedAt, startedAt, openedAt } = outline.operations;
    const stops: number[] = [];
    for (let i = 0; i < count; i++) {
      if (kind[i] !== kindIndex.workflowTask) continue;
      stops.push(status[i]! >= firstClosedStatus ? closedAt[i]! : startedAt[i]! || openedAt[i]!);
    }
    return Uint32Array.from(stops).sort();
  });
}

function likeEvent(outline: Outline, seq: Seq): Uint32Array {
  const operation = outline.operation[seq - 1];
  if (operation === undefined) return nowhere;
  if (operation === NONE) return eventsOfType(outline, outline.type[seq - 1]!);
  return eventsOfKind(outline, outline.operations.kind[operation]!);
}

const nowhere = new Uint32Array(0);

function eventsOfType(outline: Outline, type: number): Uint32Array {
  const { type: types, operation } = outline;
  return listed(outline, `type ${type}`, () => seqsWhere(outline, (i) => types[i] === type && operation[i] === NONE));
}

function eventsOfKind(outline: Outline, kind: number): Uint32Array {
  const { operation, operations } = outline;
  const isOfKind = (index: number): boolean => operation[index] !== NONE && operations.kind[operation[index]!] === kind;
  return listed(outline, `kind ${kind}`, () => seqsWhere(outline, isOfKind));
}

function seqsWhere(outline: Outline, holds: (index: number) => boolean): Uint32Array {
  const found: number[] = [];
  for (let index = 0; index < outline.events; index++) if (holds(index)) found.push(index + 1);
  return Uint32Array.from(found);
}

function after(stops: Uint32Array, cursor: Seq): Seq | null {
  return stops[countUpTo(stops, cursor)] ?? null;
}

function before(stops: Uint32Array, cursor: Seq): Seq | null {
  return stops[countUpTo(stops, cursor - 1) - 1] ?? null;
}

/** Lists by outline, made on first request; collected with the outline. */
const lists = new WeakMap<Outline, Map<string, Uint32Array>>();

function listed(outline: Outline, name: string, make: () => Uint32Array): Uint32Array {
  const known = lists.get(outline) ?? new Map<string, Uint32Array>();
  lists.set(outline, known);
  const list = known.get(name) ?? make();
  known.set(name, list);
  return list;
}
