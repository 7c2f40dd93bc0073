// Lines of a person's sources, read on request. An unreadable file counts as empty.

import { readFileSync } from 'node:fs';
import type { SourcePosition } from '../../model/replay/verdict.ts';

export class SourceFiles {
  readonly #files = new Map<string, readonly string[]>();

  lines(file: string): readonly string[] {
    let lines = this.#files.get(file);
    if (lines === undefined) {
      lines = read(file);
      this.#files.set(file, lines);
    }
    return lines;
  }

  /** True where the function around a place calls or names the word, outside comments. */
  mentions({ file, line, name }: SourcePosition, word: string): boolean {
    const lines = this.lines(file);
    const text = functionText(lines, line, name).replaceAll(comments, '');
    return new RegExp(`(?<![\\w$])${word.replaceAll(/[^\w]/g, '\\$&')}(?![\\w$])`).test(text);
  }

  /** Ids of the patches that the function around a place checks. */
  patchesIn({ file, line, name }: SourcePosition): readonly string[] {
    const text = functionText(this.lines(file), line, name).replaceAll(comments, '');
    return [...text.matchAll(/\b(?:patched|deprecatePatch)\(\s*(['"`])([^'"`]*)\1/g)].map(([, , id = '']) => id);
  }
}

const comments = /\/\/.*|\/\*[^]*?\*\//g;

function read(file: string): readonly string[] {
  try {
    return readFileSync(file, 'utf8').split(/\r\n|\n|\r/);
  } catch {
    return [];
  }
}

/** From the line that names the function, or for an unnamed function from the start of one, to the closing bracket. */
function functionText(lines: readonly string[], line: number, name = ''): string {
  const own =
    name
      .split('.')
      .at(-1)
      ?.replaceAll(/[^\w$]/g, '') ?? '';
  const begins = own === '' ? /=>|\bfunction\b/ : new RegExp(`(?<![\\w$])${own.replaceAll('$', '\\$')}(?![\\w$])`);
  let from = line - 1;
  while (from > 0 && !begins.test(lines[from] ?? '')) from--;
  let depth = 0;
  for (let end = from; end < lines.length; end++) {
    for (const letter of lines[end] ?? '') depth += letter === '{' ? 1 : letter === '}' ? -1 : 0;
    if (depth <= 0 && end >= line - 1) return lines.slice(from, end + 1).join('\n');
  }
  return lines.slice(from).join('\n');
}
