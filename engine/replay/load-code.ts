// From what a person chose, a file or a folder, to code that histories can be replayed with.

import { statSync } from 'node:fs';
import { RetraceError } from '../model/errors.ts';
import { type Bundle, bundleFor, type GuestKind } from '../sandbox/bundle.ts';
import { cachedBundle } from '../sandbox/bundle-cache.ts';
import { findWorkflow } from '../sandbox/find-workflow.ts';
import type { CodeOptions } from '../sandbox/temporal/bundle.ts';

export type ChosenCode = Omit<CodeOptions, 'workflowsPath'> & {
  /** A module that exports the workflow, or a folder in which one does. */
  readonly path: string;
  /** The type that the history names, or another that is to be run instead. */
  readonly workflowType: string;
  /** What the code is written for. */
  readonly guest: GuestKind;
  /** Where bundles are kept from one time to the next. */
  readonly cacheFolder?: string;
};

/**
 * Throws `not-found`, `no-such-workflow`, `ambiguous-workflow` (its message names the modules to choose from), and the codes of `bundleFor`.
 */
export async function loadCode({ path, workflowType, guest, cacheFolder, ...rules }: ChosenCode): Promise<Bundle> {
  const options = { ...rules, workflowsPath: await moduleOf(path, workflowType) };
  return cacheFolder === undefined ? bundleFor(guest, options) : cachedBundle(cacheFolder, guest, options);
}

/** A file is its own; of a folder those that export the workflow, one at least. Throws `not-found`, `no-such-workflow`. */
export async function modulesOf(path: string, workflowType: string): Promise<readonly string[]> {
  const found = statSync(path, { throwIfNoEntry: false });
  if (found === undefined) throw new RetraceError('not-found', `There is no file or folder ${path}.`);
  if (found.isFile()) return [path];
  if (found.isDirectory()) return await findWorkflow(path, workflowType);
  throw new RetraceError('not-found', `${path} is no file and no folder. Name the module or the folder of the code.`);
}

async function moduleOf(path: string, workflowType: string): Promise<string> {
  const modules = await modulesOf(path, workflowType);
  const [module, ...others] = modules;
  if (module !== undefined && others.length === 0) return module;
  throw new RetraceError(
    'ambiguous-workflow',
    `Several modules in ${path} export a workflow '${workflowType}': ${modules.join(', ')}. Choose one of them.`,
  );
}
