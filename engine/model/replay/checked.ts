// The result of a check of many histories: each history, and the causes that histories share.

import type { ErrorInfo } from '../errors.ts';
import {
  type FailOn,
  isFailing,
  type ReplayReport,
  type ReportDrift,
  type ReportPlace,
  type VerdictWord,
} from './replay-report.ts';

export type CheckedHistory = {
  readonly name: string;
  readonly runId: string | null;
  readonly workflow: string | null;
  readonly workflowId: string | null;
  readonly tookMs: number;
} & (
  | { readonly outcome: 'replayed'; readonly report: ReplayReport; readonly against?: ReplayReport }
  /** `noCode`: the code lacks the workflow, or this kind of history has no code. */
  | { readonly outcome: 'noCode' | 'unread'; readonly error: ErrorInfo }
);

/** Progress of a check: a run's replay begins, or its result without the call-by-call histories. */
export type CheckProgress =
  | { readonly type: 'began'; readonly run: string }
  | { readonly type: 'done'; readonly checked: CheckedHistory };

/** Drops the call-by-call histories, which are only for a history viewed alone. */
export function withoutRows(checked: CheckedHistory): CheckedHistory {
  if (checked.outcome !== 'replayed') return checked;
  const { report, against } = checked;
  return { ...checked, report: { ...report, rows: [] }, ...(against && { against: { ...against, rows: [] } }) };
}

/** With `against`, only a result worse than that of `against` counts. */
export function failsCheck(checked: CheckedHistory, failOn: FailOn): boolean {
  if (checked.outcome !== 'replayed') return false;
  const { report, against } = checked;
  return isFailing(report, failOn) && (against === undefined || !isFailing(against, failOn));
}

export type SharedCause = {
  readonly verdict: VerdictWord;
  readonly cause: string;
  readonly remedy: string | null;
  readonly source: ReportPlace | null;
  /** Indexes of histories, in their order. */
  readonly histories: readonly number[];
};

type OneCause = Omit<SharedCause, 'histories'>;

/** The causes of one history: its divergence, or each drifting call. */
function causesOf(checked: CheckedHistory): readonly OneCause[] {
  if (checked.outcome !== 'replayed') return [];
  const { verdict, cause, text, remedy, source, drift } = checked.report;
  if (verdict === 'same' || verdict === 'blocked' || verdict === 'not-started') return [];
  const own =
    verdict !== 'drift' || cause !== null ? [{ verdict, cause: cause ?? text ?? verdict, remedy, source }] : [];
  const byCall = Map.groupBy(drift, ({ operation, source: at }) =>
    JSON.stringify([calledOf(operation), at?.file, at?.line]),
  );
  return [...own, ...[...byCall.values()].flatMap(driftCause)];
}

/** A timer's number is left out: each run numbers its timers separately. */
function calledOf(operation: string): string {
  return operation.replace(/^timer \d+$/, 'timer');
}

function driftCause(drift: readonly ReportDrift[]): readonly OneCause[] {
  const [first] = drift;
  if (first === undefined) return [];
  const attributes = [...new Set(drift.map(({ attribute }) => attribute))].toSorted();
  const note = drift.every(({ grade }) => grade === 'cosmetic') ? ' (cosmetic)' : '';
  const cause = `${calledOf(first.operation)} has another ${attributes.join(', ')}${note}`;
  return [{ verdict: 'drift', cause, remedy: null, source: first.source }];
}

function keyOf({ verdict, cause, source }: OneCause): string {
  return JSON.stringify([verdict, cause, source?.file, source?.line]);
}

/** Keys of each history's causes, for the choice of the smallest set. */
export function causeKeys(checked: CheckedHistory): ReadonlySet<string> {
  return new Set(causesOf(checked).map(keyOf));
}

/** The worst cause first; among equals, the cause of most histories. */
export function sharedCauses(
  all: readonly CheckedHistory[],
  rank: (verdict: VerdictWord) => number,
): readonly SharedCause[] {
  const groups = new Map<string, OneCause & { histories: number[] }>();
  for (const [index, checked] of all.entries())
    for (const cause of causesOf(checked)) {
      const group = groups.get(keyOf(cause)) ?? { ...cause, histories: [] };
      if (group.histories.at(-1) !== index) group.histories.push(index);
      groups.set(keyOf(cause), group);
    }
  return [...groups.values()].toSorted(
    (a, b) => rank(b.verdict) - rank(a.verdict) || b.histories.length - a.histories.length,
  );
}
