// Events for tests of the event log, and frequent queries.

import { RetraceError } from '../model/errors.ts';
import type { ErrorCode } from '../model/errors.ts';
import type { Seq } from '../model/event.ts';
import { type EventLog, SeqError, type StoredEvent } from '../store/log.ts';

/** Every event differs from every other, at least in its payload. */
export function logEvent(seq: Seq, more: Partial<StoredEvent> = {}): StoredEvent {
  return {
    seq,
    type: seq === 1 ? 'workflow_started' : 'custom',
    atMs: 1_700_000_000_000 + seq * 0.5,
    payload: Buffer.from(`{"n":${seq}}`),
    ...more,
  };
}

export function logEvents(from: Seq, to: Seq, more: Partial<StoredEvent> = {}): readonly StoredEvent[] {
  return Array.from({ length: Math.max(0, to - from + 1) }, (_, i) => logEvent(from + i, more));
}

/** Plain values for comparison. */
export function plain(events: readonly StoredEvent[]): readonly unknown[] {
  return events.map(({ seq, type, atMs, payload }) => [seq, type, atMs, Buffer.from(payload).toString('hex')]);
}

export async function everything(
  log: EventLog,
  run: string,
  from: Seq = 1,
  to: Seq = Infinity,
): Promise<readonly StoredEvent[]> {
  const events: StoredEvent[] = [];
  for await (const page of log.pages(run, from, to)) events.push(...page);
  return events;
}

export function refusedAs(code: ErrorCode): (error: unknown) => boolean {
  return (error) => error instanceof RetraceError && error.code === code && error.message !== '';
}

export function refusedSeq(
  code: 'wrong-seq' | 'seq-conflict',
  expectedSeq: Seq,
  gotSeq: Seq,
): (error: unknown) => boolean {
  return (error) =>
    error instanceof SeqError &&
    error.code === code &&
    error.expectedSeq === expectedSeq &&
    error.gotSeq === gotSeq &&
    error.message.includes(String(expectedSeq)) &&
    error.message.includes(String(gotSeq));
}
