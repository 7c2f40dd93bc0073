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

/** By index of a status: the number of its group, from 1. */
const groupIndex = operationStatuses.map((status) => statusGroups.indexOf(groupOf(status)) + 1);

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

/** Extended when the run grows. */
class Tally {
  /** Seqs at which operations opened, without workflow tasks. */
  readonly opened = rising();
  readonly groups: Readonly<Record<StatusGroup, Traffic>>;
  /** By operation: index of its present group; 0 = no group. */
  readonly #group = new GrowingColumn(new Uint8Array(0));

  constructor(outline: Outline) {
    this.#noteOpened(outline);
    this.groups = trafficOf(outline, this.#group);
  }

  grow(outline: Outline, { operation, touchSeq, touchStatus }: OutlineDelta['touches']): this {
    this.#noteOpened(outline);
    for (let i = 0; i < operation.length; i++) this.#note(operation[i]!, touchSeq[i]!, touchStatus[i]!);
    return this;
  }

  #noteOpened({ operations: { count, kind, openedAt } }: Outline): void {
    const first = this.#group.length;
    const groups = new Uint8Array(count - first);
    const opened = new Uint32Array(count - first);
    let found = 0;
    for (let i = first; i < count; i++) {
      if (kind[i] === kindIndex.workflowTask) groups[i - first] = OF_TASK;
      else opened[found++] = openedAt[i]!;
    }
    this.#group.append(groups);
    this.opened.append(opened.subarray(0, found));
  }

  /** Call in order of seq: an operation in a loop opens and closes many times. */
  #note(operation: number, seq: Seq, status: number): void {
    const before = this.#group.at(operation);
    const now = groupIndex[status]!;
    if (before === OF_TASK || before === now) return;
    if (before !== 0) this.groups[statusGroups[before - 1]!].left.push(seq);
    this.groups[statusGroups[now - 1]!].entered.push(seq);
    this.#group.set(operation, now);
  }
}

/** Marks a task, which belongs to no group. */
const OF_TASK = 255;

const tallyOf = carried(
  (outline) => new Tally(outline),
  (tally, outline, { touches }) => tally.grow(outline, touches),
);

function rising(seqs: readonly Seq[] = []): Rising {
  return new GrowingColumn(Uint32Array.from(seqs).sort());
}

/** What noting all touches of an outline in order of seq makes, without that order. Sets the present groups. */
function trafficOf({ operations }: Outline, present: GrowingColumn<Uint8Array>): Tally['groups'] {
  const { count, touchFrom, touchTo, touchSeq, touchStatus } = operations;
  const entered: Seq[][] = statusGroups.map(() => []);
  const left: Seq[][] = statusGroups.map(() => []);
  for (let i = 0; i < count; i++) {
    let group = present.at(i);
    if (group === OF_TASK) continue;
    for (let touch = touchFrom[i]!; touch < touchTo[i]!; touch++) {
      const now = groupIndex[touchStatus[touch]!]!;
      if (now === group) continue;
      if (group !== 0) left[group - 1]!.push(touchSeq[touch]!);
      entered[now - 1]!.push(touchSeq[touch]!);
      group = now;
    }
    present.set(i, group);
  }
  const traffic = statusGroups.map((name, i) => [name, { entered: rising(entered[i]), left: rising(left[i]) }]);
  return Object.fromEntries(traffic) as Record<StatusGroup, Traffic>;
}
