// The result of one replay, as programs read it and the screen shows it.

import type { Json } from '../json.ts';
import type { CourseRow } from './call.ts';
import type { CauseKind } from './cause.ts';
import type { DriftGrade, Official, SourcePosition } from './verdict.ts';

/** Ordered by severity. `stopped`: the code did not return. */
export const verdictWords = [
  'same',
  'blocked',
  'not-started',
  'drift',
  'fails-next',
  'stopped',
  'nondeterminism',
] as const;
export type VerdictWord = (typeof verdictWords)[number];

export type ReportSide = { readonly type: string; readonly attributes: Json };
export type ReportPlace = Pick<SourcePosition, 'file' | 'line' | 'column'>;

export type ReportDrift = {
  readonly seq: number;
  readonly operation: string;
  readonly attribute: string;
  readonly from: Json;
  readonly to: Json;
  readonly grade: DriftGrade;
  readonly source: ReportPlace | null;
};

export type ReportWaiting = ReportSide & { readonly source: ReportPlace | null };

export type ReplayReport = {
  readonly verdict: VerdictWord;
  readonly workflow: string | null;
  readonly workflowId: string | null;
  /** The version of the code, as the person named it. */
  readonly code: string;
  /** Seq of the event of the finding; null without one. */
  readonly seq: number | null;
  readonly eventId: number | null;
  readonly expected: ReportSide | null;
  readonly got: ReportSide | null;
  /** The finding in a sentence. */
  readonly text: string | null;
  readonly source: ReportPlace | null;
  /** `source`, then its callers. */
  readonly stack: readonly SourcePosition[];
  /** The lines around `source`; `first` is the number of the first line. */
  readonly excerpt: { readonly first: number; readonly lines: readonly string[] } | null;
  readonly cause: string | null;
  readonly causeKind: CauseKind | null;
  readonly remedy: string | null;
  readonly drift: readonly ReportDrift[];
  /** For an open history: the commands it waits for, and the commands of the code in the unrecorded task. */
  readonly waitsFor: readonly ReportWaiting[];
  readonly next: readonly ReportWaiting[];
  readonly official: Official;
  /** Both histories, call by call. */
  readonly rows: readonly CourseRow[];
};

export const failOnWords = ['nondeterminism', 'fails-next', 'drift'] as const;
export type FailOn = (typeof failOnWords)[number];

/** True for a verdict that counts as a failure. Each word of `failOn` includes the worse verdicts. */
export function isFailing({ verdict, official }: Pick<ReplayReport, 'verdict' | 'official'>, failOn: FailOn): boolean {
  if (!official.passes || verdict === 'nondeterminism' || verdict === 'stopped') return true;
  if (verdict === 'fails-next') return failOn !== 'nondeterminism';
  return verdict === 'drift' && failOn === 'drift';
}
