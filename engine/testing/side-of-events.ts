// One side of a comparison, from the events of any dialect as JSON: equal to that of a stored run.

import { sideOf } from '../compare/comparer.ts';
import type { Dialect } from '../formats/dialect.ts';
import { parseJson } from '../formats/json-payload.ts';
import type { Side } from '../model/compare/comparison.ts';
import type { RunId, Seq } from '../model/event.ts';
import type { Json } from '../model/json.ts';
import { packOutline } from '../model/packed-outline.ts';
import type { EventSource } from '../runs/event-source.ts';
import { Explainer } from '../runs/explainer.ts';
import { RunReader } from '../runs/run-reader.ts';
import { summaryOf } from './compared-pair.ts';

export async function sideOfEvents(dialect: Dialect, events: readonly Json[]): Promise<Side> {
  const explainer = new Explainer(dialect);
  const reads = events.map((event) => dialect.read(event));
  events.forEach((event, i) => explainer.note(event, reads[i]!, true));
  const { outline } = explainer.finish('events' as RunId, []);
  const { workflowId = null, workflowType = null } = explainer.identity({});
  const stored = events.map((event, i) => ({
    seq: i + 1,
    type: reads[i]!.type,
    atMs: reads[i]!.atMs,
    payload: Buffer.from(JSON.stringify(event)),
  }));
  const source: EventSource = {
    read: async (from: Seq, to: Seq) => stored.slice(from - 1, to),
    async *pages(first = 1) {
      yield stored.slice(first - 1);
    },
  };
  const summary = { ...summaryOf('events', events.length), dialect: dialect.id, workflowId, workflowType };
  const reader = new RunReader(source, summary, () => packOutline(outline));
  // Events are JSON, whatever their stored bytes are.
  Object.defineProperty(reader, 'dialect', { value: { ...dialect, parse: parseJson } });
  return await sideOf(reader);
}
