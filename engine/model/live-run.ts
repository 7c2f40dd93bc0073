// What a person sees of a run while workers still work on it, beside its history.

/** What a file of workflows offers, as far as its text says it. */
export type WorkflowFile = {
  /** Absolute path. */
  readonly file: string;
  readonly workflows: readonly string[];
  readonly signals: readonly string[];
  readonly queries: readonly string[];
};

/** `own`: this program has started the worker; `other`: any other program, `name` says which. */
export type LiveWorker =
  | { readonly type: 'own'; readonly pid: number }
  | { readonly type: 'other'; readonly name: string };

export type LiveRun = {
  readonly state: 'running' | 'cancelling' | 'paused' | 'quarantined' | 'ended';
  readonly workflowId: string;
  /** The file of the run's code; null where nobody named one. */
  readonly file: string | null;
  /** Why the run is quarantined. */
  readonly quarantined: string | null;
  /** The worker that has the run or would take it; null where none does. */
  readonly worker: LiveWorker | null;
  /** The last words of this program's worker, where it ended by itself. */
  readonly lost: string | null;
  /** Names that the code's text mentions. */
  readonly signals: readonly string[];
  readonly queries: readonly string[];
};

/** What a person can ask of an open run. Only `cancel` is an event that the code can answer. */
export const steers = ['cancel', 'terminate', 'pause', 'resume', 'retry'] as const;
export type Steer = (typeof steers)[number];
