// Number of operations open, done or failed at a cursor: sorted columns, built once per run and searched at every move.

import { carried } from '../../engine/model/carried.ts';
import { countUpTo } from '../../engine/model/cursor.ts';
import { operationStatuses } from '../../engine/model/effect.ts';
import type { Seq } from '../../engine/model/event.ts';
import { groupOf, type StatusGroup, statusGroups } from '../../engine/model/filter.ts';
import { GrowingColumn } from '../../engine/model/growing-column.ts';
import type { Outline } from '../../engine/model/outline.ts';
import { kindIndex } from '../../engine/model/outline.ts';
import type { OutlineDelta } from '../../engine/model/outline-delta.ts';

/** Workflow tasks are housekeeping and counted separately. */
export type OperationCounts = {
  readonly scheduled: number;
  readonly completed: number;
  readonly failed: number;
  readonly canceled: number;
  readonly pending: number;
};

/** Rising seqs at which operations entered a group of statuses, and at which they left it. */
type Traffic = { readonly entered: Rising; readonly left: Rising };
type Rising = GrowingColumn<Uint32Array>;

const statusGroup = operationStatuses.map(groupOf);

export function countsAt(outline: Outline, cursor: Seq): OperationCounts {
  const { opened, groups } = tallyOf(outline);
  const inGroup = ({ entered, left }: Traffic): number =>
    countUpTo(entered.view, cursor) - countUpTo(left.view, cursor);
  return {
    scheduled: countUpTo(opened.view, cursor),
    completed: inGroup(groups.completed),
    failed: inGroup(groups.failed),
    canceled: inGroup(groups.canceled),
    pending: inGroup(groups.pending),
  };
}

/**
 * The workflow task started last: its number in the run (1, 2 and so on) and its index in the outline; null before the
 * first.
 */
export function taskAt(outline: Outline, cursor: Seq): { readonly number: number; readonly operation: number } | null {
  const { tasks, tasksOpened } = tallyOf(outline);
  const number = countUpTo(tasksOpened.view, cursor);
  return number === 0 ? null : { number, operation: tasks.at(number - 1) };
}

/** Extended when the run grows. */
class Tally {
  /** Seqs at which operations opened, without workflow tasks. */
  readonly opened = rising();
  readonly groups: Readonly<Record<StatusGroup, Traffic>> = {
    pending: traffic(),
    completed: traffic(),
    failed: traffic(),
    canceled: traffic(),
  };
  /** Workflow tasks: operation indexes, with a parallel column of the seqs of their opening. */
  readonly tasks = rising();
  readonly tasksOpened = rising();
  /** By operation: index of its present group; 0 = no group. */
  readonly #group = new GrowingColumn(new Uint8Array(0));

  constructor(outline: Outline) {
    this.#noteOpened(outline);
    const { operation, touchSeq, touchStatus } = touchesInOrder(outline);
    for (let i = 0; i < operation.length; i++) this.#note(operation[i]!, touchSeq[i]!, touchStatus[i]!);
  }

  grow(outline: Outline, { operation, touchSeq, touchStatus }: OutlineDelta['touches']): this {
    this.#noteOpened(outline);
    for (let i = 0; i < operation.length; i++) this.#note(operation[i]!, touchSeq[i]!, touchStatus[i]!);
    return this;
  }

  #noteOpened({ operations: { count, kind, openedAt } }: Outline): void {
    for (let i = this.#group.length; i < count; i++) {
      const isTask = kind[i] === kindIndex.workflowTask;
      this.#group.push(isTask ? OF_TASK : 0);
      if (isTask) {
        this.tasks.push(i);
        this.tasksOpened.push(openedAt[i]!);
      } else this.opened.push(openedAt[i]!);
    }
  }

  /** Call in order of seq: an operation in a loop opens and closes many times. */
  #note(operation: number, seq: Seq, status: number): void {
    const before = this.#group.at(operation);
    const group = statusGroup[status]!;
    const now = statusGroups.indexOf(group) + 1;
    if (before === OF_TASK || before === now) return;
    if (before !== 0) this.groups[statusGroups[before - 1]!].left.push(seq);
    this.groups[group].entered.push(seq);
    this.#group.set(operation, now);
  }
}

/** Marks a task, which belongs to no group. */
const OF_TASK = 255;

const tallyOf = carried(
  (outline) => new Tally(outline),
  (tally, outline, { touches }) => tally.grow(outline, touches),
);

function rising(): Rising {
  return new GrowingColumn<Uint32Array>(new Uint32Array(0));
}

function traffic(): Traffic {
  return { entered: rising(), left: rising() };
}

/** All touches of an outline in order of seq; the outline has them by operation. A counting sort. */
function touchesInOrder({
  events,
  operations,
}: Outline): Pick<OutlineDelta['touches'], 'operation' | 'touchSeq' | 'touchStatus'> {
  const { count, touchFrom, touchTo, touchSeq, touchStatus } = operations;
  const next = new Uint32Array(events + 2);
  for (let i = 0; i < count; i++) for (let t = touchFrom[i]!; t < touchTo[i]!; t++) next[touchSeq[t]! + 1]! += 1;
  for (let seq = 0; seq <= events; seq++) next[seq + 1]! += next[seq]!;
  const touches = next[events + 1]!;
  const sorted = {
    operation: new Uint32Array(touches),
    touchSeq: new Uint32Array(touches),
    touchStatus: new Uint8Array(touches),
  };
  for (let i = 0; i < count; i++) {
    for (let t = touchFrom[i]!; t < touchTo[i]!; t++) {
      const at = next[touchSeq[t]!]!++;
      sorted.operation[at] = i;
      sorted.touchSeq[at] = touchSeq[t]!;
      sorted.touchStatus[at] = touchStatus[t]!;
    }
  }
  return sorted;
}
