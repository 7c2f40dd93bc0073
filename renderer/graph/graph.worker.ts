// Folds and lays out graphs outside the painting thread.

import { criticalPath } from '../../engine/model/critical-path.ts';
import { graphOf } from '../../engine/model/graph/fold-graph.ts';
import { GrowingOutline } from '../../engine/model/growing-outline.ts';
import type { Outline } from '../../engine/model/outline.ts';
import type { OutlineAnswer, OutlineQuestion } from '../session/outline-thread.ts';
import type { Laid, LayoutWish } from './laid.ts';
import { layOut, type Standing } from './layout.ts';
import { slowestNodes } from './slowest.ts';

type LayoutQuestion = OutlineQuestion<LayoutWish>;

let growing: GrowingOutline | undefined;
/** Positions in the previous layout. */
let standing: Standing | undefined;

self.addEventListener('message', ({ data }: MessageEvent<LayoutQuestion>) => {
  if (data.outline !== undefined) growing = new GrowingOutline(data.outline);
  if (growing === undefined) return;
  for (const delta of data.deltas) growing.append(delta);
  postMessage(answer(data, growing.outline));
});

function answer({ id, wish }: LayoutQuestion, about: Outline): OutlineAnswer<{ readonly laid: Laid }> {
  try {
    return { id, laid: lay(wish, about) };
  } catch (error) {
    standing = undefined;
    return { id, failure: error instanceof Error ? error.message : String(error) };
  }
}

function lay({ opened, shape, stands }: LayoutWish, about: Outline): Laid {
  const graph = graphOf(about, null, opened);
  const laid = layOut(about, graph, stands ? standing : undefined, shape);
  standing = laid.standing;
  return { graph, layout: laid.layout, path: criticalPath(about), slowest: slowestNodes(about, graph) };
}
