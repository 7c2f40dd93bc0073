// Columns of a layered layout: each item's column is the length of its longest path from a start; columns wrap into
// bands like lines of text.

import type { Size } from './sizes.ts';
import { BAND_GAP, COLUMN_GAP, ROW_GAP } from './sizes.ts';

export type Edge = { readonly from: number; readonly to: number };

/** The area in px visible at zoom 1: the shape that wrapping aims at. In a narrow pane a graph is read downwards. */
const views = {
  narrow: { width: 470, height: 1400 },
  wide: { width: 900, height: 520 },
  broad: { width: 1450, height: 800 },
} as const satisfies Record<string, Size>;
export type Shape = keyof typeof views;
/** Below this zoom a graph is wrapped instead of shrunk. */
const READABLE = 0.75;
/** Width in px above which a growing graph is wrapped. */
export function wrapOf(shape: Shape): number {
  return views[shape].width / READABLE;
}

/** Edges must be acyclic. Items without incoming edges are in column 0. */
export function columnsOf(count: number, edges: readonly Edge[]): number[] {
  const columns = new Array<number>(count).fill(0);
  const waits = new Array<number>(count).fill(0);
  const next: number[][] = Array.from({ length: count }, () => []);
  for (const { from, to } of edges) {
    next[from]?.push(to);
    waits[to] = (waits[to] ?? 0) + 1;
  }
  const ready = columns.map((_, item) => item).filter((item) => waits[item] === 0);
  for (let item = ready.pop(); item !== undefined; item = ready.pop()) {
    for (const to of next[item] ?? []) {
      columns[to] = Math.max(columns[to] ?? 0, (columns[item] ?? 0) + 1);
      waits[to] = (waits[to] ?? 0) - 1;
      if (waits[to] === 0) ready.push(to);
    }
  }
  return columns;
}

/** The first column of each band. */
export function bandsOf(
  sizes: readonly Size[],
  columns: readonly number[],
  edges: readonly Edge[],
  shape: Shape,
): number[] {
  const measures = measure(sizes, columns);
  const crossing = crossings(measures.length, columns, edges);
  const whole = { starts: [0], zoom: zoomOf(measures, [0], shape) };
  if (whole.zoom >= READABLE) return whole.starts;
  let best = whole;
  for (let bands = 2; bands <= Math.min(measures.length, 24); bands++) {
    const starts = cut(measures, crossing, bands);
    const zoom = zoomOf(measures, starts, shape);
    if (zoom > best.zoom * 1.02) best = { starts, zoom };
  }
  return best.starts;
}

/** Width of each column and height of its items. */
function measure(sizes: readonly Size[], columns: readonly number[]): Size[] {
  const measures: { width: number; height: number }[] = [];
  sizes.forEach((size, item) => {
    const column = (measures[columns[item] ?? 0] ??= { width: 0, height: -ROW_GAP });
    column.width = Math.max(column.width, size.width);
    column.height += size.height + ROW_GAP;
  });
  return measures;
}

/** Number of edges across the gap before each column. */
function crossings(count: number, columns: readonly number[], edges: readonly Edge[]): number[] {
  const change = new Array<number>(count + 1).fill(0);
  for (const { from, to } of edges) {
    change[(columns[from] ?? 0) + 1] = (change[(columns[from] ?? 0) + 1] ?? 0) + 1;
    change[(columns[to] ?? 0) + 1] = (change[(columns[to] ?? 0) + 1] ?? 0) - 1;
  }
  let sum = 0;
  return change.map((step) => (sum += step));
}

/** Cost of a cut edge, in px of uneven bands. */
const CUT_COST = 60;

/** Bands of about equal width, cut where few edges pass: the least sum of squares over all possible cuts. */
function cut(measures: readonly Size[], crossing: readonly number[], bands: number): number[] {
  const count = measures.length;
  const before = [0];
  for (const { width } of measures) before.push((before.at(-1) ?? 0) + width + COLUMN_GAP);
  const cost = (from: number, to: number): number => {
    const width = (before[to] ?? 0) - (before[from] ?? 0);
    return width * width + (from === 0 ? 0 : (CUT_COST * Math.max(0, (crossing[from] ?? 0) - 1)) ** 2);
  };
  let best = measures.map((_, i) => cost(0, i + 1));
  const starts: number[][] = [];
  for (let band = 1; band < bands; band++) {
    const next = best.map(() => Number.POSITIVE_INFINITY);
    const start = best.map(() => 0);
    for (let to = band + 1; to <= count; to++) {
      for (let from = band; from < to; from++) {
        const sum = (best[from - 1] ?? 0) + cost(from, to);
        if (sum >= (next[to - 1] ?? 0)) continue;
        next[to - 1] = sum;
        start[to - 1] = from;
      }
    }
    best = next;
    starts.push(start);
  }
  const cuts: number[] = [];
  let at = count;
  for (const start of starts.toReversed()) cuts.unshift((at = start[at - 1] ?? 0));
  return [0, ...cuts];
}

function zoomOf(measures: readonly Size[], starts: readonly number[], shape: Shape): number {
  let width = 0;
  let height = -BAND_GAP;
  starts.forEach((start, band) => {
    const own = measures.slice(start, starts[band + 1]);
    width = Math.max(
      width,
      own.reduce((sum, column) => sum + column.width + COLUMN_GAP, -COLUMN_GAP),
    );
    height += Math.max(...own.map((column) => column.height)) + BAND_GAP;
  });
  const view = views[shape];
  return Math.min(1, view.width / width, view.height / height);
}
