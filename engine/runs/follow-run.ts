// Tells one caller of a run's events as they come: first all there is, then what came since. The rhythm is ours, whatever the writer's is.

import { setTimeout } from 'node:timers/promises';
import type { Caller, RunGrowth } from '../model/api.ts';
import type { Seq } from '../model/event.ts';
import { emptyDelta, type Extent, type OutlineDelta } from '../model/outline-delta.ts';
import type { PackedOutline } from '../model/packed-outline.ts';
import type { RunSummary } from '../model/run.ts';
import type { EventLog } from '../store/log.ts';
import type { GrowingRun } from './growing-run.ts';

/** As often as a screen paints two pictures. */
const everyMs = 33;
/** No more than this part of the time goes into telling … */
const share = 1 / 2;
/** … but nobody waits longer for what has come. */
const longestRestMs = 250;

/** A run that grows, as it is at any moment. `explanation`: another number where it is none that extends what it was. */
export type Followed = {
  readonly summary: RunSummary;
  readonly packed: PackedOutline;
  readonly extent: Extent;
  /** How far that went which was packed last, where it can be told what came since. */
  readonly packedExtent?: Extent | undefined;
  readonly explanation: number;
  since(from: Extent): OutlineDelta;
};

/** Until the changes end, as they do when the caller cancels. `from`: the caller has the outline of so many events. Gives how many they have then. */
export async function followRun(
  run: Followed,
  changes: AsyncIterable<unknown>,
  from: Seq,
  { signal, progress }: Caller<RunGrowth>,
): Promise<Seq> {
  if (signal.aborted) return from;
  const whole = (): RunGrowth => ({ type: 'whole', summary: run.summary, outline: run.packed });
  // Most likely they have just been given it, and more has come meanwhile.
  const given = run.packedExtent?.events === from ? run.packedExtent : undefined;
  let known = run.extent;
  let { explanation, summary } = run;
  const since = from === known.events ? emptyDelta(known) : given && run.since(given);
  progress(since === undefined ? whole() : { type: 'grown', summary, delta: since });
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
    const spentMs = performance.now() - startedAtMs;
    const rest = Math.min(longestRestMs, Math.max(everyMs, spentMs * (1 / share - 1)));
    await setTimeout(rest, undefined, { signal }).catch(() => undefined);
    startedAtMs = performance.now();
  }
  // What came in the last rest.
  if (!signal.aborted && run.extent.events !== known.events) tell();
  return known.events;
}

/** Whenever a run of the log has caught up with what was appended, by whomever; ends when aborted, and when the log is closed. */
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
