// The person's own files in a bundle, with the bundled text from the source map: the files on disk may have changed
// since.

import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Bundle } from '../../sandbox/bundle.ts';
import { realPath } from '../versions/real-path.ts';

type SourceMapText = { readonly sources: readonly string[]; readonly sourcesContent?: readonly (string | null)[] };

/** Files by absolute path, sorted, with the module that exports the workflow first. */
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

/** undefined for a source that is not a file, and for packages. */
function fileOf(source: string, folder: string): string | undefined {
  if (/[\\/]node_modules[\\/]/.test(source)) return undefined;
  if (source.startsWith('file:')) return fileURLToPath(source);
  if (/^[a-z]+:|^<|(^|\/)<stdin>$/.test(source)) return undefined;
  return resolve(folder, source);
}
