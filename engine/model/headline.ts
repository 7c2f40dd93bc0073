// The sentence that a person reads first, and the event that it refers to.

import { countText, durationText } from './duration.ts';
import { type Failure, failureLine, type RunStatus } from './effect.ts';
import type { Headline } from './run.ts';
import { whyFailed } from './failure-sentence.ts';
import type { Outline } from './outline.ts';
import { lastOf, durationMs } from './run-time.ts';
import { type Waiting, waitFinderOf } from './waiting.ts';
import { utcClock, waitingText } from './waiting-text.ts';

/** The run's own final state, as computed by the fold. */
export type Ending = { readonly status: RunStatus; readonly failure?: Failure; readonly reason?: string };

const named = 3;

/** `lastedMs`: null says nothing of time. */
export function headlineOf(outline: Outline, ending: Ending, lastedMs = durationMs(outline)): Headline {
  const last = lastOf(outline);
  const [after, within] =
    lastedMs === null ? ['', ''] : [` after ${durationText(lastedMs)}`, ` in ${durationText(lastedMs)}`];
  const because = ending.reason === undefined ? '' : `: ${ending.reason}`;
  switch (ending.status) {
    case 'failed':
      return failed(outline, `Failed${after}`, ending.failure);
    case 'timedOut':
      return { sentence: `Timed out${after}${stillWaiting(outline)}`, seq: last };
    case 'terminated':
      return { sentence: `Terminated${after}${because}`, seq: last };
    case 'canceled':
      return { sentence: `Canceled${after}${because}`, seq: last };
    case 'completed':
      return { sentence: `Completed${within}`, seq: last };
    case 'continuedAsNew':
      return { sentence: `Continued as new${after}`, seq: last };
    case 'running':
    case 'paused':
    case 'unknown':
      return unfinished(outline);
  }
}

/**
 * The headline of a run whose outline was not kept. What the run waits for and where its failure arose need the opened
 * run.
 */
export function briefHeadline({ status, failure, reason }: Ending, events: number, durationMs: number | null): string {
  const [after, within] =
    durationMs === null ? ['', ''] : [` after ${durationText(durationMs)}`, ` in ${durationText(durationMs)}`];
  const because = reason === undefined ? '' : `: ${reason}`;
  switch (status) {
    case 'failed':
      return `Failed${after}${failure === undefined ? '' : `: ${failureLine(failure)}`}`;
    case 'timedOut':
      return `Timed out${after}`;
    case 'terminated':
      return `Terminated${after}${because}`;
    case 'canceled':
      return `Canceled${after}${because}`;
    case 'completed':
      return `Completed${within}`;
    case 'continuedAsNew':
      return `Continued as new${after}`;
    case 'running':
    case 'paused':
    case 'unknown':
      return `${countText(events)} events; what it waits for is said when it is opened`;
  }
}

function failed(outline: Outline, opening: string, failure: Failure | undefined): Headline {
  const last = lastOf(outline);
  if (failure === undefined) return { sentence: opening, seq: last };
  const { sentence, operation } = whyFailed(outline, failure);
  return { sentence: `${opening}: ${sentence}`, seq: outline.operations.closedAt[operation] || last };
}

function unfinished(outline: Outline): Headline {
  const waiting = waitFinderOf(outline).at(outline.events);
  if (waiting === null || (waiting.type === 'unknown' && waiting.since === 0))
    return {
      sentence: `${outline.events === 1 ? 'One event' : `${countText(outline.events)} events`}, with neither start nor end`,
      seq: outline.events,
    };
  if (waiting.type === 'unknown')
    return {
      sentence: wordsOf(outline, waiting).replace(/^what cannot/, 'What it waits for cannot'),
      seq: outline.events,
    };
  const waits = `waits for ${wordsOf(outline, waiting)}`;
  if (isCutOff(outline))
    return {
      sentence: `Goes on behind event ${countText(outline.events)}, which is the last here; there it ${waits}`,
      seq: outline.events,
    };
  if (waiting.type === 'taskRetry') return { sentence: `Stuck: ${waits}`, seq: waiting.since, stuck: true };
  return { sentence: waiting.type === 'pause' ? `Paused; ${waits}` : `W${waits.slice(1)}`, seq: outline.events };
}

/** True where the file itself says that more events follow. */
export function isCutOff({ warnings }: { readonly warnings: readonly { readonly code: string }[] }): boolean {
  return warnings.some(({ code }) => code === 'more-pages' || code === 'partial-file');
}

/** What a run was waiting for when it was ended from outside. */
function stillWaiting(outline: Outline): string {
  const waiting = waitFinderOf(outline).at(lastOf(outline) - 1);
  return waiting === null ? '' : ` while it waited for ${wordsOf(outline, waiting)}`;
}

function wordsOf(outline: Outline, waiting: Waiting): string {
  return waitingText(outline, waiting, { clock: utcClock(), most: named });
}
