// Lays out what stands side by side in one frame: columns by what led to what, wrapped into bands, lines between them.

import type { Edge } from './layers.ts';
import { bandsOf, columnsOf } from './layers.ts';
import type { Point } from './route.ts';
import { corneredPath, curvedPath } from './route.ts';
import { rowsOf } from './rows.ts';
import type { Size } from './sizes.ts';
import { BAND_GAP, COLUMN_GAP, ROW_GAP } from './sizes.ts';

export type Box = Point & Size;
export type Level = Size & {
  /** Top left of each item. */
  readonly at: readonly Point[];
  /** For each edge its path, made for a frame whose content begins at an origin. */
  readonly path: readonly ((origin: Point) => string)[];
};

const LANE = 10;
const LANES = 5;

/** Sizes in the order of what happened; edges without circles. */
export function layLevel(sizes: readonly Size[], edges: readonly Edge[]): Level {
  if (edges.length === 0) return gridOf(sizes);
  return new LevelLayout(sizes, edges).lay();
}

/** What nothing connects stands in rows, read like text. */
function gridOf(sizes: readonly Size[]): Level {
  const width = Math.max(0, ...sizes.map((size) => size.width));
  const height = Math.max(0, ...sizes.map((size) => size.height));
  const across = Math.max(
    1,
    sizes.length <= 4 ? 1 : Math.round(Math.sqrt((sizes.length * (height + ROW_GAP) * 2) / (width + ROW_GAP))),
  );
  const at: Point[] = [];
  let top = 0;
  for (let first = 0; first < sizes.length; first += across) {
    const row = sizes.slice(first, first + across);
    row.forEach((_, i) => at.push({ x: i * (width + ROW_GAP), y: top }));
    top += Math.max(...row.map((size) => size.height)) + ROW_GAP;
  }
  return { at, path: [], width: across * (width + ROW_GAP) - ROW_GAP, height: top - ROW_GAP };
}

type Band = { readonly first: number; readonly end: number; top: number; bottom: number };

class LevelLayout {
  readonly #sizes: readonly Size[];
  readonly #edges: readonly Edge[];
  readonly #columns: readonly number[];
  readonly #bands: Band[];
  readonly #left: number[] = [];
  readonly #wide: number[] = [];
  readonly #at: { x: number; y: number }[];
  readonly #lanes: Point[][];
  readonly #leaving = new Map<Band, number[]>();

  constructor(sizes: readonly Size[], edges: readonly Edge[]) {
    this.#sizes = sizes;
    this.#edges = edges;
    this.#columns = columnsOf(sizes.length, edges);
    const starts = bandsOf(sizes, this.#columns, edges);
    const count = Math.max(...this.#columns) + 1;
    this.#bands = starts.map((first, i) => ({ first, end: starts[i + 1] ?? count, top: 0, bottom: 0 }));
    this.#at = sizes.map(() => ({ x: 0, y: 0 }));
    this.#lanes = edges.map(() => []);
  }

  lay(): Level {
    this.#placeColumns();
    let top = 0;
    for (const band of this.#bands) {
      band.top = top;
      band.bottom = top + this.#placeBand(band);
      top = band.bottom + BAND_GAP;
    }
    const wide = Math.max(...this.#left.map((x, column) => x + (this.#wide[column] ?? 0)));
    const width = this.#bands.length > 1 ? wide + COLUMN_GAP : wide;
    const path = this.#edges.map((edge, i) => this.#route(edge, i));
    // Even, so that the middle of a frame is a whole pixel.
    return { at: this.#at, path, width, height: 2 * Math.ceil((top - BAND_GAP) / 2) };
  }

  #placeColumns(): void {
    this.#sizes.forEach(({ width }, item) => {
      const column = this.#column(item);
      this.#wide[column] = Math.max(this.#wide[column] ?? 0, width);
    });
    for (const band of this.#bands) {
      // A wrapped graph keeps room at the left for lines that pass whole bands.
      let x = this.#bands.length > 1 ? LANE * 2 : 0;
      for (let column = band.first; column < band.end; column++) {
        this.#left[column] = x;
        x += (this.#wide[column] ?? 0) + COLUMN_GAP;
      }
    }
  }

  /** Gives rows to the items of a band and to the edges that pass its columns; returns its height. */
  #placeBand(band: Band): number {
    const items = this.#sizes.map((_, item) => item).filter((item) => this.#bandOf(item) === band);
    const slots = items.map((item) => ({
      column: this.#column(item) - band.first,
      height: this.#sizes[item]?.height ?? 0,
    }));
    const slotOf = new Map(items.map((item, slot) => [item, slot]));
    const links: Edge[] = [];
    const passing = new Map<string, number>();
    const lanes: { readonly edge: number; readonly slot: number; readonly column: number }[] = [];
    this.#edges.forEach((edge, i) => {
      let last = slotOf.get(edge.from);
      const to = slotOf.get(edge.to);
      if (last === undefined || to === undefined) return;
      for (let column = this.#column(edge.from) + 1; column < this.#column(edge.to); column++) {
        // Edges of one source share their lane as long as they run side by side.
        const key = `${edge.from} ${column}`;
        const lane = passing.get(key) ?? slots.push({ column: column - band.first, height: 4 }) - 1;
        if (!passing.has(key)) links.push({ from: last, to: lane });
        passing.set(key, lane);
        lanes.push({ edge: i, slot: lane, column });
        last = lane;
      }
      links.push({ from: last, to });
    });
    const centres = rowsOf(slots, links);
    items.forEach((item, slot) => this.#place(item, band, centres[slot] ?? 0));
    for (const { edge, slot, column } of lanes) this.#passColumn(edge, column, band.top + (centres[slot] ?? 0));
    return Math.max(...slots.map(({ height }, slot) => (centres[slot] ?? 0) + height / 2));
  }

