// A run that is there already, when its file comes again: as it is by now, not as it was when it came.

import type { ImportOutcome } from '../model/api.ts';
import type { RunId } from '../model/event.ts';
import type { RunSummary } from '../model/run.ts';
import { Catalog } from '../runs/catalog.ts';
import type { Library } from '../store/library.ts';

export type KnownRun = Pick<Extract<ImportOutcome, { run: RunSummary }>, 'run' | 'ofFile'>;

/** The run that came from that text, if it is there. */
export async function knownWithDigest(library: Library, digest: string): Promise<KnownRun | undefined> {
  const run = library.runWithDigest(digest);
  return run && (await knownRun(library, run));
}

async function knownRun(library: Library, runId: RunId): Promise<KnownRun> {
  const run = await new Catalog(library).find(runId);
  const ofFile = library.origin(runId)?.events ?? run.events;
  return ofFile === run.events ? { run } : { run, ofFile };
}
