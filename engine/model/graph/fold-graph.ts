// Folds a run into a readable graph: never more than NODES nodes and frames, whatever the history.

import { edgesOf } from './graph-edges.ts';
import { nodesOf } from './graph-nodes.ts';
import { planGraph } from './graph-plan.ts';
import type { Graph, Opened } from './graph.ts';
import type { Outline } from '../outline.ts';
import { StepOperations } from '../step-operations.ts';
import { stepsOf } from '../steps.ts';

/**
 * `visible`: rising operations that pass the filter; null = all. Near-linear in events; the result does not depend on
 * the cursor.
 */
export function graphOf(outline: Outline, visible: Uint32Array | null = null, opened: Opened = new Map()): Graph {
  const steps = stepsOf(outline);
  const operations = new StepOperations(outline, steps, visible);
  const plan = planGraph(outline, steps, operations);
  const folded = nodesOf(outline, steps, operations, plan, opened);
  return edgesOf(outline, steps, operations, folded);
}
