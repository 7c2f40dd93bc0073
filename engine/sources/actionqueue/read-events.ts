// Decodes the records of a log in batches, with their oddities. Ends at the first unreadable record.

import { EventDecoder } from '../../formats/actionqueue/decode-event.ts';
import type { AqEvent } from '../../formats/actionqueue/event.ts';
import { DecodeFailure } from '../../formats/actionqueue/postcard.ts';
import { type BadRecord, headerBytes, type PlacedBadRecord } from './record-frame.ts';
import { readLog, type RecordBatch } from './read-log.ts';
import type { OpenBytes } from '../entry.ts';

/** An oddity of a readable record. `number` counts the records of the log from 1. */
export type Oddity = { readonly number: number; readonly code: 'AQ107' | 'AQ108' | 'overlong'; readonly text: string };

export type EventBatch = {
  /** Number of the first record in `events`. */
  readonly first: number;
  readonly events: readonly AqEvent[];
  /** Byte offset in the file of the record at `index` of `events`; for `events.length`, the end of the last record. */
  readonly offsetAt: (index: number) => number;
  /** The record's payload; valid until the next batch is read. */
  readonly payloadAt: (index: number) => Buffer;
  readonly oddities: readonly Oddity[];
  readonly bad: PlacedBadRecord | null;
};

/** The events of the first `size` bytes of the file. */
export async function* readEvents(file: OpenBytes, size: number): AsyncGenerator<EventBatch> {
  const decoder = new EventDecoder();
  let first = 1;
  for await (const records of readLog(file, size)) {
    const batch = decodeBatch(decoder, records, first);
    yield batch;
    if (batch.bad !== null) return;
    first += batch.events.length;
  }
}

function decodeBatch(
  decoder: EventDecoder,
  { bytes, offset, bounds, count, bad }: RecordBatch,
  first: number,
): EventBatch {
  const events: AqEvent[] = [];
  const oddities: Oddity[] = [];
  let failed = bad;
  for (let i = 0; i < count; i++) {
    const event = decoded(decoder, bytes, bounds[i]! + headerBytes, bounds[i + 1]!);
    if ('upstream' in event) {
      failed = event;
      break;
    }
    events.push(event);
    if (decoder.trailing > 0 || decoder.cronElided || decoder.overlong) noteOddities(oddities, decoder, first + i);
  }
  const offsetAt = (index: number): number => offset + bounds[index]!;
  const payloadAt = (index: number): Buffer => bytes.subarray(bounds[index]! + headerBytes, bounds[index + 1]);
  return {
    first,
    events,
    offsetAt,
    payloadAt,
    oddities,
    bad: failed && { ...failed, offset: offsetAt(events.length), index: first - 1 + events.length },
  };
}

function decoded(decoder: EventDecoder, bytes: Buffer, start: number, end: number): AqEvent | BadRecord {
  try {
    return decoder.decode(bytes, start, end);
  } catch (error) {
    if (!(error instanceof DecodeFailure)) throw error;
    return { code: 'AQ106', upstream: 'decode_failure', text: `the payload cannot be decoded: ${error.message}` };
  }
}

function noteOddities(oddities: Oddity[], { trailing, cronElided, overlong }: EventDecoder, number: number): void {
  if (trailing > 0)
    oddities.push({ number, code: 'AQ107', text: `the payload ends with ${trailing} bytes that no field reads` });
  if (cronElided)
    oddities.push({
      number,
      code: 'AQ108',
      text: 'a cron policy without a cap, written without its option byte: it can be read here, but ActionQueue 0.1 cannot read it and reports decode_failure',
    });
  if (overlong)
    oddities.push({
      number,
      code: 'overlong',
      text: 'a number is written with more bytes than it needs; ActionQueue never writes it so',
    });
}
