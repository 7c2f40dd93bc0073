// An event's JSON as it stands in the log.

import { RetraceError } from '../model/errors.ts';
import type { Json } from '../model/json.ts';

/** What was imported is JSON. Where it is none any more, the store is damaged: throws `log-damaged`. */
export function storedJson(seq: number, payload: Uint8Array): Json {
  try {
    return JSON.parse(Buffer.from(payload).toString('utf8')) as Json;
  } catch (error) {
    throw new RetraceError('log-damaged', `Event ${seq} is not as it was stored: it is no JSON any more. See retrace log verify; import the file again, or read what is left with retrace log copy --salvage.`, { cause: error });
  }
}
