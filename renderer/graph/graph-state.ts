// The state of the graph pane: the newest layout, open folds, highlights. Local to this pane.

import { create } from 'zustand';
import type { RunId, Seq } from '../../engine/model/event.ts';
import type { Outline } from '../../engine/model/outline.ts';
import { busy } from '../session/idle.ts';
import { pauseAfter } from '../session/outline-thread.ts';
import { isArriving, useSession } from '../session/session.ts';
import { askLayout, type Outcome, recentLayout, type Wanted } from './ask-layout.ts';
import type { Laid } from './laid.ts';
import type { Shape } from './layers.ts';

export type GraphState = {
  /** The run that this state is about. */
  readonly run: RunId | null;
  /** null = not yet laid out. */
  readonly laid: Laid | null;
  readonly failure: string | null;
  readonly opened: ReadonlyMap<string, Seq>;
  /** Follows the width of the pane. */
  readonly shape: Shape;
  /** What shapes, lines and marks mean is said. */
  readonly legend: boolean;
  /** The item in the tab order; arrow keys reach the others. */
  readonly focus: string;
  /** The item under the pointer or with focus: a node, a frame or an edge. */
  readonly hover: Hover | null;
};

/** `x`, `y`: position of the card, in px of the window. */
export type Hover = { readonly id: string; readonly x: number; readonly y: number };

const nothingOpened: ReadonlyMap<string, Seq> = new Map();

export const useGraph = create<GraphState>(() => ({
  run: null,
  laid: null,
  failure: null,
  opened: nothingOpened,
  shape: 'wide',
  legend: false,
  focus: 'start',
  hover: null,
}));

const { getState, setState } = useGraph;

/** While a run grows, the layout thread pauses for this multiple of its working time. */
const REST = 4;

/** The request in progress, or the last one. */
let latest: Wanted | undefined;
let working: (() => void) | undefined;
let restsUntilMs = 0;
let timer: ReturnType<typeof setTimeout> | undefined;
/** The file of the run was still being read at the last update. */
let arriving = false;

/** Updates the layout for the open run. The old picture stays until the new one is ready. */
export function refresh(outline: Outline): void {
  const { run, opened, shape } = getState();
  if (run !== outline.run)
    setState({ run: outline.run, laid: null, failure: null, opened: nothingOpened, focus: 'start', hover: null });
  const isAlike = latest?.opened === opened && latest.shape === shape;
  const grows = latest !== undefined && run === outline.run && isAlike;
  const isWhole = run === outline.run && arriving && !isArriving();
  arriving = isArriving();
  if (!grows || isWhole) draw(outline, false, isWhole);
  else if (latest?.outline !== outline || getState().failure !== null) drawSoon();
}

/** Requests a layout of everything new, after the thread has answered the previous request and paused. */
function drawSoon(): void {
  timer ??= setTimeout(
    () => {
      timer = undefined;
      const { open } = useSession.getState();
      if (open === null || open.outline.run !== getState().run) return;
      if (working === undefined) draw(open.outline, true);
      else drawSoon();
    },
    Math.max(working === undefined ? 0 : 20, restsUntilMs - performance.now()),
  );
}

/** `anew`: a run that has just become whole is laid out once more, as one that is opened whole. */
function draw(outline: Outline, stands: boolean, anew = false): void {
  const { opened, shape } = getState();
  const wanted = { outline, opened, shape, stands };
  latest = wanted;
  const known = anew ? undefined : recentLayout(wanted);
  if (known !== undefined) {
    if (known !== getState().laid) setState({ laid: known, failure: null });
    return;
  }
  working?.();
  // The growth of a run does not count as busy: it may never end.
  working = stands ? () => undefined : busy();
  const startedAtMs = performance.now();
  askLayout(wanted, (outcome) => {
    restsUntilMs = pauseAfter(startedAtMs, REST);
    show(wanted, outcome);
  });
}

function show(wanted: Wanted, outcome: Outcome): void {
  if (getState().run === wanted.outline.run)
    setState('laid' in outcome ? { laid: outcome.laid, failure: null } : outcome);
  working?.();
  working = undefined;
}

export function setShape(shape: Shape): void {
  if (getState().shape !== shape) setState({ shape });
}

/** Opens a fold around the cursor, in place. */
export function openFold(id: string): void {
  setState({ opened: new Map(getState().opened).set(id, useSession.getState().cursor), hover: null });
}

export function closeFold(id: string): void {
  const opened = new Map(getState().opened);
  if (opened.delete(id)) setState({ opened, hover: null });
}

export function closeAllFolds(): void {
  if (getState().opened.size > 0) setState({ opened: nothingOpened, hover: null });
}

export function toggleLegend(): void {
  setState({ legend: !getState().legend });
}

export function setFocus(id: string): void {
  if (getState().focus !== id) setState({ focus: id });
}

export function setHover(hover: Hover | null): void {
  if (getState().hover !== hover) setState({ hover });
}
