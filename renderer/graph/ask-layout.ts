// Requests to the layout thread: only the newest is sent, recent answers are cached.

import type { Seq } from '../../engine/model/event.ts';
import type { Outline } from '../../engine/model/outline.ts';
import type { OutlineDelta } from '../../engine/model/outline-delta.ts';
import { onGrowth } from '../session/growth.ts';
import type { Laid, LayoutAnswer, LayoutQuestion } from './laid.ts';

/** `stands`: items of the previous layout keep their places. */
export type Wanted = {
  readonly outline: Outline;
  readonly visible: Uint32Array | null;
  readonly opened: ReadonlyMap<string, Seq>;
  /** The filter's edition, see `Visible`. */
  readonly edition: number;
  readonly stands: boolean;
};
export type Outcome = { readonly laid: Laid } | { readonly failure: string };

const KEPT = 6;
const MOST_DELTAS = 500;
const kept: (Wanted & { readonly laid: Laid })[] = [];

let worker: Worker | undefined;
let lastId = 0;
/** The thread's outline after all deltas sent. */
let sent: Outline | undefined;
let deltas: OutlineDelta[] = [];
let waiting: { readonly id: number; readonly wanted: Wanted; readonly done: (outcome: Outcome) => void } | undefined;

onGrowth((before, outline, more) => {
  if (sent !== before) return;
  // A hidden graph sends no requests. After too many deltas, the next request sends the whole outline instead.
  if (more === null || deltas.length > MOST_DELTAS) {
    sent = undefined;
    deltas = [];
    return;
  }
  deltas.push(...more.map(slimDelta));
  sent = outline;
});

export function recentLayout(wanted: Wanted): Laid | undefined {
  return kept.find(
    ({ outline, visible, opened }) =>
      outline === wanted.outline && visible === wanted.visible && opened === wanted.opened,
  )?.laid;
}

/** Calls `done` once, unless a newer request comes first. */
export function askLayout(wanted: Wanted, done: (outcome: Outcome) => void): void {
  worker ??= startWorker();
  const id = ++lastId;
  waiting = { id, wanted, done };
  const isKnown = sent === wanted.outline;
  const question: LayoutQuestion = {
    id,
    deltas: isKnown ? deltas : [],
    visible: wanted.visible?.slice() ?? null,
    opened: wanted.opened,
    stands: wanted.stands && isKnown,
  };
  worker.postMessage(isKnown ? question : { ...question, outline: slim(wanted.outline) });
  sent = wanted.outline;
  deltas = [];
}

const nothing = { types: [], names: [], sets: [], links: [], warnings: [] };

/**
 * The outline without texts and times, which the graph does not need and whose copying is slow. Columns are copied
 * without spare capacity.
 */
function slim(outline: Outline): Outline {
  const { operations } = outline;
  const columns = Object.entries(operations).map(([name, column]) => [
    name,
    typeof column === 'number' ? column : column.slice(),
  ]);
  return {
    ...outline,
    ...nothing,
    names: [...outline.names],
    type: new Uint16Array(0),
    atMs: new Float64Array(0),
    flags: outline.flags.slice(),
    operation: outline.operation.slice(),
    operations: { ...(Object.fromEntries(columns) as Outline['operations']), keys: [], untilMs: new Float64Array(0) },
  };
}

function slimDelta(delta: OutlineDelta): OutlineDelta {
  const { opened, names } = delta;
  return {
    ...delta,
    ...nothing,
    names,
    keys: [],
    type: new Uint16Array(0),
    atMs: new Float64Array(0),
    opened: { ...opened, untilMs: new Float64Array(0) },
    warnings: { keep: 0, more: [] },
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
