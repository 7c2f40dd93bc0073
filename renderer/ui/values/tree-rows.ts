// The rows of a payload tree: only opened parts become rows. Payloads that the engine decoded appear as their value.

import type { Json } from '../../../engine/model/json.ts';
import { isObject } from '../../../engine/model/json.ts';
import { type ShownPayload, shownPayloadOf } from '../../../engine/model/shown-payload.ts';
import { textBlocks } from './text-blocks.ts';

export type RowShape = 'object' | 'array' | 'string' | 'number' | 'boolean' | 'null' | 'bytes' | 'encrypted' | 'block';

export type TreeRow = {
  /** A JSON pointer, so the same place has the same id in every event. Blocks of a text add `#n`. */
  readonly id: string;
  readonly depth: number;
  /** null for a block of a text. */
  readonly key: string | number | null;
  readonly shape: RowShape;
  /** The decoded value; for a block of a text, the block's piece of the text. */
  readonly value: Json;
  /** The keys from the row's place to its value: a list of payloads is shown as its content. */
  readonly through: readonly (string | number)[];
  /** null where the row cannot be opened. */
  readonly open: boolean | null;
  readonly count: number;
  /** The encoding of the value, where the engine decoded it. */
  readonly tag: string | null;
  readonly note: string | null;
  /** The event with this seq, where the value is an event id. */
  readonly link: number | null;
  /** Position among the siblings, counted from 1. */
  readonly position: number;
  readonly siblings: number;
};

export type Entries = readonly (readonly [key: string | number, value: Json])[];

/** Texts up to this length are shown whole. */
export const shortText = 200;
/** Maximum number of parts of a value that opens by itself in depth. */
const smallParts = 60;
/** Depth to which such a small value opens, and the depth for a bigger value. */
const smallDepth = 8;
const bigDepth = 2;
const bigCount = 50;

/** The parts of an object or a list; none for other values. */
export function entriesOf(value: Json): Entries {
  if (Array.isArray(value)) return value.map((entry: Json, index): [number, Json] => [index, entry]);
  if (!isObject(value)) return [];
  return Object.entries(value).flatMap(([key, entry]): [string, Json][] => (entry === undefined ? [] : [[key, entry]]));
}

function countOf(value: Json): number {
  if (Array.isArray(value)) return value.length;
  return isObject(value) ? Object.keys(value).length : 0;
}

/**
 * `opened`: rows that a person opened or closed, by row id. Event ids up to `events` are links. `closed`: open nothing
 * at first.
 */
export function treeRows(
  entries: Entries,
  opened: ReadonlyMap<string, boolean>,
  events: number,
  closed = false,
): TreeRow[] {
  const small = partsOf(entries, smallParts) <= smallParts;
  const rows: TreeRow[] = [];
  addRows({ rows, opened, events, depthAtFirst: closed ? 0 : small ? smallDepth : bigDepth, small }, entries, '', 0);
  return rows;
}

type Build = {
  readonly rows: TreeRow[];
  readonly opened: ReadonlyMap<string, boolean>;
  readonly events: number;
  readonly depthAtFirst: number;
  readonly small: boolean;
};

function addRows(build: Build, entries: Entries, under: string, depth: number): void {
  entries.forEach(([key, value], index) => {
    const id = `${under}/${pointerPart(key)}`;
    const { shape, held, tag, note, through } = look(value);
    const count = shape === 'object' || shape === 'array' ? countOf(held) : 0;
    const opens = count > 0 || (shape === 'string' && isLong(held));
    const open = opens ? (build.opened.get(id) ?? opensAtFirst(build, shape, depth, count)) : null;
    const link = linkOf(key, held, build.events);
    build.rows.push({
      id,
      depth,
      key,
      shape,
      value: held,
      through,
      open,
      count,
      tag,
      note,
      link,
      position: index + 1,
      siblings: entries.length,
    });
    if (open !== true) return;
    if (typeof held === 'string') addBlocks(build, held, id, depth + 1);
    else addRows(build, entriesOf(held), id, depth + 1);
  });
}

