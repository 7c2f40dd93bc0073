// A run's file as a whole: for a person to save, and for its source to be asked again.

import { must } from '../model/assert.ts';
import type { RunId } from '../model/event.ts';
import type { RunSummary } from '../model/run.ts';
import { containerOf } from '../sources/containers.ts';
import type { Kept, SourceReport } from '../sources/source.ts';
import type { Library } from '../store/library.ts';
import { exportRun } from './export-run.ts';
import { writtenRun } from './made-run.ts';
import type { RunReader } from './run-reader.ts';

export async function exportedFile(
  library: Library,
  run: RunSummary,
): Promise<{ readonly name: string; readonly bytes: Buffer }> {
  const { extension, pieces } = await exportRun(library, run);
  return { name: `${fileName(run)}.${extension}`, bytes: Buffer.concat(await collected(pieces)) };
}

/** A run that code made, as a file that can be opened. */
export async function fileOfMade(made: RunReader): Promise<{ readonly name: string; readonly bytes: Buffer }> {
  const lines: string[] = [];
  for await (const page of made.pages()) for (const { payload } of page) lines.push(Buffer.from(payload).toString());
  const { dialect } = made.summary;
  const extension = made.dialect.inLines === true ? 'jsonl' : 'json';
  return { name: `${fileName(made.summary)}.${extension}`, bytes: Buffer.from(writtenRun({ dialect, lines })) };
}

/** Whether the run's source has a report. */
export function hasReport(library: Library, run: RunId): boolean {
  const kept = library.kept(run) as Kept | undefined;
  return kept !== undefined && containerOf(kept.container).again !== undefined;
}

/** See `Source.report`; only if `hasReport`. */
export async function sourceReport(library: Library, run: RunSummary, at: string | undefined): Promise<SourceReport> {
  const kept = library.kept(run.runId) as Kept;
  const { events = run.events } = library.origin(run.runId) ?? run;
  const { bytes } = await exportedFile(library, { ...run, events });
  return await must(containerOf(kept.container).again?.(kept, bytes).report?.(at));
}

/** The beginning of the name of a file that is given away. */
export function fileName({ workflowId, runId }: RunSummary): string {
  return `${workflowId ?? 'run'}__${runId.slice(-8)}`.replaceAll(/[^\w.-]+/g, '_').slice(0, 120);
}

async function collected(pieces: AsyncIterable<Uint8Array>): Promise<Uint8Array[]> {
  const all: Uint8Array[] = [];
  for await (const piece of pieces) all.push(piece);
  return all;
}
