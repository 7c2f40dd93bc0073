// Where the time went in two runs, and which part explains the longer run.

import type { OperationKind } from '../effect.ts';
import { kindOf, nameOf, NONE, type Outline, timeOf } from '../outline.ts';
import { durationMs } from '../run-time.ts';
import { clockOf, stretchesOf, sumOf, timePartsOf } from '../time-parts.ts';
import type { Both, Share, Times } from './comparison.ts';
import { criticalSpans, type Span } from './critical-spans.ts';

const listed = 20;

export function timesOf(left: Outline, right: Outline): Times {
  const shares = new Map<string, Sum>();
  addShares(shares, left, 'left');
  addShares(shares, right, 'right');
  const all = [...shares.values()].map(shareOf);
  const byWeight = all.toSorted((a, b) => weight(b) - weight(a) || (a.name < b.name ? -1 : 1));
  return { total: { left: durationMs(left), right: durationMs(right) }, shares: withRest(byWeight) };
}

/** Merges the smallest of many shares into one, so that the list adds up to the total. */
function withRest(shares: readonly Share[]): readonly Share[] {
  if (shares.length <= listed) return shares;
  const rest = shares.slice(listed - 1);
  const sum = (side: (share: Share) => number): number => rest.reduce((all, share) => all + side(share), 0);
  const both = (part: 'scheduleToStartMs' | 'retryMs' | 'unknownMs'): Both<number> => ({
    left: sum((share) => share[part].left),
    right: sum((share) => share[part].right),
  });
  const others: Share = {
    kind: 'other',
    name: `${rest.length} others`,
    leftMs: sum(({ leftMs }) => leftMs),
    rightMs: sum(({ rightMs }) => rightMs),
    scheduleToStartMs: both('scheduleToStartMs'),
    retryMs: both('retryMs'),
    unknownMs: both('unknownMs'),
  };
  return [...shares.slice(0, listed - 1), others];
}

type Parts = { totalMs: number; scheduleToStartMs: number; retryMs: number; unknownMs: number };
type Sum = { readonly kind: OperationKind; readonly name: string; readonly left: Parts; readonly right: Parts };

const nothing = (): Parts => ({ totalMs: 0, scheduleToStartMs: 0, retryMs: 0, unknownMs: 0 });

function addShares(shares: Map<string, Sum>, outline: Outline, side: keyof Both<unknown>): void {
  for (const span of criticalSpans(outline)) {
    const { kind, name } = subjectOf(outline, span);
    const key = `${kind}:${name}`;
    let sum = shares.get(key);
    if (sum === undefined) shares.set(key, (sum = { kind, name, left: nothing(), right: nothing() }));
    const parts = partsOfSpan(outline, span);
    for (const part of ['totalMs', 'scheduleToStartMs', 'retryMs', 'unknownMs'] as const)
      sum[side][part] += parts[part];
  }
}

/** The subject that a time is attributed to. Timers are one subject, as their names are their lengths. */
export function subjectOf(
  outline: Outline,
  { type, operation }: Span,
): { readonly kind: OperationKind; readonly name: string } {
  if (type === 'idle') return { kind: 'other', name: 'waiting at the end' };
  if (type === 'code') return { kind: 'workflowTask', name: outline.inTasks ? 'workflow tasks' : 'its own code' };
  const kind = kindOf(outline, operation);
  return {
    kind,
    name: kind === 'timer' ? 'timers' : `${messages.has(kind) ? 'waiting for ' : ''}${nameOf(outline, operation)}`,
  };
}

const messages: ReadonlySet<OperationKind> = new Set(['signal', 'update', 'query', 'cancelRequest', 'pause']);

/** Parts of the time in a span; unknown times count as 0. */
export function partsOfSpan(outline: Outline, { from, to, type, operation }: Span): Parts {
  const [fromMs, toMs] = [timeOf(outline, from), timeOf(outline, to)];
  if (fromMs === null || toMs === null) return nothing();
  const totalMs = toMs - fromMs;
  if (operation === NONE) return { ...nothing(), totalMs };
  const retryMs = type === 'code' ? earlierTasksMs(outline, operation, fromMs) : 0;
  if (retryMs > 0) return { ...nothing(), totalMs, retryMs: Math.min(retryMs, totalMs) };
  const { scheduleToStart, retrying, unknown } = sumOf(stretchesOf(outline, operation, clockOf(outline)), fromMs, toMs);
  return { totalMs, scheduleToStartMs: scheduleToStart, retryMs: retrying, unknownMs: unknown };
}

/**
 * ms from the event that woke the code to the start of the task that saw it, where earlier tasks failed: each failed
 * task is an operation of its own.
 */
function earlierTasksMs(outline: Outline, task: number, fromMs: number): number {
  const { attempts, startedAt } = outline.operations;
  const startedMs = timeOf(outline, startedAt[task]!);
  return attempts[task]! > 1 && startedMs !== null ? startedMs - fromMs : 0;
}

/** Parts of the time of a whole operation; unknown times count as 0. */
export function partsOf(outline: Outline, operation: number): Parts {
  const parts = timePartsOf(outline, operation);
  return parts === null
    ? nothing()
    : {
        totalMs: parts.totalMs,
        scheduleToStartMs: parts.scheduleToStart,
        retryMs: parts.retrying,
        unknownMs: parts.unknown,
      };
}

function shareOf({ kind, name, left, right }: Sum): Share {
  return {
    kind,
    name,
    leftMs: left.totalMs,
    rightMs: right.totalMs,
    scheduleToStartMs: { left: left.scheduleToStartMs, right: right.scheduleToStartMs },
    retryMs: { left: left.retryMs, right: right.retryMs },
    unknownMs: { left: left.unknownMs, right: right.unknownMs },
  };
}

function weight({ leftMs, rightMs }: Share): number {
  return Math.abs(rightMs - leftMs);
}
