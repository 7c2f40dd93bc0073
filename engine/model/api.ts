// The contract between engine and screen: one list of calls, one list of pushes. A test pins it together with API_VERSION.

import * as z from 'zod';
import type { Effect, Failure, OperationKey, RunStatus } from './effect.ts';
import type { Distance } from './compare/compare-many.ts';
import type { Comparison } from './compare/comparison.ts';
import type { Part } from './compare/parts.ts';
import { type DisclosedRun, pseudonymChoices } from './disclosed.ts';
import type { Seq } from './event.ts';
import type { Json } from './json.ts';
import type { OutlineDelta } from './outline-delta.ts';
import type { PackedOutline } from './packed-outline.ts';
import type { Operation } from './state.ts';
import { type LiveRun, steers, type WorkflowFile } from './live-run.ts';
import type { RunSummary } from './run.ts';
import type { ErrorInfo } from './errors.ts';
import type { FoundCommit, ToldCommit } from './replay/bisected.ts';
import type { ToldEvents } from './replay/call.ts';
import type { CheckProgress } from './replay/checked.ts';
import { type CodeRules, codeRules } from './replay/code-rules.ts';
import { failOnWords, type ReplayReport } from './replay/replay-report.ts';
import type { ListedVersions } from './replay/versions.ts';
import type { Evaluated } from './replay/expression.ts';
import type { Moment, QueryAnswer } from './replay/locals.ts';
import { codecPlace } from './codec.ts';
import { type Keychain, keyOwner, serverPlace, serverRun, type ServerRuns } from './server.ts';
import type { CodeOffer, RunCode } from './replay/run-code.ts';
import { relations, type ValueTrace } from './watch/traced.ts';

const run = z.string().min(1).max(500);
const seq = z.int().min(0);

/** One row of the event list: the facts about an event that the outline lacks. */
export type EventRow = { readonly seq: Seq; readonly summary: string };

/**
 * A value for the payload tree. `text` replaces a value too big to send whole: the beginning of its text and its full
 * length.
 */
export type ShownValue =
  | { readonly type: 'value'; readonly value: Json; readonly bytes: number }
  | { readonly type: 'large'; readonly head: string; readonly bytes: number };

/** One event, decoded as far as its encodings are known, with the changes that the event made. */
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

/**
 * One change that an event made, with the values before and after. `before` is null where there was no value before.
 */
export type Change = {
  readonly subject: string;
  readonly key?: OperationKey;
  readonly before: Json;
  readonly after: Json;
  readonly note?: string;
};

/** The state of a run after an event, as far as the outline lacks it. */
export type StateDetail = {
  readonly seq: Seq;
  readonly status: RunStatus;
  /** `before`: what a value that this very event set was before; null = it was not there. */
  readonly values: readonly {
    readonly name: string;
    readonly value: Json;
    readonly setAt: Seq;
    readonly before?: Json;
  }[];
  readonly input?: ShownValue;
  readonly result?: ShownValue;
  readonly nextInput?: ShownValue;
  readonly failure?: Failure;
};

/** A fact that a history states about its run as a whole, for example `Task queue`: `orders`. */
export type RunFact = { readonly name: string; readonly value: string };

/** The values of a run at its end that its summary lacks. */
export type RunFacts = Pick<StateDetail, 'input' | 'result' | 'nextInput' | 'failure'> & {
  readonly facts: readonly RunFact[];
};

/** One operation as told by the whole history. */
export type OperationDetail = {
  readonly operation: Omit<Operation, 'input' | 'result' | 'options'>;
  readonly input?: ShownValue;
  readonly result?: ShownValue;
  readonly options?: ShownValue;
  readonly failure?: Failure;
  /** The failure of the attempt before the latest one, where the history records it. */
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
  /** Sentences of a summary that a person can paste into a report; the left run is called A, the right run B. */
  readonly sentences: readonly string[];
  /** The differences between the runs themselves: type, input, memo, reasons, what a run is stuck on and so on. */
  readonly ofRuns: ValueDifferences;
};

