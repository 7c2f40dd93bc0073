// Converts positions in a loaded script to positions in its bundled sources.

import { SourceMap, type SourceMapPayload } from 'node:module';
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Line and column from 1. */
export type Position = {
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly name?: string;
};

const framePattern = /^\s*at (?:(?:async )?(.*?) \()?(?:async )?([^()]+?):(\d+):(\d+)\)?$/;
/** Paths of the SDK and its dependencies: not a person's code. */
const ofTheSdk = /[\\/]node_modules[\\/](@temporalio|nexus-rpc|long|protobufjs|ms)[\\/]/;

export class SourcePositions {
  readonly #filename: string;
  readonly #folder: string;
  readonly #written: string;
  #map: SourceMap | undefined;
  readonly #known = new Map<string, Position | null>();

  /**
   * `filename`: the script's name in stacks; `map`: its source map, as JSON; `folder`: the map's folder. The map is
   * read on first use.
   */
  constructor(filename: string, map: string, folder: string) {
    this.#filename = filename;
    this.#written = map;
    this.#folder = folder;
  }

  /** The positions of a stack in a person's code, the innermost first. */
  ofStack(stack: string): readonly Position[] {
    return stack.split('\n').flatMap((line) => {
      const [, name, file, row, column] = framePattern.exec(line) ?? [];
      if (file !== this.#filename || row === undefined || column === undefined) return [];
      const position = this.#original(Number(row), Number(column));
      if (position === null) return [];
      const called = name?.replace(/^(Object|Module|globalThis)\./, '');
      return [
        called === undefined || called === '' || called === '<anonymous>' ? position : { ...position, name: called },
      ];
    });
  }

  #original(line: number, column: number): Position | null {
    const key = `${line}:${column}`;
    let known = this.#known.get(key);
    if (known === undefined) {
      known = this.#look(line, column);
      this.#known.set(key, known);
    }
    return known;
  }

  #look(line: number, column: number): Position | null {
    this.#map ??= new SourceMap(JSON.parse(this.#written) as SourceMapPayload);
    const entry = this.#map.findEntry(line - 1, column - 1);
    if (!('originalSource' in entry) || typeof entry.originalSource !== 'string') return null;
    const file = this.#fileOf(entry.originalSource);
    if (file === undefined || ofTheSdk.test(file)) return null;
    return { file, line: entry.originalLine + 1, column: entry.originalColumn + 1 };
  }

  /** undefined for a source that is not a file: the bundle's entry, an empty module. */
  #fileOf(source: string): string | undefined {
    if (source.startsWith('file:')) return fileURLToPath(source);
    return /^[a-z]+:|^<|(^|\/)<stdin>$/.test(source) ? undefined : resolve(this.#folder, source);
  }
}
