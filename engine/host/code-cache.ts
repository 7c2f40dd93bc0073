// Where bundles and the files of commits are kept from one time to the next, and how files are named to a person.

import { isAbsolute, join, relative } from 'node:path';
import { dataFolder } from './data-folder.ts';

export function codeCache(): string {
  return join(dataFolder(), 'code');
}

/** As seen from here, where it lies below. */
export function fileWords(file: string): string {
  const from = relative(process.cwd(), file);
  return from === '' || from.startsWith('..') || isAbsolute(from) ? file : from;
}
