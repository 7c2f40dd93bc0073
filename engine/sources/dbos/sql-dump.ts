// The rows in what pg_dump writes as SQL: COPY blocks, or INSERT statements with or without the names of the columns.
// Source: PostgreSQL 15 documentation, pg_dump, COPY (text format), 4.1.2 (string constants).

import type { JsonObject } from '../../model/json.ts';

export type Tables = ReadonlyMap<string, readonly JsonObject[]>;

type Found = { readonly rows: Map<string, JsonObject[]>; readonly columns: Map<string, readonly string[]> };

/** By the names of the tables, without their schema. What cannot be read of a statement is left out. */
export function tablesInDump(text: string): Tables {
  const found: Found = { rows: new Map(), columns: new Map() };
  for (let at = 0; at < text.length;) at = statementAt(text, at, found);
  return found.rows;
}

/** `at`: where a line begins. Gives where the next one begins that is of no statement read here. */
function statementAt(text: string, at: number, found: Found): number {
  if (text.startsWith('COPY ', at)) return copyAt(text, at, found);
  if (text.startsWith('INSERT INTO ', at)) return insertAt(text, at, found);
  if (text.startsWith('CREATE TABLE ', at)) return tableAt(text, at, found);
  const next = lineAfter(text, at);
  // The body of a function is text, whatever stands in it.
  const quote = text.startsWith('--', at) ? undefined : /\$\w*\$/.exec(text.slice(at, next));
  if (!quote) return next;
  const end = text.indexOf(quote[0], at + quote.index + quote[0].length);
  return end === -1 ? text.length : lineAfter(text, end);
}

function lineAfter(text: string, at: number): number {
  const end = text.indexOf('\n', at);
  return end === -1 ? text.length : end + 1;
}

function lineAt(text: string, at: number): string {
  return text.slice(at, lineAfter(text, at)).replace(/\r?\n$/, '');
}

function namesIn(list: string): readonly string[] {
  return list.split(',').map((name) => name.trim().replaceAll('"', ''));
}

function rowsOf(found: Found, table: string): JsonObject[] {
  const rows = found.rows.get(table) ?? [];
  found.rows.set(table, rows);
  return rows;
}

const table = String.raw`(?:"?\w+"?\.)?"?(\w+)"?`;
const copyHead = new RegExp(String.raw`^COPY ${table} \(([^)]*)\) FROM stdin;$`);
const insertHead = new RegExp(String.raw`INSERT INTO ${table}\s*(?:\(([^)]*)\)\s*)?VALUES\s*`, 'y');
const createHead = new RegExp(String.raw`^CREATE TABLE (?:IF NOT EXISTS )?${table} \($`);

function copyAt(text: string, from: number, found: Found): number {
  const [, name, list] = copyHead.exec(lineAt(text, from)) ?? [];
  let at = lineAfter(text, from);
  if (name === undefined || list === undefined) return at;
  const [columns, rows] = [namesIn(list), rowsOf(found, name)];
  for (; at < text.length; at = lineAfter(text, at)) {
    const line = lineAt(text, at);
    if (line === String.raw`\.`) return lineAfter(text, at);
    rows.push(rowOf(columns, line.split('\t').map(unescaped)));
  }
  return at;
}

/** The names of its columns, in their order: an INSERT may leave them out. */
function tableAt(text: string, from: number, found: Found): number {
  const name = createHead.exec(lineAt(text, from))?.[1];
  let at = lineAfter(text, from);
  if (name === undefined) return at;
  const columns: string[] = [];
  for (; at < text.length && !text.startsWith(')', at); at = lineAfter(text, at)) {
    const column = /^\s+"?(\w+)"? /.exec(lineAt(text, at))?.[1];
    if (column !== undefined && column !== 'CONSTRAINT') columns.push(column);
  }
  found.columns.set(name, columns);
  rowsOf(found, name);
  return lineAfter(text, at);
}

function insertAt(text: string, from: number, found: Found): number {
  insertHead.lastIndex = from;
  const head = insertHead.exec(text);
  const columns = head?.[2] === undefined ? found.columns.get(head?.[1] ?? '') : namesIn(head[2]);
  if (head === null || columns === undefined) return lineAfter(text, from);
  const rows = rowsOf(found, head[1]!);
  let at = insertHead.lastIndex;
  while (text[at] === '(') {
    const values: (string | null)[] = [];
    const end = valuesAt(text, at + 1, values);
    if (end === undefined) return lineAfter(text, from);
    rows.push(rowOf(columns, values));
    at = end;
    while (text[at] === ',' || /\s/.test(text[at] ?? '')) at++;
  }
  return lineAfter(text, at);
}

const literal = /\s*(?:(E?)'([^']*(?:''[^']*)*)'|([^',()\s]+))\s*([,)])/y;

/** Gives where the row is over; undefined where it is written otherwise. */
function valuesAt(text: string, from: number, into: (string | null)[]): number | undefined {
  literal.lastIndex = from;
  for (let found = literal.exec(text); found !== null; found = literal.exec(text)) {
    const [, escapes, quoted, plain, end] = found;
    const written = quoted?.replaceAll("''", "'");
    into.push(
      written === undefined ? (plain === 'NULL' ? null : plain!) : escapes === 'E' ? unescaped(written) : written,
    );
    if (end === ')') return literal.lastIndex;
  }
  return undefined;
}

const numbers = /(?:_at|_ms)$|^function_id$/;

function rowOf(columns: readonly string[], values: readonly (string | null)[]): JsonObject {
  return Object.fromEntries(
    columns.map((name, i) => {
      const value = values[i] ?? null;
      const isNumber = value !== null && numbers.test(name) && /^-?\d{1,15}$/.test(value);
      return [name, isNumber ? Number(value) : value];
    }),
  );
}

const letters: Readonly<Record<string, string>> = { b: '\b', f: '\f', n: '\n', r: '\r', t: '\t', v: '\v' };

/** `\N` alone is null. */
function unescaped(text: string): string | null {
  if (text === String.raw`\N`) return null;
  if (!text.includes('\\')) return text;
  return text.replaceAll(/\\(?:([0-7]{1,3})|x([0-9a-fA-F]{1,2})|([^]))/g, (_, octal, hex, letter) => {
    if (octal !== undefined) return String.fromCharCode(Number.parseInt(octal as string, 8));
    if (hex !== undefined) return String.fromCharCode(Number.parseInt(hex as string, 16));
    return letters[letter as string] ?? (letter as string);
  });
}
