// Where the program of a worker thread lies: beside the module that asks, in the sources; beside the built program, as one file of its own.

import { basename } from 'node:path';

/** `path` is the source file as the asking module (`from`, its `import.meta.url`) would import it. */
export function workerEntry(path: string, from: string): URL {
  return new URL(from.endsWith('.ts') ? path : `./${basename(path, '.ts')}.js`, from);
}
