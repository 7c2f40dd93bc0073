// What the layout thread is asked for, and what it answers.

import type { Seq } from '../../engine/model/event.ts';
import type { Graph } from '../../engine/model/graph/graph.ts';
import type { Shape } from './layers.ts';
import type { Layout } from './layout.ts';

/** What the graph shows of an outline. */
export type LayoutWish = {
  readonly opened: ReadonlyMap<string, Seq>;
  readonly shape: Shape;
  /** True where the run has grown and nothing else has changed: items of the previous layout keep their places. */
  readonly stands: boolean;
};

/** `path`: operations on the critical path, rising; `slowest`: the slowest nodes of open folds. */
export type Laid = {
  readonly graph: Graph;
  readonly layout: Layout;
  readonly path: Uint32Array;
  readonly slowest: readonly string[];
};
