// Which module of a folder exports a workflow: found by what it exports, not by its name. Reads files; runs none.

import { globSync, readFileSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { build, type BuildFailure, type Metafile } from 'esbuild';
import { RetraceError } from '../model/errors.ts';

const notSources = /(^|\/)(node_modules|\.git|coverage)(\/|$)/;
const tests = /\.(test|spec)\.[cm]?[jt]sx?$|\.d\.[cm]?ts$/;
const mostFiles = 5000;

/** Absolute paths of the modules that define it, not those that only pass it on; several are for a person to choose from. Throws `no-such-workflow`. */
export async function findWorkflow(folder: string, workflowType: string): Promise<readonly string[]> {
  const root = resolve(folder);
  const files = sourceFiles(root);
  const mentioned = files.filter((file) => mayExport(readFileSync(join(root, file), 'utf8'), workflowType));
  const read = await Promise.all(mentioned.map((file) => moduleOf(root, file)));
  const modules = read.filter((module) => module.exports.has(workflowType));
  const found = closest(modules).map(({ path }) => join(root, path));
  if (found.length > 0) return found;
  const [broken] = read.flatMap(({ error }) => error ?? []);
  if (broken !== undefined)
    throw new RetraceError(
      'code-does-not-build',
      `No module in ${root} that builds exports a workflow '${workflowType}'. ${broken}`,
    );
  throw new RetraceError(
    'no-such-workflow',
    `No module in ${root} exports a workflow '${workflowType}'. Choose the folder that holds its code, or name another workflow to run.`,
  );
}

function sourceFiles(root: string): readonly string[] {
  const files = globSync('**/*.{ts,tsx,mts,cts,js,jsx,mjs,cjs}', {
    cwd: root,
    exclude: (name) => notSources.test(name),
  })
    .map((file) => file.replaceAll('\\', '/'))
    .filter((file) => !notSources.test(file) && !tests.test(file) && isFile(join(root, file)))
    .toSorted();
  if (files.length <= mostFiles) return files;
  throw new RetraceError(
    'bad-usage',
    `${root} holds ${files.length} source files, more than anybody's workflows: choose the folder of the workflow code itself.`,
  );
}

/** A pipe would be waited for. */
function isFile(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isFile() === true;
}

/** A quick look before a thorough one. */
function mayExport(text: string, workflowType: string): boolean {
  return text.includes(workflowType) || /\bexport\s*\*|__exportStar\b/.test(text);
}

type Module = {
  readonly path: string;
  readonly exports: ReadonlySet<string>;
  readonly imports: ReadonlySet<string>;
  /** Why it does not build. */
  readonly error?: string;
};

/** What it exports, by whatever way, and all of the folder's modules that it takes in. */
async function moduleOf(root: string, path: string): Promise<Module> {
  try {
    const { metafile } = await build({
      entryPoints: [join(root, path)],
      absWorkingDir: root,
      bundle: true,
      packages: 'external',
      format: 'esm',
      platform: 'node',
      write: false,
      metafile: true,
      outdir: root,
      logLevel: 'silent',
    });
    const exported = Object.values(metafile.outputs).flatMap(({ exports }) => exports);
    return { path, exports: new Set([...exported, ...assigned(root, path)]), imports: importsOf(metafile, path) };
  } catch (error) {
    // No workflow can be in it.
    return { path, exports: new Set(), imports: new Set(), error: reasonOf(error, path) };
  }
}

function reasonOf(error: unknown, path: string): string {
  const [first] = (error as Partial<BuildFailure>).errors ?? [];
  return first === undefined ? `${path} does not build.` : `${path}:${first.location?.line ?? 1}: ${first.text}`;
}

/** CommonJS says what it exports only by assigning it. */
function assigned(root: string, path: string): readonly string[] {
  const text = readFileSync(join(root, path), 'utf8');
  return [...text.matchAll(/\bexports\.([A-Za-z_$][\w$]*)\s*=/g)].map(([, name]) => name ?? '');
}

function importsOf({ inputs }: Metafile, path: string): ReadonlySet<string> {
  return new Set(Object.keys(inputs).filter((input) => input !== path));
}

/** Without those that take in another of them. */
function closest(modules: readonly Module[]): readonly Module[] {
  const paths = new Set(modules.map(({ path }) => path));
  const defining = modules.filter(({ imports }) => ![...imports].some((path) => paths.has(path)));
  return defining.length > 0 ? defining : modules;
}
