// Batches of events that can be recreated from their numbers, and whose events name their batch. Stores nothing.

import type { Seq } from '../../model/event.ts';
import type { StoredEvent } from '../../store/log.ts';

/** `by`: the writer; no two writers make equal events. */
export type Batch = { readonly run: string; readonly by: string; readonly first: Seq; readonly count: number };

const types = ['activity_scheduled', 'activity_completed', 'timer_fired', 'signal_received', 'custom'];
const filler = 'The quick brown fox jumps over the lazy dog, whose name is Çelebi. '.repeat(12);

export function madeEvents(batch: Batch): StoredEvent[] {
  return Array.from({ length: batch.count }, (_, i) => madeEvent(batch, batch.first + i));
}

function madeEvent({ run, by, first, count }: Batch, seq: Seq): StoredEvent {
  const text = filler.slice(0, (seq * 7919 + first * 31) % 600);
  return {
    seq,
    type: types[(seq + first) % types.length] ?? 'custom',
    atMs: seq % 11 === 0 ? null : 1_790_000_000_000 + seq * 3.5,
    payload: Buffer.from(JSON.stringify({ run, by, first, count, seq, text })),
  };
}

/** The batch of an event from this module. */
export function batchOf({ payload }: StoredEvent): Batch {
  const { run, by, first, count } = JSON.parse(Buffer.from(payload).toString('utf8')) as Batch;
  return { run, by, first, count };
}
