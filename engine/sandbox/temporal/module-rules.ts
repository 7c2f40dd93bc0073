// The modules that workflow code may import, by the rules of the bundler of Temporal's TypeScript SDK
// (`worker/lib/workflow/bundler.js`): a refused module is reported with its importer; an ignored module becomes an
// empty one.

import { builtinModules } from 'node:module';
import { dirname, join } from 'node:path';
import type { ImportKind, OnResolveArgs, Plugin } from 'esbuild';

const replaced = ['assert', 'url', 'util'];
const refused = [
  ...builtinModules.filter((name) => !replaced.includes(name)),
  '@temporalio/activity',
  '@temporalio/client',
  '@temporalio/worker',
  '@temporalio/common/lib/internal-non-workflow',
  '@temporalio/interceptors-opentelemetry/lib/client',
  '@temporalio/interceptors-opentelemetry/lib/worker',
  '@temporalio/interceptors-opentelemetry-v2/lib/client',
  '@temporalio/interceptors-opentelemetry-v2/lib/worker',
  '@temporalio/testing',
  '@temporalio/core-bridge',
];

/** Replacements in a workflow's context for the few allowed modules of Node. */
const replacements: Readonly<Record<string, string>> = {
  assert: 'module.exports = globalThis.assert;',
  url: 'exports.URL = globalThis.URL; exports.URLSearchParams = globalThis.URLSearchParams;',
  util: 'exports.TextEncoder = globalThis.TextEncoder; exports.TextDecoder = globalThis.TextDecoder;',
};

const openTelemetryStub =
  /[\\/](?:@temporalio|contrib)[\\/]interceptors-opentelemetry(?:-v2)?[\\/](?:src|lib)[\\/]workflow[\\/]workflow-imports\.[jt]s$/;

export type ModuleRules = {
  /** Path of a module with an export `payloadConverter`. */
  readonly payloadConverterPath?: string;
  /** Path of a module with an export `failureConverter`. */
  readonly failureConverterPath?: string;
  /** Modules that the workflow never runs, so that their imports do not matter. */
  readonly ignoreModules?: readonly string[];
};

/** A refused import, and its importer. */
export type RefusedImport = { readonly module: string; readonly importer: string };

function isOneOf(name: string, modules: readonly string[]): boolean {
  return modules.some((module) => name === module || name.startsWith(`${module}/`));
}

/** Refused imports are added to `found`; the bundle must then not be used. */
export function moduleRules({ ignoreModules: ignored = [] }: ModuleRules, found: RefusedImport[]): Plugin {
  return {
    name: 'workflow modules',
    setup(build) {
      build.onResolve({ filter: /[\\/]workflow-imports(\.[jt]s)?$/ }, async (args) => {
        if (args.pluginData === resolving) return undefined;
        const real = await build.resolve(args.path, { ...again(args), pluginData: resolving });
        return openTelemetryStub.test(real.path)
          ? { path: join(dirname(real.path), 'workflow-imports-impl.js') }
          : undefined;
      });
      build.onResolve({ filter: /^[^./]/ }, (args) => {
        const name = args.path.replace(/^node:/, '');
        if (isOneOf(name, ignored)) return empty(name);
        if (Object.hasOwn(replacements, name)) return { path: name, namespace: 'replaced' };
        if (!isOneOf(name, refused)) return undefined;
        if (!isProbe(args)) found.push({ module: name, importer: args.importer });
        return empty(name);
      });
      build.onLoad({ filter: /.*/, namespace: 'replaced' }, ({ path }) => ({ contents: replacements[path] ?? '' }));
      build.onLoad({ filter: /.*/, namespace: 'empty' }, () => ({ contents: 'module.exports = {};' }));
    },
  };
}

const resolving = Symbol('resolving');

/** protobufjs probes for `fs`, and works without it. */
function isProbe({ importer, path }: OnResolveArgs): boolean {
  return path === 'fs' && /[\\/](protobufjs|@protobufjs)[\\/]/.test(importer);
}

function empty(path: string): { path: string; namespace: string } {
  return { path, namespace: 'empty' };
}

function again({ importer, resolveDir, kind }: OnResolveArgs): {
  importer: string;
  resolveDir: string;
  kind: ImportKind;
} {
  return { importer, resolveDir, kind };
}
