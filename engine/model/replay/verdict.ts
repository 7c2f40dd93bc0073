// The verdict on a version of the code for a history: three verdicts that are never mixed, and further findings.

/** A place in somebody's source; line and column from 1. */
export type SourcePosition = {
  readonly file: string;
  readonly line: number;
  readonly column: number;
  /** Name of the function, where it has one. */
  readonly name?: string;
};

/** The result of Temporal's own replayer for the same history and code. */
export type Official =
  | { readonly passes: true }
  | {
      readonly passes: false;
      /** `NoAnswer`: the replayer never returns. */
      readonly error: 'DeterminismViolationError' | 'ReplayError' | 'NoAnswer';
      /** The replayer's sentence, without the text around it. */
      readonly text: string;
    };

/** Name and attributes of an event or a command, payloads decoded. */
export type Side = { readonly type: string; readonly attributes: unknown };

export type Divergence = {
  /** Seq of the event of the finding; null without an event. */
  readonly seq: number | null;
  readonly eventId: number | null;
  /** The history's event; null where the history has no matching event. */
  readonly expected: Side | null;
  /** The code's command; null where the code issued none. */
  readonly got: Side | null;
  readonly text: string;
  /** The call that issued the command, then its callers; empty where no call is known. */
  readonly source: readonly SourcePosition[];
};

export type DriftGrade = 'changesBehaviour' | 'cosmetic';

/** A difference that Temporal accepts. */
export type Drift = {
  readonly seq: number;
  /** The operation's name in the history. */
  readonly operation: string;
  /** Path of the attribute: `input[0].amount`. */
  readonly attribute: string;
  /** Absent where the history has no value. */
  readonly from?: unknown;
  readonly to?: unknown;
  readonly grade: DriftGrade;
  readonly source: readonly SourcePosition[];
};

/** A command of the code without an answer yet. */
export type Waiting = Side & { readonly source: readonly SourcePosition[] };

export type Thrown = {
  readonly name: string;
  readonly message: string;
  /** Where the error was thrown, then the callers. */
  readonly source: readonly SourcePosition[];
};

type Found =
  /** The code does what the history says, to the end of the history. */
  | { readonly type: 'same' }
  /** The code cannot have made this history; `divergence` is the first place that proves it. */
  | { readonly type: 'nondeterminism'; readonly divergence: Divergence }
  /** The history is open, and the code agrees so far. `next`: the code's commands in the unrecorded task. */
  | { readonly type: 'blocked'; readonly waitsFor: readonly Waiting[]; readonly next: readonly Waiting[] }
  /** The code agrees with the history so far; the next task fails with this error. */
  | { readonly type: 'failsNext'; readonly seq: number; readonly thrown: Thrown }
  /** No workflow task ever ran: nothing can be compared, and the official replayer waits for ever. */
  | { readonly type: 'notStarted' }
  /** The code did not return and was stopped. */
  | {
      readonly type: 'stopped';
      readonly reason: 'endless-loop' | 'out-of-memory';
      readonly seq: number;
      readonly source: readonly SourcePosition[];
    };

export type Verdict = Found & {
  readonly official: Official;
  /** Divergences of the code that the official replayer does not check. */
  readonly unchecked: readonly Divergence[];
  readonly drift: readonly Drift[];
};
