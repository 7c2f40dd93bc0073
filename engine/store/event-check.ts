// Checks events and run ids, and the order of events (SPEC.md L13). Knows no store.

import { RetraceError } from '../model/errors.ts';
import type { Seq } from '../model/event.ts';
import { SeqError, type StoredEvent } from './log.ts';

export const maxRunIdLength = 500;

/** Throws `bad-event`. */
export function checkRunId(run: string): void {
  if (typeof run === 'string' && run !== '' && run.length <= maxRunIdLength && run.isWellFormed()) return;
  throw new RetraceError(
    'bad-event',
    `${JSON.stringify(String(run).slice(0, 80))} cannot name a run: an id is a text of 1 to ${maxRunIdLength} whole characters.`,
  );
}

/** Checks every event, and that each seq follows the seq before. Throws `bad-event` and `wrong-seq`. */
export function checkEvents(run: string, events: readonly StoredEvent[]): void {
  let expected = events[0]?.seq ?? 0;
  for (const event of events) {
    checkEvent(run, event);
    if (event.seq !== expected) throw new SeqError('wrong-seq', run, expected, event.seq);
    expected++;
  }
}

function checkEvent(run: string, { seq, type, atMs, payload }: StoredEvent): void {
  if (!Number.isSafeInteger(seq) || seq < 1) throw badEvent(run, seq, 'its seq is no whole number from 1 on');
  if (typeof type !== 'string' || type === '' || !type.isWellFormed())
    throw badEvent(run, seq, 'its type is no text of at least one whole character');
  if (atMs !== null && !Number.isFinite(atMs))
    throw badEvent(run, seq, 'its time is neither a number of milliseconds nor null');
  if (!(payload instanceof Uint8Array)) throw badEvent(run, seq, 'its payload is not bytes');
}

function badEvent(run: string, seq: Seq, why: string): RetraceError {
  return new RetraceError(
    'bad-event',
    `Event ${String(seq)} of run ${JSON.stringify(run)} cannot be stored: ${why}. Nothing was stored.`,
  );
}

/** Whether two events are equal in every byte; the log treats −0 as 0. */
export function sameEvent(one: StoredEvent, other: StoredEvent): boolean {
  return (
    one.seq === other.seq &&
    one.type === other.type &&
    one.atMs === other.atMs &&
    Buffer.compare(one.payload, other.payload) === 0
  );
}
