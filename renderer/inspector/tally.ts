// How many operations were open, done or failed at a cursor: sorted columns, made once for an outline, searched at every move.

import { countUpTo } from '../../engine/model/cursor.ts';
import { operationStatuses } from '../../engine/model/effect.ts';
import type { Seq } from '../../engine/model/event.ts';
import { groupOf, type StatusGroup } from '../../engine/model/filter.ts';
import type { Outline } from '../../engine/model/outline.ts';
import { kindIndex } from '../../engine/model/outline.ts';

/** Workflow tasks are housekeeping: counted apart. */
export type Counts = {
  readonly opened: number;
  readonly completed: number;
  readonly failed: number;
  readonly cancelled: number;
  readonly open: number;
};

/** Seqs at which operations came into a group of statuses and at which they left it again; rising. */
type Traffic = { readonly entered: Uint32Array; readonly left: Uint32Array };

type Tally = {
  readonly opened: Uint32Array;
  readonly groups: Readonly<Record<StatusGroup, Traffic>>;
  /** Workflow tasks: indexes of the operations, and beside them the seqs at which they opened. */
  readonly tasks: Uint32Array;
  readonly tasksOpened: Uint32Array;
};

const statusGroup = operationStatuses.map(groupOf);
const tallies = new WeakMap<Outline, Tally>();

export function countsAt(outline: Outline, cursor: Seq): Counts {
  const { opened, groups } = tallyOf(outline);
  const inGroup = ({ entered, left }: Traffic): number => countUpTo(entered, cursor) - countUpTo(left, cursor);
  return {
    opened: countUpTo(opened, cursor),
    completed: inGroup(groups.completed),
    failed: inGroup(groups.failed),
    cancelled: inGroup(groups.cancelled),
    open: inGroup(groups.open),
  };
}

/** The workflow task begun last: which it is of the run (1, 2 …) and its index in the outline; null before the first. */
export function taskAt(outline: Outline, cursor: Seq): { readonly number: number; readonly operation: number } | null {
  const { tasks, tasksOpened } = tallyOf(outline);
  const number = countUpTo(tasksOpened, cursor);
  return number === 0 ? null : { number, operation: tasks[number - 1]! };
}

function tallyOf(outline: Outline): Tally {
  const known = tallies.get(outline);
  if (known !== undefined) return known;
  const made = makeTally(outline);
  tallies.set(outline, made);
  return made;
}

function makeTally(outline: Outline): Tally {
  const { count, kind, openedAt } = outline.operations;
  const lists = { open: newLists(), completed: newLists(), failed: newLists(), cancelled: newLists() };
  const opened: number[] = [];
  const tasks: number[] = [];
  for (let i = 0; i < count; i++) {
    if (kind[i] === kindIndex.workflowTask) {
      tasks.push(i);
      continue;
    }
    opened.push(openedAt[i]!);
    follow(outline, i, lists);
  }
  return {
    opened: Uint32Array.from(opened),
    groups: {
      open: sorted(lists.open),
      completed: sorted(lists.completed),
      failed: sorted(lists.failed),
      cancelled: sorted(lists.cancelled),
    },
    tasks: Uint32Array.from(tasks),
    tasksOpened: Uint32Array.from(tasks, (i) => openedAt[i]!),
  };
}

type Lists = { readonly entered: number[]; readonly left: number[] };

function newLists(): Lists {
  return { entered: [], left: [] };
}

function sorted({ entered, left }: Lists): Traffic {
  return { entered: Uint32Array.from(entered).sort(), left: Uint32Array.from(left).sort() };
}

/** Notes where one operation changes from group to group: a loop's node opens and closes many times. */
function follow(outline: Outline, operation: number, lists: Readonly<Record<StatusGroup, Lists>>): void {
  const { touchFrom, touchTo, touchSeq, touchStatus } = outline.operations;
  let before: StatusGroup | null = null;
  for (let i = touchFrom[operation]!; i < touchTo[operation]!; i++) {
    const group = statusGroup[touchStatus[i]!]!;
    if (group === before) continue;
    if (before !== null) lists[before].left.push(touchSeq[i]!);
    lists[group].entered.push(touchSeq[i]!);
    before = group;
  }
}
