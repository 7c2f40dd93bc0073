// Pointer and keys on the rows of both runs, alike in the list and in the lanes.

import type { KeyboardEvent, MouseEvent } from 'react';
import { goToLine, goToRow, stepLine, toggleStretch, useCompare } from '../session/compare/compare-state.ts';
import { lineOf } from '../session/compare/lines.ts';

/** One click handler for all rows: goes to the row, or opens or closes the fold. */
export function chooseRow(event: MouseEvent): void {
  const element = event.target instanceof Element ? event.target.closest('[data-row]') : null;
  if (element === null) return;
  const row = Number(element.getAttribute('data-row'));
  if (element.hasAttribute('data-fold')) toggleStretch(row);
  else goToRow(row);
}

/** `page`: how many lines a page has. */
export function pageByKey(event: KeyboardEvent, page: number): void {
  if (event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
  const { lines, cursor } = useCompare.getState();
  if (event.key === 'PageDown') stepLine(page);
  else if (event.key === 'PageUp') goToLine(Math.max(0, lineOf(lines, cursor) - page));
  else return;
  event.preventDefault();
}
