// Imports on their way and what went wrong with them: fed by the engine's pushes, shown in the import panel.

import type { ImportOutcome, PushBody } from '../engine/model/api.ts';
import { type ErrorInfo, errorInfo } from '../engine/model/errors.ts';
import type { RunSummary } from '../engine/model/run.ts';
import { ask } from './engine.ts';
import { busy } from './idle.ts';
import { type ImportJob, type ImportProblem, useSession } from './session.ts';

const { getState, setState } = useSession;

/** Outcomes of jobs that ended, kept until the call that began them takes them; those of other windows' jobs are not taken. */
const KEPT = 50;
const ended = new Map<string, readonly ImportOutcome[]>();
const waiting = new Map<string, (outcomes: readonly ImportOutcome[]) => void>();

export function importProgressed(job: ImportJob): void {
  const others = getState().imports.filter((each) => each.job !== job.job);
  setState({ imports: [...others, job] });
}

export function importFinished({ job, outcomes }: PushBody<'importFinished'>): void {
  setState({ imports: getState().imports.filter((each) => each.job !== job) });
  const take = waiting.get(job);
  waiting.delete(job);
  if (take !== undefined) return take(outcomes);
  ended.set(job, outcomes);
  for (const old of ended.keys()) if (ended.size > KEPT) ended.delete(old);
}

/** Nothing more comes from jobs of a connection that is lost. */
export function forgetImports(): void {
  for (const take of waiting.values()) take([]);
  waiting.clear();
  ended.clear();
  setState({ imports: [] });
}

/** What came with an import. `comparison`: of a bundle that was made of one. */
export type Arrived = { readonly runs: readonly RunSummary[]; readonly comparison: NonNullable<Extract<ImportOutcome, { run: RunSummary }>['comparison']> | null };

/** Begins a job and waits for its end; problems are shown with `reopen`, which may be asked for the rest of a cut file. */
export async function runImport(
  begin: () => Promise<{ job: string }>,
  name: string,
  reopen: (file: string) => (() => void) | undefined,
): Promise<Arrived> {
  const done = busy();
  try {
    const { job } = await begin();
    const outcomes = ended.get(job) ?? (await new Promise<readonly ImportOutcome[]>((resolve) => waiting.set(job, resolve)));
    ended.delete(job);
    for (const outcome of outcomes) if ('error' in outcome) addProblem(problemOf(outcome, reopen));
    const came = outcomes.filter((outcome) => 'run' in outcome);
    return { runs: came.map(({ run }) => run), comparison: came.find(({ comparison }) => comparison !== undefined)?.comparison ?? null };
  } catch (error) {
    addProblem({ file: name, error: errorInfo(error) });
    return { runs: [], comparison: null };
  } finally {
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

export async function cancelImports(): Promise<void> {
  await Promise.allSettled(getState().imports.map(({ job }) => ask('cancelImport', { job })));
}
