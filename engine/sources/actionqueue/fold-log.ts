// The state of a log after one of its records: as ActionQueue 0.1 projects it, and as the effects of its records say.

import type { JsonObject } from '../../model/json.ts';
import { applyEffects, emptyState, type RunState } from '../../model/state.ts';
import { msOf, timeOf, type U64 } from '../../formats/actionqueue/event.ts';
import { explain } from '../../formats/actionqueue/explain.ts';
import { FaithfulFold } from './faithful-fold.ts';
import type { OpenLog } from './open-log.ts';
import { type EventBatch, readEvents } from './read-events.ts';

export type FoldedLog = {
  /** In the shape of its projection, with `records_applied` and `stopped`. */
  readonly projection: JsonObject;
  readonly state: RunState;
  /** Of the last record; 0 before the first. */
  readonly sequence: U64;
};

/** After record `number`; 0 = before the first. What is refused has no effects. Past the last whole record the one behind it is told, too. */
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

/** Numbers of records that the log's own software cannot read. */
export function unreadableIn({ oddities }: EventBatch): ReadonlySet<number> {
  return new Set(oddities.filter(({ code }) => code === 'AQ108').map(({ number }) => number));
}
