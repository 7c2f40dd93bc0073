// A run that was already in the library when its file was imported again, in its current state.

import type { ImportOutcome } from '../model/api.ts';
import type { RunId } from '../model/event.ts';
import { type RunNote, type RunSummary, withNote } from '../model/run.ts';
import { Catalog } from '../runs/catalog.ts';
import type { Library } from '../store/library.ts';

export type KnownRun = Pick<Extract<ImportOutcome, { run: RunSummary }>, 'run' | 'ofFile'>;

/** The run imported from the text with this digest, if there is one. */
export async function knownWithDigest(library: Library, digest: string): Promise<KnownRun | undefined> {
  const run = library.runWithDigest(digest);
  return run && (await knownRun(library, run));
}

/** The run with the notes that came with the text, each once; they are kept. */
export function withNotes(library: Library, known: KnownRun, notes: readonly RunNote[]): KnownRun {
  const has = (kept: readonly RunNote[], { seq, text }: RunNote): boolean =>
    kept.some((note) => note.seq === seq && note.text === text);
  const fresh = notes.filter((note) => !has(known.run.notes ?? [], note));
  if (fresh.length === 0) return known;
  const all = (kept: readonly RunNote[]): readonly RunNote[] =>
    fresh.reduce((some, note) => (has(some, note) ? some : withNote(some, note, null)), kept);
  library.changeNotes(known.run.runId, all);
  return { ...known, run: { ...known.run, notes: all(known.run.notes ?? []) } };
}

async function knownRun(library: Library, runId: RunId): Promise<KnownRun> {
  const run = await new Catalog(library).find(runId);
  const ofFile = library.origin(runId)?.events ?? run.events;
  return ofFile === run.events ? { run } : { run, ofFile };
}
