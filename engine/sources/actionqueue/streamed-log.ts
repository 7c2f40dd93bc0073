// A log as a run whose events are read once; inspects the log on the way against ActionQueue's behaviour and documents.

import { createHash } from 'node:crypto';
import { refusedType } from '../../formats/actionqueue/actionqueue.ts';
import type { Dialect } from '../../formats/dialect.ts';
import type { Headline } from '../../model/run.ts';
import type { RawEvent, StreamedRun, StreamEnd } from '../source.ts';
import { type Inspection, Inspector } from './inspection.ts';
import { keptOf } from './kept-log.ts';
import type { OpenLog } from './open-log.ts';
import { readEvents } from './read-events.ts';
import { bytesIn } from './read-log.ts';
import { reopeningText, warningsOf } from './warnings.ts';

export async function streamedLog(log: OpenLog, dialect: Dialect): Promise<StreamedRun> {
  const inspector = new Inspector(log);
  return {
    type: 'streamed',
    dialect,
    form: dialect.describe([], {}),
    identity: {},
    digest: await digestOf(log),
    async *batches() {
      for await (const batch of readEvents(log.file, log.size)) {
        const refused = inspector.take(batch);
        yield batch.events.map(({ type }, i): RawEvent => ({
          payload: batch.payloadAt(i),
          ...(refused.has(batch.first + i) && { said: { type: refusedType(type), atMs: null } }),
          place: { offset: batch.offsetAt(i), length: batch.offsetAt(i + 1) - batch.offsetAt(i) },
        }));
      }
    },
    end: async () => endOf(log, await inspector.end()),
  };
}

async function endOf(log: OpenLog, inspection: Inspection): Promise<StreamEnd> {
  const { kept, left } = await keptOf(log, inspection.bad);
  const headline = headlineOf(log, inspection);
  return { kept, warnings: [...warningsOf(log, inspection), ...left], ...(headline && { headline }) };
}

/** A person must know first if ActionQueue does not open the log. */
function headlineOf(log: OpenLog, inspection: Inspection): Headline | undefined {
  const told = reopeningText(log, inspection);
  return told && { sentence: told.text, seq: told.seq || inspection.count };
}

/** Digest of the log's and the snapshot's bytes. */
async function digestOf({ file, size, snapshotBytes }: OpenLog): Promise<string> {
  const hash = createHash('sha256').update(`actionqueue ${size} `);
  for await (const piece of bytesIn(file, 0, size)) hash.update(piece);
  return hash.update(snapshotBytes).digest('hex');
}
