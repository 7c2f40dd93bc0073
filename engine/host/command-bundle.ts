// retrace bundle RUN[@SEQ]|FILE… -o FILE [--note TEXT] [--compare] [--pseudonymise] [--preview]

import { randomBytes } from 'node:crypto';
import { basename } from 'node:path';
import { Readable } from 'node:stream';
import { createGzip } from 'node:zlib';
import type { Dialect } from '../formats/dialect.ts';
import { type PackedBundle, packBundle, type RunToBundle } from '../bundles/bundle-runs.ts';
import type { BundledComparison } from '../sources/bundle/bundle-file.ts';
import type { History } from '../sources/json/history-file.ts';
import { identify } from '../sources/json/identify.ts';
import { digestOf } from '../sources/json/text-digest.ts';
import { sourceAt } from '../sources/containers.ts';
import { must } from '../model/assert.ts';
import { ignoreRuleText } from '../model/compare/ignore-rules.ts';
import { RetraceError } from '../model/errors.ts';
import type { RunNote } from '../model/run.ts';
import { runToBundle } from '../desks/shared-runs.ts';
import { bundlePreview } from './bundle-preview.ts';
import type { CommandOptions } from './command.ts';
import { readIgnoreOptions } from './ignore-options.ts';
import { type Named, NamedRuns } from './named-runs.ts';
import { printJson, printLine } from './terminal.ts';
import { writeWhole } from './write-whole.ts';

type BundleOptions = CommandOptions<
  | 'output'
  | 'preview'
  | 'pseudonymise'
  | 'pseudonymiseNames'
  | 'note'
  | 'view'
  | 'compare'
  | 'ignore'
  | 'partial'
  | 'db'
  | 'json'
>;

const views = ['graph', 'timeline', 'events'];

export async function bundleCommand(options: BundleOptions): Promise<number> {
  if (options.words.length === 0)
    throw new RetraceError('bad-usage', 'Name the runs or files to put into the bundle. See retrace --help.');
  if (options.output === undefined && !options.preview)
    throw new RetraceError(
      'bad-usage',
      'Name the file to write with -o FILE, or look first with --preview. See retrace --help.',
    );
  const pseudonymise = options.pseudonymise || options.pseudonymiseNames;
  const runs = await runsToBundle(options);
  const bundle = packBundle(runs, {
    createdAtMs: Date.now(),
    pseudonymKey: pseudonymise ? randomBytes(32) : undefined,
    names: options.pseudonymiseNames,
    comparison: comparisonOf(runs, options),
  });
  if (!options.preview) await writeWhole(must(options.output), Readable.from(bundle.text).pipe(createGzip()));
  report(bundle, pseudonymise, options);
  return 0;
}

function report(bundle: PackedBundle, pseudonymised: boolean, options: BundleOptions): void {
  const written = options.preview ? null : must(options.output);
  if (options.json)
    for (const { run, events, bytes, disclosed } of bundle.runs)
      printJson({ ...run, events, bytes, pseudonymised, ...disclosed, written });
  else bundlePreview(bundle, pseudonymised, written).forEach(printLine);
}

async function runsToBundle(options: BundleOptions): Promise<readonly RunToBundle[]> {
  const runs: RunToBundle[] = [];
  const named = new NamedRuns(options.db);
  try {
    for (const word of options.words) {
      const { found, seq } = await placed(word, named);
      if ('file' in found) runs.push(...(await runsOfFile(found.file, options.partial)));
      else runs.push(await runToBundle(await named.library(), found.run, seq === undefined ? undefined : { seq }));
    }
  } finally {
    await named.close();
  }
  const [first, ...others] = runs;
  const told = withRemarks(must(first), options);
  const names = [told, ...others].map(({ run }) => run);
  const twice = names.find((name, i) => names.indexOf(name) !== i);
  if (twice !== undefined) throw new RetraceError('bad-usage', `The run ${twice} is named twice. Name it once.`);
  return [told, ...others];
}

async function runsOfFile(path: string, partial: boolean): Promise<readonly RunToBundle[]> {
  const runs: RunToBundle[] = [];
  for await (const found of (await sourceAt(path)).runs(partial)) {
    if (found.type === 'streamed') throw notBundled(path, found.dialect);
    const { history } = found;
    const { comparison: _, ...known }: Partial<NonNullable<History['bundled']>> = history.bundled ?? {};
    const run = known.run ?? identify(history).runId ?? `run-${digestOf(history).slice(0, 16)}`;
    runs.push({ source: basename(path), notes: [], ...known, run, warnings: history.envelope.warnings, history });
  }
  return runs;
}

/** The error for a run that is no JSON: share the file itself, or import another engine's log first. */
function notBundled(path: string, dialect: Dialect): RetraceError {
  return new RetraceError(
    'bad-usage',
    dialect.text === undefined
      ? `${path} cannot be bundled as it lies there. Import it, then name its run.`
      : `The events of ${path} are no JSON (${dialect.describe([], {})}): a bundle cannot hold it. Give the files themselves away.`,
  );
}

/** RUN, or RUN@SEQ to choose the event shown first. */
async function placed(word: string, named: NamedRuns): Promise<{ readonly found: Named; readonly seq?: number }> {
  const [, name, seq] = /^(.+)@(\d{1,9})$/.exec(word) ?? [];
  if (name === undefined) return { found: await named.find(word) };
  try {
    return { found: await named.find(word) };
  } catch (error) {
    const found = await named.find(name);
    if ('file' in found) throw error;
    return { found, seq: Number(seq) };
  }
}

/** `--view` and `--note` apply to the first run. */
function withRemarks(run: RunToBundle, { view, note }: BundleOptions): RunToBundle {
  if (view !== undefined && !views.includes(view))
    throw new RetraceError('bad-usage', `There is no view ${JSON.stringify(view)}; there are ${views.join(', ')}.`);
  const place = view === undefined ? run.place : { seq: run.history.events.length, ...run.place, view };
  return {
    ...run,
    ...(place && { place }),
    notes: [...run.notes, ...note.map((text) => noteOf(text, run.history.events.length))],
  };
}

/** `TEXT` is a note about the run, `SEQ: TEXT` about an event. */
function noteOf(text: string, events: number): RunNote {
  const [, seq, about] = /^(\d{1,9}):\s*([^]+)$/.exec(text) ?? [];
  if (seq === undefined || about === undefined) return { seq: 0, text };
  if (Number(seq) > events)
    throw new RetraceError(
      'no-such-event',
      `The run has ${events} events; there is no event ${seq} to write a note on.`,
    );
  return { seq: Number(seq), text: about };
}

function comparisonOf(runs: readonly RunToBundle[], options: BundleOptions): BundledComparison | undefined {
  if (!options.compare) return undefined;
  const [left, right, ...more] = runs;
  if (left === undefined || right === undefined || more.length > 0)
    throw new RetraceError('bad-usage', `--compare is about two runs, not ${runs.length}. See retrace --help.`);
  return { left: left.run, right: right.run, ignore: readIgnoreOptions(options.ignore).map(ignoreRuleText) };
}
