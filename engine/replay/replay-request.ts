// What is asked of a replay thread and what it answers: plain values, which cross between threads.

import type { Course, RecordedCall } from '../model/replay/call.ts';
import type { Evaluated } from '../model/replay/expression.ts';
import type { Frames } from '../model/replay/frames.ts';
import type { QueryAnswer } from '../model/replay/locals.ts';
import type { Verdict } from '../model/replay/verdict.ts';
import type { Site } from '../sandbox/locals/site.ts';
import type { Around, Evaluation, Moments, Query, SourceLine } from './temporal/look-at.ts';

export type ThreadData = {
  readonly digest: string;
  /** The bundle. */
  readonly code: string;
  readonly map: string;
  /** The folder in which the bundle would lie: positions in its map are relative to it. */
  readonly folder: string;
  /** Of instrumented code. */
  readonly sites?: readonly Site[];
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
  | ({ readonly type: 'query' } & Query)
  | ({ readonly type: 'value'; readonly seq: number } & Evaluation)
  | ({ readonly type: 'stops' } & (Evaluation | SourceLine));

export type ReplayAnswer =
  /** Frames, where they were asked for: what the code did at every event. */
  | { readonly type: 'replayed'; readonly verdict: Verdict; readonly frames?: Frames }
  | { readonly type: 'ranOn'; readonly courses: Courses }
  | { readonly type: 'looked'; readonly moments: Moments }
  | { readonly type: 'queried'; readonly answer: QueryAnswer }
  | { readonly type: 'evaluated'; readonly evaluated: Evaluated }
  | { readonly type: 'stops'; readonly stops: readonly number[] }
  /** A bug of ours. */
  | { readonly type: 'broken'; readonly message: string };

/** What the history holds and what the code does. */
export type Courses = { readonly recorded: readonly RecordedCall[]; readonly now: Course };
