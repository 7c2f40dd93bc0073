// The way to the layout thread: the newest question only, recent answers kept.

import type { Seq } from '../../engine/model/event.ts';
import type { Outline } from '../../engine/model/outline.ts';
import type { Laid, LayoutAnswer, LayoutQuestion } from './laid.ts';

export type Wanted = {
  readonly outline: Outline;
  readonly visible: Uint32Array | null;
  readonly opened: ReadonlyMap<string, Seq>;
};
export type Outcome = { readonly laid: Laid } | { readonly failure: string };

const KEPT = 6;
const kept: (Wanted & { readonly laid: Laid })[] = [];

let worker: Worker | undefined;
let lastId = 0;
let sent: Outline | undefined;
let waiting: { readonly id: number; readonly wanted: Wanted; readonly done: (outcome: Outcome) => void } | undefined;

export function recentLayout(wanted: Wanted): Laid | undefined {
  return kept.find(
    ({ outline, visible, opened }) =>
      outline === wanted.outline && visible === wanted.visible && opened === wanted.opened,
  )?.laid;
}

/** Calls `done` once, unless a newer question is asked first. */
export function askLayout(wanted: Wanted, done: (outcome: Outcome) => void): void {
  worker ??= startWorker();
  const id = ++lastId;
  waiting = { id, wanted, done };
  const question: LayoutQuestion = { id, visible: wanted.visible, opened: wanted.opened };
  worker.postMessage(sent === wanted.outline ? question : { ...question, outline: slim(wanted.outline) });
  sent = wanted.outline;
}

/** Without what the graph does not need: texts and times are dear to copy. */
function slim(outline: Outline): Outline {
  const operations = { ...outline.operations, keys: [], untilMs: new Float64Array(0) };
  return {
    ...outline,
    operations,
    types: [],
    type: new Uint16Array(0),
    atMs: new Float64Array(0),
    sets: [],
    links: [],
    warnings: [],
  };
}

function startWorker(): Worker {
  const started = new Worker(new URL('./graph.worker.ts', import.meta.url), { type: 'module' });
  started.addEventListener('message', ({ data }: MessageEvent<LayoutAnswer>) => settle(data));
  started.addEventListener('error', () => {
    worker = undefined;
    sent = undefined;
    started.terminate();
    settle({ id: lastId, failure: 'The thread that draws up the graph ended.' });
  });
  return started;
}

function settle(answer: LayoutAnswer): void {
  if (waiting === undefined || waiting.id !== answer.id) return;
  const { wanted, done } = waiting;
  waiting = undefined;
  if ('laid' in answer) {
    kept.unshift({ ...wanted, laid: answer.laid });
    kept.splice(KEPT);
  }
  done(answer);
}
