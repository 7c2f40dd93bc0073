// Bundles a file of workflows and its imports into one script for the sandbox. Reads files; runs none of them.

import { createHash } from 'node:crypto';
import { existsSync, readFileSync, statSync } from 'node:fs';
import { builtinModules } from 'node:module';
import { dirname, join, resolve } from 'node:path';
import { build, type BuildFailure, type Plugin, transformSync } from 'esbuild';
import * as author from '../../author/retrace.ts';
import { RetraceError } from '../../model/errors.ts';

export type NativeBundle = {
  readonly file: string;
  /** Digest of the code: equal digests mean equal code. */
  readonly digest: string;
  /** A script whose value is a function that evaluates the module and returns its exports. */
  readonly code: string;
  /** Source map of `code`, as JSON text. */
  readonly map: string;
  /** All files read, as absolute paths. */
  readonly files: readonly string[];
};

/** Name of the author package in imports. */
export const authorPackage = 'retrace';

/** `more`: plugins that change the sources first. Throws `not-found` and `code-does-not-build`. */
export async function bundleWorkflows(file: string, more: readonly Plugin[] = []): Promise<NativeBundle> {
  const path = resolve(file);
  if (statSync(path, { throwIfNoEntry: false })?.isFile() !== true)
    throw new RetraceError('not-found', `There is no file ${path}. Name the file of the workflows.`);
  const made = await bundled(path, 'return (function () {', 'return retraceWorkflows; })();', more);
  return { file: path, digest: createHash('sha256').update(made.code).digest('hex'), ...made };
}

/** The script of one file, for Node, which takes out types alone by itself. */
export function withoutTypes(path: string): string {
  const loader = path.endsWith('x') ? 'tsx' : 'ts';
  return transformSync(readFileSync(path, 'utf8'), { loader, sourcefile: path, sourcemap: 'inline' }).code;
}

let kernel: Promise<string> | undefined;

/** The first script of every context, the same for all. */
export function kernelScript(): Promise<string> {
  return (kernel ??= bundled(join(sourceFolder(), 'sandbox/native/kernel/entry.ts'), '', '').then(
    ({ code }) => `${code}\nretraceWorkflows`,
  ));
}

/** The folder `engine`, also when this code runs from a build. */
export function sourceFolder(): string {
  for (let folder = import.meta.dirname; ; folder = dirname(folder)) {
    const engine = join(folder, 'engine');
    if (existsSync(join(engine, 'author/retrace.ts'))) return engine;
    if (dirname(folder) === folder) throw new Error('the author package is not beside the program');
  }
}

async function bundled(
  path: string,
  before: string,
  behind: string,
  more: readonly Plugin[] = [],
): Promise<Pick<NativeBundle, 'code' | 'map' | 'files'>> {
  const { outputFiles, metafile } = await build({
    entryPoints: [path],
    absWorkingDir: dirname(path),
    metafile: true,
    bundle: true,
    format: 'iife',
    globalName: 'retraceWorkflows',
    platform: 'neutral',
    mainFields: ['module', 'main'],
    conditions: ['import', 'default'],
    // `async` must not be compiled away: a replay depends on the number of microtask turns.
    target: 'es2024',
    // Workflows, activities and errors are identified by function names; the kernel needs none, and each name would
    // cost time.
    keepNames: behind !== '',
    define: { 'process.env.NODE_ENV': '"production"' },
    banner: { js: before },
    footer: { js: behind },
    write: false,
    sourcemap: 'external',
    outfile: `${path}.js`,
    logLevel: 'silent',
    plugins: [modules, ...more],
  }).catch((error: unknown) => {
    throw buildError(error as BuildFailure, path);
  });
  return {
    code: outputFiles.find(({ path: name }) => name.endsWith('.js'))?.text ?? '',
    map: outputFiles.find(({ path: name }) => name.endsWith('.map'))?.text ?? '{}',
    files: Object.keys(metafile.inputs)
      .filter((input) => !/^(author|node):/.test(input))
      .map((input) => resolve(dirname(path), input))
      .toSorted(),
  };
}

/**
 * The author package is the context's. Node modules may be imported for the activities in the same file, but not used.
 */
const modules: Plugin = {
  name: 'retrace',
  setup(builder) {
    const builtin = new RegExp(`^(node:.*|${builtinModules.filter((name) => !name.startsWith('_')).join('|')})$`);
    builder.onResolve({ filter: new RegExp(`^${authorPackage}$`) }, () => ({
      path: authorPackage,
      namespace: 'author',
    }));
    // By name, not as a whole: the bundle is evaluated for every run, and copying all exports would be most of that.
    builder.onLoad({ filter: /./, namespace: 'author' }, () => ({
      contents: Object.keys(author)
        .map((name) => `export const ${name} = retraceKernel.author.${name};`)
        .join('\n'),
    }));
    builder.onResolve({ filter: builtin }, ({ path }) => ({ path: path.replace(/^node:/, ''), namespace: 'node' }));
    builder.onLoad({ filter: /./, namespace: 'node' }, async ({ path }) => ({ contents: await refused(path) }));
  },
};

async function refused(name: string): Promise<string> {
  const sentence = `node:${name} is not there in workflow code: use it in an activity, and call that with ctx.run.`;
  const exported = Object.keys((await import(`node:${name}`)) as object).filter((key) =>
    /^[A-Za-z_$][\w$]*$/.test(key),
  );
  const names = exported.filter((key) => key !== 'default').map((key) => `refused as ${key}`);
  return `const refused = retraceKernel.refusing(${JSON.stringify(sentence)}); export default refused; export { ${names.join(', ')} };`;
}

function buildError(error: BuildFailure, path: string): RetraceError {
  const [first] = error.errors ?? [];
  const where = first?.location ? `${first.location.file}:${first.location.line}:${first.location.column + 1}` : path;
  return new RetraceError(
    'code-does-not-build',
    `The workflow code cannot be bundled: ${where}: ${first?.text ?? error.message}`,
  );
}
