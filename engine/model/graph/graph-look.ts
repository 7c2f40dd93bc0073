// The state of a graph node at a cursor. Costs a few binary searches, so every node can be queried at every step.

import { countUpTo, statusAt } from '../cursor.ts';
import type { OperationStatus } from '../effect.ts';
import { isBad, isClosed } from '../effect.ts';
import type { Seq } from '../event.ts';
import type { GraphNode, Tally } from './graph.ts';
import type { Outline } from '../outline.ts';
import { NONE } from '../outline.ts';

export type NodeLook = {
  /** Part of the node has happened; in a loop, in the iteration at the cursor. */
  readonly reached: boolean;
  /** The event at the cursor is about the node. */
  readonly here: boolean;
  /** The single member that is shown, or NONE where several are. */
  readonly shown: number;
  /** Status of that member, or of all members together: open while one is open, bad when one is bad. */
  readonly status: OperationStatus | null;
  /** Number of open members of a fold, over all iterations. */
  readonly open: number;
  readonly ok: number;
  readonly bad: number;
  readonly off: number;
  /** The iteration at the cursor, from 1; 0 = no iteration yet or no loop. */
  readonly iteration: number;
};

type Counts = Pick<NodeLook, 'open' | 'ok' | 'bad' | 'off'>;

const nothing: NodeLook = {
  reached: false,
  here: false,
  shown: NONE,
  status: null,
  open: 0,
  ok: 0,
  bad: 0,
  off: 0,
  iteration: 0,
};
/** Members of an iteration are examined one by one up to this number; beyond, the tally of the whole fold is used. */
const COUNTED = 256;

export function lookOf(outline: Outline, node: GraphNode, cursor: Seq): NodeLook {
  if (node.type !== 'operations') return { ...nothing, reached: cursor >= node.from, here: cursor === node.from };
  const at = outline.operation[cursor - 1] ?? NONE;
  const here = holds(node.members, at) || holds(node.badges, at);
  const { tally, members, iterationsBegan } = node;
  if (tally === null) return { ...nothing, here, ...ofMember(outline, members[0]!, cursor) };
  const counts = countsOf(tally, cursor);
  const known = countUpTo(tally.opened, cursor);
  const iteration = iterationsBegan === null ? 0 : countUpTo(iterationsBegan, cursor);
  const before =
    iterationsBegan === null || iteration === 0 ? 0 : countUpTo(tally.opened, iterationsBegan[iteration - 1]! - 1);
  const base = { ...nothing, ...counts, here, iteration };
  if (known === before) return base;
  if (iterationsBegan !== null && known - before === 1)
    return { ...base, ...ofMember(outline, members[before]!, cursor) };
  const single = iterationsBegan !== null && known - before <= COUNTED;
  const status = together(single ? countMembers(outline, members.subarray(before, known), cursor) : counts);
  return { ...base, reached: true, status };
}

/** The member to go to from a cursor: the last member opened, else the first member. */
export function memberAt(node: GraphNode, cursor: Seq): number {
  const known = node.tally === null ? 1 : countUpTo(node.tally.opened, cursor);
  return node.members[Math.max(0, known - 1)] ?? NONE;
}

function holds(members: Uint32Array, operation: number): boolean {
  return operation !== NONE && members[countUpTo(members, operation) - 1] === operation;
}

function ofMember(outline: Outline, operation: number, cursor: Seq): Pick<NodeLook, 'reached' | 'shown' | 'status'> {
  const status = statusAt(outline, operation, cursor);
  return { reached: status !== null, shown: operation, status };
}

function countsOf(tally: Tally, cursor: Seq): Counts {
  const ok = countUpTo(tally.ok, cursor);
  const bad = countUpTo(tally.bad, cursor);
  const off = countUpTo(tally.off, cursor);
  return { open: countUpTo(tally.opened, cursor) - ok - bad - off, ok, bad, off };
}

function countMembers(outline: Outline, members: Uint32Array, cursor: Seq): Counts {
  const counts = { open: 0, ok: 0, bad: 0, off: 0 };
  for (const member of members) {
    const status = statusAt(outline, member, cursor);
    if (status === null || !isClosed(status)) counts.open++;
    else counts[isBad(status) ? 'bad' : status === 'completed' ? 'ok' : 'off']++;
  }
  return counts;
}

function together({ open, bad, ok }: Counts): OperationStatus {
  if (open > 0) return 'started';
  if (bad > 0) return 'failed';
  return ok > 0 ? 'completed' : 'canceled';
}
