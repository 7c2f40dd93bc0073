// The library's data about a run without opening it.

import type { RunStatus } from './effect.ts';
import type { DialectId, RunId, Seq } from './event.ts';

export type RunSummary = {
  readonly runId: RunId;
  readonly dialect: DialectId;
  /** Of the dialect's code, where that may change: see `Dialect.edition`. */
  readonly edition?: string;
  /** The format of the imported file, in familiar words: "Temporal JSON, Web UI readable". */
  readonly form: string;
  readonly workflowId: string | null;
  readonly workflowType: string | null;
  /** Status at the end of the history. */
  readonly status: RunStatus;
  readonly events: number;
  readonly operations: number;
  readonly startedAtMs: number | null;
  /** Time of the event that ended the run or, for an open run, of the last event; ms since 1970. */
  readonly endedAtMs: number | null;
  /** Name of the imported file. */
  readonly source: string;
  /** Name chosen by a person in the library. */
  readonly name?: string;
  /**
   * The code that made it on its own decisions, told what a recorded run's history answers; its times are those of the
   * answers. It is in no library.
   */
  readonly madeBy?: string;
  /** Time of the import, ms since 1970. */
  readonly importedAtMs: number;
  readonly warnings: number;
  readonly headline: Headline;
  /** Expected number of events, where known: only for a run whose file is still being read. */
  readonly expected?: number;
  /** Ids of related runs in the engine's own naming, to draw families. */
  readonly family: {
    readonly parent?: string;
    readonly continuedFrom?: string;
    readonly continuedAs?: string;
    readonly resetFrom?: string;
  };
  /** For a run from a bundle: the shared place in the run. */
  readonly place?: RunPlace;
  /** A person's notes, in order of events. */
  readonly notes?: readonly RunNote[];
};

/**
 * Facts about a run that come with its import and stay, whatever events follow. `identity`: facts stated around the
 * run's events.
 */
export type RunOrigin = Pick<
  RunSummary,
  'runId' | 'dialect' | 'form' | 'source' | 'importedAtMs' | 'place' | 'madeBy'
> & {
  readonly identity: { readonly runId?: string; readonly workflowId?: string; readonly workflowType?: string };
  /** Number of imported events; later events were appended. */
  readonly events?: number;
  /** A headline about the run's source that takes precedence over the events. */
  readonly headline?: Headline;
};

/** What a person says of a run, wherever it came from. */
export type RunSaid = Pick<RunSummary, 'name' | 'notes'>;

/** `view`: a name in the screen's own terms. */
export type RunPlace = { readonly seq: Seq; readonly view?: string };

/** `seq` 0 = about the run. */
export type RunNote = { readonly seq: Seq; readonly text: string };

/**
 * The notes with one more, in order of events. `instead`: text of the note that it replaces, where that is still there;
 * null adds one. An empty text only removes.
 */
export function withNote(
  notes: readonly RunNote[],
  { seq, text }: RunNote,
  instead: string | null,
): readonly RunNote[] {
  const replaced = notes.findIndex((note) => note.seq === seq && note.text === instead);
  const added = text === '' ? [] : [{ seq, text }];
  if (replaced >= 0) return notes.toSpliced(replaced, 1, ...added);
  return [...notes, ...added].toSorted((a, b) => a.seq - b.seq);
}

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

/** More may happen in the run. */
export function isUnderWay({ status }: Pick<RunSummary, 'status'>): boolean {
  return status === 'running' || status === 'paused';
}

/** The displayed name of a run: a person's name for it, its workflow id, or its run id. */
export function calledOf({ name, workflowId, runId }: Pick<RunSummary, 'name' | 'workflowId' | 'runId'>): string {
  return name ?? workflowId ?? runId;
}
