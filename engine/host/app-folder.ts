// Finds the program's own folder, in sources or built: the folder of package.json, and the folders beside it.

import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

export function appFolder(from = import.meta.dirname): string {
  if (existsSync(join(from, 'package.json'))) return from;
  const parent = dirname(from);
  if (parent === from) throw new Error('bug: no package.json above the program');
  return appFolder(parent);
}

/** Folder of the built page. */
export function rendererFolder(): string {
  return join(appFolder(), 'dist', 'renderer');
}

/** Folder of samples with versions of their code. */
export function samplesFolder(): string {
  return join(appFolder(), 'samples');
}

export function appVersion(): string {
  const { version } = JSON.parse(readFileSync(join(appFolder(), 'package.json'), 'utf8')) as { version: string };
  return version;
}
