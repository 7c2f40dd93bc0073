// An event as it stands in the log, parsed.

import { RetraceError } from '../model/errors.ts';
import type { Json } from '../model/json.ts';
import type { Dialect } from '../formats/dialect.ts';
import type { StoredEvent } from '../store/log.ts';

/** What was imported could be parsed. Where it cannot any more, the store is damaged: throws `log-damaged`. */
export function storedJson(dialect: Pick<Dialect, 'parse'>, { seq, payload }: Pick<StoredEvent, 'seq' | 'payload'>): Json {
  try {
    return dialect.parse(payload);
  } catch (error) {
    throw new RetraceError('log-damaged', `Event ${seq} is not as it was stored: it cannot be parsed any more. See retrace log verify; import the file again, or read what is left with retrace log copy --salvage.`, { cause: error });
  }
}
