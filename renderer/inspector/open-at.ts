// The open operations listed at a cursor.

import { openOperationsOf, statusAt } from '../../engine/model/cursor.ts';
import { isClosed } from '../../engine/model/effect.ts';
import type { Seq } from '../../engine/model/event.ts';
import { kindIndex } from '../../engine/model/outline.ts';
import type { OpenRun } from '../session/session.ts';

const most = 100;

let last: { readonly run: OpenRun; readonly cursor: Seq; readonly open: readonly number[] } | undefined;

/**
 * The first operations open at the cursor, without workflow tasks, which are housekeeping. Returns the same list as
 * before while its content is the same.
 */
export function openAt(run: OpenRun, cursor: Seq): readonly number[] {
  if (last?.run === run && last.cursor === cursor) return last.open;
  const found = findOpen(run, cursor);
  const isSame = last?.run.outline.run === run.outline.run && same(last.open, found);
  const open = isSame ? last!.open : found;
  last = { run, cursor, open };
  return open;
}

function same(a: readonly number[], b: readonly number[]): boolean {
  return a.length === b.length && a.every((operation, index) => operation === b[index]);
}

function findOpen({ outline }: OpenRun, cursor: Seq): number[] {
  const openOperations = openOperationsOf(outline);
  const task = kindIndex.workflowTask;
  const isOpen = (operation: number): boolean => {
    const status = statusAt(outline, operation, cursor);
    return outline.operations.kind[operation] !== task && status !== null && !isClosed(status);
  };
  // An operation that closed and reopened counts as open in between; the limit is raised until enough operations are
  // left.
  for (let limit = most + 20; ; limit *= 4) {
    const found = openOperations.at(cursor, limit);
    const open = found.filter(isOpen);
    if (open.length >= most || found.length < limit || limit > 5000) return open.slice(0, most);
  }
}
