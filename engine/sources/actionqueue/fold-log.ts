// The state of a log after one of its records: ActionQueue 0.1's projection, and the effects of the records.

import type { JsonObject } from '../../model/json.ts';
import { applyEffects, emptyState, type RunState } from '../../model/state.ts';
import { msOf, timeOf, type U64 } from '../../formats/actionqueue/event.ts';
import { explain } from '../../formats/actionqueue/explain.ts';
import { FaithfulFold } from './faithful-fold.ts';
import type { OpenLog } from './open-log.ts';
import { type EventBatch, readEvents } from './read-events.ts';

export type FoldedLog = {
  /** In the shape of ActionQueue's projection, plus `records_applied` and `stopped`. */
  readonly projection: JsonObject;
  readonly state: RunState;
  /** Sequence of the last record; 0 before the first record. */
  readonly sequence: U64;
};

/**
 * The state after record `number`; 0 is before the first. Refused records have no effects. A number past the last whole
 * record also reports the bad record after it.
 */
export async function foldLog(log: OpenLog, number: number): Promise<FoldedLog> {
  const fold = new FaithfulFold();
  const state = emptyState();
  let sequence: U64 = 0;
  for await (const batch of readEvents(log.file, log.size)) {
    const elided = unreadableIn(batch);
    for (const [i, event] of batch.events.entries()) {
      const at = batch.first + i;
      if (at > number) return { projection: fold.json(), state, sequence };
      const refused = fold.take(event, at, batch.offsetAt(i), elided.has(at)) !== null;
      applyEffects(state, at, msOf(timeOf(event)), refused ? [] : explain(event).effects);
      sequence = event.sequence;
    }
    if (batch.bad !== null && number >= batch.bad.index) fold.end(batch.bad);
  }
  return { projection: fold.json(), state, sequence };
}

/** Numbers of the records that ActionQueue cannot read. */
export function unreadableIn({ oddities }: EventBatch): ReadonlySet<number> {
  return new Set(oddities.filter(({ code }) => code === 'AQ108').map(({ number }) => number));
}
