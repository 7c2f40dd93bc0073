// Bundles Temporal's workflow package from a person's own node_modules into a script of its own, beside the one of
// their code: the first is run once for each context, the second once for each run. Reads files; runs none of them.

import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join, resolve } from 'node:path';
import { build, type BuildOptions, type Metafile, type OutputFile, type Plugin } from 'esbuild';
import { moduleRules, type ModuleRules, type RefusedImport } from './module-rules.ts';

export type SdkScript = {
  readonly code: string;
  /** Absolute paths of its modules, by their numbers in `__TEMPORAL__.modules`. */
  readonly modules: readonly string[];
  readonly refused: readonly RefusedImport[];
};

/** Options of both scripts: the SDK's own bundler is followed, but for what the speed of a replay asks. */
export const scriptOptions = {
  bundle: true,
  format: 'iife',
  platform: 'neutral',
  mainFields: ['main', 'module'],
  conditions: ['require', 'node', 'default'],
  // `async` must not be compiled away: a replay depends on the number of microtask turns.
  target: 'es2023',
  // Workflows, children and errors are identified by function names.
  keepNames: true,
  write: false,
  metafile: true,
  logLevel: 'silent',
} satisfies BuildOptions;

type Built = { readonly outputFiles: readonly OutputFile[]; readonly metafile: Metafile };

const made = new Map<string, Promise<SdkScript>>();

/** The script of the package in the folder `sdk`. */
export function sdkScript(sdk: string, { ignoreModules = [] }: ModuleRules): Promise<SdkScript> {
  const key = JSON.stringify([sdk, ignoreModules, versionOf(sdk)]);
  let script = made.get(key);
  if (script === undefined) {
    script = bundled(sdk, ignoreModules);
    script.catch(() => made.delete(key));
    made.set(key, script);
  }
  return script;
}

export function versionOf(sdk: string): string {
  const { version } = JSON.parse(readFileSync(join(sdk, 'package.json'), 'utf8')) as { version?: string };
  return version ?? '';
}

async function bundled(sdk: string, ignoreModules: readonly string[]): Promise<SdkScript> {
  const refused: RefusedImport[] = [];
  const built = (contents: string): Promise<Built> =>
    build({
      ...scriptOptions,
      stdin: { contents, resolveDir: sdk, loader: 'js' },
      absWorkingDir: sdk,
      globalName: '__TEMPORAL__',
      outfile: join(sdk, 'workflow-sdk.js'),
      plugins: [converters, moduleRules({ ignoreModules }, refused)],
    });
  const modules = modulesOf((await built(entryOf(sdk, []))).metafile, sdk);
  const { outputFiles } = await built(entryOf(sdk, modules));
  return { code: outputFiles[0]?.text ?? '', modules, refused };
}

function modulesOf({ inputs }: Metafile, sdk: string): readonly string[] {
  return Object.keys(inputs)
    .filter((path) => !/^[a-z]+:|^<stdin>$/.test(path))
    .map((path) => resolve(sdk, path))
    .toSorted();
}

/** The entry of the SDK's own bundler, with the SDK's flags, its 64-bit numbers and all its modules added. */
function entryOf(sdk: string, modules: readonly string[]): string {
  const required = (module: string): string => `require(${JSON.stringify(module)})`;
  const lib = (file: string): string => join(sdk, 'lib', file);
  const has = (file: string): boolean => existsSync(lib(file));
  const overrides = has('global-overrides.js') ? required(lib('global-overrides.js')) : 'exports.api';
  return [
    `exports.api = ${required(lib('worker-interface.js'))};`,
    `exports.overrideGlobals = ${overrides}.overrideGlobals;`,
    `exports.flags = ${has('flags.js') ? `${required(lib('flags.js'))}.SdkFlags` : 'undefined'};`,
    `exports.Long = ${required(longOf(sdk))};`,
    `${required(createRequire(join(sdk, 'package.json')).resolve(sdk))};`,
    `exports.modules = [${modules.map(required).join(', ')}];`,
  ].join('\n');
}

/** The 64-bit number package of the SDK itself; hoisted or not. */
function longOf(sdk: string): string {
  const common = createRequire(join(sdk, 'package.json')).resolve('@temporalio/common');
  return createRequire(common).resolve('long');
}

/** A person's converters are modules of their own script. */
const converters: Plugin = {
  name: 'converters',
  setup(builder) {
    builder.onResolve({ filter: /^__temporal_custom_(payload|failure)_converter$/ }, ({ path }) => ({
      path,
      namespace: 'converter',
    }));
    builder.onLoad({ filter: /.*/, namespace: 'converter' }, ({ path }) => {
      const name = path.includes('payload') ? 'payloadConverter' : 'failureConverter';
      return { contents: `Object.defineProperty(exports, '${name}', { get: () => __TEMPORAL__.${name}() });` };
    });
  },
};

/** For the script of a person's code: modules that the SDK's script holds are taken from there. */
export function takenFrom({ modules }: SdkScript): Plugin {
  const numbers = new Map(modules.map((path, index) => [path, index]));
  return {
    name: 'modules of the SDK',
    setup(builder) {
      builder.onLoad({ filter: /\.[cm]?js(on)?$/, namespace: 'file' }, ({ path }) => {
        const number = numbers.get(path);
        if (number === undefined) return undefined;
        return { contents: `module.exports = globalThis.__TEMPORAL__.modules[${number}];`, loader: 'js' };
      });
    },
  };
}
