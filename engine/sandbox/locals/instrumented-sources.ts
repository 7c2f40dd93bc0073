// Instruments a person's own modules during bundling; packages stay unchanged.

import { readFileSync } from 'node:fs';
import { extname } from 'node:path';
import type { Loader, Plugin } from 'esbuild';
import { instrument } from './instrument.ts';
import type { Site } from './site.ts';

const loaders: Readonly<Record<string, Loader>> = {
  '.tsx': 'tsx',
  '.jsx': 'jsx',
  '.ts': 'ts',
  '.mts': 'ts',
  '.cts': 'ts',
};

/** Sites are added to `sites`. */
export function instrumentedSources(sites: Site[]): Plugin {
  return {
    name: 'instrumented sources',
    setup(build) {
      build.onLoad({ filter: /\.[cm]?[jt]sx?$/, namespace: 'file' }, ({ path }) => {
        if (/[\\/]node_modules[\\/]/.test(path)) return undefined;
        const contents = instrument(readFileSync(path, 'utf8'), path, sites);
        return contents === undefined ? undefined : { contents, loader: loaders[extname(path)] ?? 'js' };
      });
    },
  };
}
