// What the layout thread is asked and what it answers.

import type { Seq } from '../../engine/model/event.ts';
import type { Graph } from '../../engine/model/graph/graph.ts';
import type { Outline } from '../../engine/model/outline.ts';
import type { OutlineDelta } from '../../engine/model/outline-delta.ts';
import type { Layout } from './layout.ts';

/** The outline comes with the first question about a run and is kept; what the run has grown by since comes with each later one. */
export type LayoutQuestion = {
  readonly id: number;
  readonly outline?: Outline;
  readonly deltas: readonly OutlineDelta[];
  readonly visible: Uint32Array | null;
  readonly opened: ReadonlyMap<string, Seq>;
  /** True where the run has grown and nothing else has changed: items of the layout before keep their places. */
  readonly stands: boolean;
};

/** `path` = operations on the critical path, rising; `slowest` = nodes that took longest in a fold that is open. */
export type Laid = {
  readonly graph: Graph;
  readonly layout: Layout;
  readonly path: Uint32Array;
  readonly slowest: readonly string[];
};

export type LayoutAnswer = { readonly id: number } & ({ readonly laid: Laid } | { readonly failure: string });
