// What the graph pane shows: the newest layout, which folds are open, what is lit up. Local to this pane.

import { create } from 'zustand';
import type { Seq } from '../../engine/model/event.ts';
import { isFiltered } from '../../engine/model/filter.ts';
import type { Outline } from '../../engine/model/outline.ts';
import { busy } from '../session/idle.ts';
import { useSession } from '../session/session.ts';
import { askLayout, type Outcome, recentLayout, type Wanted } from './ask-layout.ts';
import type { Laid } from './laid.ts';

export type GraphState = {
  /** The run that all of this is about. */
  readonly outline: Outline | null;
  /** null = not yet laid out. */
  readonly laid: Laid | null;
  readonly failure: string | null;
  readonly opened: ReadonlyMap<string, Seq>;
  /** The critical path is lit. */
  readonly critical: boolean;
  /** The item that Tab reaches; the others are reached from it by arrow keys. */
  readonly focus: string;
  /** What the pointer or the focus is on: a node, a frame or an edge. */
  readonly hover: Hover | null;
};

/** `x`, `y`: where to show what there is to say, in px of the window. */
export type Hover = { readonly id: string; readonly x: number; readonly y: number };

const nothingOpened: ReadonlyMap<string, Seq> = new Map();

export const useGraph = create<GraphState>(() => ({
  outline: null,
  laid: null,
  failure: null,
  opened: nothingOpened,
  critical: false,
  focus: 'start',
  hover: null,
}));

const { getState, setState } = useGraph;

/** Brings the layout up to date with the open run and its filter. The old picture stays until the new one is there. */
export function refresh(outline: Outline, visible: Uint32Array | null): void {
  if (getState().outline !== outline) {
    setState({ outline, laid: null, failure: null, opened: nothingOpened, focus: 'start', hover: null });
  }
  const wanted: Wanted = { outline, visible, opened: getState().opened };
  const known = recentLayout(wanted);
  if (known !== undefined) {
    if (known !== getState().laid) setState({ laid: known, failure: null });
    return;
  }
  working?.();
  working = busy();
  askLayout(wanted, (outcome) => show(wanted, outcome));
}

let working: (() => void) | undefined;

function show(wanted: Wanted, outcome: Outcome): void {
  if (getState().outline === wanted.outline)
    setState('laid' in outcome ? { laid: outcome.laid, failure: null } : outcome);
  working?.();
  working = undefined;
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

export function toggleCritical(): void {
  setState({ critical: !getState().critical });
}

export function setFocus(id: string): void {
  if (getState().focus !== id) setState({ focus: id });
}

export function setHover(hover: Hover | null): void {
  if (getState().hover !== hover) setState({ hover });
}

/** What the filter leaves, null = all: so that housekeeping shown or hidden leaves the graph alone. */
export function useVisible(): Uint32Array | null {
  return useSession((session) => (isFiltered(session.filter) ? session.visible.operations : null));
}
