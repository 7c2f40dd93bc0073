// Gives runs of the library away: as a bundle, with what it discloses, one as a page, two compared as a page. Writes no
// file.

import { randomBytes } from 'node:crypto';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import { packBundle, type RunToBundle } from '../bundles/bundle-runs.ts';
import type { Params, Result } from '../model/api.ts';
import { must } from '../model/assert.ts';
import { parseIgnoreRule } from '../model/compare/ignore-rules.ts';
import { RetraceError } from '../model/errors.ts';
import type { RunPlace, RunSummary } from '../model/run.ts';
import { fileName } from '../runs/exported-file.ts';
import type { RunReader } from '../runs/run-reader.ts';
import { type History, readHistories } from '../sources/json/history-file.ts';

/** The library whose runs are given away. */
export type Shelf = {
  findRun(run: string): Promise<RunSummary>;
  reader(run: string): Promise<RunReader>;
  /** The history's text in pieces. */
  exported(run: RunSummary): AsyncIterable<Uint8Array>;
};

/** Maximum number of differences with listed values on a page. */
const detailed = 2000;
/** Maximum number of paths of a run that are told. */
const mostPaths = 200;

/** Throws `bad-usage` for a run that a bundle cannot hold. */
export async function bundleRuns(
  shelf: Shelf,
  { runs, comparison, pseudonyms }: Params<'bundleRuns'>,
): Promise<Result<'bundleRuns'>> {
  const packed: RunToBundle[] = [];
  for (const { run, place } of runs)
    packed.push(await runToBundle(shelf, await shelf.findRun(run), place ?? undefined));
  const bundle = packBundle(packed, {
    createdAtMs: Date.now(),
    pseudonymKey: pseudonyms === 'none' ? undefined : randomBytes(32),
    names: pseudonyms === 'names',
    comparison: comparison ?? undefined,
  });
  const [first] = packed;
  return {
    name: `${fileName(await shelf.findRun(must(first).run))}${packed.length === 1 ? '' : '-and-others'}.retrace`,
    bytes: await promisify(gzip)(Buffer.concat(bundle.text)),
    runs: bundle.runs.map(({ run, events, bytes, disclosed: { paths, ...counts } }) => ({
      run: run.run,
      source: run.source,
      ...(run.place && { place: run.place }),
      notes: run.notes,
      events,
      bytes,
      ...counts,
      paths: paths.toSorted((a, b) => Number(a.replaced) - Number(b.replaced) || b.count - a.count).slice(0, mostPaths),
    })),
  };
}

/** A run as one HTML page. */
export async function pageOfRun(shelf: Shelf, { run }: Params<'runPage'>): Promise<Result<'runPage'>> {
  const [{ runDocument }, { runPage }] = await Promise.all([
    import('./run-document.ts'),
    import('../report/run-page.ts'),
  ]);
  const reader = await shelf.reader(run);
  const document = await asStored([reader], () => runDocument(reader));
  return { name: `${fileName(await shelf.findRun(run))}.html`, bytes: Buffer.from(runPage(document)) };
}

/** A comparison as one HTML page. */
export async function comparisonPage(
  shelf: Shelf,
  { left, right, ignore }: Params<'comparisonPage'>,
): Promise<Result<'comparisonPage'>> {
  const [{ diffRuns }, { diffPage }] = await Promise.all([
    import('../compare/diff-runs.ts'),
    import('../report/diff-page.ts'),
  ]);
  const rules = ignore.map((rule) => parseIgnoreRule(rule));
  const request = { rules, tolerance: {}, only: [], detailed };
  const [a, b] = [await shelf.reader(left), await shelf.reader(right)];
  const document = await asStored([a, b], () => diffRuns(a, b, request));
  const names = [await shelf.findRun(left), await shelf.findRun(right)].map(fileName);
  return { name: `${names.join('-and-')}.html`, bytes: Buffer.from(diffPage(document)) };
}

/** A page is given to others: what a codec server decoded is none of it. */
function asStored<T>(readers: readonly RunReader[], work: () => Promise<T>): Promise<T> {
  return readers.reduce(
    (inner, { dialect }) =>
      () =>
        dialect.codec?.asStored(inner) ?? inner(),
    work,
  )();
}

/** `place`: where others look at it first; without it where a person left it. Throws `no-such-event`, `bad-usage`. */
export async function runToBundle(
  shelf: Shelf,
  { runId }: Pick<RunSummary, 'runId'>,
  place: RunPlace | undefined,
): Promise<RunToBundle> {
  const { outline } = await shelf.reader(runId);
  const { source, notes = [], events, place: own, madeBy } = await shelf.findRun(runId);
  if (madeBy !== undefined)
    throw new RetraceError(
      'bad-usage',
      `What the code ${madeBy} makes of a run was not recorded: a bundle cannot hold it. Save the comparison as a page.`,
    );
  if (place !== undefined && place.seq > events)
    throw new RetraceError('no-such-event', `The run has ${events} events; there is no event ${place.seq}.`);
  const shown = place === undefined ? own : { ...own, ...place };
  return {
    run: runId,
    source,
    notes,
    ...(shown && { place: shown }),
    warnings: outline.warnings.filter((warning) => warning.seq === 0),
    history: await historyOf(shelf, runId),
  };
}

async function historyOf(shelf: Shelf, run: string): Promise<History> {
  const { dialect, summary } = await shelf.reader(run);
  if (dialect.text !== undefined) throw cannotHold(summary, 'are no JSON');
  const pieces: Uint8Array[] = [];
  for await (const piece of shelf.exported(await shelf.findRun(run))) pieces.push(piece);
  try {
    return must(readHistories(Buffer.concat(pieces), false)[0]);
  } catch (error) {
    if (error instanceof RetraceError && error.code === 'not-a-history')
      throw cannotHold(summary, 'are no list in its file');
    throw error;
  }
}

function cannotHold({ runId, form }: RunSummary, why: string): RetraceError {
  return new RetraceError(
    'bad-usage',
    `The events of run ${runId} (${form}) ${why}: a bundle cannot hold it. Give its file away: export it (retrace export, or Export in its menu).`,
  );
}
