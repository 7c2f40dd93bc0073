// Reads those events of a run that may matter to a question, one after another. Yields to other work in between.

import { setImmediate } from 'node:timers/promises';
import { RetraceError } from '../../model/errors.ts';
import type { Seq } from '../../model/event.ts';
import type { StoredEvent } from '../../store/log.ts';
import type { RunReader } from '../run-reader.ts';

/** In bytes. Larger events are passed over: to read one would hold up everybody else. */
const mostBytes = 8 * 1024 * 1024;

/** Events from `from` on that `mayMatter`, up to the end that the outline has now. Throws `cancelled`. */
export async function* readSome(
  reader: RunReader,
  from: Seq,
  mayMatter: (seq: Seq) => boolean,
  signal: AbortSignal,
): AsyncGenerator<StoredEvent> {
  const { events } = reader.newest;
  if (from > events) return;
  for await (const page of reader.pages(Math.max(1, from))) {
    for (const event of page)
      if (event.seq <= events && event.payload.length <= mostBytes && mayMatter(event.seq)) yield event;
    await setImmediate();
    if (signal.aborted) throw new RetraceError('cancelled', 'The look through the run was cancelled.');
  }
}
