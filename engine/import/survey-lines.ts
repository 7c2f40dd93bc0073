// Reads lines before they are stored, to find the run ids and which runs the library already has.

import type { RunId } from '../model/event.ts';
import { Identifier } from '../sources/json/identify.ts';
import type { StreamedLines } from '../sources/source.ts';
import type { Library } from '../store/library.ts';
import { type KnownRun, knownWithDigest } from './known-run.ts';
import { Breath, freeRunId, type ImportOptions } from './import-history.ts';

/** Thrown if a run's name is only known after its last line. */
export class NameUnknownError extends Error {}

/** `known`: the existing run in the library, or the number of an equal earlier run in the same lines. */
export type Surveyed = { readonly name: RunId; readonly known: KnownRun | number | undefined };

/** Results for all runs, by their number. */
export async function survey(
  library: Library,
  lines: StreamedLines,
  options: ImportOptions,
): Promise<readonly Surveyed[]> {
  const breath = new Breath(options);
  const going = lines.pass();
  const identifiers: Identifier[] = [];
  for await (const batch of going.batches()) {
    for (const { run, raw } of batch)
      (identifiers[run] ??= new Identifier(lines.dialect)).note(raw, lines.dialect.read(raw));
    await breath.take(0);
  }
  const taken = new Set<string>();
  const first = new Map<string, number>();
  const surveyed: Surveyed[] = [];
  for (const [i, { digest }] of going.end().entries()) {
    const known = (await knownWithDigest(library, digest)) ?? first.get(digest);
    if (known === undefined) first.set(digest, i);
    const wanted = identifiers[i]?.identity({}).runId ?? `run-${digest.slice(0, 16)}`;
    const name = freeRunId({ hasRun: (run) => taken.has(run) || library.hasRun(run) }, wanted);
    if (known === undefined) taken.add(name);
    surveyed.push({ name, known });
  }
  return surveyed;
}
