// A run that was already in the library when its file was imported again, in its current state.

import type { ImportOutcome } from '../model/api.ts';
import type { RunId } from '../model/event.ts';
import type { RunSummary } from '../model/run.ts';
import { Catalog } from '../runs/catalog.ts';
import type { Library } from '../store/library.ts';

export type KnownRun = Pick<Extract<ImportOutcome, { run: RunSummary }>, 'run' | 'ofFile'>;

/** The run imported from the text with this digest, if there is one. */
export async function knownWithDigest(library: Library, digest: string): Promise<KnownRun | undefined> {
  const run = library.runWithDigest(digest);
  return run && (await knownRun(library, run));
}

async function knownRun(library: Library, runId: RunId): Promise<KnownRun> {
  const run = await new Catalog(library).find(runId);
  const ofFile = library.origin(runId)?.events ?? run.events;
  return ofFile === run.events ? { run } : { run, ofFile };
}
