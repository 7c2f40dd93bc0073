// Tells one caller of a run's events as they come: first all there is, then what came since. The rhythm is ours, whatever the writer's is.

import { setTimeout } from 'node:timers/promises';
import type { Caller, RunGrowth } from '../model/api.ts';
import type { Seq } from '../model/event.ts';
import { emptyDelta } from '../model/outline-delta.ts';
import type { EventLog } from '../store/log.ts';
import type { GrowingRun } from './growing-run.ts';

/** As often as a screen paints two pictures. */
const everyMs = 33;
/** No more than this part of the time goes into telling. */
const share = 1 / 2;

/** Until the caller cancels or the log is closed. `from`: the caller has the outline of so many events. */
export async function followRun(
  growing: GrowingRun,
  log: EventLog,
  from: Seq,
  { signal, progress }: Caller<RunGrowth>,
): Promise<void> {
  if (signal.aborted) return;
  const whole = (): RunGrowth => ({ type: 'whole', summary: growing.summary, outline: growing.packed });
  let known = growing.extent;
  progress(from === known.events ? { type: 'grown', summary: growing.summary, delta: emptyDelta(known) } : whole());
  let { explanation } = growing;
  try {
    for await (const page of log.tail(growing.run, known.events + 1, { signal })) {
      if ((page.at(-1)?.seq ?? 0) <= known.events) continue;
      const startedAtMs = performance.now();
      await growing.catchUp();
      const isExtended = explanation === growing.explanation;
      progress(isExtended ? { type: 'grown', summary: growing.summary, delta: growing.since(known) } : whole());
      ({ explanation, extent: known } = growing);
      const rest = Math.max(everyMs, (performance.now() - startedAtMs) / share);
      await setTimeout(rest, undefined, { signal }).catch(() => undefined);
    }
  } finally {
    growing.keep();
  }
}
