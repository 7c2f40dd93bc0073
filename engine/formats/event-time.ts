// Warns about an event's time that is written but unreadable (SPEC.md B50).

import type { Json } from '../model/json.ts';
import type { Odd } from './dialect.ts';

const none: readonly Odd[] = [];
const unread: readonly Odd[] = [
  { code: 'odd-shape', text: 'The time of the event cannot be read: it counts as having none.' },
];

/** `atMs`: the time as read, ms since 1970. Writers without a time omit it, or write an empty text or 0. */
export function oddTime(written: Json | undefined, atMs: number | null): readonly Odd[] {
  return atMs !== null || isNoTime(written) ? none : unread;
}

export function isNoTime(written: Json | undefined): boolean {
  return written === undefined || written === null || written === '' || written === 0 || written === '0';
}
