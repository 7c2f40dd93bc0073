// Requests to the thread that makes tracks: only the newest is answered.

import { onGrowth } from '../session/growth.ts';
import type { Outline } from '../../engine/model/outline.ts';
import type { OutlineDelta } from '../../engine/model/outline-delta.ts';
import type { Tracks, TracksWish } from '../../engine/model/tracks/tracks.ts';
import type { TracksAnswer, TracksQuestion } from './tracks.worker.ts';

export type TracksOutcome = { readonly tracks: Tracks } | { readonly failure: string };

const MOST_DELTAS = 500;

let worker: Worker | undefined;
let lastId = 0;
/** The thread's outline after all deltas sent. */
let sent: Outline | undefined;
let deltas: OutlineDelta[] = [];
let waiting: { readonly id: number; readonly done: (outcome: TracksOutcome) => void } | undefined;

onGrowth((before, outline, more) => {
  if (sent !== before) return;
  // A hidden timeline sends no requests. After too many deltas, the next request sends the whole outline instead.
  if (more === null || deltas.length > MOST_DELTAS) {
    sent = undefined;
    deltas = [];
    return;
  }
  deltas.push(...more);
  sent = outline;
});

/** Calls `done` once, unless a newer request comes first. */
export function askTracks(outline: Outline, wish: TracksWish, done: (outcome: TracksOutcome) => void): void {
  worker ??= startWorker();
  const id = ++lastId;
  waiting = { id, done };
  const isKnown = sent === outline;
  const question: TracksQuestion = {
    id,
    deltas: isKnown ? deltas : [],
    wish: { ...wish, operations: wish.operations.slice() },
  };
  worker.postMessage(isKnown ? question : { ...question, outline: copied(outline) });
  sent = outline;
  deltas = [];
}

/** Columns are copied without spare capacity. */
function copied(outline: Outline): Outline {
  const cut = <T extends object>(columns: T): T =>
    Object.fromEntries(
      Object.entries(columns).map(([name, column]) => [name, ArrayBuffer.isView(column) ? sliced(column) : column]),
    ) as T;
  const nothing = { types: [], sets: [], links: [], warnings: [] };
  return { ...cut(outline), ...nothing, operations: { ...cut(outline.operations), keys: [] } };
}

function sliced(column: ArrayBufferView): unknown {
  return (column as Uint8Array).slice();
}

function startWorker(): Worker {
  const started = new Worker(new URL('./tracks.worker.ts', import.meta.url), { type: 'module' });
  started.addEventListener('message', ({ data }: MessageEvent<TracksAnswer>) => settle(data));
  started.addEventListener('error', () => {
    worker = undefined;
    sent = undefined;
    started.terminate();
    settle({ id: lastId, failure: 'The thread that makes the timeline ended.' });
  });
  return started;
}

function settle(answer: TracksAnswer): void {
  if (waiting === undefined || waiting.id !== answer.id) return;
  const { done } = waiting;
  waiting = undefined;
  done(answer);
}
