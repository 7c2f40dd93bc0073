// What engines know of the runs that they make happen, beside the events: who is at work on which, and when somebody has to be. All else is
// in the events.

/** One run of our own engine. Times are ms since 1970. */
export type RunRow = {
  readonly run: string;
  readonly workflowId: string;
  readonly workflowType: string;
  /** The file of its code, where whoever started it said one. */
  readonly code: string | null;
  readonly startedAt: number;
  readonly closed: boolean;
  /** When somebody must be at work on it, at the latest; null: when something comes in. */
  readonly dueAt: number | null;
  /** Something came in that its owner has not seen. */
  readonly woken: boolean;
  readonly owner: string | null;
  /** How often it was claimed: of an owner's claims the last one counts. */
  readonly claims: number;
  readonly leaseUntil: number;
  /** Why nobody works on it until it is retried. */
  readonly quarantined: string | null;
  /** Of its start: another start with the same key is the same start. */
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

/** A signal or a cancel to a workflow that has no open run. */
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
  readonly limit: number;
};

/** Answers at once; called within a transaction of its store. */
export interface Register {
  get(run: string): RunRow | undefined;
  /** The one open run of a workflow id. */
  openRun(workflowId: string): RunRow | undefined;
  /** Latest first. */
  list(query: RowQuery): readonly RunRow[];
  put(row: RunRow): void;
  /** Takes runs that are due and have no owner, or one whose lease is over. */
  claim(claim: Claim): readonly RunRow[];
  /** Runs of this owner into which something came. */
  woken(owner: string): readonly RunRow[];
  renew(owner: string, leaseUntil: number): void;
  /** Those who have runs. */
  owners(): readonly string[];
  /** Takes its runs from an owner that is gone. */
  disown(owner: string): void;
  /** The earliest moment at which an unowned run, or the lease of a dead owner, is due; null where none is. */
  nextDue(owner: string): number | null;
  addDeadLetter(letter: DeadLetter): void;
  deadLetters(limit: number): readonly DeadLetter[];
}
