// Asserts that events are identical: in seq, type, time and every byte of the payload.

import assert from 'node:assert/strict';
import type { StoredEvent } from '../../store/log.ts';

export function assertSameEvents(events: readonly StoredEvent[], expected: readonly StoredEvent[], what: string): void {
  assert.equal(events.length, expected.length, `${what}: number of events`);
  const other = events.findIndex((event, i) => !isSameEvent(event, expected[i]));
  if (other !== -1) assert.deepEqual(shown(events[other]), shown(expected[other]), what);
}

export function isSameEvents(events: readonly StoredEvent[], expected: readonly StoredEvent[]): boolean {
  return events.length === expected.length && events.every((event, i) => isSameEvent(event, expected[i]));
}

function isSameEvent(event: StoredEvent, expected: StoredEvent | undefined): boolean {
  return (
    expected !== undefined &&
    event.seq === expected.seq &&
    event.type === expected.type &&
    event.atMs === expected.atMs &&
    Buffer.compare(event.payload, expected.payload) === 0
  );
}

function shown(event: StoredEvent | undefined): unknown {
  return event && { ...event, payload: Buffer.from(event.payload).toString() };
}
