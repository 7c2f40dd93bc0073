// What is asked of a replay thread and what it answers: plain values, which cross between threads.

import type { Course, RecordedCall } from '../model/replay/call.ts';
import type { Evaluated } from '../model/replay/expression.ts';
import type { Frames } from '../model/replay/frames.ts';
import type { QueryAnswer } from '../model/replay/locals.ts';
import type { Verdict } from '../model/replay/verdict.ts';
import type { Bundle } from '../sandbox/bundle.ts';
import type { Evaluation, SourceLine } from './evaluation.ts';
import type { Around, Moments, Query } from './look.ts';
import type { PackedMoments } from './packed-moments.ts';

export type ThreadData = Pick<Bundle, 'guest' | 'digest' | 'code' | 'map' | 'folder' | 'sites' | 'kernel'> & {
  /**
   * Event id of the activation that runs, how many there were, and 1 + the site that was passed last: read from outside while the thread is
   * busy.
   */
  readonly pulse: SharedArrayBuffer;
};

export type ReplayRequest = {
  /** The events' payloads, one behind the other, each as long as `lengths` says, in order of seq. */
  readonly bytes: Uint8Array;
  readonly lengths: readonly number[];
  /** A history does not say its own. */
  readonly workflowId: string;
  readonly namespace: string;
  /** To be run instead of the type that the history names. */
  readonly workflowType?: string;
  readonly asks: 'verdict' | 'frames' | 'courses' | Look;
};

/** Into the code at one event; moments of instrumented code alone. */
export type Look =
  | ({ readonly type: 'moments' } & Around)
  | { readonly type: 'allMoments' }
  | ({ readonly type: 'query' } & Query)
  | ({ readonly type: 'value'; readonly seq: number } & Evaluation)
  | ({ readonly type: 'stops' } & (Evaluation | SourceLine));

export type ReplayAnswer =
  /** Frames, where they were asked for: what the code did at every event. */
  | { readonly type: 'replayed'; readonly verdict: Verdict; readonly frames?: Frames }
  | { readonly type: 'ranOn'; readonly courses: Courses }
  | { readonly type: 'looked'; readonly moments: Moments }
  | { readonly type: 'lookedAtAll'; readonly moments: PackedMoments }
  | { readonly type: 'queried'; readonly answer: QueryAnswer }
  | { readonly type: 'evaluated'; readonly evaluated: Evaluated }
  | { readonly type: 'stops'; readonly stops: readonly number[] }
  /** A bug of ours. */
  | { readonly type: 'broken'; readonly message: string };

/** What the history holds and what the code does. */
export type Courses = { readonly recorded: readonly RecordedCall[]; readonly now: Course };

export type Answering = (request: ReplayRequest) => Promise<ReplayAnswer>;

/** Told of while code runs: the last event that it is told of before each activation, and the sites that instrumented code passes. */
export type Watched = {
  readonly onActivation: (lastEvent: number) => void;
  readonly onPass: (site: number) => void;
};
