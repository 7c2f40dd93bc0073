// Both runs as one graph: common operations in the middle, operations of A only above, operations of B only below; left
// to right in order of opening. Downwards the same, with A at the left and B at the right. Operations scheduled by one
// workflow task share a column. Pure; knows no screen.

import { type RowType, rowTypeAt } from '../../engine/model/compare/comparison.ts';
import { NONE } from '../../engine/model/outline.ts';
import type { Lines } from '../session/compare/lines.ts';
import type { Pair } from '../session/compare/pair.ts';
import { kindOfRow, nameOfRow, type SideName, sides, standing } from '../session/compare/row-facts.ts';

export type MergedNode = {
  readonly id: string;
  /** First row of the node, and number of rows. */
  readonly row: number;
  readonly count: number;
  readonly type: RowType;
  /** True for a folded stretch of equal rows; other nodes have rows of one name. */
  readonly fold: boolean;
  /** The beginning or the end of the runs, which has no row: `row` is −1, or the number of rows. */
  readonly end?: 'start' | 'end';
  readonly x: number;
  readonly y: number;
};

/** `both`: both runs take this edge, otherwise only one of them. */
export type MergedEdge = { readonly id: string; readonly path: string; readonly way: SideName | 'both' };

export type MergedGraph = {
  readonly nodes: readonly MergedNode[];
  readonly edges: readonly MergedEdge[];
  /** Number of nodes omitted before and after, in a graph too large to draw. */
  readonly before: number;
  readonly after: number;
};

export const nodeSize = { width: 184, height: 52 } as const;
/** A larger graph is unreadable; only the page with the cursor is drawn. */
const mostNodes = 250;
const mostInColumn = 8;

/**
 * Sizes in px along the way of the runs and across it. `laneGap`: between the middle and the operations of one run;
 * `parts`: where nothing is common, the runs close up to the middle.
 */
type Axes = {
  readonly down: boolean;
  readonly along: number;
  readonly gap: number;
  readonly across: number;
  readonly acrossGap: number;
  readonly laneGap: number;
  readonly parts: boolean;
};
const { width, height } = nodeSize;
const rightwards: Axes = {
  down: false,
  along: width,
  gap: 44,
  across: height,
  acrossGap: 14,
  laneGap: 30,
  parts: false,
};
const downwards: Axes = { down: true, along: height, gap: 34, across: width, acrossGap: 14, laneGap: 12, parts: true };

type Item = Omit<MergedNode, 'x' | 'y'>;
/** A node by its place along the way of the runs and across it. */
type Placed = Item & { readonly at: number; readonly aside: number };

export function mergedGraph(pair: Pair, lines: Lines, cursor: number, down = false): MergedGraph {
  const axes = down ? downwards : rightwards;
  const all = itemsOf(pair, lines);
  const here = Math.max(
    0,
    all.findLastIndex(({ row }) => row <= cursor),
  );
  const from = Math.floor(here / mostNodes) * mostNodes;
  const items = all.slice(from, from + mostNodes);
  const after = all.length - from - items.length;
  const columns = [
    ...(from === 0 ? [[beginning]] : []),
    ...columnsOf(pair, items),
    ...(after === 0 ? [endsOf(pair)] : []),
  ].map((column, index) => placed(column, index, axes));
  return {
    nodes: columns.flat().map((node) => turned(node, axes)),
    edges: edgesOf(columns, axes),
    before: from,
    after,
  };
}

function turned({ at, aside, ...item }: Placed, { down }: Axes): MergedNode {
  return down ? { ...item, x: aside, y: at } : { ...item, x: at, y: aside };
}

const beginning: Item = { id: 'start', row: -1, count: 0, type: 'same', fold: false, end: 'start' };

/** Runs that ended alike share their end. */
function endsOf({ comparison: { rows, outcome } }: Pair): readonly Item[] {
  const end = { row: rows.type.length, count: 0, fold: false, end: 'end' } as const;
  if (outcome.status.left === outcome.status.right) return [{ ...end, id: 'end', type: 'same' }];
  return sides.map((side) => ({ ...end, id: `end ${side}`, type: side }));
}

/** Items from lines; three or more similar lines in a row become one item. */
function itemsOf(pair: Pair, { count, row, fold }: Lines): readonly Item[] {
  const items: Item[] = [];
  for (let line = 0; line < count;) {
    const length = fold[line]!;
    const first = row[line]!;
    if (length < 0) line++;
    else if (length > 0) {
      items.push({ id: `fold ${first}`, row: first, count: length, type: 'same', fold: true });
      line++;
    } else {
      const end = endOfAlike(pair, { count, row, fold }, line);
      const alike = end - line >= 3 ? end - line : 1;
      items.push({
        id: `row ${first}`,
        row: first,
        count: alike,
        type: rowTypeAt(pair.comparison.rows, first),
        fold: false,
      });
      line += alike;
    }
  }
  return items;
}

