// The values at a path in the payloads of a run's events.

import type { Dialect } from '../../formats/dialect.ts';
import { parseIgnoreRule } from '../../model/compare/ignore-rules.ts';
import { ignoresNothing, type IgnoreState, ignoring } from '../../model/compare/ignore-rules-match.ts';
import type { Seq } from '../../model/event.ts';
import { isObject, type Json } from '../../model/json.ts';
import { NONE } from '../../model/outline.ts';
import { statesOf } from '../../model/watch/status-trace.ts';
import { valuesAt } from '../../model/watch/traced.ts';
import type { StoredEvent } from '../../store/log.ts';
import type { RunReader } from '../run-reader.ts';
import { storedJson } from '../stored-json.ts';
import { readSome } from './read-some.ts';

export type ValuesOfEvent = { readonly seq: Seq; readonly values: Iterable<Json> };

/** The values at a path, event by event. An event nested too deep has none. Throws `bad-pattern`, `cancelled`. */
export async function* payloadValues(
  reader: RunReader,
  path: string,
  from: Seq,
  signal: AbortSignal,
): AsyncGenerator<ValuesOfEvent> {
  const rule = parseIgnoreRule(path, 'The path');
  const outline = reader.newest;
  const ofOperation = statesOf(outline, rule);
  const ofRun = ignoring([rule], 'run', '');
  const stateAt = (seq: Seq): IgnoreState => {
    const operation = outline.operation[seq - 1] ?? NONE;
    return operation === NONE ? ofRun : ofOperation(operation);
  };
  for await (const event of readSome(reader, from, (seq) => !ignoresNothing(stateAt(seq)), signal))
    yield { seq: event.seq, values: valuesIn(reader.dialect, event, stateAt(event.seq)) };
}

function valuesIn(dialect: Dialect, event: StoredEvent, state: IgnoreState): Iterable<Json> {
  const raw = storedJson(dialect, event);
  // Decoding changes values, no keys of the event itself; most events lack the first key of most paths.
  if (isObject(raw) && Object.keys(raw).every((key) => ignoresNothing(state.next(key)))) return [];
  try {
    return [...valuesAt(dialect.decode(raw), state)];
  } catch (error) {
    if (error instanceof RangeError) return [];
    throw error;
  }
}
