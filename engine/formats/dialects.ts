// Every dialect there is. A new one is one more line here.

import type { DialectId } from '../model/event.ts';
import type { JsonObject } from '../model/json.ts';
import type { Dialect } from './dialect.ts';
import { nodelog } from './nodelog/nodelog.ts';
import { temporal } from './temporal/temporal.ts';

const dialects: { readonly [Id in DialectId]: Dialect } = { nodelog, temporal };

export function dialectOf(id: DialectId): Dialect {
  return dialects[id];
}

/** The dialect that knows the first of these objects that any dialect knows. */
export function recognise(sample: Iterable<JsonObject>): Dialect | undefined {
  for (const event of sample) {
    for (const dialect of Object.values(dialects)) if (dialect.recognises(event)) return dialect;
  }
  return undefined;
}
