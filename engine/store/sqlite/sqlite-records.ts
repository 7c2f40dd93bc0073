// Finds and decodes the records on one page of a SQLite file in any state. Never throws for damage: damaged records are
// left out. The format: https://www.sqlite.org/fileformat2.html, sections 1.6 and 2.

import type { SqlitePages } from './sqlite-pages.ts';

export type SqliteValue = null | number | string | Uint8Array;
/** `table`: a row; `index`: an entry, or a row of a table without rowid. */
export type RecordKind = 'table' | 'index';
/** Where a record begins: its page number and its offset on that page. */
export type RecordPlace = { readonly kind: RecordKind; readonly page: number; readonly at: number };

const tableLeaf = 13;
const indexLeaf = 10;
const indexInterior = 2;
const firstPageHeaderBytes = 100;

export function recordsOn(pages: SqlitePages, number: number): readonly RecordPlace[] {
  const page = pages.page(number);
  const start = number === 1 ? firstPageHeaderBytes : 0;
  if (page === undefined || page.length < start + 8) return [];
  const type = page[start];
  if (type !== tableLeaf && type !== indexLeaf && type !== indexInterior) return [];
  const pointers = start + (type === indexInterior ? 12 : 8);
  const count = page.readUInt16BE(start + 3);
  const places: RecordPlace[] = [];
  for (let i = 0; i < count && pointers + 2 * i + 2 <= page.length; i++) {
    const cell = page.readUInt16BE(pointers + 2 * i);
    // In an interior page, the number of the left child page precedes the entry.
    if (cell >= pointers + 2 * count)
      places.push({
        kind: type === tableLeaf ? 'table' : 'index',
        page: number,
        at: cell + (type === indexInterior ? 4 : 0),
      });
  }
  return places;
}

export type ColumnKind = 'null' | 'integer' | 'real' | 'text' | 'blob';

/** Rowid of a table's record, which must have columns. */
export function readRowid(pages: SqlitePages, { page, at }: RecordPlace): number {
  const bytes = pages.page(page);
  return bytes === undefined ? 0 : readVarint(bytes, readVarint(bytes, at).end).value;
}

/** The kind of each column, without its value; empty if the record is damaged. */
export function readKinds(pages: SqlitePages, { kind, page: number, at }: RecordPlace): readonly ColumnKind[] {
  const page = pages.page(number);
  if (page === undefined) return [];
  try {
    const size = readVarint(page, at);
    const start = kind === 'table' ? readVarint(page, size.end).end : size.end;
    const header = readVarint(page, start);
    const kinds: ColumnKind[] = [];
    for (let next = header.end; next < start + header.value;) {
      const type = readVarint(page, next);
      kinds.push(kindOf(type.value));
      next = type.end;
    }
    return kinds;
  } catch (error) {
    if (error instanceof RangeError) return [];
    throw error;
  }
}

function kindOf(type: number): ColumnKind {
  if (type >= 12) return type % 2 === 1 ? 'text' : 'blob';
  return type === 0 ? 'null' : type === 7 ? 'real' : 'integer';
}

/**
 * The record's first `columns` values, or all if it has fewer; undefined if the record is damaged or a page of it is
 * lost.
 */
export function readRecord(
  pages: SqlitePages,
  place: RecordPlace,
  columns = Infinity,
): readonly SqliteValue[] | undefined {
  try {
    return decoded(pages, place, columns);
  } catch (error) {
    // A damaged number points outside the page.
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

function decoded(
  pages: SqlitePages,
  { kind, page: number, at }: RecordPlace,
  columns: number,
): readonly SqliteValue[] | undefined {
  const page = pages.page(number);
  if (page === undefined) return undefined;
  const size = readVarint(page, at);
  const start = kind === 'table' ? readVarint(page, size.end).end : size.end;
  if (size.value > pages.bytes) return undefined;
  const local = localBytes(kind, size.value, pages.usableBytes);
  const head = page.subarray(start, start + local);
  if (head.length < local) return undefined;
  if (local === size.value) return values(head, columns);
  // Keys are short and come first, so most need no overflow page.
  return (
    (columns === Infinity ? undefined : values(head, columns)) ??
    values(whole(pages, head, size.value, page.readUInt32BE(start + local)), columns)
  );
}

/** Number of payload bytes on the page itself, section 1.6. */
function localBytes(kind: RecordKind, size: number, usable: number): number {
  const most = kind === 'table' ? usable - 35 : Math.floor(((usable - 12) * 64) / 255) - 23;
  if (size <= most) return size;
  const least = Math.floor(((usable - 12) * 32) / 255) - 23;
  const fitting = least + ((size - least) % (usable - 4));
  return fitting <= most ? fitting : least;
}

function whole(pages: SqlitePages, head: Buffer, size: number, firstOverflow: number): Buffer | undefined {
  const parts: Buffer[] = [Buffer.from(head)];
  let left = size - head.length;
  for (let next = firstOverflow; left > 0;) {
    const page = pages.page(next);
    if (page === undefined) return undefined;
    const part = page.subarray(4, Math.min(pages.usableBytes, 4 + left));
    // The file ends within the page.
    if (part.length < Math.min(left, pages.usableBytes - 4)) return undefined;
    parts.push(part);
    left -= part.length;
    next = page.readUInt32BE(0);
  }
  return Buffer.concat(parts);
}

/** The first `columns` values; undefined if the payload is too short. */
function values(payload: Buffer | undefined, columns: number): readonly SqliteValue[] | undefined {
  if (payload === undefined) return undefined;
  const header = readVarint(payload, 0);
  const found: SqliteValue[] = [];
  let at = header.value;
  for (let next = header.end; next < header.value && found.length < columns;) {
    const type = readVarint(payload, next);
    const bytes = bytesOf(type.value);
    if (at + bytes > payload.length) return undefined;
    found.push(valueOf(type.value, payload, at, bytes));
    at += bytes;
    next = type.end;
  }
  return found;
}

/** Size in bytes of a value of this serial type, section 2.1. */
function bytesOf(type: number): number {
  if (type >= 12) return Math.floor((type - 12) / 2);
  return [0, 1, 2, 3, 4, 6, 8, 8, 0, 0, 0, 0][type] ?? 0;
}

/** Returns a copy. */
function valueOf(type: number, payload: Buffer, at: number, bytes: number): SqliteValue {
  if (type === 0) return null;
  if (type === 7) return payload.readDoubleBE(at);
  if (type === 8 || type === 9) return type - 8;
  if (type === 6) return Number(payload.readBigInt64BE(at));
  if (type < 7) return payload.readIntBE(at, bytes);
  const value = payload.subarray(at, at + bytes);
  return type % 2 === 1 ? value.toString('utf8') : new Uint8Array(value);
}

/**
 * Reads a big-endian number of seven bits per byte; the ninth byte counts with all eight bits. Throws RangeError at the
 * end of the bytes.
 */
function readVarint(bytes: Buffer, at: number): { readonly value: number; readonly end: number } {
  let value = 0;
  for (let i = 0; i < 8; i++) {
    const byte = bytes.readUInt8(at + i);
    value = value * 128 + (byte & 127);
    if (byte < 128) return { value, end: at + i + 1 };
  }
  return { value: value * 256 + bytes.readUInt8(at + 8), end: at + 9 };
}
