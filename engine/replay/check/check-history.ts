// One history of a check, against one version of the code, or two.

import { errorInfo, RetraceError } from '../../model/errors.ts';
import type { CheckedHistory } from '../../model/replay/checked.ts';
import type { ReplayReport } from '../../model/replay/replay-report.ts';
import { type ReportedHistory, replayReport } from '../replay-report.ts';
import type { CodeVersion } from '../versions/code-version.ts';
import { type CodeOfTypes, refuseNoWorkflow } from './code-of-types.ts';
import type { ReplayLane } from './replay-pool.ts';

export type HistoryToCheck = ReportedHistory & {
  readonly name: string;
  readonly runId: string | null;
  readonly refused?: RetraceError;
};

export type CheckOptions = {
  readonly code: CodeOfTypes;
  readonly against?: CodeOfTypes;
  readonly fileWords?: (file: string) => string;
  readonly signal?: AbortSignal;
};

/** Rejects with `cancelled`, and for what is wrong with the code as a whole: that it does not build says nothing of a history. */
export async function checkHistory(
  history: HistoryToCheck,
  lane: ReplayLane,
  options: CheckOptions,
): Promise<CheckedHistory> {
  const startedAt = performance.now();
  const { name, runId, named } = history;
  const who = (): Omit<CheckedHistory, 'outcome' | 'report' | 'error'> => ({
    name,
    runId,
    ...named,
    tookMs: performance.now() - startedAt,
  });
  try {
    if (history.refused !== undefined) throw history.refused;
    const report = await reportOf(history, lane, options.code, options);
    const against = options.against && (await reportOf(history, lane, options.against, options).catch(noCodeThen));
    return { ...who(), outcome: 'replayed', report, ...(against && { against }) };
  } catch (error) {
    if (!(error instanceof RetraceError) || !ofHistory.has(error.code)) throw error;
    return { ...who(), outcome: 'noCode', error: errorInfo(error) };
  }
}

const ofHistory: ReadonlySet<string> = new Set(['code-not-supported', 'no-such-workflow', 'ambiguous-workflow']);

/** What the other version does not have cannot be worse than it. */
function noCodeThen(error: unknown): undefined {
  if (!(error instanceof RetraceError) || !ofHistory.has(error.code)) throw error;
}

async function reportOf(
  history: HistoryToCheck,
  lane: ReplayLane,
  code: CodeOfTypes,
  { fileWords, signal }: CheckOptions,
): Promise<ReplayReport> {
  const workflowType = history.workflowType ?? history.named.workflow ?? '';
  const replayer = await lane.with(await code.of(workflowType));
  return workflowThere(
    await replayReport(replayer, history, code.version, { ...(fileWords && { fileWords }), ...(signal && { signal }) }),
    workflowType,
    code.version,
  );
}

function workflowThere(report: ReplayReport, workflowType: string, version: CodeVersion): ReplayReport {
  if (!report.official.passes) refuseNoWorkflow(report.official.text, workflowType, version);
  return report;
}
