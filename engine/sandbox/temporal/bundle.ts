// Bundles a person's workflow code, with Temporal's workflow package from their own node_modules, into one script.
// Reads files; runs none of them.

import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, resolve } from 'node:path';
import { build, type BuildFailure, type Metafile } from 'esbuild';
import { RetraceError } from '../../model/errors.ts';
import { instrumentedSources } from '../locals/instrumented-sources.ts';
import type { Bundle } from '../bundle.ts';
import type { Site } from '../locals/site.ts';
import { moduleRules, type ModuleRules, type RefusedImport } from './module-rules.ts';

/** What goes into a bundle beside the workflows. */
export type BundleRules = ModuleRules & {
  /** Modules with an export `interceptors`, in order. */
  readonly interceptorModules?: readonly string[];
};

export type CodeOptions = BundleRules & {
  /** The module that exports the workflows. */
  readonly workflowsPath: string;
  /** Tells of its calls as they run: RunningCalls. */
  readonly instrumented?: true;
};

/** Throws `no-workflow-sdk`, `refused-modules` or `code-does-not-build`. */
export async function bundleCode(options: CodeOptions): Promise<Bundle> {
  const workflowsPath = resolve(options.workflowsPath);
  const sdk = sdkOf(workflowsPath);
  const refused: RefusedImport[] = [];
  const sites: Site[] = [];
  const { outputFiles, metafile } = await build({
    stdin: { contents: entryOf({ ...options, workflowsPath }, sdk), resolveDir: dirname(workflowsPath), loader: 'js' },
    absWorkingDir: dirname(workflowsPath),
    bundle: true,
    format: 'iife',
    globalName: '__TEMPORAL__',
    platform: 'neutral',
    mainFields: ['main', 'module'],
    conditions: ['require', 'node', 'default'],
    // `async` must not be compiled away: a replay depends on the number of microtask turns.
    target: 'es2023',
    // Workflows, children and errors are identified by function names.
    keepNames: true,
    write: false,
    metafile: true,
    sourcemap: 'external',
    sourcesContent: true,
    outfile: join(dirname(workflowsPath), 'workflow-bundle.js'),
    logLevel: 'silent',
    plugins: [moduleRules(options, sdk, refused), ...(options.instrumented ? [instrumentedSources(sites)] : [])],
  }).catch((error: unknown) => {
    throw buildError(error as BuildFailure, workflowsPath);
  });
  if (refused.length > 0) throw refusedModules(refused);
  const code = outputFiles.find(({ path }) => path.endsWith('.js'))?.text ?? '';
  return {
    guest: 'temporal',
    code,
    map: outputFiles.find(({ path }) => path.endsWith('.map'))?.text ?? '',
    folder: dirname(workflowsPath),
    digest: createHash('sha256').update(code).digest('hex'),
    sdkVersion: versionOf(sdk),
    files: filesOf(metafile, dirname(workflowsPath)),
    options: { ...options, workflowsPath },
    ...(options.instrumented && { sites }),
  };
}

/** Folder of the workflow package that this code would import. */
function sdkOf(workflowsPath: string): string {
  try {
    return dirname(createRequire(workflowsPath).resolve('@temporalio/workflow/package.json'));
  } catch {
    throw new RetraceError(
      'no-workflow-sdk',
      `No @temporalio/workflow is installed where ${workflowsPath} would find it. Install the project's packages (npm ci) and try again.`,
    );
  }
}

function versionOf(sdk: string): string {
  const { version } = JSON.parse(readFileSync(join(sdk, 'package.json'), 'utf8')) as { version?: string };
  return version ?? '';
}

/** The entry of the SDK's own bundler, with the SDK's flags and 64-bit numbers added. */
function entryOf({ workflowsPath, interceptorModules = [] }: CodeOptions, sdk: string): string {
  const required = (module: string): string => `require(${JSON.stringify(module)})`;
  const api = (file: string): string => required(`@temporalio/workflow/lib/${file}`);
  const has = (file: string): boolean => existsSync(join(sdk, 'lib', file));
  return [
    `exports.api = ${api('worker-interface.js')};`,
    `${has('global-overrides.js') ? api('global-overrides.js') : 'exports.api'}.overrideGlobals();`,
    `exports.flags = ${has('flags.js') ? `${api('flags.js')}.SdkFlags` : 'undefined'};`,
    `exports.Long = ${required('retrace:long')};`,
    `exports.importWorkflows = () => ${required(workflowsPath)};`,
    `exports.importInterceptors = () => [${[...new Set(interceptorModules)].map(required).join(', ')}];`,
  ].join('\n');
}

function filesOf({ inputs }: Metafile, folder: string): readonly string[] {
  return Object.keys(inputs)
    .filter((path) => !/^(empty|replaced):|^<stdin>$/.test(path))
    .map((path) => resolve(folder, path))
    .toSorted();
}

function refusedModules(refused: readonly RefusedImport[]): RetraceError {
  const list = [...new Set(refused.map(({ module, importer }) => `'${module}' in ${importer}`))].join(', ');
  return new RetraceError(
    'refused-modules',
    `The workflow code imports modules that no workflow may run: ${list}. Import only types from there, move the code to an activity, or name the module as ignored if it never runs in a workflow.`,
  );
}

function buildError(error: BuildFailure, workflowsPath: string): RetraceError {
  const [first] = error.errors ?? [];
  if (first === undefined) return new RetraceError('code-does-not-build', `${workflowsPath}: ${error.message}`);
  const { location, text } = first;
  const where = location === null ? workflowsPath : `${location.file}:${location.line}:${location.column + 1}`;
  return new RetraceError('code-does-not-build', `The workflow code cannot be bundled: ${where}: ${text}`);
}