function addBlocks({ rows }: Build, text: string, under: string, depth: number): void {
  const blocks = textBlocks(text);
  const plain = {
    depth,
    key: null,
    shape: 'block',
    open: null,
    through: [],
    count: 0,
    tag: null,
    note: null,
    link: null,
  } as const;
  blocks.forEach((value, index) =>
    rows.push({ ...plain, id: `${under}#${index}`, value, position: index + 1, siblings: blocks.length }),
  );
}

function opensAtFirst({ depthAtFirst, small }: Build, shape: RowShape, depth: number, count: number): boolean {
  if (shape === 'string') return false;
  return depth < depthAtFirst && (small || count <= bigCount);
}

/** True for a text of several lines, or longer than a row shows. */
function isLong(value: Json): boolean {
  return typeof value === 'string' && (value.length > shortText || value.includes('\n'));
}

type Look = Pick<TreeRow, 'shape' | 'tag' | 'note' | 'through'> & { readonly held: Json };

/** The value that a row represents, and its appearance. */
export function look(value: Json): Look {
  const payload = shownPayloadOf(value);
  if (payload !== undefined) return payloadLook(payload);
  const payloads = payloadsOf(value);
  const only = payloads?.length === 1 ? shownPayloadOf(payloads[0]) : undefined;
  if (only !== undefined) return { ...payloadLook(only), through: ['payloads', 0] };
  if (payloads !== undefined) return { shape: 'array', held: payloads, tag: null, note: null, through: ['payloads'] };
  return { shape: shapeOf(value), held: value, tag: null, note: null, through: [] };
}

/** The payloads of `{ payloads: […] }` without other keys. */
function payloadsOf(value: Json): readonly Json[] | undefined {
  if (!isObject(value) || Object.keys(value).length !== 1) return undefined;
  const payloads = value['payloads'];
  return Array.isArray(payloads) && payloads.every((each: Json) => shownPayloadOf(each) !== undefined)
    ? (payloads as Json[])
    : undefined;
}

/** A history may contain a look-alike of a decoded payload: the type of every field is checked. */
function payloadLook({ encoding, type, value, text, bytes, head, encrypted, note }: ShownPayload): Look {
  const plain = { through: [] } as const;
  const tag = [encoding, type].filter((part) => typeof part === 'string' && part !== '').join(' ') || null;
  const said = typeof note === 'string' ? note : null;
  if (encrypted === true) return { shape: 'encrypted', held: encoding, tag: null, note: said, ...plain };
  if (value !== undefined) return { shape: shapeOf(value), held: value, tag, note: said, ...plain };
  if (typeof text === 'string') return { shape: 'string', held: text, tag, note: said, ...plain };
  const size = typeof bytes === 'number' ? bytes : 0;
  return {
    shape: 'bytes',
    held: { bytes: size, head: typeof head === 'string' ? head : '' },
    tag,
    note: said,
    ...plain,
  };
}

function shapeOf(value: Json): RowShape {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'array';
  const type = typeof value;
  return type === 'string' || type === 'number' || type === 'boolean' ? type : 'object';
}

/** Event ids are numbers or decimal text; 0 and ids of no event are not links. */
function linkOf(key: string | number, value: Json, events: number): number | null {
  if (typeof key !== 'string' || !/(?:^e|E)ventId$/.test(key) || key === 'eventId') return null;
  if (typeof value !== 'number' && (typeof value !== 'string' || !/^\d{1,9}$/.test(value))) return null;
  const seq = Number(value);
  return Number.isInteger(seq) && seq >= 1 && seq <= events ? seq : null;
}

/** Total number of parts; stops counting above `limit`. */
function partsOf(entries: Entries, limit: number): number {
  let count = entries.length;
  const rest: Entries[] = [entries];
  for (let next = rest.pop(); next !== undefined && count <= limit; next = rest.pop()) {
    for (const [, value] of next) {
      const { held } = look(value);
      count += countOf(held);
      if (count > limit) break;
      rest.push(entriesOf(held));
    }
  }
  return count;
}

export function pointerPart(key: string | number): string {
  return String(key).replaceAll('~', '~0').replaceAll('/', '~1');
}
