// The contract between engine and screen: one list of calls, one list of pushes. A test pins it together with API_VERSION.

import * as z from 'zod';
import type { Effect, Failure, OperationKey, RunStatus } from './effect.ts';
import type { Distance } from './compare/compare-many.ts';
import type { Comparison } from './compare/comparison.ts';
import type { Part } from './compare/parts.ts';
import type { Seq } from './event.ts';
import type { Json } from './json.ts';
import type { OutlineDelta } from './outline-delta.ts';
import type { PackedOutline } from './packed-outline.ts';
import type { Operation } from './state.ts';
import type { RunSummary } from './run.ts';
import type { ErrorInfo } from './errors.ts';
import type { FoundCommit, ToldCommit } from './replay/bisected.ts';
import type { CheckProgress } from './replay/checked.ts';
import { failOnWords, type ReplayReport } from './replay/replay-report.ts';
import type { ListedVersions } from './replay/versions.ts';
import type { Evaluated } from './replay/expression.ts';
import type { Moment, QueryAnswer } from './replay/locals.ts';
import type { CodeOffer, RunCode } from './replay/run-code.ts';

const run = z.string().min(1).max(500);
const seq = z.int().min(0);

/** Rows of the event list: what the outline does not hold. */
export type EventRow = { readonly seq: Seq; readonly summary: string };

/** A value for the payload tree. `text` is there when it was too big to send whole: its first part, and how long it is. */
export type ShownValue =
  | { readonly type: 'value'; readonly value: Json; readonly bytes: number }
  | { readonly type: 'large'; readonly head: string; readonly bytes: number };

/** One event, decoded as far as its encodings say, with what it changed. */
export type EventDetail = {
  readonly seq: Seq;
  readonly atMs: number | null;
  readonly type: string;
  readonly summary: string;
  readonly effects: readonly Effect[];
  readonly attributes: ShownValue;
  readonly changes: readonly Change[];
  readonly failure?: Failure;
  readonly warnings: readonly string[];
};

/** Before → after of one thing that an event changed. `before` null = it was not there. */
export type Change = {
  readonly subject: string;
  readonly key?: OperationKey;
  readonly before: Json;
  readonly after: Json;
  readonly note?: string;
};

/** What a run knew at a seq beyond what the outline says. */
export type StateDetail = {
  readonly seq: Seq;
  readonly status: RunStatus;
  readonly values: readonly { readonly name: string; readonly value: Json; readonly setAt: Seq }[];
  readonly input?: ShownValue;
  readonly result?: ShownValue;
  readonly nextInput?: ShownValue;
  readonly failure?: Failure;
};

/** Something that a history says of its run as a whole: `Task queue`, `orders`. */
export type RunFact = { readonly name: string; readonly value: string };

/** Of a run at its end, beside its summary. */
export type RunFacts = Pick<StateDetail, 'input' | 'result' | 'nextInput' | 'failure'> & {
  readonly facts: readonly RunFact[];
};

/** One operation as the whole history tells it. */
export type OperationDetail = {
  readonly operation: Omit<Operation, 'input' | 'result' | 'options'>;
  readonly input?: ShownValue;
  readonly result?: ShownValue;
  readonly options?: ShownValue;
  readonly failure?: Failure;
  /** The failure of the attempt before the last, where recorded. */
  readonly lastFailure?: Failure;
  readonly events: readonly {
    readonly seq: Seq;
    readonly atMs: number | null;
    readonly type: string;
    readonly summary: string;
  }[];
};

export type RunComparison = {
  readonly left: RunSummary;
  readonly right: RunSummary;
  readonly comparison: Comparison;
  /** A summary that a person can paste into a report; left is called A, right B. */
  readonly sentences: readonly string[];
  /** What the runs themselves differ in: type, input, memo, reasons, what they are stuck on … */
  readonly ofRuns: ValueDifferences;
};

/** `more` differences are not listed. */
export type ValueDifferences = { readonly differences: readonly ValueDifference[]; readonly more: number };

export type ValueDifference = {
  readonly part: Part;
  /** Of an operation that ran several times: in which iteration, and the events that opened it; null where a side has no such iteration. */
  readonly iteration?: { readonly number: number; readonly left: Seq | null; readonly right: Seq | null };
  readonly type: 'removed' | 'added' | 'changed' | 'moved';
  /** Of the left side, where it is there: `input.items[3].id`. */
  readonly path: string;
  /** Where it stands elsewhere on the right. */
  readonly rightPath?: string;
  readonly left?: Json;
  readonly right?: Json;
};

/** Two operations beside each other; null where a side has none. */
export type PairDetail = ValueDifferences & {
  readonly left: OperationDetail | null;
  readonly right: OperationDetail | null;
};

/** One run beside others: `distances` in their order; `shared` is what all bad ones have and no good one. */
export type RunMatrix = { readonly distances: readonly Distance[]; readonly shared: readonly string[] };

