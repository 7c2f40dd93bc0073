// What a node of the graph is at a cursor. Costs a few binary searches, so that every node may ask at every step.

import { countUpTo, statusAt } from './cursor.ts';
import type { OperationStatus } from './effect.ts';
import { isBad, isClosed } from './effect.ts';
import type { Seq } from './event.ts';
import type { GraphNode, Tally } from './graph.ts';
import type { Outline } from './outline.ts';
import { NONE, statusIndex } from './outline.ts';

export type NodeLook = {
  /** Something of it has happened; in a loop: in the pass at the cursor. */
  readonly reached: boolean;
  /** The event at the cursor is about it. */
  readonly here: boolean;
  /** The one member that is shown, or NONE where counts are. */
  readonly shown: number;
  /** Of that member, or of all together: open while one is, bad when one is. */
  readonly status: OperationStatus | null;
  readonly open: number;
  readonly ok: number;
  readonly bad: number;
  readonly off: number;
  /** The pass at the cursor, from 1; 0 = none or no loop. */
  readonly pass: number;
};

const nothing: NodeLook = { reached: false, here: false, shown: NONE, status: null, open: 0, ok: 0, bad: 0, off: 0, pass: 0 };
/** Members of one pass are counted one by one up to here; beyond, the node's whole tally is shown. */
const COUNTED = 256;

export function lookOf(outline: Outline, node: GraphNode, cursor: Seq): NodeLook {
  if (node.type !== 'operations') return { ...nothing, reached: cursor >= node.from, here: cursor === node.from };
  const here = holds(node.members, outline.operation[cursor - 1] ?? NONE);
  if (node.tally === null) return ofMember(outline, node.members[0]!, cursor, here, 0);
  const known = countUpTo(node.tally.opened, cursor);
  if (node.passBegan === null) return known === 0 ? { ...nothing, here } : { ...ofTally(node.tally, cursor), here };
  const pass = countUpTo(node.passBegan, cursor);
  const before = pass === 0 ? 0 : countUpTo(node.tally.opened, node.passBegan[pass - 1]! - 1);
  if (known === before) return { ...nothing, here, pass };
  if (known - before === 1) return ofMember(outline, node.members[before]!, cursor, here, pass);
  if (known - before > COUNTED) return { ...ofTally(node.tally, cursor), here, pass };
  return { ...ofMembers(outline, node.members.subarray(before, known), cursor), here, pass };
}

/** The member to go to from a cursor: the last one opened, else the first. */
export function memberAt(node: GraphNode, cursor: Seq): number {
  const known = node.tally === null ? 1 : countUpTo(node.tally.opened, cursor);
  return node.members[Math.max(0, known - 1)] ?? NONE;
}

function holds(members: Uint32Array, operation: number): boolean {
  return operation !== NONE && members[countUpTo(members, operation) - 1] === operation;
}

function ofMember(outline: Outline, operation: number, cursor: Seq, here: boolean, pass: number): NodeLook {
  const status = statusAt(outline, operation, cursor);
  return { ...nothing, here, pass, reached: status !== null, shown: operation, status };
}

function ofTally(tally: Tally, cursor: Seq): NodeLook {
  const ok = countUpTo(tally.ok, cursor);
  const bad = countUpTo(tally.bad, cursor);
  const off = countUpTo(tally.off, cursor);
  return together({ open: countUpTo(tally.opened, cursor) - ok - bad - off, ok, bad, off });
}

function ofMembers(outline: Outline, members: Uint32Array, cursor: Seq): NodeLook {
  const counts = { open: 0, ok: 0, bad: 0, off: 0 };
  for (const member of members) {
    const status = statusAt(outline, member, cursor);
    if (status === null || !isClosed(status)) counts.open++;
    else counts[isBad(status) ? 'bad' : status === 'completed' ? 'ok' : 'off']++;
  }
  return together(counts);
}

function together(counts: Pick<NodeLook, 'open' | 'ok' | 'bad' | 'off'>): NodeLook {
  const status = counts.open > 0 ? 'started' : counts.bad > 0 ? 'failed' : counts.ok > 0 ? 'completed' : 'cancelled';
  return { ...nothing, ...counts, reached: true, status };
}

/** The attempt that the history speaks of by the cursor: the last start names the highest. */
export function attemptsAt(outline: Outline, operation: number, cursor: Seq): number {
  const { attempts, closedAt, touchStart, touchSeq } = outline.operations;
  const last = touchSeq[touchStart[operation + 1]! - 1]!;
  if (cursor >= last || (closedAt[operation] !== 0 && cursor >= closedAt[operation]!)) return attempts[operation]!;
  let starts = 0;
  let later = 0;
  for (let i = touchStart[operation]!; i < touchStart[operation + 1]!; i++) {
    if (outline.operations.touchStatus[i] !== STARTED) continue;
    if (touchSeq[i]! <= cursor) starts++;
    else later++;
  }
  return later === 0 && starts > 0 ? attempts[operation]! : starts;
}

const STARTED = statusIndex.started;
