// Requests to the thread that makes tracks: only the newest is answered.

import type { Outline } from '../../engine/model/outline.ts';
import type { Tracks, TracksWish } from '../../engine/model/tracks/tracks.ts';
import { type Failed, OutlineThread } from '../session/outline-thread.ts';

export type TracksOutcome = { readonly tracks: Tracks } | Failed;

const thread = new OutlineThread<TracksWish, { readonly tracks: Tracks }>(
  () => new Worker(new URL('./tracks.worker.ts', import.meta.url), { type: 'module' }),
  'The thread that makes the timeline ended.',
);

/** Calls `done` once, unless a newer request comes first. */
export function askTracks(outline: Outline, wish: TracksWish, done: (outcome: TracksOutcome) => void): void {
  thread.ask(outline, { ...wish, operations: wish.operations.slice() }, done);
}