/** `more` is the number of differences that the list omits. */
export type ValueDifferences = { readonly differences: readonly ValueDifference[]; readonly more: number };

export type ValueDifference = {
  readonly part: Part;
  /**
   * The iteration that differs, of an operation that ran several times: its number and the events that opened it; null
   * where a side has no such iteration.
   */
  readonly iteration?: { readonly number: number; readonly left: Seq | null; readonly right: Seq | null };
  readonly type: 'removed' | 'added' | 'changed' | 'moved';
  /** Path of the value on the left side or, where the left side lacks the value, on the right: `input.items[3].id`. */
  readonly path: string;
  /** Path of the value on the right side, where that path is another. */
  readonly rightPath?: string;
  readonly left?: Json;
  readonly right?: Json;
};

/** Details of two paired operations; null for a side without an operation. */
export type PairDetail = ValueDifferences & {
  readonly left: OperationDetail | null;
  readonly right: OperationDetail | null;
};

/**
 * One run beside others: `distances` in the order of the others; `shared` holds the traits that all bad runs have and
 * no good run has.
 */
export type RunMatrix = { readonly distances: readonly Distance[]; readonly shared: readonly string[] };

export type ImportOutcome =
  /**
   * The run `run` in its present state. `known`: the library held the run before the import. `ofFile`: number of events
   * in the file, where the stored run has more events or fewer are left; the file's events are the first of the run.
   * `comparison`: a bundle's comparison, sent with the bundle's last run; its runs have the ids of this library, its
   * rules the syntax of `ignore-rules.ts`.
   */
  | {
      readonly file: string;
      readonly run: RunSummary;
      readonly known: boolean;
      readonly ofFile?: number;
      readonly comparison?: { readonly left: string; readonly right: string; readonly ignore: readonly string[] };
    }
  | { readonly file: string; readonly error: ErrorInfo; readonly wholeEvents?: number };

/**
 * `runs`: the runs of this import that can be opened from now on. A run whose storing is still under way may disappear
 * again.
 */
export type ImportProgress = {
  readonly file: string;
  readonly filesDone: number;
  readonly filesTotal: number;
  readonly events: number;
  readonly runs: readonly RunSummary[];
};

/**
 * `runs`: new or changed runs. `gone`: ids of runs that left the library (storing them failed, or another program
 * deleted them).
 */
export type LibraryChange = { readonly runs: readonly RunSummary[]; readonly gone: readonly string[] };

/**
 * `whole`: the whole run. `grown`: what was appended since the previous progress; see `extend` in `outline-delta.ts`.
 */
export type RunGrowth =
  | { readonly type: 'whole'; readonly summary: RunSummary; readonly outline: PackedOutline }
  | { readonly type: 'grown'; readonly summary: RunSummary; readonly delta: OutlineDelta };

/** `found`: runs with matching events that no earlier progress listed. */
export type RunsSearched = {
  readonly done: number;
  readonly total: number;
  readonly found: readonly { readonly run: string; readonly events: number; readonly first: Seq }[];
};

/** The folder of a person's own dialects, and each of its files as a dialect, or with what is wrong with it. */
export type OwnDialects = {
  readonly folder: string | null;
  readonly dialects: readonly ({ readonly file: string } & (
    | { readonly id: string; readonly name: string }
    | { readonly error: ErrorInfo }
  ))[];
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
const path = z.string().min(1).max(2000);
/** See `watch/traced.ts`. */
const traced = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('payload'), path }),
  z.strictObject({ type: z.literal('value'), name: z.string().max(2000), path: z.string().max(2000) }),
]);
const condition = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('failure'), text: z.string().min(1).max(1000) }),
  z.strictObject({ type: z.literal('payload'), path, relation: z.enum(relations), value: z.string().max(1000) }),
]);
const ref = z.string().min(1).max(1000);
const name = z.string().min(1).max(500);
const text = z.string().max(10_000_000);
const ignore = z.array(z.string().max(1000)).max(200);
const shaped = <T>(): z.ZodType<T> => z.custom<T>();

