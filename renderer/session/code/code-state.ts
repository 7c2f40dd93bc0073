// The state of the code of the open run: the code offered, chosen and replayed, and the result. Small, because the
// whole page loads it; the view is loaded on first use.

import { create } from 'zustand';
import type { ErrorInfo } from '../../../engine/model/errors.ts';
import type { ReplayReport } from '../../../engine/model/replay/replay-report.ts';
import type { CodeOffer, RunCode } from '../../../engine/model/replay/run-code.ts';

/** The parameters that identify a version of a run's code in calls of the contract. */
export type AskedCode = { readonly run: string; readonly code: string; readonly workflow: string | null };

/** Replayed code with all results. */
export type Replayed = { readonly asked: AskedCode; readonly report: ReplayReport; readonly code: RunCode };

export type Line = { readonly file: string; readonly line: number };

export type CodeState = {
  /** The run that this state is about; state of another run is discarded. */
  readonly run: string | null;
  readonly offer: CodeOffer | null;
  /** True while the form for choosing code is shown. */
  readonly choosing: boolean;
  /** Modules to choose from, where a folder exports the workflow several times. */
  readonly modules: readonly string[] | null;
  /** The code whose replay is in progress. */
  readonly running: AskedCode | null;
  readonly error: ErrorInfo | null;
  readonly replayed: Replayed | null;
  /** The file shown; null = the file of the main line. */
  readonly file: string | null;
  /** The line that a person selected. */
  readonly line: Line | null;
  /** Expressions whose values are shown; kept from run to run. */
  readonly watched: readonly string[];
};

const nothing: Omit<CodeState, 'run' | 'watched'> = {
  offer: null,
  choosing: false,
  modules: null,
  running: null,
  error: null,
  replayed: null,
  file: null,
  line: null,
};

export const useCode = create<CodeState>(() => ({ run: null, watched: [], ...nothing }));

export function beginRun(run: string | null): void {
  if (useCode.getState().run !== run) useCode.setState({ run, ...nothing });
}

/** The replayed code, where it belongs to the run. */
export function replayedOf(run: string | undefined): Replayed | null {
  const { replayed } = useCode.getState();
  return replayed !== null && replayed.asked.run === run ? replayed : null;
}

export function watch(watched: readonly string[]): void {
  useCode.setState({ watched });
}

export function lookAt({ file, line }: Line): void {
  useCode.setState({ line: { file, line }, file });
}