  #place(item: number, band: Band, centre: number): void {
    const size = this.#sizes[item] ?? { width: 0, height: 0 };
    const column = this.#column(item);
    // Joints stand in the middle of their column, everything else at its left.
    const inset = size.width < 20 ? ((this.#wide[column] ?? 0) - size.width) / 2 : 0;
    this.#at[item] = { x: (this.#left[column] ?? 0) + inset, y: band.top + Math.round(centre - size.height / 2) };
  }

  #passColumn(edge: number, column: number, y: number): void {
    const x = this.#left[column] ?? 0;
    this.#lanes[edge]?.push({ x, y }, { x: x + (this.#wide[column] ?? 0), y });
  }

  #route(edge: Edge, index: number): (origin: Point) => string {
    const from = this.#port(edge.from, 'right');
    const to = this.#port(edge.to, 'left');
    const [above, below] = [this.#bandOf(edge.from), this.#bandOf(edge.to)];
    if (above === below) {
      const right = { x: this.#right(edge.from), y: from.y };
      const left = { x: this.#left[this.#column(edge.to)] ?? 0, y: to.y };
      const points = [from, right, ...(this.#lanes[index] ?? []), left, to];
      return (origin) => curvedPath(moved(points, origin));
    }
    const points = this.#aroundBands(from, to, edge, above, below);
    return (origin) => corneredPath(moved(points, origin));
  }

  /** Out to the gap at the right, down between the bands, back to the gap before the target. */
  #aroundBands(from: Point, to: Point, edge: Edge, above: Band | undefined, below: Band | undefined): Point[] {
    const lane = this.#laneOf(edge.from, above) * (LANE - 3);
    const out = this.#right(edge.from) + 10 + lane;
    const into = (this.#left[this.#column(edge.to)] ?? 0) - 12;
    const leave = (above?.bottom ?? 0) + 10 + lane;
    const enter = (below?.top ?? 0) - BAND_GAP + 10 + lane;
    const way = [from, { x: out, y: from.y }, { x: out, y: leave }];
    if (leave !== enter) way.push({ x: -lane, y: leave }, { x: -lane, y: enter });
    return [...way, { x: into, y: enter }, { x: into, y: to.y }, to];
  }

  /** Lines out of one band keep apart as long as there is room. */
  #laneOf(item: number, band: Band | undefined): number {
    if (band === undefined) return 0;
    let sources = this.#leaving.get(band);
    if (sources === undefined) {
      const leaving = this.#edges.filter(({ from, to }) => this.#bandOf(from) === band && this.#bandOf(to) !== band);
      sources = [...new Set(leaving.map(({ from }) => from))].sort(
        (a, b) => (this.#at[b]?.y ?? 0) - (this.#at[a]?.y ?? 0),
      );
      this.#leaving.set(band, sources);
    }
    return sources.indexOf(item) % LANES;
  }

  #port(item: number, side: 'left' | 'right'): Point {
    const { x, y } = this.#at[item] ?? { x: 0, y: 0 };
    const { width, height } = this.#sizes[item] ?? { width: 0, height: 0 };
    return { x: side === 'right' ? x + width : x, y: y + Math.round(height / 2) };
  }

  #right(item: number): number {
    const column = this.#column(item);
    return (this.#left[column] ?? 0) + (this.#wide[column] ?? 0);
  }

  #column(item: number): number {
    return this.#columns[item] ?? 0;
  }

  #bandOf(item: number): Band | undefined {
    const column = this.#column(item);
    return this.#bands.find(({ first, end }) => column >= first && column < end);
  }
}

function moved(points: readonly Point[], origin: Point): Point[] {
  return points.map(({ x, y }) => ({ x: x + origin.x, y: y + origin.y }));
}
