// Folds and lays out graphs away from the thread that paints.

import { criticalPath } from '../../engine/model/critical-path.ts';
import { graphOf } from '../../engine/model/graph/fold-graph.ts';
import type { Outline } from '../../engine/model/outline.ts';
import type { Laid, LayoutAnswer, LayoutQuestion } from './laid.ts';
import { layoutOf } from './layout.ts';

let outline: Outline | undefined;

self.addEventListener('message', ({ data }: MessageEvent<LayoutQuestion>) => {
  outline = data.outline ?? outline;
  if (outline === undefined) return;
  postMessage(answer(data, outline));
});

function answer(question: LayoutQuestion, about: Outline): LayoutAnswer {
  try {
    return { id: question.id, laid: lay(question, about) };
  } catch (error) {
    return { id: question.id, failure: error instanceof Error ? error.message : String(error) };
  }
}

function lay({ visible, opened }: LayoutQuestion, about: Outline): Laid {
  const graph = graphOf(about, visible, opened);
  return { graph, layout: layoutOf(about, graph), path: criticalPath(about) };
}
