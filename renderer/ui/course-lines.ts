// Two histories beside each other as a person reads them: what both have folded away but for a few calls around each difference, and of a
// call that stands elsewhere now, where. Pure.

import type { Call, CourseRow } from '../../engine/model/replay/call.ts';

export type CourseLine =
  | {
      readonly type: 'row';
      readonly index: number;
      readonly row: CourseRow;
      readonly differs: boolean;
      /** Of a call that only one side has in this place: the row in which the other has it. */
      readonly elsewhere: CourseRow | null;
    }
  /** Calls that both have, from this row on. */
  | { readonly type: 'fold'; readonly first: number; readonly count: number };

/** Fewer are not worth a fold. */
const leastFolded = 4;
const around = 3;

/** `opened`: the first rows of folds that a person has opened. */
export function courseLines(rows: readonly CourseRow[], opened: ReadonlySet<number>): readonly CourseLine[] {
  const differing = new Uint8Array(rows.length);
  rows.forEach((row, index) => {
    if (differs(row)) differing.fill(1, Math.max(0, index - around), index + around + 1);
  });
  const moved = movedRows(rows);
  const lines: CourseLine[] = [];
  for (let index = 0; index < rows.length;) {
    const end = differing.indexOf(1, index);
    const same = (end === -1 ? rows.length : end) - index;
    const isFolded = same >= leastFolded && !opened.has(index);
    if (isFolded) lines.push({ type: 'fold', first: index, count: same });
    const upTo = index + Math.max(same, 1);
    if (!isFolded) lines.push(...rows.slice(index, upTo).map((row, offset) => lineOf(row, index + offset, moved)));
    index = upTo;
  }
  return lines;
}

function lineOf(row: CourseRow, index: number, moved: ReadonlyMap<number, CourseRow>): CourseLine {
  return { type: 'row', index, row, differs: differs(row), elsewhere: moved.get(index) ?? null };
}

function differs({ recorded, now }: CourseRow): boolean {
  return recorded === null || now === null;
}

/** The first that one side lacks is the first that the other has too much, and so on. */
function movedRows(rows: readonly CourseRow[]): ReadonlyMap<number, CourseRow> {
  const keyOf = ({ kind, name }: Call): string => `${kind} ${name}`;
  const waiting = new Map<string, number[]>();
  const moved = new Map<number, CourseRow>();
  rows.forEach((row, index) => {
    const call = row.recorded === null ? row.now : row.now === null ? row.recorded : null;
    if (call === null) return;
    const [side, other] = row.recorded === null ? ['now', 'recorded'] : ['recorded', 'now'];
    const before = waiting.get(`${other} ${keyOf(call)}`)?.shift();
    if (before === undefined) {
      const key = `${side} ${keyOf(call)}`;
      waiting.set(key, [...(waiting.get(key) ?? []), index]);
      return;
    }
    moved.set(before, row);
    moved.set(index, rows[before] ?? row);
  });
  return moved;
}
