// A folder of values that were made of files: a value is valid as long as every one of them is unchanged.

import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** A value, and all files that it depends on, as absolute paths. */
export type Made<T> = { readonly value: T; readonly files: readonly string[] };

type Kept<T> = Made<T> & { readonly digests: readonly string[] };

/**
 * The value kept under the key, or one newly made. Both are JSON; the key names kind and version of the value. An
 * unreadable or unwritable folder counts as an empty one.
 */
export async function keptValue<T>(folder: string, key: readonly unknown[], make: () => Promise<Made<T>>): Promise<T> {
  const file = join(folder, `${digestOf(JSON.stringify(key))}.json`);
  const kept = read<T>(file);
  if (kept !== undefined && kept.files.every((path, index) => fileDigest(path) === kept.digests[index]))
    return kept.value;
  const { value, files } = await make();
  write(folder, file, { value, files, digests: files.map((path) => fileDigest(path) ?? '') });
  return value;
}

function digestOf(content: string | Uint8Array): string {
  return createHash('sha256').update(content).digest('hex');
}

function fileDigest(path: string): string | undefined {
  try {
    return digestOf(readFileSync(path));
  } catch {
    return undefined;
  }
}

function read<T>(file: string): Kept<T> | undefined {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as Kept<T>;
  } catch {
    return undefined;
  }
}

/** Writes atomically: other programs may read at the same time. */
function write(folder: string, file: string, kept: Kept<unknown>): void {
  try {
    mkdirSync(folder, { recursive: true });
    const unfinished = `${file}.${process.pid}`;
    writeFileSync(unfinished, JSON.stringify(kept));
    renameSync(unfinished, file);
  } catch {
    // The value is made again the next time.
  }
}
