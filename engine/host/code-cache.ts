// Where code bundles and files of commits are cached between runs of the program, and how a person sees file names.

import { isAbsolute, join, relative } from 'node:path';
import { dataFolder } from './data-folder.ts';

export function codeCache(): string {
  return join(dataFolder(), 'code');
}

/** Relative to the working directory if the file is below it. */
export function fileWords(file: string): string {
  const from = relative(process.cwd(), file);
  return from === '' || from.startsWith('..') || isAbsolute(from) ? file : from;
}
