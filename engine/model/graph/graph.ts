// What the shape of a run is as a graph that a person can read. Values only; fold-graph.ts makes them.

import type { OperationKind } from '../effect.ts';
import type { Seq } from '../event.ts';

/** Nodes and frames together, always. */
export const NODES = 500;

export type GraphNode = {
  /** Stays while other folds are opened and closed. */
  readonly id: string;
  readonly type: 'start' | 'operations' | 'joint' | 'end';
  readonly kind: OperationKind;
  readonly name: string;
  /** Operations that it stands for, rising; none for start, joint and end. Every operation is in exactly one node, or is a badge of one. */
  readonly members: Uint32Array;
  /** Versions that the code asked for on its way to it, operations, rising: they stand on it as badges. */
  readonly badges: Uint32Array;
  /** For more than one member: what happened to them by a seq. */
  readonly tally: Tally | null;
  /** In a loop: the seqs at which its passes begin, rising. Else null. */
  readonly passBegan: Uint32Array | null;
  /** Events that it is about: first and last; 0 = it goes on. */
  readonly from: Seq;
  readonly to: Seq;
  /** The fold that opens when it is opened, or null. */
  readonly opens: string | null;
  /** Index of the frame around it, or NONE. */
  readonly frame: number;
};

/** Seqs, rising each: members opened, and closed well, badly, otherwise. */
export type Tally = {
  readonly opened: Uint32Array;
  readonly ok: Uint32Array;
  readonly bad: Uint32Array;
  readonly off: Uint32Array;
};

/** A box around nodes: a folded loop, a stretch folded by name, many opened at once, or a fold that is open. */
export type GraphFrame = {
  readonly id: string;
  readonly type: 'loop' | 'mixed' | 'beside' | 'opened';
  readonly name: string;
  /** Passes of a loop, members of a fold. */
  readonly count: number;
  /** An open fold shows these of them, counted from 1; else 0. */
  readonly first: number;
  readonly last: number;
  readonly passBegan: Uint32Array | null;
  readonly opens: string | null;
  /** The fold that closes with it, or null. */
  readonly closes: string | null;
  readonly frame: number;
};

/**
 * `cause`: the history proves it. `maybe`: what came before and led to nothing by itself, so it may have been waited for.
 * `order`: it came later, from outside. Both ends are nodes or frames inside the same frame.
 */
export type GraphEdge = {
  readonly id: string;
  readonly from: string;
  readonly to: string;
  readonly type: 'cause' | 'maybe' | 'order';
  readonly why: string;
};

export type Graph = {
  /** In the order of what happened; the start first, the end last. */
  readonly nodes: readonly GraphNode[];
  readonly frames: readonly GraphFrame[];
  readonly edges: readonly GraphEdge[];
  /** For each operation the node that it is in or stands on, an index into `nodes`, or NONE. */
  readonly nodeOf: Int32Array;
};

/** Folds that a person opened, and where the cursor stood: long ones open around it. */
export type Opened = ReadonlyMap<string, Seq>;
