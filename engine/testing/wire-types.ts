// The types that cross the pipe, as text: the contract's results, progress and pushes, with all types that they use.

import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const model = join(import.meta.dirname, '../model');

/** `export type X = …;` and `export const x = […] as const;` of the model, by name, without comments and line breaks. */
function declarations(): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  for (const file of globSync('**/*.ts', { cwd: model, exclude: ['**/*.test.ts'] })) {
    const code = readFileSync(join(model, file), 'utf8').replaceAll(/\/\*[\s\S]*?\*\/|^\s*\/\/.*$/gm, '');
    for (const [text, type, list] of code.matchAll(
      /^export (?:type (\w+)\b[^;]*?=(?:[^;{]|\{[^{}]*(?:\{[^{}]*\}[^{}]*)*\})*|const (\w+) = [^;]* as const);/gm,
    )) {
      found.set(type ?? list ?? '', text.replaceAll(/\s+/g, ' '));
    }
  }
  return found;
}

/** The tables of calls and pushes, as source text. */
export function contractText(): string {
  const code = readFileSync(join(model, 'api.ts'), 'utf8');
  return code
    .slice(code.indexOf('export const calls'), code.indexOf('function call<'))
    .replaceAll(/\/\*[\s\S]*?\*\//g, '')
    .replaceAll(/\s+/g, ' ');
}

/** Every declaration named in `texts`, and those named in it, sorted by name. */
export function wireTypes(texts: readonly string[]): readonly string[] {
  const known = declarations();
  const taken = new Map<string, string>();
  const left = [...texts];
  for (let text = left.pop(); text !== undefined; text = left.pop()) {
    for (const [name] of text.matchAll(/\b\w+\b/g)) {
      const declared = known.get(name);
      if (declared === undefined || taken.has(name)) continue;
      taken.set(name, declared);
      left.push(declared);
    }
  }
  return [...taken].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, declared]) => declared);
}
