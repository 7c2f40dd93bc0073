// Questions to the layout thread and its answers.

import type { Seq } from '../../engine/model/event.ts';
import type { Graph } from '../../engine/model/graph/graph.ts';
import type { Outline } from '../../engine/model/outline.ts';
import type { OutlineDelta } from '../../engine/model/outline-delta.ts';
import type { Layout } from './layout.ts';

/**
 * The first question about a run includes the outline, which the thread keeps; each later question includes the growth
 * since.
 */
export type LayoutQuestion = {
  readonly id: number;
  readonly outline?: Outline;
  readonly deltas: readonly OutlineDelta[];
  readonly visible: Uint32Array | null;
  readonly opened: ReadonlyMap<string, Seq>;
  /** True where the run has grown and nothing else has changed: items of the previous layout keep their places. */
  readonly stands: boolean;
};

/** `path`: operations on the critical path, rising. */
export type Laid = { readonly graph: Graph; readonly layout: Layout; readonly path: Uint32Array };

export type LayoutAnswer = { readonly id: number } & ({ readonly laid: Laid } | { readonly failure: string });
