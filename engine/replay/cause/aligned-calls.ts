// The calls of a history beside those of the code, equal calls in one row, in the order of both. Pure.

import { type Call, type CallNow, type CourseRow, isSameCall, type RecordedCall } from '../../model/replay/call.ts';

/**
 * Maximum number of cells of the table for the longest common subsequence of calls; a larger difference becomes one
 * block.
 */
const mostCells = 4_000_000;

export function alignedCalls(recorded: readonly RecordedCall[], now: readonly CallNow[]): readonly CourseRow[] {
  const most = Math.min(recorded.length, now.length);
  let head = 0;
  while (head < most && isSame(recorded[head], now[head])) head++;
  let tail = 0;
  while (tail < most - head && isSame(recorded.at(-1 - tail), now.at(-1 - tail))) tail++;
  const middle = between(recorded.slice(head, recorded.length - tail), now.slice(head, now.length - tail));
  return [
    ...beside(recorded.slice(0, head), now.slice(0, head)),
    ...middle,
    ...beside(recorded.slice(recorded.length - tail), now.slice(now.length - tail)),
  ];
}

function isSame(a: Call | undefined, b: Call | undefined): boolean {
  return a !== undefined && b !== undefined && isSameCall(a, b);
}

function beside(recorded: readonly RecordedCall[], now: readonly CallNow[]): readonly CourseRow[] {
  return recorded.map((call, index) => ({ recorded: call, now: now[index] ?? null }));
}

function between(recorded: readonly RecordedCall[], now: readonly CallNow[]): readonly CourseRow[] {
  const removed = (call: RecordedCall): CourseRow => ({ recorded: call, now: null });
  const added = (call: CallNow): CourseRow => ({ recorded: null, now: call });
  if (recorded.length * now.length > mostCells) return [...recorded.map(removed), ...now.map(added)];
  const common = commonLengths(recorded, now);
  const rows: CourseRow[] = [];
  let [i, j] = [0, 0];
  while (i < recorded.length && j < now.length) {
    const [was, is] = [recorded[i] as RecordedCall, now[j] as CallNow];
    if (isSameCall(was, is)) rows.push({ recorded: recorded[i++] ?? null, now: now[j++] ?? null });
    else if (common(i + 1, j) >= common(i, j + 1)) rows.push(removed(recorded[i++] as RecordedCall));
    else rows.push(added(now[j++] as CallNow));
  }
  return [...rows, ...recorded.slice(i).map(removed), ...now.slice(j).map(added)];
}

/** Length of the common subsequence of the calls from `i` on and from `j` on. */
function commonLengths(recorded: readonly Call[], now: readonly Call[]): (i: number, j: number) => number {
  const width = now.length + 1;
  const lengths = new Uint16Array((recorded.length + 1) * width);
  for (let i = recorded.length - 1; i >= 0; i--)
    for (let j = now.length - 1; j >= 0; j--)
      lengths[i * width + j] = isSame(recorded[i], now[j])
        ? 1 + (lengths[(i + 1) * width + j + 1] ?? 0)
        : Math.max(lengths[(i + 1) * width + j] ?? 0, lengths[i * width + j + 1] ?? 0);
  return (i, j) => lengths[i * width + j] ?? 0;
}
