// SQLite files of other programs that are told by the tables in them, read only.

import type { Json, JsonObject } from '../model/json.ts';
import { RetraceError } from '../model/errors.ts';
import { ForeignDatabase } from '../store/foreign/foreign-database.ts';
import type { Entry } from './entry.ts';

const sqliteMark = 'SQLite format 3\0';

export function isSqlite(head: Buffer): boolean {
  return head.toString('latin1', 0, sqliteMark.length) === sqliteMark;
}

/** Where the file lies, if it is a SQLite file with all of these tables: only what lies on a disk can be opened. */
export function databaseWith(entry: Entry, names: readonly string[]): string | undefined {
  if (entry.type !== 'file' || entry.path === undefined) return undefined;
  return isSqlite(entry.head) && hasTables(entry.path, names) ? entry.path : undefined;
}

function hasTables(path: string, names: readonly string[]): boolean {
  let db: ForeignDatabase | undefined;
  try {
    db = new ForeignDatabase(path);
    const tables = tablesOf(db);
    return names.every((name) => tables.has(name));
  } catch (error) {
    if (error instanceof RetraceError && error.code === 'database-locked') throw error;
    // Whoever takes every file says what is wrong with it.
    return false;
  } finally {
    db?.close();
  }
}

export function tablesOf(db: ForeignDatabase): ReadonlySet<unknown> {
  return new Set(db.all(`select name from sqlite_master where type = 'table'`).map(({ name }) => name));
}

/** A row as JSON. Integers beyond JavaScript's exact range become texts of digits, bytes become base64. */
export function rowOf(row: Record<string, unknown>): JsonObject {
  return Object.fromEntries(Object.entries(row).map(([key, value]) => [key, columnOf(value)]));
}

function columnOf(value: unknown): Json {
  if (typeof value === 'bigint') return Number.isSafeInteger(Number(value)) ? Number(value) : String(value);
  if (value instanceof Uint8Array) return Buffer.from(value).toString('base64');
  return value as Json;
}
