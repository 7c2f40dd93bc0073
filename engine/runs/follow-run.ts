// Streams a run's events to one caller: first all existing events, then new ones. Sets its own pace, independent of the
// writer.

import { setTimeout } from 'node:timers/promises';
import type { Caller, RunGrowth } from '../model/api.ts';
import type { Seq } from '../model/event.ts';
import { emptyDelta, type Extent, type OutlineDelta } from '../model/outline-delta.ts';
import type { PackedOutline } from '../model/packed-outline.ts';
import type { RunSummary } from '../model/run.ts';
import type { EventLog } from '../store/log.ts';
import type { GrowingRun } from './growing-run.ts';

/** In ms: two frames of a screen. */
const everyMs = 33;
/** Maximum share of the time spent on sending, … */
const share = 1 / 2;
/** … but new events wait no longer than this, in ms. */
const longestRestMs = 250;
/** In ms, for a run that is being read: each picture of it takes time from reading the rest. */
const readEveryMs = 250;

/** A growing run in its current state. `explanation` changes when the outline does not extend the earlier one. */
export type Followed = {
  readonly summary: RunSummary;
  readonly packed: PackedOutline;
  readonly extent: Extent;
  /** Extent of the most recently packed outline, if the difference to it can be computed. */
  readonly packedExtent?: Extent | undefined;
  readonly explanation: number;
  /** For a run that is being read: resolves when it is whole. */
  readonly whole?: Promise<void>;
  since(from: Extent): OutlineDelta;
};

/**
 * Runs until the changes end, for one because the caller cancels. `from`: number of events in the caller's outline.
 * Returns the number of events at the end.
 */
export async function followRun(
  run: Followed,
  changes: AsyncIterable<unknown>,
  from: Seq,
  { signal, progress }: Caller<RunGrowth>,
): Promise<Seq> {
  if (signal.aborted) return from;
  const whole = (): RunGrowth => ({ type: 'whole', summary: run.summary, outline: run.packed });
  // The caller most likely just got that packed outline, and more events came meanwhile.
  const given = run.packedExtent?.events === from ? run.packedExtent : undefined;
  let known = run.extent;
  let { explanation, summary } = run;
  const rest = async (spentMs: number): Promise<void> => {
    const least = run.whole === undefined ? everyMs : readEveryMs;
    const restMs = Math.min(longestRestMs, Math.max(least, spentMs * (1 / share - 1)));
    const rested = setTimeout(restMs, undefined, { signal });
    await Promise.race([rested, ...(run.whole ? [run.whole] : [])]).catch(() => undefined);
  };
  if (given !== undefined && summary.expected !== undefined) {
    // The caller is drawing the first part of a run that is being read: more would only delay that.
    known = given;
    await rest(0);
  } else {
    const since = from === known.events ? emptyDelta(known) : given && run.since(given);
    progress(since === undefined ? whole() : { type: 'grown', summary, delta: since });
  }
  const tell = (): void => {
    const isExtended = explanation === run.explanation;
    ({ summary } = run);
    progress(isExtended ? { type: 'grown', summary, delta: run.since(known) } : whole());
    ({ explanation, extent: known } = run);
  };
  const isTold = (): boolean => run.extent.events === known.events && run.summary === summary;
  let startedAtMs = performance.now();
  for await (const _ of changes) {
    if (isTold()) continue;
    tell();
    await rest(performance.now() - startedAtMs);
    startedAtMs = performance.now();
  }
  // Sends events that came in the last pause.
  if (!signal.aborted && run.extent.events !== known.events) tell();
  return known.events;
}

/**
 * Yields whenever a run has caught up with events appended by any program; ends when aborted, and when the log is
 * closed.
 */
export async function* growthOf(growing: GrowingRun, log: EventLog, signal: AbortSignal): AsyncGenerator<void> {
  try {
    for await (const page of log.tail(growing.run, growing.events + 1, { signal })) {
      if ((page.at(-1)?.seq ?? 0) > growing.events) await growing.catchUp();
      yield;
    }
  } finally {
    growing.keep();
  }
}