/** Every call with its parameters (checked on arrival) and its answer (the caller trusts the engine). */
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
  /**
   * The engine never answers this call before it is cancelled. The first progress is the whole library, each later
   * progress the changes since.
   */
  followLibrary: call({}, shaped<null>(), shaped<LibraryChange>()),
  /**
   * The engine never answers this call before it is cancelled. The first progress is the whole run or, where the caller
   * already has the outline of the first `from` events, only the events after them; each later progress holds the
   * events appended since, by any program.
   */
  followRun: call({ run, from: seq }, shaped<null>(), shaped<RunGrowth>()),
  openRun: call({ run }, shaped<{ summary: RunSummary; outline: PackedOutline }>()),
  /** Rows `from` … `to`, both included, at most 1,000. */
  readRows: call({ run, from: seq, to: seq }, shaped<readonly EventRow[]>()),
  /** For each of the events `from` … `to`, at most 1,000, its payload as one short line; '' where it has none. */
  readPreviews: call({ run, from: seq, to: seq }, shaped<readonly string[]>()),
  readEvent: call({ run, seq }, shaped<EventDetail>()),
  /** The event's own text from byte `offset`, at most 1 MiB. */
  readRaw: call(
    { run, seq, offset: z.int().min(0) },
    shaped<{ text: string; bytes: number; nextOffset: number | null }>(),
  ),
  readState: call({ run, seq }, shaped<StateDetail>()),
  readFacts: call({ run }, shaped<RunFacts>()),
  readOperation: call({ run, key }, shaped<OperationDetail>()),
  /** The events from event `from` on at which a value became another; `last`: see `ValueTrace`, null at first. */
  traceValue: call({ run, of: traced, from: seq, last: z.string().max(100).nullable() }, shaped<ValueTrace>()),
  /** Rising seqs of the events from event `from` on that meet a condition. */
  findEvents: call({ run, where: condition, from: seq }, shaped<{ seqs: Uint32Array }>()),
  /** Two runs, aligned by meaning. `ignore`: one rule per entry, in the syntax of `compare/ignore-rules.ts`. */
  compareRuns: call({ left: run, right: run, ignore }, shaped<RunComparison>()),
  comparePair: call(
    { left: run, right: run, leftKey: key.nullable(), rightKey: key.nullable(), ignore },
    shaped<PairDetail>(),
  ),
  /** Computes what a comparison needs of a run alone, so that the first one does not wait for it. */
  prepareComparison: call({ run }, shaped<null>()),
  compareMany: call({ run, others: z.array(run).min(1).max(1000) }, shaped<RunMatrix>()),
  /** Rising seqs of the events from event `from` on whose type, operation name, id or payload text matches. */
  search: call(
    { run, from: seq, text: z.string().max(1000), regex: z.boolean(), payloads: z.boolean() },
    shaped<{ seqs: Uint32Array }>(),
  ),
  /**
   * Imports files and folders by path, where the host may read them. A cancelled call answers with the outcomes so far.
   */
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
  /** Deletes runs from the library for every program. Throws `no-such-run` or `run-in-use`, and then deletes no run. */
  deleteRuns: call({ runs }, shaped<null>()),
  /** Restores runs that this program has deleted. Throws `no-such-run` for a run that this program did not delete. */
  restoreRuns: call({ runs }, shaped<null>()),
  /** Gives a run a name chosen by a person; an empty name removes it. */
  renameRun: call({ run, name: z.string().max(200) }, shaped<null>()),
  /**
   * Writes a person's note about an event or, with seq 0, about the run. `instead`: see `withNote`; an empty text removes
   * that note. Throws `no-such-event`.
   */
  writeNote: call({ run, seq, text: z.string().max(10_000), instead: z.string().nullable() }, shaped<null>()),
  /**
   * Searches payloads of runs for a text or a pattern and counts the matching events per run. A progress reports each
   * run with matches and, now and then, the number of runs searched.
   */
  searchRuns: call({ text: z.string().min(1).max(1000), regex: z.boolean() }, shaped<null>(), shaped<RunsSearched>()),
  /** The history as it was imported. */
  exportRun: call({ run }, shaped<{ name: string; bytes: Uint8Array }>()),
  /**
   * Packs runs into a bundle; nothing is written, so that a person looks first at what these very bytes give away.
   * `place`: where others look at the run first. Throws `bad-usage` for a run that a bundle cannot hold.
   */
  bundleRuns: call(
    {
      runs: z
        .array(z.strictObject({ run, place: z.strictObject({ seq, view: z.string().max(40) }).nullable() }))
        .min(1)
        .max(1000),
      comparison: z.strictObject({ left: run, right: run, ignore }).nullable(),
      pseudonyms: z.enum(pseudonymChoices),
    },
    shaped<{ name: string; bytes: Uint8Array; runs: readonly DisclosedRun[] }>(),
  ),
  /** A run as one HTML page. */
  runPage: call({ run }, shaped<{ name: string; bytes: Uint8Array }>()),
  /** A comparison as one HTML page. */
  comparisonPage: call({ left: run, right: run, ignore }, shaped<{ name: string; bytes: Uint8Array }>()),
  /**
   * Code is run by calls that name it alone. `code`: a file or folder, `PATH` or `PATH@REF`. `workflow`: to be run instead of the run's own
   * type. `remember`: a person chose it, and it is offered for the next run of that type.
   */
  replayRun: call({ ...ofCode, remember: z.boolean() }, shaped<ReplayReport>()),
  /**
   * Runs the code forward on its own decisions, told what the run's history answers to the same calls. What comes of it
   * is a run that other calls read and compare under its id; it is in memory alone, and in no list. A progress says how
   * many of the run's events the code was told of.
   */
  ownRun: call(ofCode, shaped<{ run: RunSummary }>(), shaped<ToldEvents>()),
  /** A progress for each run, as it begins and as it is done; a report of the same code is not made twice. Cancelled, it answers with how many were done. */
  checkRuns: call({ runs, code, against: code.nullable() }, shaped<{ done: number }>(), shaped<CheckProgress>()),
  /**
   * Finds the first commit from `good` (whose code replays the run) to `bad` (whose code does not) with code that
   * fails. `code`: a path in a repository.
   */
  bisectRun: call(
    { run, code, good: ref, bad: ref, failOn: z.enum(failOnWords) },
    shaped<FoundCommit>(),
    shaped<ToldCommit>(),
  ),
  /** The value of an expression over variables, `$event` and `$state` after an event. */
  evaluateCode: call({ ...ofCode, seq, expression }, shaped<Evaluated>()),
  /** The events after which an expression becomes true, or at which the code came to wait at a line. */
  findStops: call({ ...ofCode, at: stopAt }, shaped<{ seqs: readonly number[] }>()),
  listVersions: call({ path: code }, shaped<ListedVersions>()),
  /** The code that a person can choose for a run; the call runs no code. */
  offeredCode: call({ run }, shaped<CodeOffer>()),
  /** What a worker of the code is told of its bundle; kept for the file or folder, and used for every version of it. */
  codeRules: call({ code }, shaped<{ rules: CodeRules }>()),
  /** Throws `not-found` where one of its modules is no file. */
  keepCodeRules: call({ code, rules: codeRules }, shaped<null>()),
  /** The modules in a folder that export the run's workflow; each can be the `code` of other calls. */
  findModules: call({ run, code }, shaped<{ modules: readonly string[] }>()),
  /** Replays the run with the code and keeps the replay open for the calls below; changed files cause a new replay. */
  readCode: call(ofCode, shaped<RunCode>()),
  /** The text of one source file of the code, as bundled. */
  readSource: call({ ...ofCode, file: z.string().max(4000) }, shaped<{ text: string }>()),
  /** Calls and variables of the code after an event. */
  readMoment: call({ ...ofCode, seq }, shaped<Moment>()),
  /** The code's answer to a query after an event. `args`: JSON values, separated by commas. */
  queryCode: call({ ...ofCode, seq, name: z.string().max(1000), args: z.string().max(100_000) }, shaped<QueryAnswer>()),
  /** Reads the text of a file of workflows; runs none of it. Throws `not-found` and `code-does-not-build`. */
  readWorkflowFile: call({ file: code }, shaped<WorkflowFile>()),
  /**
   * Starts a run, and a worker of this program for its file where none works on it. `input`: JSON text, or empty for
   * none. Throws `no-such-workflow`, `not-json`, `workflow-running`, `code-does-not-build`.
   */
  startRun: call(
    { file: code, workflow: name, input: text, id: z.string().max(500).nullable() },
    shaped<{ run: string; workflowId: string }>(),
  ),
  /**
   * The engine never answers this call before it is cancelled. A progress for each change; null for a run that no
   * engine of this library has begun.
   */
  followWork: call({ run }, shaped<null>(), shaped<LiveRun | null>()),
  /** Throws `no-such-run` where the run is not open; the signal is then kept as a dead letter. */
  signalRun: call({ run, name, input: text }, shaped<null>()),
  /** Runs the code of the run's file over its history. */
  askRun: call({ run, name, input: text }, shaped<QueryAnswer>()),
  /** `retry` begins with the file as it now is. Throws `no-such-run` where the run is not open. */
  steerRun: call({ run, steer: z.enum(steers), reason: z.string().max(10_000) }, shaped<null>()),
  /** Starts a worker of this program for the run's file. */
  workOnRun: call({ run }, shaped<null>()),
  /** The first `most` runs that a Temporal server has of a visibility query, the newest first. Reads alone. */
  listServer: call(
    { server: serverPlace, query: z.string().max(10_000), most: z.int().min(1).max(10_000) },
    shaped<ServerRuns>(),
  ),
  /**
   * Takes histories from a Temporal server. Cancelled, it answers with the outcomes so far. `follow`: it then stays with
   * the runs that are open, and what happens there is appended, until they have ended.
   */
  fetchRuns: call(
    { server: serverPlace, runs: z.array(serverRun).min(1).max(10_000), follow: z.boolean() },
    shaped<readonly ImportOutcome[]>(),
    shaped<ImportProgress>(),
  ),
  /** Whether the system's keychain has the API key of a server. */
  keychainOf: call({ server: keyOwner }, shaped<Keychain>()),
  /** Gives an API key to the system's keychain, and to nothing else; null: takes it away. */
  keepKey: call({ server: keyOwner, apiKey: z.string().min(1).max(100_000).nullable() }, shaped<null>()),
  /**
   * Asks a codec server for all payloads of a run that only it can read. Its answers are held in the engine's memory,
   * and used where values are shown and compared. A progress is the number decoded so far.
   */
  decodeRun: call({ run, codec: codecPlace }, shaped<{ payloads: number }>(), shaped<number>()),
  ownDialects: call({}, shaped<OwnDialects>()),
  /**
   * Takes the dialects of this folder, whose code runs from then on in threads of its own; null: of none. Chosen again,
   * its files are read again. Runs are explained anew where that changes what they mean.
   */
  chooseDialects: call({ folder: z.string().min(1).max(4000).nullable() }, shaped<OwnDialects>()),
  /** Lets the person choose files in the host's own dialog; throws `not-here` where the host has no dialog. */
  chooseFiles: call({ folder: z.boolean() }, shaped<{ paths: readonly string[] }>()),
} as const;

/** Every push: a message from the host to one page. */
export const pushes = {
  /**
   * A person named files outside the page (an argument, a double click, a second start); the page opens them like
   * dropped files.
   */
  filesRequested: shaped<{ paths: readonly string[] }>(),
  /** The person chose a command in the host's own menu. */
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
/** What a call reports to its caller before the answer. */
export type Progress<N extends CallName> = z.infer<(typeof calls)[N]['progress']>;
export type PushBody<N extends PushName> = z.infer<(typeof pushes)[N]>;

/**
 * The caller: progress goes to this caller alone. `signal` is aborted when the call is cancelled or the caller's pipe
 * closes.
 */
export type Caller<G> = { readonly signal: AbortSignal; readonly progress: (body: G) => void };

/** The interface of a class that answers every call. */
export type Api = { [N in CallName]: (params: Params<N>, caller: Caller<Progress<N>>) => Promise<Result<N>> };
