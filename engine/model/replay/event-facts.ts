// The facts about events and state that an expression may use, read from the outline.

import { runStatusAt } from '../cursor.ts';
import type { RunStatus } from '../effect.ts';
import type { Seq } from '../event.ts';
import { firstClosedStatus, kindIndex, nameOf, NONE, type Outline, typeOf } from '../outline.ts';
import type { EventFacts } from './expression.ts';

/** Facts of the events `from` … `to`, in order. */
export function eventFacts(outline: Outline, from: Seq, to: Seq): readonly EventFacts[] {
  const changes = openChanges(outline);
  let open = 0;
  for (let seq = 1; seq < from; seq++) open += changes[seq] ?? 0;
  let status: RunStatus = runStatusAt(outline, from - 1);
  const statuses = new Map(outline.statuses.map((change) => [change.seq, change.status]));
  return Array.from({ length: Math.max(0, to - from + 1) }, (_, index) => {
    const seq = from + index;
    open += changes[seq] ?? 0;
    status = statuses.get(seq) ?? status;
    const operation = outline.operation[seq - 1] ?? NONE;
    const name = operation === NONE ? undefined : nameOf(outline, operation);
    return { $event: { seq, type: typeOf(outline, seq), name }, $state: { status, open } };
  });
}

/** By event, the change in the number of open operations. */
function openChanges({ events, operations }: Outline): Int32Array {
  const changes = new Int32Array(events + 2);
  for (let index = 0; index < operations.count; index++) {
    if (operations.kind[index] === kindIndex.workflowTask) continue;
    changes[operations.openedAt[index]!]! += 1;
    if (operations.status[index]! >= firstClosedStatus) changes[operations.closedAt[index]!]! -= 1;
  }
  return changes;
}
