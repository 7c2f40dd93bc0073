// The shape of a run as a readable graph. Values only; fold-graph.ts makes them.

import type { OperationKind } from '../effect.ts';
import type { Seq } from '../event.ts';

/** Maximum number of nodes and frames together. */
export const NODES = 500;

export type GraphNode = {
  /** Stable while other folds are opened and closed. */
  readonly id: string;
  readonly type: 'start' | 'operations' | 'joint' | 'end';
  readonly kind: OperationKind;
  readonly name: string;
  /** Operations of the node, rising; none for start, joint and end. Every operation is in exactly one node, or is a badge of one. */
  readonly members: Uint32Array;
  /** Versions that the code asked for on its way to it, operations, rising: they stand on it as badges. */
  readonly badges: Uint32Array;
  /** For several members: the numbers of their changes by seq. */
  readonly tally: Tally | null;
  /** Rising seqs at which the iterations of a loop begin; null outside a loop. */
  readonly iterationsBegan: Uint32Array | null;
  /** First and last event of the node; 0 as the last = still open. */
  readonly from: Seq;
  readonly to: Seq;
  /** Id of the fold that opens with this node, or null. */
  readonly opens: string | null;
  /** Index of the surrounding frame, or NONE. */
  readonly frame: number;
};

/** Rising seqs at which members opened, closed well, closed badly, or closed otherwise. */
export type Tally = {
  readonly opened: Uint32Array;
  readonly ok: Uint32Array;
  readonly bad: Uint32Array;
  readonly off: Uint32Array;
};

/** A box around nodes: a folded loop, a stretch folded by name, many operations opened at once, or an open fold. */
export type GraphFrame = {
  readonly id: string;
  readonly type: 'loop' | 'mixed' | 'beside' | 'opened';
  readonly name: string;
  /** Number of iterations of a loop or members of a fold. */
  readonly count: number;
  /** The first shown entry of an open fold, counted from 1; else 0. */
  readonly first: number;
  readonly last: number;
  readonly iterationsBegan: Uint32Array | null;
  readonly opens: string | null;
  /** Id of the fold that closes with this frame, or null. */
  readonly closes: string | null;
  readonly frame: number;
};

/**
 * `cause`: the history proves the edge. `maybe`: the source came before and led to nothing else, so the target may have
 * waited for it. `order`: the target came later, from outside. Both ends are nodes or frames inside the same frame.
 */
export type GraphEdge = {
  readonly id: string;
  readonly from: string;
  readonly to: string;
  readonly type: 'cause' | 'maybe' | 'order';
  readonly why: string;
};

export type Graph = {
  /** In order of occurrence; the start first, the end last. */
  readonly nodes: readonly GraphNode[];
  readonly frames: readonly GraphFrame[];
  readonly edges: readonly GraphEdge[];
  /** For each operation the node that it is in or stands on, an index into `nodes`, or NONE. */
  readonly nodeOf: Int32Array;
};

/** Folds that a person opened, each with the seq of the cursor: a long fold opens around that seq. */
export type Opened = ReadonlyMap<string, Seq>;
