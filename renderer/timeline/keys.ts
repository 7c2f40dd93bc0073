// The keyboard within the pane: rows up and down, Enter to an operation's events. The command table handles all other
// keys.

import { openedCount } from '../../engine/model/cursor.ts';
import { NONE } from '../../engine/model/outline.ts';
import { moveTo, select, useSession } from '../session/session.ts';
import { endOf } from './hit.ts';
import type { Lines } from './lines.ts';
import { activate, toggleTrack, useTracks } from './track-state.ts';
import { rangeFor, setRange, useTimeline } from './view.ts';

type Key = {
  readonly key: string;
  readonly ctrlKey: boolean;
  readonly altKey: boolean;
  readonly metaKey: boolean;
  readonly shiftKey: boolean;
};

/** True where the pane used the key. `page`: number of visible rows. */
export function pressed({ key, ctrlKey, altKey, metaKey, shiftKey }: Key, page: number): boolean {
  if (ctrlKey || altKey || metaKey || shiftKey) return false;
  if (key === 'ArrowDown') return selectBy(1);
  if (key === 'ArrowUp') return selectBy(-1);
  if (key === 'PageDown') return selectBy(page);
  if (key === 'PageUp') return selectBy(-page);
  if (key === 'Enter') return goToSelected();
  return key === 'Escape' && clearRange();
}

/** Selects the row `rows` further: an operation with a line of its own, or a track. */
function selectBy(rows: number): boolean {
  const { open, selected, cursor } = useSession.getState();
  const { lines, active } = useTracks.getState();
  if (open === null || lines.count === 0) return false;
  const chosen = active === null ? lines.of(selected) : lines.ofTrack(active);
  const wanted = chosen === null ? lineBefore(lines, openedCount(open.outline, cursor)) : moved(lines, chosen, rows);
  choose(lines, wanted);
  return true;
}

/** The line `rows` rows further, limited to the existing rows. */
function moved(lines: Lines, from: number, rows: number): number {
  const step = Math.sign(rows);
  let [line, left] = [from, Math.abs(rows)];
  for (let next = from + step; left > 0 && next >= 0 && next < lines.count; next += step) {
    if (!lines.isRow(next)) continue;
    line = next;
    left--;
  }
  return line;
}

function lineBefore(lines: Lines, operation: number): number {
  for (let before = operation - 1; before >= 0; before--) {
    const line = lines.of(before);
    if (line !== null) return line;
  }
  return 0;
}

function choose(lines: Lines, wanted: number): void {
  let row = wanted;
  while (row > 0 && !lines.isRow(row)) row--;
  const line = lines.at(row);
  if (line === undefined) return;
  const isTrack = line.operation === NONE;
  activate(isTrack ? line.track.id : null);
  if (!isTrack) select(line.operation);
}

/** Goes to the opening of the selected operation or, from there, to its end. Opens or folds a selected track. */
function goToSelected(): boolean {
  const { open, selected, cursor } = useSession.getState();
  const { active } = useTracks.getState();
  if (active !== null) toggleTrack(active);
  if (active !== null) return true;
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
