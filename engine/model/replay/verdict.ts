// What a version of the code makes of a history: three verdicts that are never mixed, and what was found beside them.

/** A place in somebody's source; line and column from 1. */
export type SourcePosition = {
  readonly file: string;
  readonly line: number;
  readonly column: number;
  /** The function, where it has a name. */
  readonly name?: string;
};

/** What Temporal's own replayer says of the same history and code. */
export type Official =
  | { readonly passes: true }
  | {
      readonly passes: false;
      /** `NoAnswer`: it waits for ever. */
      readonly error: 'DeterminismViolationError' | 'ReplayError' | 'NoAnswer';
      /** Its sentence, without what stands around it. */
      readonly text: string;
    };

/** An event's or a command's name and what it says, payloads decoded. */
export type Side = { readonly type: string; readonly attributes: unknown };

export type Divergence = {
  /** Of the event where it was found; null where it was found at none. */
  readonly seq: number | null;
  readonly eventId: number | null;
  /** What the history holds there; null where it holds nothing of the kind. */
  readonly expected: Side | null;
  /** What the code did; null where it did nothing. */
  readonly got: Side | null;
  readonly text: string;
  /** The call that did it, then its callers; empty where no call is known. */
  readonly source: readonly SourcePosition[];
};

export type DriftGrade = 'changesBehaviour' | 'cosmetic';

/** Something that Temporal accepts although it is not as it was. */
export type Drift = {
  readonly seq: number;
  /** As the history names it. */
  readonly operation: string;
  /** Path of the attribute: `input[0].amount`. */
  readonly attribute: string;
  /** Absent where there is none. */
  readonly from?: unknown;
  readonly to?: unknown;
  readonly grade: DriftGrade;
  readonly source: readonly SourcePosition[];
};

/** Something the code asked for that has no answer yet. */
export type Waiting = Side & { readonly source: readonly SourcePosition[] };

export type Thrown = {
  readonly name: string;
  readonly message: string;
  /** Where it was thrown, then the callers. */
  readonly source: readonly SourcePosition[];
};

type Found =
  /** The code does what the history says, to its end. */
  | { readonly type: 'same' }
  /** The code cannot have made this history: the first place that shows it. */
  | { readonly type: 'nondeterminism'; readonly divergence: Divergence }
  /** The history goes on, and so far the code does what it says. `next`: what it asks for in the task that is not recorded. */
  | { readonly type: 'blocked'; readonly waitsFor: readonly Waiting[]; readonly next: readonly Waiting[] }
  /** So far the code does what the history says; the next task fails with this. */
  | { readonly type: 'failsNext'; readonly seq: number; readonly thrown: Thrown }
  /** No task ever ran: there is nothing to compare, and the official replayer waits for ever. */
  | { readonly type: 'notStarted' }
  /** The code did not come back, and was ended. */
  | {
      readonly type: 'stopped';
      readonly reason: 'endless-loop' | 'out-of-memory';
      readonly seq: number;
      readonly source: readonly SourcePosition[];
    };

export type Verdict = Found & {
  readonly official: Official;
  /** What shows that the code is another, and the official replayer does not look at. */
  readonly unchecked: readonly Divergence[];
  readonly drift: readonly Drift[];
};
