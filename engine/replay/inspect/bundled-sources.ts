// The person's own files in a bundle, with the text that was bundled: what lies on the disk by now may be another. From its source map.

import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Bundle } from '../../sandbox/bundle.ts';
import { realPath } from '../versions/real-path.ts';

type SourceMapText = { readonly sources: readonly string[]; readonly sourcesContent?: readonly (string | null)[] };

/** By their absolute paths, in alphabetical order, the module that exports the workflow first. */
export function bundledSources({ map, folder, options }: Bundle): ReadonlyMap<string, string> {
  const { sources, sourcesContent = [] } = JSON.parse(map) as SourceMapText;
  const found = sources.flatMap((source, index) => {
    const [file, text] = [fileOf(source, folder), sourcesContent[index]];
    return file === undefined || typeof text !== 'string' ? [] : [[file, text] as const];
  });
  const main = realPath(options.workflowsPath);
  const isMain = ([file]: readonly [string, string]): boolean => realPath(file) === main;
  const others = found.filter((entry) => !isMain(entry)).toSorted(([a], [b]) => (a < b ? -1 : 1));
  return new Map([...found.filter(isMain), ...others]);
}

/** undefined for what is no file, and for packages. */
function fileOf(source: string, folder: string): string | undefined {
  if (/[\\/]node_modules[\\/]/.test(source)) return undefined;
  if (source.startsWith('file:')) return fileURLToPath(source);
  if (/^[a-z]+:|^<|(^|\/)<stdin>$/.test(source)) return undefined;
  return resolve(folder, source);
}
