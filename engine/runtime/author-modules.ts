// Imports authors' files into this process, for their activities, as the bundler reads them for the sandbox: also where
// an import leaves out the file's extension, and where TypeScript is more than types (an enum).

import { existsSync, statSync } from 'node:fs';
import { registerHooks } from 'node:module';
import { join, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import type { Activity } from '../author/activity.ts';
import { RetraceError } from '../model/errors.ts';
import { authorPackage, sourceFolder, withoutTypes } from '../sandbox/native/bundle.ts';

export type AuthorPackage = { readonly registeredActivity: (name: string) => Activity<never, unknown> | undefined };

let author: Promise<AuthorPackage> | undefined;

/** One copy of the author package for all files, wherever they are. */
export function authorModule(): Promise<AuthorPackage> {
  if (author !== undefined) return author;
  const { href } = pathToFileURL(join(sourceFolder(), 'author/retrace.ts'));
  registerHooks({
    resolve: (name, context, next) => {
      if (name === authorPackage) return { url: href, shortCircuit: true };
      return next(withExtension(name, context.parentURL) ?? name, context);
    },
    load: (url, context, next) => {
      try {
        return next(url, context);
      } catch (error) {
        if ((error as { code?: unknown }).code !== 'ERR_UNSUPPORTED_TYPESCRIPT_SYNTAX') throw error;
        return { format: 'module', source: withoutTypes(fileURLToPath(url)), shortCircuit: true };
      }
    },
  });
  return (author = import(href) as Promise<AuthorPackage>);
}

const endings = ['.ts', '.tsx', '.mts', '.js', '.mjs', '/index.ts', '/index.js'];

/** The import of a file that is there only with an extension. */
function withExtension(name: string, parent: string | undefined): string | undefined {
  if (!/^\.{0,2}\//.test(name) || parent?.startsWith('file:') !== true) return undefined;
  const url = new URL(name, parent);
  const path = fileURLToPath(url);
  if (statSync(path, { throwIfNoEntry: false })?.isFile() === true) return undefined;
  const written = path.replace(/\.js$/, '');
  const found = [path, written]
    .flatMap((base) => endings.map((ending) => base + ending))
    .find((each) => existsSync(each));
  return found === undefined ? undefined : pathToFileURL(found).href;
}

/** Runs the file's top-level code. Throws `code-does-not-load`. */
export async function importFile(file: string): Promise<Readonly<Record<string, unknown>>> {
  const path = resolve(file);
  const { href } = pathToFileURL(path);
  try {
    // A file that has changed is another module.
    return (await import(`${href}?${statSync(path).mtimeMs}`)) as Record<string, unknown>;
  } catch (error) {
    throw new RetraceError('code-does-not-load', `${path} cannot be loaded: ${wordsOf(error)}${placeOf(error)}`, {
      cause: error,
    });
  }
}

function wordsOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** The first place in the error's stack that is in a file of the author's. */
function placeOf(error: unknown): string {
  const stack = error instanceof Error ? (error.stack ?? '') : '';
  for (const [, url = '', at = ''] of stack.matchAll(/(file:\/\/[^\s?)]+?)(?:\?[\d.]+)?(:\d+:\d+)/g)) {
    const path = fileURLToPath(url);
    if (!path.startsWith(sourceFolder())) return ` (${path}${at})`;
  }
  return '';
}
