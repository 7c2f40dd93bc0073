// Finds the events of a run that meet a condition.

import type { Dialect } from '../../formats/dialect.ts';
import type { Failure } from '../../model/effect.ts';
import type { Seq } from '../../model/event.ts';
import { type EventCondition, holds } from '../../model/watch/traced.ts';
import type { StoredEvent } from '../../store/log.ts';
import type { RunReader } from '../run-reader.ts';
import { readStored } from '../stored-json.ts';
import { payloadValues } from './payload-values.ts';
import { readSome } from './read-some.ts';

/** Rising seqs from event `from` on. Throws `bad-pattern`, `cancelled`. */
export async function findEvents(
  reader: RunReader,
  where: EventCondition,
  from: Seq,
  signal: AbortSignal,
): Promise<Uint32Array> {
  const seqs: Seq[] = [];
  if (where.type === 'failure') {
    const wanted = where.text.toLowerCase();
    for await (const event of readSome(reader, from, () => true, signal))
      if (failuresIn(reader.dialect, event).some((failure) => says(failure, wanted))) seqs.push(event.seq);
  } else
    for await (const { seq, values } of payloadValues(reader, where.path, from, signal))
      for (const value of values)
        if (holds(where.relation, value, where.value)) {
          seqs.push(seq);
          break;
        }
  return Uint32Array.from(seqs);
}

function failuresIn(dialect: Dialect, event: StoredEvent): readonly Failure[] {
  const { effects } = readStored(dialect, event).read.explanation;
  return effects.flatMap((effect) =>
    'failure' in effect && effect.failure !== undefined ? [dialect.decode(effect.failure) as unknown as Failure] : [],
  );
}

function says(failure: Failure, wanted: string): boolean {
  for (let at: Failure | undefined = failure; at !== undefined; at = at.cause)
    if (`${at.type ?? ''}: ${at.message}`.toLowerCase().includes(wanted)) return true;
  return false;
}
