// An event as it stands in the log, read in its dialect.

import { isUtf8 } from 'node:buffer';
import type { Dialect, ReadEvent } from '../formats/dialect.ts';
import { RetraceError } from '../model/errors.ts';
import type { Json } from '../model/json.ts';
import type { StoredEvent } from '../store/log.ts';

/** What a dialect explains is JSON. Where it is none any more, the store is damaged: throws `log-damaged`. Of no dialect known here it may be any bytes. */
export function storedJson({ isRaw }: Pick<Dialect, 'isRaw'>, { seq, payload }: Pick<StoredEvent, 'seq' | 'payload'>): Json {
  const bytes = Buffer.from(payload.buffer, payload.byteOffset, payload.byteLength);
  try {
    return JSON.parse(bytes.toString('utf8')) as Json;
  } catch (error) {
    if (isRaw) return isUtf8(bytes) ? bytes.toString('utf8') : { base64: bytes.toString('base64') };
    throw new RetraceError('log-damaged', `Event ${seq} is not as it was stored: it is no JSON any more. See retrace log verify; import the file again, or read what is left with retrace log copy --salvage.`, { cause: error });
  }
}

/** Of no dialect known here only the log's own columns say when it was, and of what type. */
export function readStored(dialect: Dialect, event: StoredEvent): { readonly raw: Json; readonly read: ReadEvent } {
  const raw = storedJson(dialect, event);
  const read = dialect.read(raw);
  return { raw, read: dialect.isRaw ? { ...read, atMs: event.atMs, type: event.type } : read };
}
