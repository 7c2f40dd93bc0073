// Bundles a person's workflow code into one script, beside that of Temporal's workflow package from their own
// node_modules.
// Reads files; runs none of them.

import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, resolve } from 'node:path';
import { build, type BuildFailure, type Metafile } from 'esbuild';
import { RetraceError } from '../../model/errors.ts';
import { instrumentedSources } from '../locals/instrumented-sources.ts';
import type { Bundle } from '../bundle.ts';
import type { Site } from '../locals/site.ts';
import { moduleRules, type ModuleRules, type RefusedImport } from './module-rules.ts';
import { scriptOptions, sdkScript, takenFrom, versionOf } from './sdk-script.ts';

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
  const folder = dirname(workflowsPath);
  const folderOfSdk = sdkOf(workflowsPath);
  const failed = (error: unknown): never => {
    throw buildError(error as BuildFailure, workflowsPath);
  };
  const sdk = await sdkScript(folderOfSdk, options).catch(failed);
  const refused: RefusedImport[] = [...sdk.refused];
  const sites: Site[] = [];
  const { outputFiles, metafile } = await build({
    ...scriptOptions,
    stdin: { contents: entryOf({ ...options, workflowsPath }), resolveDir: folder, loader: 'js' },
    absWorkingDir: folder,
    sourcemap: 'external',
    sourcesContent: true,
    outfile: join(folder, 'workflow-bundle.js'),
    plugins: [
      takenFrom(sdk),
      moduleRules(options, refused),
      ...(options.instrumented ? [instrumentedSources(sites)] : []),
    ],
  }).catch(failed);
  if (refused.length > 0) throw refusedModules(refused);
  const text = outputFiles.find(({ path }) => path.endsWith('.js'))?.text ?? '';
  // On the first line, to which no line of the sources leads.
  const code = isStrict(metafile, folder) ? `'use strict';${text}` : text;
  return {
    guest: 'temporal',
    code,
    map: outputFiles.find(({ path }) => path.endsWith('.map'))?.text ?? '',
    folder,
    digest: createHash('sha256').update(sdk.code).update(code).digest('hex'),
    sdkVersion: versionOf(folderOfSdk),
    files: [...new Set([...filesOf(metafile, folder), ...sdk.modules])].toSorted(),
    options: { ...options, workflowsPath },
    ...(options.instrumented && { sites }),
    kernel: sdk.code,
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

/** The modules of a person's code, given to the SDK: each is run when the SDK asks for it. */
function entryOf({
  workflowsPath,
  interceptorModules = [],
  payloadConverterPath,
  failureConverterPath,
}: CodeOptions): string {
  const required = (module: string): string => `require(${JSON.stringify(module)})`;
  const converter = (name: string, path: string | undefined): string =>
    `${name}: () => ${path === undefined ? 'undefined' : `${required(path)}.${name}`}`;
  return `Object.assign(globalThis.__TEMPORAL__, {
    importWorkflows: () => ${required(workflowsPath)},
    importInterceptors: () => [${[...new Set(interceptorModules)].map(required).join(', ')}],
    ${converter('payloadConverter', payloadConverterPath)},
    ${converter('failureConverter', failureConverterPath)},
  });`;
}

/**
 * A worker's bundle runs each ES module in strict mode, and other modules as they say themselves. One script is all of one
 * kind: a sloppy module makes it sloppy.
 */
function isStrict({ inputs }: Metafile, folder: string): boolean {
  return Object.entries(inputs).every(
    ([path, { format }]) =>
      format === 'esm' || !sourceFile.test(path) || useStrict.test(readFileSync(resolve(folder, path), 'utf8')),
  );
}

const sourceFile = /^(?!\w{2,}:|<).*\.[cm]?[jt]sx?$/;
const useStrict = /^(?:\s|#!.*|\/\/.*|\/\*[^]*?\*\/)*(['"])use strict\1/;

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
