// Finds the program of a worker thread: in the sources beside the importing module, in the build as a file beside the
// built program.

import { basename } from 'node:path';

/** `path` is the source file relative to the importing module (`from`, its `import.meta.url`). */
export function workerEntry(path: string, from: string): URL {
  return new URL(from.endsWith('.ts') ? path : `./${basename(path, '.ts')}.js`, from);
}
