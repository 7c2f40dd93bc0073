// Loads the code that a person chose, a file or a folder, so that histories can be replayed with it.

import { statSync } from 'node:fs';
import { RetraceError } from '../model/errors.ts';
import { type Bundle, bundleFor, type GuestKind } from '../sandbox/bundle.ts';
import { cachedBundle, cachedModules } from '../sandbox/bundle-cache.ts';
import { findWorkflow } from '../sandbox/find-workflow.ts';
import type { CodeOptions } from '../sandbox/temporal/bundle.ts';

export type ChosenCode = Omit<CodeOptions, 'workflowsPath'> & {
  /** A module that exports the workflow, or a folder with such a module. */
  readonly path: string;
  /** The type in the history, or another type to run instead. */
  readonly workflowType: string;
  /** The SDK that the code is written for. */
  readonly guest: GuestKind;
  /** Folder in which bundles are kept across sessions. */
  readonly cacheFolder?: string;
};

/**
 * Throws `not-found`, `no-such-workflow`, `ambiguous-workflow` (with the modules to choose from in its message), and
 * the codes of `bundleFor`.
 */
export async function loadCode({ path, workflowType, guest, cacheFolder, ...rules }: ChosenCode): Promise<Bundle> {
  const options = { ...rules, workflowsPath: await moduleOf(path, workflowType, cacheFolder) };
  return cacheFolder === undefined ? bundleFor(guest, options) : cachedBundle(cacheFolder, guest, options);
}

/**
 * A file is its own module; a folder gives its modules that export the workflow, at least one. Throws `not-found`,
 * `no-such-workflow`.
 */
export async function modulesOf(path: string, workflowType: string, cacheFolder?: string): Promise<readonly string[]> {
  const found = statSync(path, { throwIfNoEntry: false });
  if (found === undefined) throw new RetraceError('not-found', `There is no file or folder ${path}.`);
  if (found.isFile()) return [path];
  if (found.isDirectory())
    return cacheFolder === undefined
      ? (await findWorkflow(path, workflowType)).modules
      : await cachedModules(cacheFolder, path, workflowType);
  throw new RetraceError('not-found', `${path} is no file and no folder. Name the module or the folder of the code.`);
}

async function moduleOf(path: string, workflowType: string, cacheFolder: string | undefined): Promise<string> {
  const modules = await modulesOf(path, workflowType, cacheFolder);
  const [module, ...others] = modules;
  if (module !== undefined && others.length === 0) return module;
  throw new RetraceError(
    'ambiguous-workflow',
    `Several modules in ${path} export a workflow '${workflowType}': ${modules.join(', ')}. Choose one of them.`,
  );
}
