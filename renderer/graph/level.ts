// Lays out the items of one frame: columns by cause and effect, wrapped into bands, with edges between them.

import type { Edge, Shape } from './layers.ts';
import { bandsOf, columnsOf, wrapOf } from './layers.ts';
import type { Point } from './route.ts';
import { corneredPath, curvedPath } from './route.ts';
import { rowsOf } from './rows.ts';
import { rowsAround } from './rows-around.ts';
import type { Size } from './sizes.ts';
import { BAND_GAP, COLUMN_GAP, ROW_GAP } from './sizes.ts';

export type Box = Point & Size;
export type Level = Size & {
  /** Top left of each item, in px. */
  readonly at: readonly Point[];
  /** The path of each edge, as a function of the origin of the frame's content. */
  readonly path: readonly ((origin: Point) => string)[];
};

const LANE = 10;
const LANES = 5;

/** Positions in a level, kept while the run grows. `across`: number of columns of a grid, 0 = no grid. */
export type LevelStanding = {
  readonly across: number;
  readonly bands: readonly { readonly first: number; readonly top: number }[];
  readonly left: readonly number[];
  readonly wide: readonly number[];
  /** Positions by id; `top` is measured in px from the top of the band. */
  readonly items: ReadonlyMap<string, { readonly column: number; readonly top: number }>;
};

/** The items to lay out. `ids`: the id of the item itself, then those of its nodes; edges are acyclic. */
export type LevelItems = {
  /** In order of occurrence. */
  readonly sizes: readonly Size[];
  readonly ids: readonly (readonly string[])[];
  readonly edges: readonly Edge[];
  readonly shape: Shape;
};

/** Items of the previous layout keep their places, where most of them still exist. */
export function layLevel(items: LevelItems, before?: LevelStanding): Level & { readonly standing: LevelStanding } {
  const { sizes, edges, ids } = items;
  if (edges.length === 0) {
    const across = Math.max(before?.across ?? 0, 0);
    return gridOf(sizes, before !== undefined && across > 0 && sizes.length >= 4 ? across : acrossOf(sizes));
  }
  const stays = before !== undefined && before.across === 0 && keepsMost(ids, before);
  return new LevelLayout(items, stays ? before : undefined).lay();
}

function keepsMost(ids: LevelItems['ids'], { items }: LevelStanding): boolean {
  const kept = ids.filter((own) => own.some((id) => items.has(id)));
  return kept.length * 2 >= items.size;
}

function acrossOf(sizes: readonly Size[]): number {
  const width = Math.max(0, ...sizes.map((size) => size.width));
  const height = Math.max(0, ...sizes.map((size) => size.height));
  return Math.max(
    1,
    sizes.length <= 4 ? 1 : Math.round(Math.sqrt((sizes.length * (height + ROW_GAP) * 2) / (width + ROW_GAP))),
  );
}

/** Unconnected items are arranged in rows, read like text. */
function gridOf(sizes: readonly Size[], across: number): Level & { readonly standing: LevelStanding } {
  const width = Math.max(0, ...sizes.map((size) => size.width));
  const at: Point[] = [];
  let top = 0;
  for (let first = 0; first < sizes.length; first += across) {
    const row = sizes.slice(first, first + across);
    row.forEach((_, i) => at.push({ x: i * (width + ROW_GAP), y: top }));
    top += Math.max(...row.map((size) => size.height)) + ROW_GAP;
  }
  const standing = { across, bands: [], left: [], wide: [], items: new Map() };
  return { at, path: [], width: across * (width + ROW_GAP) - ROW_GAP, height: top - ROW_GAP, standing };
}

type Band = { readonly first: number; readonly end: number; top: number; bottom: number };

class LevelLayout {
  readonly #sizes: readonly Size[];
  readonly #ids: LevelItems['ids'];
  readonly #edges: readonly Edge[];
  readonly #shape: Shape;
  readonly #before: LevelStanding | undefined;
  readonly #columns: readonly number[];
  readonly #bands: Band[];
  readonly #left: number[] = [];
  readonly #wide: number[] = [];
  readonly #at: { x: number; y: number }[];
  readonly #lanes: Point[][];
  readonly #leaving = new Map<Band, number[]>();

