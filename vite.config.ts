// One build for all parts of the program: the page, Electron's main process, its preload, and the command line.
import { resolve } from 'node:path';
import react from '@vitejs/plugin-react';
import { defineConfig, type EnvironmentOptions } from 'vite';

const root = import.meta.dirname;
const out = (folder: string): string => resolve(root, 'dist', folder);

type NodeSide = { entry: string; name: string; folder: string; format: 'es' | 'cjs'; threads?: Record<string, string> };

/** Programs of worker threads, and a module that is loaded at once where it is needed, found by name: `workerEntry`. */
const threads = {
  'pattern-worker': 'engine/runs/search/pattern-worker.ts',
  'replay-thread': 'engine/replay/replay-thread.ts',
  'guest-thread': 'engine/sandbox/native/guest-thread.ts',
  'dialect-thread': 'engine/sandbox/dialect/dialect-thread.ts',
  'load-dialects': 'engine/desks/load-dialects.ts',
};

/**
 * A part that runs in Node: packages stay outside the bundle, so that native ones are found in node_modules. The schema library
 * goes in, as little of it as is used: whole it takes 13 MB of memory and 50 ms of every start.
 */
function nodeSide({ entry, name, folder, format, threads: beside = {} }: NodeSide): EnvironmentOptions {
  return {
    consumer: 'server',
    resolve: { external: true, noExternal: ['zod'] },
    build: {
      ssr: true,
      outDir: out(folder),
      emptyOutDir: true,
      copyPublicDir: false,
      target: 'node24',
      minify: false,
      sourcemap: true,
      rolldownOptions: {
        input: Object.fromEntries(
          Object.entries({ [name]: entry, ...beside }).map(([part, file]) => [part, resolve(root, file)]),
        ),
        external: ['electron', /^node:/],
        output: {
          format,
          entryFileNames: format === 'cjs' ? '[name].cjs' : '[name].js',
          // Beside the entry, so that import.meta.dirname is the same folder everywhere in a part.
          chunkFileNames: '[name]-[hash].js',
          ...(format === 'cjs' ? { codeSplitting: false } : {}),
        },
      },
    },
  };
}

const environments = {
  client: { build: { outDir: out('renderer'), emptyOutDir: true, sourcemap: true, target: 'chrome140' } },
  main: nodeSide({
    entry: 'electron/main.ts',
    name: 'main',
    folder: 'electron',
    format: 'es',
    threads: { 'engine-process': 'electron/engine-process.ts', ...threads },
  }),
  cli: nodeSide({ entry: 'engine/host/cli.ts', name: 'cli', folder: 'cli', format: 'es', threads }),
  // A sandboxed preload must be one CommonJS file that requires nothing but 'electron'.
  preload: nodeSide({ entry: 'electron/preload.ts', name: 'preload', folder: 'preload', format: 'cjs' }),
} satisfies Record<string, EnvironmentOptions>;

export default defineConfig({
  root: resolve(root, 'renderer'),
  base: './',
  plugins: [react()],
  worker: { format: 'es' },
  environments,
  builder: {
    async buildApp(builder) {
      for (const name of Object.keys(environments)) await builder.build(builder.environments[name]!);
    },
  },
});
