// A folder of earlier bundles: a bundle is valid as long as every file in it is unchanged.

import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { version } from 'esbuild';
import { type Bundle, bundleFor, type GuestKind } from './bundle.ts';
import type { CodeOptions } from './temporal/bundle.ts';

/** Raise this version whenever the same files give a different bundle. 4: the SDK is a script of its own. */
const VERSION = 4;

type Kept = { readonly bundle: Bundle; readonly digests: readonly string[] };

/** Like `bundleFor`. An unreadable or unwritable cache counts as no cache. */
export async function cachedBundle(folder: string, guest: GuestKind, options: CodeOptions): Promise<Bundle> {
  const file = join(folder, `${digestOf(JSON.stringify([VERSION, version, guest, resolved(options)]))}.json`);
  const kept = read(file);
  if (kept !== undefined && kept.bundle.files.every((path, index) => fileDigest(path) === kept.digests[index]))
    return kept.bundle;
  const bundle = await bundleFor(guest, options);
  keep(folder, file, { bundle, digests: bundle.files.map((path) => fileDigest(path) ?? '') });
  return bundle;
}

function resolved(options: CodeOptions): CodeOptions {
  return { ...options, workflowsPath: resolve(options.workflowsPath) };
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

function read(file: string): Kept | undefined {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as Kept;
  } catch {
    return undefined;
  }
}

/** Writes atomically: other programs may read at the same time. */
function keep(folder: string, file: string, kept: Kept): void {
  try {
    mkdirSync(folder, { recursive: true });
    const unfinished = `${file}.${process.pid}`;
    writeFileSync(unfinished, JSON.stringify(kept));
    renameSync(unfinished, file);
  } catch {
    // The bundle is made again the next time.
  }
}