export type ImportOutcome =
  /**
   * `run` as it is by now. `known`: it was there before; where it has more events than the file, or fewer are left, `ofFile` is how many the
   * file has: they are its first. `comparison`: of a bundle, with its last run; runs as they are called here, rules as in `ignore-rules.ts`.
   */
  | {
      readonly file: string;
      readonly run: RunSummary;
      readonly known: boolean;
      readonly ofFile?: number;
      readonly comparison?: { readonly left: string; readonly right: string; readonly ignore: readonly string[] };
    }
  | { readonly file: string; readonly error: ErrorInfo; readonly wholeEvents?: number };

/** `runs`: those of this import that can be opened from now on. One of them may still be on its way into the library, and leave it again. */
export type ImportProgress = {
  readonly file: string;
  readonly filesDone: number;
  readonly filesTotal: number;
  readonly events: number;
  readonly runs: readonly RunSummary[];
};

/** `runs` are new, or say something new. `gone`: run ids that the library has no more (they could not be stored, or another program took them out). */
export type LibraryChange = { readonly runs: readonly RunSummary[]; readonly gone: readonly string[] };

/** `whole`: all there is. `grown`: what came since the progress before; see `extend` in `outline-delta.ts`. */
export type RunGrowth =
  | { readonly type: 'whole'; readonly summary: RunSummary; readonly outline: PackedOutline }
  | { readonly type: 'grown'; readonly summary: RunSummary; readonly delta: OutlineDelta };

/** `found`: runs with matching events that were not told of before. */
export type RunsSearched = {
  readonly done: number;
  readonly total: number;
  readonly found: readonly { readonly run: string; readonly events: number; readonly first: Seq }[];
};

const key = z.string().max(2000);
const runs = z.array(run).min(1).max(100_000);
const code = z.string().min(1).max(4000);
const ofCode = { run, code, workflow: z.string().max(500).nullable() };
const expression = z.string().min(1).max(10_000);
const stopAt = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('expression'), text: expression }),
  z.strictObject({ type: z.literal('line'), file: z.string().max(4000), line: z.int().min(1) }),
]);
const ref = z.string().min(1).max(1000);
const ignore = z.array(z.string().max(1000)).max(200);
const shaped = <T>(): z.ZodType<T> => z.custom<T>();

