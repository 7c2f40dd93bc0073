// What the library says of a run without opening it.

import type { RunStatus } from './effect.ts';
import type { DialectId, RunId, Seq } from './event.ts';

export type RunSummary = {
  readonly runId: RunId;
  readonly dialect: DialectId;
  /** The form it came in, in words a person knows: "Temporal JSON, Web UI readable". */
  readonly form: string;
  readonly workflowId: string | null;
  readonly workflowType: string | null;
  /** At the end of the history. */
  readonly status: RunStatus;
  readonly events: number;
  readonly operations: number;
  readonly startedAtMs: number | null;
  /** Time of the event that ended it or, of one that goes on, of the last. */
  readonly endedAtMs: number | null;
  /** The name of the file it came from. */
  readonly source: string;
  /** What a person called it here. */
  readonly name?: string;
  /** When it came into the library, ms since 1970. */
  readonly importedAtMs: number;
  readonly warnings: number;
  readonly headline: Headline;
  /** How many events there will be, as far as that is known: only of a run that is still being read from a file. */
  readonly expected?: number;
  /** Run ids in the engine's own naming, to draw families. */
  readonly family: {
    readonly parent?: string;
    readonly continuedFrom?: string;
    readonly continuedAs?: string;
    readonly resetFrom?: string;
  };
  /** Of a run that came in a bundle: where it was looked at, and what was written about it. */
  readonly place?: RunPlace;
  readonly notes?: readonly RunNote[];
};

/** What is known with a run: it came so, and stays so, whatever events follow. `identity`: what stands around its events says. */
export type RunOrigin = Pick<
  RunSummary,
  'runId' | 'dialect' | 'form' | 'source' | 'importedAtMs' | 'place' | 'notes' | 'name'
> & {
  readonly identity: { readonly runId?: string; readonly workflowId?: string; readonly workflowType?: string };
  /** How many of its events came with it; what is more was appended since. */
  readonly events?: number;
  /** Where something about its source comes before all that its events say. */
  readonly headline?: Headline;
};

/** `view` is a word of the screen's own. */
export type RunPlace = { readonly seq: Seq; readonly view?: string };

/** `seq` 0 = about the run. */
export type RunNote = { readonly seq: Seq; readonly text: string };

/** The first thing a person reads, and where the cursor stands when the run is opened. */
export type Headline = {
  readonly sentence: string;
  readonly seq: Seq;
  /** It goes on by name, but its workflow task fails again and again. */
  readonly stuck?: true;
};

/** How a run is shown to stand: one that is stuck looks so. */
export type ShownStatus = RunStatus | 'stuck';

export function shownStatus({ status, headline }: Pick<RunSummary, 'status' | 'headline'>): ShownStatus {
  return headline.stuck === true ? 'stuck' : status;
}

/** What a run is called: by a person, by who started it, or by its id. */
export function calledOf({ name, workflowId, runId }: Pick<RunSummary, 'name' | 'workflowId' | 'runId'>): string {
  return name ?? workflowId ?? runId;
}
