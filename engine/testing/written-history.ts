// Temporal histories written as events, for tests of single attributes; read without a library.

import { sourceInFile } from '../runs/event-source.ts';
import { readHistories } from '../sources/json/history-file.ts';
import { explainHistory } from '../import/import-history.ts';
import { packOutline } from '../model/packed-outline.ts';
import type { RunId } from '../model/event.ts';
import type { Json, JsonObject } from '../model/json.ts';
import { RunReader } from '../runs/run-reader.ts';

/** A type in Pascal spelling, its attributes, and other fields of the event. */
export type WrittenEvent = readonly [type: string, attributes: JsonObject, around?: JsonObject];

export function temporalText(events: readonly WrittenEvent[]): string {
  return JSON.stringify({
    events: events.map(([eventType, attributes, around], i) => ({
      eventId: String(i + 1),
      eventTime: new Date(Date.UTC(2026, 0, 1, 0, 0, i)).toISOString(),
      eventType,
      [`${eventType.charAt(0).toLowerCase()}${eventType.slice(1)}EventAttributes`]: attributes,
      ...around,
    })),
  });
}

export function payload(value: Json): JsonObject {
  return {
    metadata: { encoding: Buffer.from('json/plain').toString('base64') },
    data: Buffer.from(JSON.stringify(value)).toString('base64'),
  };
}

export const payloads = (...values: readonly Json[]): JsonObject => ({ payloads: values.map(payload) });

/** The only run in the text of a file. */
export async function readerOfText(text: string): Promise<RunReader> {
  const [history] = readHistories(Buffer.from(text), false);
  if (history === undefined) throw new Error('the text holds no history');
  const { summary, outline } = await explainHistory(history, ({ runId }) => (runId ?? 'r') as RunId, {
    source: '',
    nowMs: 0,
  });
  return new RunReader(
    sourceInFile(history, () => outline),
    summary,
    () => packOutline(outline),
  );
}
