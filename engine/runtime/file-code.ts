// Code from files: workflows as bundles for the sandbox, activities as modules of this process.

import { statSync } from 'node:fs';
import { registerHooks } from 'node:module';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Activity } from '../author/activity.ts';
import { authorPackage, bundleWorkflows, type NativeBundle, sourceFolder } from '../sandbox/native/bundle.ts';
import type { RunRow } from '../store/register/register.ts';
import type { WorkerCode } from './engine-parts.ts';

type Loaded = { readonly bundle: NativeBundle; readonly module: Readonly<Record<string, unknown>> };
type AuthorModule = { readonly registeredActivity: (name: string) => Activity<never, unknown> | undefined };

export class FileCode implements WorkerCode {
  readonly #loaded: readonly Loaded[];
  readonly #author: AuthorModule;

  private constructor(loaded: readonly Loaded[], author: AuthorModule) {
    this.#loaded = loaded;
    this.#author = author;
  }

  /**
   * Imports the files, which runs their top-level code. Throws `not-found`, `code-does-not-build`, and the files'
   * errors.
   */
  static async load(files: readonly string[]): Promise<FileCode> {
    const author = await authorModule();
    const loaded: Loaded[] = [];
    for (const file of files) {
      const bundle = await bundleWorkflows(file);
      const path = resolve(file);
      const url = `${pathToFileURL(path).href}?${statSync(path).mtimeMs}`;
      loaded.push({ bundle, module: (await import(url)) as Record<string, unknown> });
    }
    return new FileCode(loaded, author);
  }

  get bundles(): readonly NativeBundle[] {
    return this.#loaded.map(({ bundle }) => bundle);
  }

  get types(): readonly string[] {
    return this.#loaded.flatMap(({ module }) => Object.keys(module).filter((name) => isWorkflow(module[name])));
  }

  get files(): readonly string[] {
    return this.#loaded.map(({ bundle }) => bundle.file);
  }

  bundleOf(row: RunRow): NativeBundle | undefined {
    return this.#of(row)?.bundle;
  }

  activityOf(row: RunRow, name: string): Activity<never, unknown> | undefined {
    const exported = this.#of(row)?.module[name];
    return (
      this.#author.registeredActivity(name) ??
      (typeof exported === 'function' ? (exported as Activity<never, unknown>) : undefined)
    );
  }

  /** The file that started the run, if it has the workflow. */
  #of({ workflowType, code }: RunRow): Loaded | undefined {
    const having = this.#loaded.filter(({ module }) => isWorkflow(module[workflowType]));
    return having.find(({ bundle }) => bundle.file === code) ?? having[0];
  }
}

/** An exported activity is a function too, and no workflow. */
function isWorkflow(exported: unknown): boolean {
  return typeof exported === 'function' && !('activityName' in exported);
}

let author: Promise<AuthorModule> | undefined;

/** One copy of the author package for all files, wherever they are. */
function authorModule(): Promise<AuthorModule> {
  if (author !== undefined) return author;
  const { href } = pathToFileURL(join(sourceFolder(), 'author/retrace.ts'));
  registerHooks({
    resolve: (name, context, next) =>
      name === authorPackage ? { url: href, shortCircuit: true } : next(name, context),
  });
  return (author = import(href) as Promise<AuthorModule>);
}
