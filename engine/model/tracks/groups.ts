// Sorts the operations of a run into the rows of its timeline: as the graph folds them, or by a person's choice.

import { scopeOf } from '../compare/identities.ts';
import { countUpTo } from '../cursor.ts';
import { countText } from '../duration.ts';
import type { OperationKind } from '../effect.ts';
import { titleOf } from '../graph/graph-node.ts';
import { equalityClasses } from '../graph/graph-names.ts';
import type { Graph, GraphNode } from '../graph/graph.ts';
import { fullNameOf } from '../operation-name.ts';
import { kindIndex, kindOf, nameOf, NONE, type Outline } from '../outline.ts';

/** `graph`: one row per node of the graph. `operation`: one row per operation. */
export const groupings = ['graph', 'type', 'handler', 'child', 'iteration', 'operation'] as const;
export type Grouping = (typeof groupings)[number];

export type Group = {
  /** Stable while the run grows. */
  readonly id: string;
  readonly name: string;
  readonly kind: OperationKind;
  /** Operation indexes, rising; at least one. */
  readonly members: Uint32Array;
  /** Rising seqs at which the iterations of their loop begin, where a node of the graph has them all; else null. */
  readonly began: Uint32Array | null;
};

/**
 * Every one of `operations` (rising) is in exactly one group; groups are in order of their first member. Workflow tasks
 * form one group, the last.
 */
export function groupsOf(outline: Outline, operations: Uint32Array, by: Grouping, graph: () => Graph): Group[] {
  const isTask = (operation: number): boolean => outline.operations.kind[operation] === kindIndex.workflowTask;
  const work = operations.filter((operation) => !isTask(operation));
  const groups = gather(work, by, groupKey(outline, by, graph), groupNames(outline, by, graph));
  const tasks = operations.filter(isTask);
  const began = (members: Uint32Array): Uint32Array | null =>
    by === 'graph' ? (graph().nodes[graph().nodeOf[members[0]!]!]?.iterationsBegan ?? null) : null;
  const kinded = groups.map((group) => ({
    ...group,
    kind: kindOf(outline, group.members[0]!),
    began: began(group.members),
  }));
  return [...kinded, ...tasksOf(tasks)];
}

function tasksOf(tasks: Uint32Array): Group[] {
  return tasks.length === 0
    ? []
    : [{ id: 'tasks', name: 'Workflow tasks', kind: 'workflowTask', members: tasks, began: null }];
}

type Key = (operation: number) => number | string;

function gather(
  operations: Uint32Array,
  by: Grouping,
  keyOf: Key,
  nameOfGroup: (members: Uint32Array) => string,
): Omit<Group, 'kind' | 'began'>[] {
  const known = new Map<number | string, number[]>();
  for (const operation of operations) {
    const key = keyOf(operation);
    const group = known.get(key);
    if (group === undefined) known.set(key, [operation]);
    else group.push(operation);
  }
  return [...known.values()].map((list) => {
    const members = Uint32Array.from(list);
    return { id: `${by}:${members[0]!}`, name: nameOfGroup(members), members };
  });
}

function groupKey(outline: Outline, by: Grouping, graph: () => Graph): Key {
  if (by === 'operation') return (operation) => operation;
  if (by === 'graph') {
    const { nodeOf } = graph();
    return (operation) => nodeOf[operation]!;
  }
  if (by === 'iteration') {
    const { nodeOf } = graph();
    const iterationOf = iterations(outline, graph());
    return (operation) => {
      const iteration = iterationOf(operation);
      return iteration === null ? nodeOf[operation]! : `${iteration.loop} ${iteration.number}`;
    };
  }
  const classes = equalityClasses(outline, 'exact');
  if (by === 'type') return (operation) => classes[operation]!;
  if (by === 'handler') return (operation) => `${handlerOf(outline, operation)}:${classes[operation]!}`;
  return (operation) => (isForAnother(outline, operation) ? `of ${aboutOf(outline, operation)}` : classes[operation]!);
}

/** The name of the message whose handler scheduled the operation, '' for the workflow's own operations. */
function handlerOf(outline: Outline, operation: number): string {
  const handler = scopeOf(outline, operation);
  return handler === NONE ? '' : nameOf(outline, handler);
}

const forAnother: ReadonlySet<number> = new Set([
  kindIndex.childWorkflow,
  kindIndex.signalExternal,
  kindIndex.cancelExternal,
]);

function isForAnother(outline: Outline, operation: number): boolean {
  return forAnother.has(outline.operations.kind[operation]!) && aboutOf(outline, operation) !== 0;
}

function aboutOf(outline: Outline, operation: number): number {
  return outline.operations.about[operation]!;
}

type Iteration = { readonly loop: string; /** Counted from 1. */ readonly number: number };

/** The iteration of an operation's outermost loop; null for operations outside loops. */
function iterations(outline: Outline, graph: Graph): (operation: number) => Iteration | null {
  const loops = graph.nodes.map((node) => outermostLoop(graph, node));
  return (operation) => {
    const loop = loops[graph.nodeOf[operation]!];
    if (loop === undefined) return null;
    const number = Math.max(1, countUpTo(loop.iterationsBegan, outline.operations.openedAt[operation]!));
    return { loop: loop.id, number };
  };
}

type Loop = { readonly id: string; readonly iterationsBegan: Uint32Array };

function outermostLoop({ frames }: Graph, node: GraphNode): Loop | undefined {
  let found =
    node.iterationsBegan === null ? undefined : { id: node.opens ?? node.id, iterationsBegan: node.iterationsBegan };
  for (let frame = frames[node.frame]; frame !== undefined; frame = frames[frame.frame])
    if (frame.iterationsBegan !== null) found = { id: frame.id, iterationsBegan: frame.iterationsBegan };
  return found;
}

function groupNames(outline: Outline, by: Grouping, graph: () => Graph): (members: Uint32Array) => string {
  const iterationOf = by === 'iteration' ? iterations(outline, graph()) : () => null;
  return (members) => {
    const [first = 0] = members;
    if (by === 'child' && isForAnother(outline, first)) return fullNameOf(outline, first);
    const iteration = iterationOf(first);
    if (iteration !== null) return `iteration ${countText(iteration.number)}: ${namesIn(outline, members)}`;
    const handler = by === 'handler' ? handlerOf(outline, first) : '';
    return handler === '' ? titleOf(outline, members) : `${handler} › ${titleOf(outline, members)}`;
  };
}

const mostNames = 3;

/** `fetchPage, store`, in order of opening. */
function namesIn(outline: Outline, members: Uint32Array): string {
  const names = new Set<string>();
  for (const operation of members) if (names.size <= mostNames) names.add(nameOf(outline, operation));
  const shown = [...names].slice(0, mostNames).join(', ');
  return names.size > mostNames ? `${shown}, …` : shown;
}
