// An event as it stands in the log, read in its dialect.

import type { Dialect, ReadEvent } from '../formats/dialect.ts';
import { RetraceError } from '../model/errors.ts';
import type { Json } from '../model/json.ts';
import type { StoredEvent } from '../store/log.ts';

/** What was imported could be parsed. Where it cannot any more, the store is damaged: throws `log-damaged`. */
export function storedJson(
  dialect: Pick<Dialect, 'parse'>,
  { seq, payload }: Pick<StoredEvent, 'seq' | 'payload'>,
): Json {
  try {
    return dialect.parse(payload);
  } catch (error) {
    throw new RetraceError(
      'log-damaged',
      `Event ${seq} is not as it was stored: it is no event of its dialect any more. See retrace log verify; import the file again, or read what is left with retrace log copy --salvage.`,
      { cause: error },
    );
  }
}

export function readStored(dialect: Dialect, event: StoredEvent): { readonly raw: Json; readonly read: ReadEvent } {
  const raw = storedJson(dialect, event);
  return { raw, read: dialect.read(raw, event) };
}
