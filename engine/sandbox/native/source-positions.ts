// Stacks of bundled code, in the words of the files that it was made of.

import { SourceMap, type SourceMapPayload } from 'node:module';
import { resolve } from 'node:path';

export class SourcePositions {
  readonly #filename: string;
  readonly #map: string;
  readonly #folder: string;
  #parsed: SourceMap | undefined;

  /** `folder`: where the map lies. */
  constructor(filename: string, map: string, folder: string) {
    this.#folder = folder;
    this.#filename = filename;
    this.#map = map;
  }

  mapped(stack: string): string {
    const lines = stack
      .split('\n')
      .filter((line) => !/retrace-kernel\.js|node:vm|[\\/]native-sandbox\.|evalmachine/.test(line));
    return lines.map((line) => this.#line(line)).join('\n');
  }

  #line(line: string): string {
    const at = line.indexOf(`${this.#filename}:`);
    const [, row, column] = /^:(\d+):(\d+)/.exec(line.slice(at + this.#filename.length)) ?? [];
    if (at < 0 || row === undefined || column === undefined) return line;
    this.#parsed ??= new SourceMap(JSON.parse(this.#map) as SourceMapPayload);
    const entry = this.#parsed.findEntry(Number(row) - 1, Number(column) - 1);
    if (!('originalSource' in entry)) return line;
    const file = resolve(this.#folder, entry.originalSource);
    const end = at + this.#filename.length + row.length + column.length + 2;
    return `${line.slice(0, at)}${file}:${entry.originalLine + 1}:${entry.originalColumn + 1}${line.slice(end)}`;
  }

  /** Every `stack` in it. */
  mappedIn<T>(value: T): T {
    const map = (each: unknown): unknown => {
      if (Array.isArray(each)) return each.map(map);
      if (typeof each !== 'object' || each === null) return each;
      return Object.fromEntries(
        Object.entries(each).map(([key, inner]) => [
          key,
          key === 'stack' && typeof inner === 'string' ? this.mapped(inner) : map(inner),
        ]),
      );
    };
    return map(value) as T;
  }
}
