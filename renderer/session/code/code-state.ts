// The code of the open run: what there is to choose, what was chosen and replayed, what came of it. Small, for the whole page knows it; what
// shows it is loaded when a person looks.

import { create } from 'zustand';
import type { ErrorInfo } from '../../../engine/model/errors.ts';
import type { ReplayReport } from '../../../engine/model/replay/replay-report.ts';
import type { CodeOffer, RunCode } from '../../../engine/model/replay/run-code.ts';

/** What the calls of the contract name a version of a run's code by. */
export type AskedCode = { readonly run: string; readonly code: string; readonly workflow: string | null };

/** Code that was replayed, with all that was found. */
export type Replayed = { readonly asked: AskedCode; readonly report: ReplayReport; readonly code: RunCode };

export type Line = { readonly file: string; readonly line: number };

export type CodeState = {
  /** The run that all of this is about; what belongs to another is of no use. */
  readonly run: string | null;
  readonly offer: CodeOffer | null;
  /** The form in which code is chosen is on show. */
  readonly choosing: boolean;
  /** Of a folder that has the workflow several times: the modules to choose from. */
  readonly modules: readonly string[] | null;
  /** What is being replayed. */
  readonly running: AskedCode | null;
  readonly error: ErrorInfo | null;
  readonly replayed: Replayed | null;
  /** The file on show; null: that of the line that matters most. */
  readonly file: string | null;
  /** The line that a person looks at. */
  readonly line: Line | null;
  /** Expressions of which the value is shown; stay from one run to the next. */
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

/** The code as it was replayed, where that is of the run. */
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