/** Every call: what it takes (checked on arrival) and what it gives (the caller trusts the engine). */
export const calls = {
  /** The first call of a conversation. */
  hello: call(
    { apiVersion: z.int() },
    shaped<{
      apiVersion: number;
      version: string;
      database: string;
      filesByPath: boolean;
    }>(),
  ),
  /** Never answered before it is cancelled. The first progress is the whole library, each later one what has changed since. */
  followLibrary: call({}, shaped<null>(), shaped<LibraryChange>()),
  /**
   * Never answered before it is cancelled. The first progress is the whole run, or, where the caller has the outline of its `from` events
   * already, nothing more than that; each later one what was appended, whoever did it.
   */
  followRun: call({ run, from: seq }, shaped<null>(), shaped<RunGrowth>()),
  openRun: call({ run }, shaped<{ summary: RunSummary; outline: PackedOutline }>()),
  /** Rows `from` … `to`, both included, at most 1,000. */
  readRows: call({ run, from: seq, to: seq }, shaped<readonly EventRow[]>()),
  readEvent: call({ run, seq }, shaped<EventDetail>()),
  /** The event's own text from byte `offset`, at most 1 MiB of it. */
  readRaw: call(
    { run, seq, offset: z.int().min(0) },
    shaped<{ text: string; bytes: number; nextOffset: number | null }>(),
  ),
  readState: call({ run, seq }, shaped<StateDetail>()),
  readFacts: call({ run }, shaped<RunFacts>()),
  readOperation: call({ run, key }, shaped<OperationDetail>()),
  /** Two runs, aligned by meaning. `ignore`: rules as in `compare/ignore-rules.ts`, one each. */
  compareRuns: call({ left: run, right: run, ignore }, shaped<RunComparison>()),
  comparePair: call(
    { left: run, right: run, leftKey: key.nullable(), rightKey: key.nullable(), ignore },
    shaped<PairDetail>(),
  ),
  compareMany: call({ run, others: z.array(run).min(1).max(1000) }, shaped<RunMatrix>()),
  /** Seqs of the events from event `from` on whose type, operation name, id or payload text match; rising. */
  search: call(
    { run, from: seq, text: z.string().max(1000), regex: z.boolean(), payloads: z.boolean() },
    shaped<{ seqs: Uint32Array }>(),
  ),
  /** Imports files and folders by path, where the host may read them. Cancelled, it answers with the outcomes that there were. */
  importPaths: call(
    { paths: z.array(z.string()).min(1), partial: z.boolean() },
    shaped<readonly ImportOutcome[]>(),
    shaped<ImportProgress>(),
  ),
  importBytes: call(
    { name: z.string().max(1000), bytes: z.instanceof(Uint8Array), partial: z.boolean() },
    shaped<readonly ImportOutcome[]>(),
    shaped<ImportProgress>(),
  ),
  /** Takes runs out of the library, for every program. Throws `no-such-run`, `run-in-use`; then none is. */
  deleteRuns: call({ runs }, shaped<null>()),
  /** Brings back runs that this program has deleted; throws `no-such-run` where it has not. */
  restoreRuns: call({ runs }, shaped<null>()),
  /** Calls a run by a name of a person's own; an empty one takes it away. Throws `not-here` for a run that was not imported. */
  renameRun: call({ run, name: z.string().max(200) }, shaped<null>()),
  /** Runs whose payloads hold a text, or match a pattern: how many of their events do. A progress for every run that has some, and now and then to say how many were looked at. */
  searchRuns: call({ text: z.string().min(1).max(1000), regex: z.boolean() }, shaped<null>(), shaped<RunsSearched>()),
  /** The history as it was imported. */
  exportRun: call({ run }, shaped<{ name: string; bytes: Uint8Array }>()),
  /**
   * Code is run by calls that name it alone. `code`: a file or folder, `PATH` or `PATH@REF`. `workflow`: to be run instead of the run's own
   * type. `remember`: a person chose it, and it is offered for the next run of that type.
   */
  replayRun: call({ ...ofCode, remember: z.boolean() }, shaped<ReplayReport>()),
  /** A progress for each run, as it begins and as it is done; a report of the same code is not made twice. Cancelled, it answers with how many were done. */
  checkRuns: call({ runs, code, against: code.nullable() }, shaped<{ done: number }>(), shaped<CheckProgress>()),
  /** The first commit from `good` (whose code replays the run) to `bad` (whose code does not) whose code does not. `code`: a path in a repository. */
  bisectRun: call(
    { run, code, good: ref, bad: ref, failOn: z.enum(failOnWords) },
    shaped<FoundCommit>(),
    shaped<ToldCommit>(),
  ),
  /** What an expression over variables, `$event` and `$state` is after an event. */
  evaluateCode: call({ ...ofCode, seq, expression }, shaped<Evaluated>()),
  /** The events after which an expression becomes true, or at which the code came to wait at a line. */
  findStops: call({ ...ofCode, at: stopAt }, shaped<{ seqs: readonly number[] }>()),
  listVersions: call({ path: code }, shaped<ListedVersions>()),
  /** What code there is to choose for a run; none of it is run. */
  offeredCode: call({ run }, shaped<CodeOffer>()),
  /** The modules of a folder that export the run's workflow, each as `code` of other calls. */
  findModules: call({ run, code }, shaped<{ modules: readonly string[] }>()),
  /** Replays the run with the code, and keeps that open for the questions below; where its files have changed, anew. */
  readCode: call(ofCode, shaped<RunCode>()),
  /** The text of one of its files as it was bundled. */
  readSource: call({ ...ofCode, file: z.string().max(4000) }, shaped<{ text: string }>()),
  /** Calls and variables after an event. */
  readMoment: call({ ...ofCode, seq }, shaped<Moment>()),
  /** What a query is answered after an event. `args`: JSON, with commas between. */
  queryCode: call({ ...ofCode, seq, name: z.string().max(1000), args: z.string().max(100_000) }, shaped<QueryAnswer>()),
  /** Lets the person choose files in the host's own dialog; `not-here` where there is none. */
  chooseFiles: call({ folder: z.boolean() }, shaped<{ paths: readonly string[] }>()),
} as const;

/** Every push: what the host has to say to one page. */
export const pushes = {
  /** A person named files outside of the page (an argument, a double click, a second start): the page opens them as if they were dropped. */
  filesRequested: shaped<{ paths: readonly string[] }>(),
  /** A command of the host's own menu was chosen. */
  commandRequested: shaped<{ command: string }>(),
} as const;

function call<P extends z.ZodRawShape, R, G = never>(
  params: P,
  result: z.ZodType<R>,
  progress: z.ZodType<G> = shaped<G>(),
) {
  return { params: z.strictObject(params), result, progress };
}

export type CallName = keyof typeof calls;
export type PushName = keyof typeof pushes;
export type Params<N extends CallName> = z.infer<(typeof calls)[N]['params']>;
export type Result<N extends CallName> = z.infer<(typeof calls)[N]['result']>;
/** What a call tells its caller before it is answered. */
export type Progress<N extends CallName> = z.infer<(typeof calls)[N]['progress']>;
export type PushBody<N extends PushName> = z.infer<(typeof pushes)[N]>;

/** Who asked: progress goes to nobody else. The signal is aborted when the call is cancelled and when the caller's pipe is closed. */
export type Caller<G> = { readonly signal: AbortSignal; readonly progress: (body: G) => void };

/** What a class must implement to answer every call. */
export type Api = { [N in CallName]: (params: Params<N>, caller: Caller<Progress<N>>) => Promise<Result<N>> };
