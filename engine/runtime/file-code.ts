// Code from files: workflows as bundles for the sandbox, activities as modules of this process.

import type { Activity } from '../author/activity.ts';
import { bundleWorkflows, type NativeBundle } from '../sandbox/native/bundle.ts';
import type { RunRow } from '../store/register/register.ts';
import { authorModule, type AuthorPackage, importFile } from './author-modules.ts';
import type { WorkerCode } from './engine-parts.ts';

type Loaded = { readonly bundle: NativeBundle; readonly module: Readonly<Record<string, unknown>> };

export class FileCode implements WorkerCode {
  readonly #loaded: readonly Loaded[];
  readonly #author: AuthorPackage;

  private constructor(loaded: readonly Loaded[], author: AuthorPackage) {
    this.#loaded = loaded;
    this.#author = author;
  }

  /**
   * Imports the files, which runs their top-level code. Throws `not-found`, `code-does-not-build` and
   * `code-does-not-load`.
   */
  static async load(files: readonly string[]): Promise<FileCode> {
    const author = await authorModule();
    const loaded: Loaded[] = [];
    for (const file of files) {
      const bundle = await bundleWorkflows(file);
      loaded.push({ bundle, module: await importFile(file) });
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

/** Exported activities and classes are functions too, and no workflows. */
function isWorkflow(exported: unknown): boolean {
  if (typeof exported !== 'function' || 'activityName' in exported) return false;
  return !/^class\b/.test(Function.prototype.toString.call(exported));
}
