// A folder of earlier bundles, and of the modules in which workflows were found.

import { resolve } from 'node:path';
import { type Bundle, bundleFor, type GuestKind } from './bundle.ts';
import { findWorkflow, searchedFiles } from './find-workflow.ts';
import { keptValue } from './kept-values.ts';
import type { CodeOptions } from './temporal/bundle.ts';

/** Raise this version whenever the same files give a different bundle, as by another esbuild. 6: strict mode. */
const VERSION = 6;
/** Raise this version whenever the same files give different modules. */
const FOUND_VERSION = 1;

/** Like `bundleFor`. */
export function cachedBundle(folder: string, guest: GuestKind, options: CodeOptions): Promise<Bundle> {
  const resolved = { ...options, workflowsPath: resolve(options.workflowsPath) };
  return keptValue(folder, ['bundle', VERSION, guest, resolved], async () => {
    const bundle = await bundleFor(guest, options);
    return { value: bundle, files: bundle.files };
  });
}

/** Like `findWorkflow`: paths alone. */
export function cachedModules(folder: string, codeFolder: string, workflowType: string): Promise<readonly string[]> {
  const searched = searchedFiles(resolve(codeFolder));
  return keptValue(folder, ['found', FOUND_VERSION, resolve(codeFolder), searched, workflowType], async () => {
    const { modules, files } = await findWorkflow(codeFolder, workflowType);
    return { value: modules, files };
  });
}
