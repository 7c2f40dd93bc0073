// Goes through lines before they are stored: what the runs in them are called, and which of them are there already.

import type { RunId } from '../model/event.ts';
import { Identifier } from '../sources/json/identify.ts';
import type { StreamedLines } from '../sources/source.ts';
import type { Library } from '../store/library.ts';
import { type KnownRun, knownWithDigest } from './known-run.ts';
import { Breath, freeRunId, type ImportOptions } from './import-history.ts';

/** What a run is called cannot be told before its last line. */
export class NameUnknownError extends Error {}

/** `known`: the run that is there; as a number: an earlier one of these lines that is equal. */
export type Surveyed = { readonly name: RunId; readonly known: KnownRun | number | undefined };

/** Of every run, by its number. */
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
