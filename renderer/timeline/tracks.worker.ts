// Groups operations into tracks and packs them, outside the painting thread.

import { GrowingOutline } from '../../engine/model/growing-outline.ts';
import type { Outline } from '../../engine/model/outline.ts';
import { type Tracks, tracksOf, type TracksWish } from '../../engine/model/tracks/tracks.ts';
import type { OutlineAnswer, OutlineQuestion } from '../session/outline-thread.ts';
import { timesOf } from '../../engine/model/time/times.ts';

type TracksQuestion = OutlineQuestion<TracksWish>;
type TracksAnswer = OutlineAnswer<{ readonly tracks: Tracks }>;

let growing: GrowingOutline | undefined;

self.addEventListener('message', ({ data }: MessageEvent<TracksQuestion>) => {
  if (data.outline !== undefined) growing = new GrowingOutline(data.outline);
  if (growing === undefined) return;
  for (const delta of data.deltas) growing.append(delta);
  postMessage(answer(data, growing.outline));
});

function answer({ id, wish }: TracksQuestion, outline: Outline): TracksAnswer {
  try {
    const { at } = timesOf(outline);
    return { id, tracks: tracksOf(outline, wish, (seq) => at[seq - 1] ?? 0) };
  } catch (error) {
    return { id, failure: error instanceof Error ? error.message : String(error) };
  }
}
