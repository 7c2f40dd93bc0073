// Where the time went in two runs, and what of it explains that one took longer.

import type { OperationKind } from '../effect.ts';
import { kindOf, nameOf, NONE, type Outline, timeOf } from '../outline.ts';
import type { Both, Share, Times } from './comparison.ts';
import { criticalSpans, type Span } from './critical-spans.ts';

const listed = 20;

export function timesOf(left: Outline, right: Outline): Times {
  const shares = new Map<string, Sum>();
  addShares(shares, left, 'left');
  addShares(shares, right, 'right');
  const all = [...shares.values()].map(shareOf);
  const byWeight = all.toSorted((a, b) => weight(b) - weight(a) || (a.name < b.name ? -1 : 1));
  return { total: { left: spanOf(left), right: spanOf(right) }, shares: byWeight.slice(0, listed) };
}

type Parts = { totalMs: number; queuedMs: number; retryMs: number };
type Sum = { readonly kind: OperationKind; readonly name: string; readonly left: Parts; readonly right: Parts };

const nothing = (): Parts => ({ totalMs: 0, queuedMs: 0, retryMs: 0 });

function addShares(shares: Map<string, Sum>, outline: Outline, side: keyof Both<unknown>): void {
  for (const span of criticalSpans(outline)) {
    const { kind, name } = subjectOf(outline, span);
    const key = `${kind}:${name}`;
    let sum = shares.get(key);
    if (sum === undefined) shares.set(key, (sum = { kind, name, left: nothing(), right: nothing() }));
    const { totalMs, queuedMs, retryMs } = partsOfSpan(outline, span);
    sum[side].totalMs += totalMs;
    sum[side].queuedMs += queuedMs;
    sum[side].retryMs += retryMs;
  }
}

/** What the time is called: timers are one, as their names are their lengths. */
function subjectOf(outline: Outline, { type, operation }: Span): { readonly kind: OperationKind; readonly name: string } {
  if (type === 'idle') return { kind: 'other', name: 'waiting at the end' };
  if (type === 'code') return { kind: 'workflowTask', name: outline.dialect === 'nodelog' ? 'between nodes' : 'workflow tasks' };
  const kind = kindOf(outline, operation);
  return { kind, name: kind === 'timer' ? 'timers' : `${messages.has(kind) ? 'waiting for ' : ''}${nameOf(outline, operation)}` };
}

const messages: ReadonlySet<OperationKind> = new Set(['signal', 'update', 'query', 'cancelRequest', 'pause']);

/** Of the time in the span; unknown times count as none. */
function partsOfSpan(outline: Outline, { from, to, type, operation }: Span): Parts {
  const [fromMs, toMs] = [timeOf(outline, from), timeOf(outline, to)];
  if (fromMs === null || toMs === null) return nothing();
  const { openedAt, startedAt, attempts } = outline.operations;
  const started = operation === NONE ? 0 : startedAt[operation]!;
  const startedMs = started <= from || started > to ? null : timeOf(outline, started);
  // Of an operation that was opened before the span its waiting to start is not in it.
  const waitedMs = startedMs === null || (type === 'operation' && openedAt[operation]! < from) ? 0 : startedMs - fromMs;
  const retried = operation !== NONE && attempts[operation]! > 1;
  return { totalMs: toMs - fromMs, queuedMs: retried ? 0 : waitedMs, retryMs: retried ? waitedMs : 0 };
}

/** ms; unknown times count as none. A history tells when the last try began, not the ones before: what came before it is retrying. */
export function partsOf(outline: Outline, operation: number): Parts {
  const { openedAt, startedAt, closedAt, attempts } = outline.operations;
  const opened = timeOf(outline, openedAt[operation]!);
  const closed = closedAt[operation] === 0 ? timeOf(outline, outline.events) : timeOf(outline, closedAt[operation]!);
  const started = startedAt[operation] === 0 ? null : timeOf(outline, startedAt[operation]!);
  if (opened === null || closed === null) return nothing();
  const waitedMs = started === null ? 0 : Math.max(0, started - opened);
  const retried = attempts[operation]! > 1;
  return { totalMs: Math.max(0, closed - opened), queuedMs: retried ? 0 : waitedMs, retryMs: retried ? waitedMs : 0 };
}

function shareOf({ kind, name, left, right }: Sum): Share {
  return {
    kind,
    name,
    leftMs: left.totalMs,
    rightMs: right.totalMs,
    queuedMs: { left: left.queuedMs, right: right.queuedMs },
    retryMs: { left: left.retryMs, right: right.retryMs },
  };
}

function weight({ leftMs, rightMs }: Share): number {
  return Math.abs(rightMs - leftMs);
}

function spanOf(outline: Outline): number | null {
  const first = timeOf(outline, 1);
  const last = timeOf(outline, outline.events);
  return first === null || last === null ? null : last - first;
}
