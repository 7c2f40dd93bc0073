// Order and height of the items in the columns of one band: few crossings, straight edges, no overlap.

import type { Edge } from './layers.ts';
import { ROW_GAP } from './sizes.ts';

/** A place in a column: an item, or the lane of a passing edge. */
export type Slot = { readonly column: number; readonly height: number };

const SWEEPS = 8;

/** Centres of the slots, in px; edges run from one column to the next. Slots must be in order of occurrence. */
export function rowsOf(slots: readonly Slot[], edges: readonly Edge[]): number[] {
  const columns: number[][] = [];
  slots.forEach(({ column }, slot) => (columns[column] ??= []).push(slot));
  const around = neighbours(slots.length, edges);
  return centres(slots, ordered(columns, edges, around), around);
}

type Around = { readonly before: readonly (readonly number[])[]; readonly after: readonly (readonly number[])[] };

function neighbours(count: number, edges: readonly Edge[]): Around {
  const before: number[][] = Array.from({ length: count }, () => []);
  const after: number[][] = Array.from({ length: count }, () => []);
  for (const { from, to } of edges) {
    before[to]?.push(from);
    after[from]?.push(to);
  }
  return { before, after };
}

/** Barycentre sweeps; the order with the fewest crossings wins, of equal orders the first. */
function ordered(
  columns: readonly (readonly number[])[],
  edges: readonly Edge[],
  around: Around,
): readonly (readonly number[])[] {
  let current = columns.map((column) => [...column]);
  let best = { columns: current, crossings: countCrossings(current, edges) };
  for (let sweep = 0; sweep < SWEEPS && best.crossings > 0; sweep++) {
    const sides = sweep % 2 === 0 ? around.before : around.after;
    current = swept(current, sides);
    const crossings = countCrossings(current, edges);
    if (crossings < best.crossings) best = { columns: current, crossings };
  }
  return best.columns;
}

function swept(columns: readonly (readonly number[])[], sides: readonly (readonly number[])[]): number[][] {
  const place = new Map<number, number>();
  const settle = (column: readonly number[]): void =>
    column.forEach((slot, i) => place.set(slot, i / Math.max(1, column.length)));
  columns.forEach(settle);
  return columns.map((column) => {
    const centre = (slot: number): number =>
      mean((sides[slot] ?? []).map((other) => place.get(other) ?? 0)) ?? place.get(slot) ?? 0;
    const sorted = column.map((slot) => ({ slot, at: centre(slot) })).sort((a, b) => a.at - b.at);
    const slots = sorted.map(({ slot }) => slot);
    settle(slots);
    return slots;
  });
}

function countCrossings(columns: readonly (readonly number[])[], edges: readonly Edge[]): number {
  const place = new Map<number, { column: number; at: number }>();
  columns.forEach((slots, column) => slots.forEach((slot, at) => place.set(slot, { column, at })));
  const gaps: { from: number; to: number }[][] = [];
  for (const { from, to } of edges) {
    const [a, b] = [place.get(from), place.get(to)];
    if (a !== undefined && b !== undefined) (gaps[a.column] ??= []).push({ from: a.at, to: b.at });
  }
  return gaps.reduce((sum, gap) => sum + inversions(gap), 0);
}

/** Number of crossing pairs among the first 400 edges of a gap: with more edges no order is good. */
function inversions(gap: readonly { readonly from: number; readonly to: number }[]): number {
  const lines = gap.toSorted((a, b) => a.from - b.from || a.to - b.to).slice(0, 400);
  let count = 0;
  lines.forEach((line, i) => {
    for (let k = 0; k < i; k++) if ((lines[k]?.to ?? 0) > line.to && (lines[k]?.from ?? 0) < line.from) count++;
  });
  return count;
}

function centres(slots: readonly Slot[], columns: readonly (readonly number[])[], around: Around): number[] {
  const y = new Array<number>(slots.length).fill(0);
  for (const column of columns) settle(column, slots, y, () => 0);
  for (let pass = 0; pass < 6; pass++) {
    const forward = pass % 2 === 0;
    const sides = forward ? around.before : around.after;
    const wish = (slot: number): number => mean((sides[slot] ?? []).map((other) => y[other] ?? 0)) ?? y[slot] ?? 0;
    for (const column of forward ? columns : columns.toReversed()) settle(column, slots, y, wish);
  }
  const both = (slot: number): number =>
    mean([...(around.before[slot] ?? []), ...(around.after[slot] ?? [])].map((other) => y[other] ?? 0)) ?? y[slot] ?? 0;
  for (const column of columns) settle(column, slots, y, both);
  const top = Math.min(...slots.map(({ height }, slot) => (y[slot] ?? 0) - height / 2));
  return y.map((centre) => Math.round(centre - top));
}

/**
 * Puts each slot of a column as near to its wished place as order and gaps allow (least squares: neighbours that would
 * overlap share the deviation).
 */
function settle(column: readonly number[], slots: readonly Slot[], y: number[], wish: (slot: number) => number): void {
  let offset = 0;
  const offsets: number[] = [];
  const blocks: { sum: number; count: number }[] = [];
  column.forEach((slot, i) => {
    const height = slots[slot]?.height ?? 0;
    if (i > 0) offset += ((slots[column[i - 1] ?? 0]?.height ?? 0) + height) / 2 + ROW_GAP;
    offsets.push(offset);
    let block = { sum: wish(slot) - offset, count: 1 };
    for (
      let last = blocks.at(-1);
      last !== undefined && last.sum / last.count > block.sum / block.count;
      last = blocks.at(-1)
    ) {
      blocks.pop();
      block = { sum: block.sum + last.sum, count: block.count + last.count };
    }
    blocks.push(block);
  });
  let i = 0;
  for (const { sum, count } of blocks)
    for (let k = 0; k < count; k++, i++) y[column[i] ?? 0] = sum / count + (offsets[i] ?? 0);
}

function mean(values: readonly number[]): number | undefined {
  return values.length === 0 ? undefined : values.reduce((sum, value) => sum + value, 0) / values.length;
}
