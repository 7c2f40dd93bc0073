// Stands for a dialect that this Retrace does not know: its events are kept, shown raw, and mean nothing here.

import type { DialectId } from '../model/event.ts';
import { objectOf, stringOf } from '../model/json.ts';
import type { Dialect } from './dialect.ts';

export function rawDialect(id: DialectId): Dialect {
  return {
    id,
    isRaw: true,
    recognises: () => false,
    describe: () => id,
    read: (event) => {
      const type = stringOf(objectOf(event)['eventType']) ?? stringOf(objectOf(event)['type']) ?? 'unknown';
      return { atMs: null, type, explanation: { effects: [], summary: `not explained: its dialect (${id}) is not known here` }, odd: [] };
    },
    position: () => undefined,
    identify: (identity) => identity,
    identifyHolder: () => ({}),
    checkHolder: () => [],
    isStart: () => true,
    recordsLate: () => false,
    decode: (value) => value,
    // What is bookkeeping in it nobody knows here.
    compared: (event) => ({ details: { event } }),
    replaceValues: (event, replacer) => replacer.value(event, null),
  };
}
