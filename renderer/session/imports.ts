// Imports on their way and what went wrong with them, shown in the import panel.

import type { ImportOutcome, ImportProgress } from '../../engine/model/api.ts';
import { type ErrorInfo, errorInfo } from '../../engine/model/errors.ts';
import type { CallOptions } from '../../engine/model/link.ts';
import type { RunSummary } from '../../engine/model/run.ts';
import { busy } from './idle.ts';
import { type ImportJob, type ImportProblem, useSession } from './session.ts';

const { getState, setState } = useSession;

/** Ends an import under way, by its id. */
const underway = new Map<string, AbortController>();
let lastJob = 0;

export function importProgressed(job: ImportJob): void {
  const others = getState().imports.filter((each) => each.job !== job.job);
  setState({ imports: [...others, job] });
}

export function importEnded(job: string): void {
  underway.delete(job);
  setState({ imports: getState().imports.filter((each) => each.job !== job) });
}

/** What came with an import. `comparison`: of a bundle that was made of one. */
export type Arrived = {
  readonly runs: readonly RunSummary[];
  readonly comparison: NonNullable<Extract<ImportOutcome, { run: RunSummary }>['comparison']> | null;
};

/** What the panel and the screen are told while an import is under way. */
export type ImportTold = {
  /** For the error that hits the import itself. */
  readonly name: string;
  /** Runs that can be opened, though the import goes on. */
  readonly onRuns: (runs: readonly RunSummary[]) => void;
  /** What to do when a person wants what is whole of a file cut off. */
  readonly reopen: (file: string) => (() => void) | undefined;
};

type ImportCall = (options: Required<CallOptions<'importPaths'>>) => Promise<readonly ImportOutcome[]>;

/** Waits for the end of an import; what could not be read is among the problems then. */
export async function runImport(call: ImportCall, { name, onRuns, reopen }: ImportTold): Promise<Arrived> {
  const done = busy();
  const job = String(++lastJob);
  const controller = new AbortController();
  underway.set(job, controller);
  const onProgress = ({ runs, ...progress }: ImportProgress): void => {
    if (underway.has(job)) importProgressed({ job, ...progress });
    if (runs.length > 0) onRuns(runs);
  };
  try {
    const outcomes = await call({ signal: controller.signal, onProgress });
    for (const outcome of outcomes) if ('error' in outcome) addProblem(problemOf(outcome, reopen));
    const came = outcomes.filter((outcome) => 'run' in outcome);
    return {
      runs: came.map(({ run }) => run),
      comparison: came.find(({ comparison }) => comparison !== undefined)?.comparison ?? null,
    };
  } catch (error) {
    addProblem({ file: name, error: errorInfo(error) });
    return { runs: [], comparison: null };
  } finally {
    importEnded(job);
    done();
  }
}

type Refused = Extract<ImportOutcome, { error: ErrorInfo }>;

function problemOf(outcome: Refused, reopen: (file: string) => (() => void) | undefined): ImportProblem {
  const { file, error, wholeEvents } = outcome;
  const again = error.code === 'cut-off' ? reopen(file) : undefined;
  return {
    file,
    error,
    ...(wholeEvents === undefined ? {} : { wholeEvents }),
    ...(again === undefined ? {} : { reopen: again }),
  };
}

/** A file has one problem: the latest. */
export function addProblem(problem: ImportProblem): void {
  setState({ problems: [...getState().problems.filter((each) => each.file !== problem.file), problem] });
}

export function dismissProblem(problem: ImportProblem): void {
  setState({ problems: getState().problems.filter((each) => each !== problem) });
}

export function dismissProblems(): void {
  setState({ problems: [] });
}

/** They end with what they have done so far. */
export function cancelImports(): void {
  for (const controller of underway.values()) controller.abort();
}