function endOfAlike(pair: Pair, { count, row, fold }: Lines, from: number): number {
  const { type, changes } = pair.comparison.rows;
  const first = row[from]!;
  const name = nameOfRow(pair, first);
  let end = from + 1;
  while (
    end < count &&
    fold[end] === 0 &&
    type[row[end]!] === type[first] &&
    changes[row[end]!] === changes[first] &&
    kindOfRow(pair, row[end]!) === kindOfRow(pair, first) &&
    nameOfRow(pair, row[end]!) === name
  )
    end++;
  return end;
}

/**
 * Each item is right of the items before it in its run: where the runs part, both branches stand in parallel columns.
 */
function columnsOf(pair: Pair, items: readonly Item[]): readonly (readonly Item[])[] {
  const columns: Item[][] = [];
  const last: Record<SideName, { readonly column: number; readonly item: Item } | null> = { left: null, right: null };
  for (const item of items) {
    const own = sides.filter((side) => laneOf(item) === side || laneOf(item) === 'both');
    const column = Math.max(...own.map((side) => columnAfter(pair, columns, last[side], item)));
    (columns[column] ??= []).push(item);
    for (const side of own) last[side] = { column, item };
  }
  return columns;
}

function columnAfter(
  pair: Pair,
  columns: readonly (readonly Item[])[],
  before: { readonly column: number; readonly item: Item } | null,
  item: Item,
): number {
  if (before === null) return 0;
  const room = (columns[before.column]?.length ?? 0) < mostInColumn;
  return room && together(pair, before.item, item) ? before.column : before.column + 1;
}

/** True for items scheduled by the same workflow task, in either run. */
function together(pair: Pair, a: Item, b: Item): boolean {
  if (a.fold || b.fold) return false;
  return sides.some((side) => {
    const task = taskOf(pair, a.row, side);
    return task !== NONE && task === taskOf(pair, b.row, side);
  });
}

function taskOf(pair: Pair, row: number, side: SideName): number {
  const operation = standing(pair, row, side);
  return operation === NONE ? NONE : (pair[side].outline.operations.task[operation] ?? NONE);
}

/** Places items of A only to one side of the middle, items of B only to the other. */
function placed(items: readonly Item[], column: number, axes: Axes): readonly Placed[] {
  const { along, gap, across, acrossGap, laneGap, parts } = axes;
  const at = column * (along + gap);
  const step = across + acrossGap;
  const lanes = Map.groupBy(items, laneOf);
  const middle = lanes.get('both') ?? [];
  const half = (Math.max(parts ? 0 : 1, middle.length) * step) / 2;
  const [above, below] = [lanes.get('left') ?? [], lanes.get('right') ?? []];
  return [
    ...above.map((item, i) => ({ ...item, at, aside: -half - laneGap - (above.length - i) * step })),
    ...middle.map((item, i) => ({ ...item, at, aside: -half + i * step })),
    ...below.map((item, i) => ({ ...item, at, aside: half + laneGap + i * step })),
  ];
}

function laneOf({ type }: Item): SideName | 'both' {
  if (type === 'left' || type === 'movedFrom') return 'left';
  return type === 'right' || type === 'movedTo' ? 'right' : 'both';
}

/** The path of each run through the columns in which it has items. */
function edgesOf(columns: readonly (readonly Placed[])[], axes: Axes): readonly MergedEdge[] {
  const ways = new Map<string, { path: string; way: MergedEdge['way'] }>();
  for (const side of sides) {
    let before: readonly Placed[] = [];
    for (const column of columns) {
      const here = column.filter((node) => laneOf(node) === 'both' || laneOf(node) === side);
      if (here.length === 0) continue;
      for (const { id, path } of linesBetween(before, here, axes))
        ways.set(id, { path, way: ways.has(id) ? 'both' : side });
      before = here;
    }
  }
  return [...ways].map(([id, { path, way }]) => ({ id, path, way }));
}

/** Many-to-many edges meet in one point: n + m lines. */
function linesBetween(
  from: readonly Placed[],
  to: readonly Placed[],
  axes: Axes,
): readonly { readonly id: string; readonly path: string }[] {
  const { along, gap, across } = axes;
  const middleOf = ({ aside }: Placed): number => aside + across / 2;
  const line = (id: string, ...ends: readonly [number, number, number, number]) => ({ id, path: curve(axes, ...ends) });
  if (from.length < 2 || to.length < 2)
    return from.flatMap((a) => to.map((b) => line(`${a.id} > ${b.id}`, a.at + along, middleOf(a), b.at, middleOf(b))));
  const at = from[0]!.at + along + gap / 2;
  const aside = from.concat(to).reduce((sum, node) => sum + middleOf(node), 0) / (from.length + to.length);
  const joint = `${from[0]!.id} * ${to[0]!.id}`;
  return [
    ...from.map((a) => line(`${a.id} > ${joint}`, a.at + along, middleOf(a), at, aside)),
    ...to.map((b) => line(`${joint} > ${b.id}`, at, aside, b.at, middleOf(b))),
  ];
}

function curve({ down }: Axes, from: number, fromAside: number, to: number, toAside: number): string {
  const bend = Math.min(60, (to - from) / 2);
  const point = (at: number, aside: number): string => (down ? `${aside} ${at}` : `${at} ${aside}`);
  return `M${point(from, fromAside)}C${point(from + bend, fromAside)} ${point(to - bend, toAside)} ${point(to, toAside)}`;
}
