// Imports in progress and their errors, shown in the import panel.

import type { ImportOutcome, ImportProgress } from '../../engine/model/api.ts';
import { type ErrorInfo, errorInfo } from '../../engine/model/errors.ts';
import type { CallOptions } from '../../engine/model/link.ts';
import type { RunSummary } from '../../engine/model/run.ts';
import { busy } from './idle.ts';
import { type ImportJob, type ImportProblem, useSession } from './session.ts';

const { getState, setState } = useSession;

/** Controllers of imports in progress, by import id. */
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

/** The result of an import. `known`: the first run was there before. `comparison`: that of a bundle made from one. */
export type Arrived = {
  readonly runs: readonly RunSummary[];
  readonly known: boolean;
  readonly comparison: NonNullable<Extract<ImportOutcome, { run: RunSummary }>['comparison']> | null;
};

/** Callbacks for panel and screen during an import. */
export type ImportTold = {
  /** Name in the message about an error of the import itself. */
  readonly name: string;
  /** Receives runs that can be opened before the import ends. */
  readonly onRuns: (runs: readonly RunSummary[]) => void;
  /** Returns the action that imports the readable part of a truncated file. */
  readonly reopen: (file: string) => (() => void) | undefined;
};

type ImportCall = (options: Required<CallOptions<'importPaths'>>) => Promise<readonly ImportOutcome[]>;

/** Waits for the end of an import; unreadable files are then among the problems. */
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
      known: came[0]?.known ?? false,
      comparison: came.find(({ comparison }) => comparison !== undefined)?.comparison ?? null,
    };
  } catch (error) {
    addProblem({ file: name, error: errorInfo(error) });
    return { runs: [], known: false, comparison: null };
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

/** Keeps one problem per file: the latest. */
export function addProblem(problem: ImportProblem): void {
  setState({ problems: [...getState().problems.filter((each) => each.file !== problem.file), problem] });
}

export function dismissProblem(problem: ImportProblem): void {
  setState({ problems: getState().problems.filter((each) => each !== problem) });
}

export function dismissProblems(): void {
  setState({ problems: [] });
}

/** The imports end with the runs imported so far. */
export function cancelImports(): void {
  for (const controller of underway.values()) controller.abort();
}
