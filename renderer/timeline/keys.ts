// The keyboard within the pane: rows up and down, Enter to an operation's events. All other keys belong to the command table.

import { openedCount } from '../../engine/model/cursor.ts';
import { moveTo, select, useSession } from '../session/session.ts';
import { endOf } from './hit.ts';
import { rowOf } from './rows.ts';
import { rangeFor, setRange, useTimeline } from './view.ts';

type Key = {
  readonly key: string;
  readonly ctrlKey: boolean;
  readonly altKey: boolean;
  readonly metaKey: boolean;
  readonly shiftKey: boolean;
};

/** Whether the key was for this pane. `page` = rows that fit. */
export function pressed({ key, ctrlKey, altKey, metaKey, shiftKey }: Key, page: number): boolean {
  if (ctrlKey || altKey || metaKey || shiftKey) return false;
  if (key === 'ArrowDown') return selectBy(1);
  if (key === 'ArrowUp') return selectBy(-1);
  if (key === 'PageDown') return selectBy(page);
  if (key === 'PageUp') return selectBy(-page);
  if (key === 'Enter') return goToSelected();
  return key === 'Escape' && clearRange();
}

function selectBy(rows: number): boolean {
  const { visible, open, selected, cursor } = useSession.getState();
  const { operations } = visible;
  if (open === null || operations.length === 0) return false;
  const row = rowOf(operations, selected);
  const wanted = row === null ? rowNear(operations, selected ?? openedCount(open.outline, cursor) - 1) : row + rows;
  select(operations[Math.max(0, Math.min(wanted, operations.length - 1))] ?? null);
  return true;
}

/** The row of the last operation that was opened no later than this one. */
function rowNear(operations: Uint32Array, operation: number): number {
  return operations.findLastIndex((other) => other <= operation);
}

/** To its opening; from there to its end. */
function goToSelected(): boolean {
  const { open, selected, cursor } = useSession.getState();
  if (open === null || selected === null) return false;
  const opening = endOf(open.outline, selected, 'opening');
  moveTo(cursor === opening ? endOf(open.outline, selected, 'closing') : opening);
  return true;
}

function clearRange(): boolean {
  const { open } = useSession.getState();
  if (open === null || rangeFor(useTimeline.getState(), open.outline) === null) return false;
  setRange(null);
  return true;
}
