// The sentence a person reads first, and the event it points at.

import { durationText } from './duration.ts';
import type { Failure, RunStatus } from './effect.ts';
import { innermost, isBad, isStanding } from './effect.ts';
import type { Seq } from './event.ts';
import { isRunUnclearAt, isUnclearAt, OpenOperations } from './cursor.ts';
import type { Headline } from './run.ts';
import { finalStatusOf, hasFlag, kindOf, nameOf, type Outline, operationIndex, reasonOf, timeOf } from './outline.ts';

/** The last word about the run itself, as the fold has it. */
export type Ending = { readonly status: RunStatus; readonly failure?: Failure; readonly reason?: string };

const named = 3;

export function headlineOf(outline: Outline, ending: Ending): Headline {
  const last = outline.events;
  const took = durationText(spanOf(outline));
  switch (ending.status) {
    case 'failed':
      return failed(outline, `Failed after ${took}`, ending.failure);
    case 'timedOut':
      return { sentence: `Timed out after ${took}${stillOpen(outline)}`, seq: last };
    case 'terminated':
      return { sentence: `Terminated after ${took}${ending.reason === undefined ? '' : `: ${ending.reason}`}`, seq: last };
    case 'cancelled':
      return { sentence: `Cancelled after ${took}${ending.reason === undefined ? '' : `: ${ending.reason}`}`, seq: last };
    case 'completed':
      return { sentence: `Completed in ${took}`, seq: last };
    case 'continuedAsNew':
      return { sentence: `Continued as new after ${took}`, seq: last };
    case 'running':
    case 'paused':
    case 'unknown':
      return unfinished(outline, ending.status);
  }
}

/** From the first event to the last, in ms. */
function spanOf(outline: Outline): number | null {
  const first = timeOf(outline, 1);
  const last = timeOf(outline, outline.events);
  return first === null || last === null ? null : last - first;
}

function failed(outline: Outline, opening: string, failure: Failure | undefined): Headline {
  if (failure === undefined) return { sentence: opening, seq: outline.events };
  const linked = decidingOperation(outline, failure);
  const operation = linked === -1 ? failedAlike(outline, failure) : linked;
  const words = failureText(innermost(failure));
  if (operation === -1) return { sentence: `${opening}: ${words}`, seq: outline.events };
  const attempts = outline.operations.attempts[operation] ?? 0;
  const how = attempts > 1 ? `gave up after ${attempts} attempts` : 'failed';
  return {
    sentence: `${opening}: ${nameOf(outline, operation)} ${how} (${words})`,
    seq: outline.operations.closedAt[operation] || outline.events,
  };
}

/** The operation nearest to the root of the failure. */
function decidingOperation(outline: Outline, failure: Failure): number {
  let found = -1;
  for (let link: Failure | undefined = failure; link !== undefined; link = link.cause) {
    if (link.operation !== undefined) found = Math.max(operationIndex(outline, link.operation), found);
  }
  return found;
}

/** Where the history does not link them: the last operation that failed for the very reason the run failed for. */
function failedAlike(outline: Outline, failure: Failure): number {
  const { type, message } = innermost(failure);
  const reason = (type ?? message).slice(0, 80);
  if (reason === '') return -1;
  for (let operation = outline.operations.count - 1; operation >= 0; operation--) {
    if (isBad(finalStatusOf(outline, operation)) && reasonOf(outline, operation) === reason) return operation;
  }
  return -1;
}

function failureText({ type, message }: Failure): string {
  const short = message.length > 200 ? `${message.slice(0, 200)}…` : message;
  if (type === undefined || type === '') return short || 'no message';
  return short === '' || short === type ? type : `${type}: ${short}`;
}

function unfinished(outline: Outline, status: RunStatus): Headline {
  const seq = outline.events;
  const stuck = stuckTask(outline);
  if (stuck !== null) return { sentence: `Stuck: its workflow task ${stuck.words}`, seq: stuck.seq };
  const unclear = unclearName(outline);
  if (unclear !== null) return { sentence: `What it waits for is not known: the last word about ${unclear} is of a type that is not known`, seq };
  const opening = status === 'paused' ? 'Paused; waits' : 'Waits';
  const open = waiting(outline);
  if (open.length === 0) return { sentence: status === 'unknown' ? `${outline.events} events, with neither start nor end` : `${opening} for a signal, an update or its own code`, seq };
  const names = open.slice(0, named).map((operation) => nameOf(outline, operation));
  const more = open.length > named ? ` and ${open.length - named} more` : '';
  const since = timeOf(outline, outline.operations.openedAt[open[0] ?? 0] ?? 0);
  return { sentence: `${opening} for ${listed(names, more)}${since === null ? '' : `, since ${clock(since)}`}`, seq };
}

/** What an unfinished run waits for: open operations; workflow tasks only where nothing else is open. */
export function waiting(outline: Outline): readonly number[] {
  const open = new OpenOperations(outline).at(outline.events, 10_000).filter((operation) => !isUnclearAt(outline, operation, outline.events));
  const others = open.filter((operation) => !isStanding(kindOf(outline, operation)));
  return others.length > 0 ? others : open.filter((operation) => kindOf(outline, operation) === 'workflowTask');
}

/** Whose status is not known, where nothing else is open that the run could be said to wait for. */
function unclearName(outline: Outline): string | null {
  if (isRunUnclearAt(outline, outline.events)) return 'the run';
  const open = new OpenOperations(outline).at(outline.events, 10_000);
  const unclear = open.find((operation) => isUnclearAt(outline, operation, outline.events));
  return unclear === undefined || waiting(outline).length > 0 ? null : nameOf(outline, unclear);
}

/** The newest workflow task, where it failed or timed out and nothing has come after it. */
function stuckTask(outline: Outline): { words: string; seq: Seq } | null {
  for (let operation = outline.operations.count - 1; operation >= 0; operation--) {
    if (kindOf(outline, operation) !== 'workflowTask') continue;
    const seq = outline.operations.closedAt[operation] ?? 0;
    const status = finalStatusOf(outline, operation);
    const reason = reasonOf(outline, operation);
    if (reason === 'ResetWorkflow' || (status !== 'failed' && status !== 'timedOut')) return null;
    if (seq === 0 || !hasFlag(outline, seq, 'bad')) return null;
    return { words: `${status === 'failed' ? 'fails' : 'times out'} (${reason})`, seq };
  }
  return null;
}

function stillOpen(outline: Outline): string {
  const names = waiting(outline).slice(0, named).map((operation) => nameOf(outline, operation));
  return names.length === 0 ? '' : ` while it waited for ${listed(names, '')}`;
}

function listed(names: readonly string[], more: string): string {
  if (more !== '') return names.join(', ') + more;
  return names.length < 2 ? names.join('') : `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`;
}

function clock(atMs: number): string {
  return `${new Date(atMs).toISOString().slice(0, 19).replace('T', ' ')} UTC`;
}
