// Checks one history against one version of the code, or two.

import type { Bundle } from '../../sandbox/bundle.ts';
import { errorInfo, RetraceError } from '../../model/errors.ts';
import type { CheckedHistory } from '../../model/replay/checked.ts';
import type { ReplayReport } from '../../model/replay/replay-report.ts';
import { refuseEncoded } from '../encoded-values.ts';
import { replayReport } from '../replay-report.ts';
import type { FoundHistory } from '../replayable.ts';
import { type CodeOfTypes, refuseNoWorkflow } from './code-of-types.ts';
import type { ReplayLane } from './replay-pool.ts';

/** A cache of reports: read before a replay, written after it. */
export type KnownReports = {
  get(history: FoundHistory, bundle: Bundle, workflowType: string): Promise<ReplayReport | undefined>;
  keep(history: FoundHistory, bundle: Bundle, workflowType: string, report: ReplayReport): Promise<void>;
};

export type CheckOptions = {
  readonly known?: KnownReports;
  readonly code: CodeOfTypes;
  readonly against?: CodeOfTypes;
  readonly fileWords?: (file: string) => string;
  readonly signal?: AbortSignal;
};

/** Rejects with `cancelled`, and for errors of the code as a whole: a failed build says nothing about a history. */
export async function checkHistory(
  history: FoundHistory,
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

/** A workflow that the other version lacks cannot be worse than there. */
function noCodeThen(error: unknown): undefined {
  if (!(error instanceof RetraceError) || !ofHistory.has(error.code)) throw error;
}

async function reportOf(
  history: FoundHistory,
  lane: ReplayLane,
  code: CodeOfTypes,
  { fileWords, signal, known }: CheckOptions,
): Promise<ReplayReport> {
  const workflowType = history.workflowType ?? history.named.workflow ?? '';
  const bundle = await code.of(workflowType, history.guest);
  const before = await known?.get(history, bundle, workflowType);
  if (before !== undefined) return { ...before, code: code.version.name };
  const options = { ...(fileWords && { fileWords }), ...(signal && { signal }) };
  const report = await lane.with(bundle, (replayer) => replayReport(replayer, history, code.version, options));
  if (report.got?.type === 'throws') refuseEncoded(report.text ?? undefined, history.name);
  if (!report.official.passes) refuseNoWorkflow(report.official.text, workflowType, code.version);
  await known?.keep(history, bundle, workflowType, report);
  return report;
}
