// Where a file really is.

import { realpathSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';

/** Links resolved as far as the path is there: what is gone from the working tree keeps its name. */
export function realPath(path: string): string {
  const whole = resolve(path);
  try {
    return realpathSync(whole);
  } catch {
    return dirname(whole) === whole ? whole : join(realPath(dirname(whole)), basename(whole));
  }
}
