// Temporal's histories in protobuf: a payload is one HistoryEvent, read as the JSON of Temporal's own tools; everything
// else is the Temporal dialect's.

import type { Json } from '../../model/json.ts';
import type { Dialect } from '../dialect.ts';
import { temporal } from '../temporal/temporal.ts';
import { readMessage } from './read-message.ts';
import { messageNamed } from './schema.ts';

const historyEvent = messageNamed('HistoryEvent');

/** Throws `WireError`. */
function parse(payload: Uint8Array): Json {
  return readMessage(historyEvent, Buffer.from(payload.buffer, payload.byteOffset, payload.byteLength));
}

export const temporalProtobuf: Dialect = {
  ...temporal,
  id: 'temporal-protobuf',
  guest: 'temporal',
  vocabulary: temporal.id,
  // Events are not JSON objects, so a list of JSON objects is never of this dialect.
  recognises: () => false,
  describe: () => 'Temporal protobuf',
  parse,
  text: (payload) => Buffer.from(JSON.stringify(parse(payload))),
};
