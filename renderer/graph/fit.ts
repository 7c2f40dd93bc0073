// Moves the view of the graph on screen: for commands, buttons, the cursor. Does nothing without a graph on screen.

import type { Outline } from '../../engine/model/outline.ts';
import { NONE } from '../../engine/model/outline.ts';
import { useSession } from '../session/session.ts';
import { coveredIn } from './detail.ts';
import { useGraph } from './graph-state.ts';
import type { Laid } from './laid.ts';
import type { Box } from './level.ts';
import type { Size } from './sizes.ts';
import * as views from './viewport.ts';

/** The drawn graph's interface: its view, and its size on screen. */
export type Stage = {
  readonly view: () => views.Viewport;
  readonly size: () => Size;
  readonly show: (view: views.Viewport, ms: number) => void;
};

let stage: Stage | null = null;
/** True while a person moves the view by hand. */
let held = false;
/** True after a person has chosen the view. */
let chosen = false;

export function setStage(on: Stage | null): void {
  stage = on;
  held = false;
  chosen = false;
}

export function holdView(on: boolean): void {
  held = on;
  chosen ||= on;
}

export function isViewChosen(): boolean {
  return chosen;
}

/** Shows the whole graph or, when it is already shown, the selected operation. */
export function fitGraph(): void {
  const { laid } = useGraph.getState();
  if (stage === null || laid === null) return;
  const all = views.fitted({ x: 0, y: 0, width: laid.layout.width, height: laid.layout.height }, stage.size());
  const { selected } = useSession.getState();
  const box = selected === null ? null : boxOf(laid, selected);
  chosen = true;
  const next = box !== null && views.sameView(stage.view(), all) ? views.fitted(box, stage.size()) : all;
  stage.show(next, glide());
}

export function zoomGraph(factor: number): void {
  if (stage === null) return;
  chosen = true;
  const { width, height } = stage.size();
  stage.show(views.zoomedAt(stage.view(), factor, width / 2, height / 2), glide());
}

/** Brings a node into view with the shortest move; does nothing while a person moves the view. */
export function showBox(box: Box): void {
  if (stage === null || held) return;
  const { laid } = useGraph.getState();
  const next = views.pannedTo(box, stage.view(), stage.size(), laid === null ? undefined : coveredIn(laid.graph));
  if (next !== null) stage.show(next, 0);
}

/** Brings the node of the event at the cursor into view; false where the event has none. */
export function followCursor(outline: Outline, laid: Laid, cursor: number): boolean {
  const box = cursorBox(outline, laid, cursor);
  if (box !== null) showBox(box);
  return box !== null;
}

/** True where at least part of the box is in view, and always without a stage. */
export function inView(box: Box): boolean {
  return stage === null || views.seesAny([box], stage.view(), stage.size());
}

export function cursorBox(outline: Outline, laid: Laid, cursor: number): Box | null {
  const operation = outline.operation[cursor - 1] ?? NONE;
  const of = operation === NONE ? null : boxOf(laid, operation);
  if (of !== null) return of;
  const at = laid.graph.nodes.findIndex(({ type, from }) => type !== 'operations' && from === cursor);
  return laid.layout.nodes[at] ?? null;
}

function boxOf({ graph, layout }: Laid, operation: number): Box | null {
  return layout.nodes[graph.nodeOf[operation] ?? NONE] ?? null;
}

function glide(): number {
  return matchMedia('(prefers-reduced-motion: reduce)').matches ? 0 : 160;
}
