// Tells one caller of a run's events as they come: first all there is, then what came since. The rhythm is ours, whatever the writer's is.

import { setTimeout } from 'node:timers/promises';
import type { Caller, RunGrowth } from '../model/api.ts';
import type { Seq } from '../model/event.ts';
import { outlineDelta } from '../model/outline-delta.ts';
import type { EventLog } from '../store/log.ts';
import type { GrowingRun } from './growing-run.ts';

const everyMs = 50;
/** No more than this part of the time goes into telling, however long the run is. */
const share = 1 / 4;

/** Until the caller cancels or the log is closed. `from`: the caller has the outline of so many events. */
export async function followRun(
  growing: GrowingRun,
  log: EventLog,
  from: Seq,
  { signal, progress }: Caller<RunGrowth>,
): Promise<void> {
  if (signal.aborted) return;
  let known = growing.outline;
  progress(
    from === known.events
      ? { type: 'grown', summary: growing.summary, delta: outlineDelta(known, known) }
      : { type: 'whole', summary: growing.summary, outline: growing.packed },
  );
  for await (const page of log.tail(growing.run, known.events + 1, { signal })) {
    if ((page.at(-1)?.seq ?? 0) <= known.events) continue;
    const startedAtMs = performance.now();
    await growing.catchUp();
    const { outline, summary } = growing;
    progress({ type: 'grown', summary, delta: outlineDelta(known, outline) });
    known = outline;
    await setTimeout(Math.max(everyMs, (performance.now() - startedAtMs) / share), undefined, { signal }).catch(
      () => undefined,
    );
  }
}
