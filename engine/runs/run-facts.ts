// Facts about a run as a whole, beside its summary: gathered from its first and last events, with their seqs.

import type { RunFacts } from '../model/api.ts';
import { storedJson } from './stored-json.ts';
import type { RunReader } from './run-reader.ts';

/** Number of events read at each end. */
const looked = 24;
/** In bytes. Larger events are skipped. */
const most = 1024 * 1024;

/** Later events override earlier ones. */
export async function runFacts(reader: RunReader): Promise<RunFacts> {
  const { dialect, newest } = reader;
  const facts = new Map<string, string>();
  const last = newest.events;
  const ends = last <= 2 * looked ? [[1, last] as const] : [[1, looked] as const, [last - looked + 1, last] as const];
  if (dialect.facts !== undefined)
    for (const [from, to] of ends)
      for (const event of await reader.stored(from, to))
        if (event.payload.length <= most)
          for (const { name, value } of dialect.facts(storedJson(dialect, event))) facts.set(name, value);
  const { input, result, nextInput, failure } = await reader.state(last);
  return {
    facts: [...facts].map(([name, value]) => ({ name, value })),
    ...(input && { input }),
    ...(result && { result }),
    ...(nextInput && { nextInput }),
    ...(failure && { failure }),
  };
}
