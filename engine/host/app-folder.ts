// Where the program itself is, run from its sources or built: the folder of package.json, and what lies beside it.

import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

export function appFolder(from = import.meta.dirname): string {
  if (existsSync(join(from, 'package.json'))) return from;
  const parent = dirname(from);
  if (parent === from) throw new Error('bug: no package.json above the program');
  return appFolder(parent);
}

/** The built page. */
export function rendererFolder(): string {
  return join(appFolder(), 'dist', 'renderer');
}

/** Samples with versions of their code. */
export function samplesFolder(): string {
  return join(appFolder(), 'samples');
}

export function appVersion(): string {
  const { version } = JSON.parse(readFileSync(join(appFolder(), 'package.json'), 'utf8')) as { version: string };
  return version;
}
