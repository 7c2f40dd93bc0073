// Finds the module of a folder that exports a workflow: by its exports, not by its name. Reads files; runs none.

import { globSync, readFileSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { BuildFailure, Metafile } from 'esbuild';
import { RetraceError } from '../model/errors.ts';

const notSources = /(^|\/)(node_modules|\.git|coverage)(\/|$)/;
const tests = /\.(test|spec)\.[cm]?[jt]sx?$|\.d\.[cm]?ts$/;
const mostFiles = 5000;

export type FoundWorkflow = {
  /** Absolute paths of the modules that define the workflow, without those that re-export it, at least one. */
  readonly modules: readonly string[];
  /** All files that were read for it, as absolute paths. */
  readonly files: readonly string[];
};

/** A person chooses among several modules. Throws `no-such-workflow`. */
export async function findWorkflow(folder: string, workflowType: string): Promise<FoundWorkflow> {
  const root = resolve(folder);
  const files = searchedFiles(root);
  const mentioned = files.filter((file) => mayExport(readFileSync(join(root, file), 'utf8'), workflowType));
  const read = await Promise.all(mentioned.map((file) => moduleOf(root, file)));
  const modules = closest(read.filter((module) => module.exports.has(workflowType)));
  if (modules.length > 0) {
    const imported = read.flatMap(({ imports }) => [...imports]);
    const inRoot = (file: string): string => resolve(root, file);
    return {
      modules: modules.map(({ path }) => inRoot(path)),
      files: [...new Set([...files, ...imported])].map(inRoot),
    };
  }
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

/** The source files of the folder, relative to it. Throws `bad-usage` for very many. */
export function searchedFiles(root: string): readonly string[] {
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

/** Reading a pipe would block. */
function isFile(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isFile() === true;
}

/** A fast check before the thorough one. */
function mayExport(text: string, workflowType: string): boolean {
  return text.includes(workflowType) || /\bexport\s*\*|__exportStar\b/.test(text);
}

type Module = {
  readonly path: string;
  readonly exports: ReadonlySet<string>;
  readonly imports: ReadonlySet<string>;
  /** The error of a failed build. */
  readonly error?: string;
};

/** The module's exports, including re-exports, and all modules of the folder that it imports. */
async function moduleOf(root: string, path: string): Promise<Module> {
  const { build } = await import('esbuild');
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
    // Such a file cannot contain a workflow.
    return { path, exports: new Set(), imports: new Set(), error: reasonOf(error, path) };
  }
}

function reasonOf(error: unknown, path: string): string {
  const [first] = (error as Partial<BuildFailure>).errors ?? [];
  return first === undefined ? `${path} does not build.` : `${path}:${first.location?.line ?? 1}: ${first.text}`;
}

/** CommonJS declares exports only by assignment. */
function assigned(root: string, path: string): readonly string[] {
  const text = readFileSync(join(root, path), 'utf8');
  return [...text.matchAll(/\bexports\.([A-Za-z_$][\w$]*)\s*=/g)].map(([, name]) => name ?? '');
}

function importsOf({ inputs }: Metafile, path: string): ReadonlySet<string> {
  return new Set(Object.keys(inputs).filter((input) => input !== path));
}

/** The modules that import none of the others. */
function closest(modules: readonly Module[]): readonly Module[] {
  const paths = new Set(modules.map(({ path }) => path));
  const defining = modules.filter(({ imports }) => ![...imports].some((path) => paths.has(path)));
  return defining.length > 0 ? defining : modules;
}