  constructor({ sizes, ids, edges, shape }: LevelItems, before: LevelStanding | undefined) {
    this.#sizes = sizes;
    this.#ids = ids;
    this.#edges = edges;
    this.#shape = shape;
    this.#before = before;
    this.#columns = before === undefined ? columnsOf(sizes.length, edges) : this.#columnsBehind(before);
    const starts = before === undefined ? bandsOf(sizes, this.#columns, edges, shape) : this.#startsBehind(before);
    const count = Math.max(...this.#columns) + 1;
    this.#bands = starts.map((first, i) => ({ first, end: starts[i + 1] ?? count, top: 0, bottom: 0 }));
    this.#at = sizes.map(() => ({ x: 0, y: 0 }));
    this.#lanes = edges.map(() => []);
  }

  lay(): Level & { readonly standing: LevelStanding } {
    this.#placeColumns();
    let top = 0;
    for (const [i, band] of this.#bands.entries()) {
      band.top = Math.max(top, this.#before?.bands[i]?.top ?? 0);
      band.bottom = band.top + this.#placeBand(band);
      top = band.bottom + BAND_GAP;
    }
    const wide = Math.max(...this.#left.map((x, column) => x + (this.#wide[column] ?? 0)));
    const width = this.#bands.length > 1 ? wide + COLUMN_GAP : wide;
    const path = this.#edges.map((edge, i) => this.#route(edge, i));
    // Even, so that the middle of a frame is a whole pixel.
    return {
      at: this.#at,
      path,
      width,
      height: 2 * Math.ceil((top - BAND_GAP) / 2),
      standing: this.#standing(),
    };
  }

  #standing(): LevelStanding {
    const items = this.#ids.map(([id = ''], item) => {
      const top = (this.#at[item]?.y ?? 0) - (this.#bandOf(item)?.top ?? 0);
      return [id, { column: this.#column(item), top }] as const;
    });
    return { across: 0, bands: this.#bands, left: this.#left, wide: this.#wide, items: new Map(items) };
  }

  /** Position of the item, or of a node now in it, in the previous layout; undefined for a new item. */
  #stood(item: number): { readonly column: number; readonly top: number } | undefined {
    const id = this.#ids[item]?.find((each) => this.#before?.items.has(each) === true);
    return id === undefined ? undefined : this.#before?.items.get(id);
  }

  /** Old items keep their column; a new item goes behind its sources, and never into a band above the last. */
  #columnsBehind({ bands }: LevelStanding): number[] {
    const order = columnsOf(this.#sizes.length, this.#edges);
    const columns = this.#sizes.map((_, item) => this.#stood(item)?.column);
    const least = bands.at(-1)?.first ?? 0;
    const leading: number[][] = this.#sizes.map(() => []);
    for (const { from, to } of this.#edges) leading[to]?.push(from);
    const fresh = order.map((_, item) => item).filter((item) => columns[item] === undefined);
    for (const item of fresh.sort((a, b) => order[a]! - order[b]!))
      columns[item] = Math.max(least, ...leading[item]!.map((from) => (columns[from] ?? 0) + 1));
    return columns.map((column) => column ?? 0);
  }

  /** Starts of the existing bands, and of new ones where the last band would become too wide to read. */
  #startsBehind({ bands, left, wide }: LevelStanding): number[] {
    const starts = bands.map(({ first }) => first);
    const widest = Math.max(wrapOf(this.#shape), ...left.map((x, column) => x + (wide[column] ?? 0)));
    const count = Math.max(...this.#columns) + 1;
    const wideOf = (column: number): number =>
      Math.max(
        wide[column] ?? 0,
        ...this.#sizes.filter((_, item) => this.#columns[item] === column).map((size) => size.width),
      );
    let end = Math.max(0, ...left.slice(starts.at(-1) ?? 0).map((x, i) => x + (wide[(starts.at(-1) ?? 0) + i] ?? 0)));
    for (let column = left.length; column < count; column++) {
      const own = wideOf(column);
      if (end + COLUMN_GAP + own > widest) {
        starts.push(column);
        end = LANE * 2 + own;
      } else end += COLUMN_GAP + own;
    }
    return starts;
  }

  #placeColumns(): void {
    this.#sizes.forEach(({ width }, item) => {
      const column = this.#column(item);
      this.#wide[column] = Math.max(this.#wide[column] ?? 0, width);
    });
    for (const band of this.#bands) {
      // A wrapped graph has room at the left for lines that pass whole bands.
      let x = this.#bands.length > 1 ? LANE * 2 : 0;
      for (let column = band.first; column < band.end; column++) {
        // An old column may have widened: the columns behind it then move to the right.
        const left =
          column === band.first ? (this.#before?.left[column] ?? x) : Math.max(x, this.#before?.left[column] ?? 0);
        this.#left[column] = left;
        x = left + Math.max(this.#wide[column] ?? 0, this.#before?.wide[column] ?? 0) + COLUMN_GAP;
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
        // Edges of one source share a lane while they run in parallel.
        const key = `${edge.from} ${column}`;
        const lane = passing.get(key) ?? slots.push({ column: column - band.first, height: 4 }) - 1;
        if (!passing.has(key)) links.push({ from: last, to: lane });
        passing.set(key, lane);
        lanes.push({ edge: i, slot: lane, column });
        last = lane;
      }
      links.push({ from: last, to });
    });
    const centres =
      this.#before === undefined
        ? rowsOf(slots, links)
        : rowsAround(
            slots,
            links,
            items.map((item) => this.#stood(item)?.top),
          );
    items.forEach((item, slot) => this.#place(item, band, centres[slot] ?? 0));
    for (const { edge, slot, column } of lanes) this.#passColumn(edge, column, band.top + (centres[slot] ?? 0));
    // A band of the previous layout may have lost all its items.
    return Math.max(0, ...slots.map(({ height }, slot) => (centres[slot] ?? 0) + height / 2));
  }

  #place(item: number, band: Band, centre: number): void {
    const size = this.#sizes[item] ?? { width: 0, height: 0 };
    const column = this.#column(item);
    // Joints are centred in their column, other items are at its left.
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

  /** Goes right into the gap, down between the bands, back to the gap before the target. */
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

  /** Lines out of one band have separate lanes as long as there is room. */
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
