// A run of another engine's log given back as JSON Lines: the payloads, where they say all of an event; else one object an event, under the names of a log's columns.

import { isUtf8 } from 'node:buffer';
import { parseExactly } from '../../formats/exact-json.ts';
import type { ExportedEvent, Kept } from '../source.ts';

export type KeptRun = Kept & { readonly run: string; readonly lines: 'payloads' | 'rows' };

export async function* exportedRun(kept: Kept, eventAt: (seq: number) => Promise<ExportedEvent>, events: number): AsyncGenerator<Uint8Array> {
  const { run, lines } = kept as KeptRun;
  for (let seq = 1; seq <= events; seq++) {
    const event = await eventAt(seq);
    yield lines === 'rows' ? rowOf(run, seq, event) : lineOf(event.payload);
  }
}

/** Without the line breaks that may stand between tokens. */
function lineOf(payload: Uint8Array): Buffer {
  return Buffer.from(`${payload.includes(10) ? JSON.stringify(parseExactly(Buffer.from(payload).toString('utf8'))) : Buffer.from(payload).toString('utf8')}\n`);
}

function rowOf(run: string, sequence: number, { type, atMs, payload }: ExportedEvent): Buffer {
  return Buffer.from(`${JSON.stringify({ run_id: run, sequence, event_type: type, timestamp: atMs, payload: payloadOf(payload) })}\n`);
}

/** As JSON, as text, or as its bytes. */
function payloadOf(payload: Uint8Array): unknown {
  const bytes = Buffer.from(payload);
  if (!isUtf8(bytes)) return { base64: bytes.toString('base64') };
  const text = bytes.toString('utf8');
  try {
    return parseExactly(text);
  } catch {
    return text;
  }
}
