// One node of the graph: its title, its events, and when its members changed.

import { kindWord, type RunStatus } from '../effect.ts';
import type { Seq } from '../event.ts';
import type { GraphNode, Tally } from './graph.ts';
import { nameIndex, patternOf } from './graph-names.ts';
import { calledOf } from '../operation-name.ts';
import type { Outline } from '../outline.ts';
import { firstClosedStatus, kindOf, nameOf, NONE, statusIndex } from '../outline.ts';

const plain = {
  members: new Uint32Array(0),
  badges: new Uint32Array(0),
  tally: null,
  iterationsBegan: null,
  opens: null,
  frame: NONE,
  kind: 'other',
} as const;

export function startNode(): GraphNode {
  return { ...plain, id: 'start', type: 'start', name: 'Started', from: 1, to: 1 };
}

export function endNode(end: { readonly seq: Seq; readonly status: RunStatus }): GraphNode {
  return { ...plain, id: 'end', type: 'end', name: end.status, from: end.seq, to: end.seq };
}

export function jointNode(id: string, seq: Seq, frame: number): GraphNode {
  return { ...plain, id, type: 'joint', name: `task ${seq}`, from: seq, to: seq, frame };
}

type Around = Pick<GraphNode, 'iterationsBegan' | 'opens' | 'frame'>;

export function operationsNode(
  outline: Outline,
  members: Uint32Array,
  { iterationsBegan, opens, frame }: Around,
): GraphNode {
  const [first = 0] = members;
  return {
    id: `op:${first}`,
    type: 'operations',
    kind: kindOf(outline, first),
    name: titleOf(outline, members),
    members,
    badges: plain.badges,
    tally: members.length > 1 ? tallyOf(outline, members) : null,
    iterationsBegan,
    from: outline.operations.openedAt[first]!,
    to: lastClose(outline, members),
    opens,
    frame,
  };
}

/** The title of members: their name, the common part of their names, or their kind. */
export function titleOf(outline: Outline, members: Uint32Array): string {
  const [first = 0] = members;
  const same = (name: (operation: number) => unknown): boolean =>
    members.every((operation) => name(operation) === name(first));
  if (same((operation) => calledOf(outline, operation))) return calledOf(outline, first);
  if (same((operation) => nameOf(outline, operation))) return nameOf(outline, first);
  if (same((operation) => nameIndex(outline, operation)))
    return outline.names[nameIndex(outline, first)] || kindWord(kindOf(outline, first));
  const pattern = (operation: number): string => patternOf(outline.names[nameIndex(outline, operation)] ?? '');
  return same(pattern) ? pattern(first).replace(/ #$/, '') : `${kindWord(kindOf(outline, first))}, several`;
}

function lastClose(outline: Outline, members: Uint32Array): Seq {
  const { closedAt } = outline.operations;
  let last = 0;
  for (const operation of members) {
    if (closedAt[operation] === 0) return 0;
    last = Math.max(last, closedAt[operation]!);
  }
  return last;
}

const badStatuses: ReadonlySet<number> = new Set([
  statusIndex.failed,
  statusIndex.timedOut,
  statusIndex.terminated,
  statusIndex.rejected,
]);

function tallyOf(outline: Outline, members: Uint32Array): Tally {
  const { openedAt, closedAt, status } = outline.operations;
  const closes = (wanted: (status: number) => boolean): Uint32Array => {
    const chosen = members.filter((operation) => status[operation]! >= firstClosedStatus && wanted(status[operation]!));
    return chosen.map((operation) => closedAt[operation]!).sort();
  };
  return {
    opened: members.map((operation) => openedAt[operation]!),
    ok: closes((final) => final === statusIndex.completed),
    bad: closes((final) => badStatuses.has(final)),
    off: closes((final) => final !== statusIndex.completed && !badStatuses.has(final)),
  };
}
