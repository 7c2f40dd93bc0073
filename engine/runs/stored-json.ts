// Reads a stored event in its run's dialect. Anyone may append any bytes to a run: bytes that are no event of the
// dialect are shown unchanged, with a warning.

import { dialectOf } from '../formats/dialects.ts';
import type { Dialect, ReadEvent } from '../formats/dialect.ts';
import type { Json } from '../model/json.ts';
import type { StoredEvent } from '../store/log.ts';

/** The dialect for arbitrary bytes, shown as JSON, as text, or as base64. */
const raw = dialectOf('raw');

export function storedJson(dialect: Pick<Dialect, 'parse'>, { payload }: Pick<StoredEvent, 'payload'>): Json {
  return parsed(dialect, payload) ?? raw.parse(payload);
}

/** False for bytes that the dialect cannot parse. */
export function isEvent(dialect: Pick<Dialect, 'parse'>, { payload }: Pick<StoredEvent, 'payload'>): boolean {
  return parsed(dialect, payload) !== undefined;
}

function parsed(dialect: Pick<Dialect, 'parse'>, payload: Uint8Array): Json | undefined {
  try {
    return dialect.parse(payload);
  } catch {
    return undefined;
  }
}

export function readStored(dialect: Dialect, event: StoredEvent): { readonly raw: Json; readonly read: ReadEvent } {
  const said = parsed(dialect, event.payload);
  return said === undefined
    ? { raw: raw.parse(event.payload), read: unread(dialect, event) }
    : { raw: said, read: dialect.read(said, event) };
}

/** An event without content; assumes only that the run may have progressed. */
function unread({ id }: Dialect, { type, atMs }: StoredEvent): ReadEvent {
  return {
    atMs,
    type,
    explanation: { effects: [{ type: 'mentionRun' }], summary: `no event of ${id}: shown as it is` },
    odd: [
      {
        code: 'odd-shape',
        text: `It is no event of ${id}: it is shown as it is, and what it did is not in the state. Where nobody appended it so, the store is damaged: see retrace log verify.`,
      },
    ],
  };
}
