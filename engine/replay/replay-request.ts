// Requests to a replay thread and its answers: plain values, which cross between threads.

import type { Course, RecordedCall } from '../model/replay/call.ts';
import type { Evaluated } from '../model/replay/expression.ts';
import type { Frames } from '../model/replay/frames.ts';
import type { QueryAnswer } from '../model/replay/locals.ts';
import type { SourcePosition, Verdict } from '../model/replay/verdict.ts';
import type { Bundle } from '../sandbox/bundle.ts';
import type { Evaluation, SourceLine } from './evaluation.ts';
import type { Around, Moments, Query } from './look.ts';
import type { PackedMoments } from './packed-moments.ts';

export type ThreadData = Pick<Bundle, 'guest' | 'digest' | 'code' | 'map' | 'folder' | 'sites' | 'kernel'> & {
  /**
   * Event id of the running activation, number of activations, and 1 + the last site passed: read from outside while
   * the thread is busy.
   */
  readonly pulse: SharedArrayBuffer;
};

export type ReplayRequest = {
  /** The payloads of the events in order of seq, concatenated; `lengths` has their lengths in bytes. */
  readonly bytes: Uint8Array;
  readonly lengths: readonly number[];
  /** A history does not contain its workflow id. */
  readonly workflowId: string;
  readonly namespace: string;
  /** The type to run instead of the history's. */
  readonly workflowType?: string;
  readonly asks: 'verdict' | 'frames' | 'courses' | 'ownRun' | Look;
};

/** A look into the code at one event; moments need instrumented code. */
export type Look =
  | ({ readonly type: 'moments' } & Around)
  | { readonly type: 'allMoments' }
  /** Where the workflow returned or threw. */
  | { readonly type: 'mainEnd' }
  | ({ readonly type: 'query' } & Query)
  | ({ readonly type: 'value'; readonly seq: number } & Evaluation)
  | ({ readonly type: 'stops' } & (Evaluation | SourceLine));

export type ReplayAnswer =
  /** Frames, where requested: the code's activity at every event. */
  | { readonly type: 'replayed'; readonly verdict: Verdict; readonly frames?: Frames }
  | { readonly type: 'ranOn'; readonly courses: Courses }
  | { readonly type: 'ownRun'; readonly own: OwnRun }
  | { readonly type: 'looked'; readonly moments: Moments }
  | { readonly type: 'lookedAtAll'; readonly moments: PackedMoments }
  | { readonly type: 'ended'; readonly source: readonly SourcePosition[] }
  | { readonly type: 'queried'; readonly answer: QueryAnswer }
  | { readonly type: 'evaluated'; readonly evaluated: Evaluated }
  | { readonly type: 'stops'; readonly stops: readonly number[] }
  /** A bug of Retrace. */
  | { readonly type: 'broken'; readonly message: string };

/** The calls of the history and of the code. */
export type Courses = { readonly recorded: readonly RecordedCall[]; readonly now: Course };

/** The history that the code makes on its own decisions: its events as JSON, one by one. */
export type OwnRun = {
  readonly lines: readonly string[];
  /** Where the code was told more than the history of its own holds. */
  readonly notes: readonly { readonly seq: number; readonly text: string }[];
  readonly end: Course['end'];
  /** What the code threw, where that is how it ends. */
  readonly thrown?: string;
};

/** Of an own run: more than a server's history holds. */
export const mostCalls = 60_000;

export type Answering = (request: ReplayRequest) => Promise<ReplayAnswer>;

/**
 * Receives, while code runs, the last event delivered before each activation, and the sites that instrumented code
 * passes.
 */
export type Watched = {
  readonly onActivation: (lastEvent: number) => void;
  readonly onPass: (site: number) => void;
};
