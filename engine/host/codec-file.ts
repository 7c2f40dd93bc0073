// An author's codec from a file that exports `codec`, for `--codec FILE`. The file is run.

import { statSync } from 'node:fs';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Codec } from '../author/codec.ts';
import { RetraceError } from '../model/errors.ts';
import { codedStore, type EngineStore } from '../runtime/coded-store.ts';

/** The store itself without a codec. Throws as `codecOf`. */
export async function throughCodec<S extends EngineStore>(
  store: S,
  file: string | undefined,
): Promise<S | EngineStore> {
  return file === undefined ? store : codedStore(store, await codecOf(file));
}

/** Throws `not-found` and `bad-usage`, and the file's errors. */
export async function codecOf(file: string): Promise<Codec> {
  const path = resolve(file);
  if (statSync(path, { throwIfNoEntry: false })?.isFile() !== true)
    throw new RetraceError('not-found', `There is no file ${path}. Name the file of the codec.`);
  const { codec } = (await import(pathToFileURL(path).href)) as { readonly codec?: Partial<Codec> };
  if (typeof codec?.name !== 'string' || typeof codec.encode !== 'function' || typeof codec.decode !== 'function')
    throw new RetraceError('bad-usage', `${path} exports no codec: export const codec = { name, encode, decode }.`);
  return codec as Codec;
}
