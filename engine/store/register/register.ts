// What engines store about their runs beside the events: which engine works on a run, and when the run is due.
// Everything else is in the events.

/** One run of our own engine. Times are ms since 1970. */
export type RunRow = {
  readonly run: string;
  readonly workflowId: string;
  readonly workflowType: string;
  /** Path of the workflow's code, if the starter gave one. */
  readonly code: string | null;
  readonly startedAt: number;
  readonly closed: boolean;
  /** When an engine must work on the run at the latest; null: only when something comes in. */
  readonly dueAt: number | null;
  /** Whether something came in that the owner has not seen. */
  readonly woken: boolean;
  readonly owner: string | null;
  /** How many times the run was claimed; tells an owner's current claim from its earlier ones. */
  readonly claims: number;
  readonly leaseUntil: number;
  /** Why no engine works on the run until it is retried; null if it is not quarantined. */
  readonly quarantined: string | null;
  /** Idempotency key of the start: a second start with the same key returns this run. */
  readonly startKey: string | null;
};

export type Claim = {
  readonly owner: string;
  readonly now: number;
  readonly leaseUntil: number;
  readonly types: readonly string[];
  readonly codes: readonly string[];
  readonly limit: number;
};

/** A signal or a cancel for a workflow without an open run. */
export type DeadLetter = {
  readonly at: number;
  readonly workflowId: string;
  readonly name: string;
  /** JSON text, or null. */
  readonly input: string | null;
};

export type RowQuery = {
  readonly workflowId?: string;
  readonly workflowType?: string;
  readonly closed?: boolean;
  readonly quarantined?: boolean;
  readonly startKey?: string;
  readonly limit: number;
};

/** Synchronous; called within a transaction of its store. */
export interface Register {
  get(run: string): RunRow | undefined;
  /** The only open run of a workflow id. */
  openRun(workflowId: string): RunRow | undefined;
  /** Latest first. */
  list(query: RowQuery): readonly RunRow[];
  put(row: RunRow): void;
  /**
   * Claims runs that are due and have no owner or an expired lease. What woke them is the owner's work from now on: they
   * are due, and not woken.
   */
  claim(claim: Claim): readonly RunRow[];
  /** Runs of this owner that have new input. */
  woken(owner: string): readonly RunRow[];
  renew(owner: string, leaseUntil: number): void;
  /** All owners of runs. */
  owners(): readonly string[];
  /** Removes a dead owner from its runs. */
  disown(owner: string): void;
  /** The earliest time in ms at which an unowned run or another owner's lease is due; null if there is none. */
  nextDue(owner: string): number | null;
  addDeadLetter(letter: DeadLetter): void;
  deadLetters(limit: number): readonly DeadLetter[];
}
