// A whole run in one transaction, like an import's.

import type { EventLog } from '../../store/log.ts';
import { type Batch, madeEvents } from './made-batch.ts';

const storedAtOnce = 100;

export async function importBatch(log: EventLog, batch: Batch): Promise<void> {
  const writer = await log.create(batch.run);
  try {
    const events = madeEvents(batch);
    for (let at = 0; at < events.length; at += storedAtOnce) await writer.append(events.slice(at, at + storedAtOnce));
    await writer.commit();
  } finally {
    await writer.rollback();
  }
}
