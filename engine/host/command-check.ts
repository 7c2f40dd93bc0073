// retrace check DIR|DB --code PATH[@REF] [--against PATH@REF] [--junit FILE] [--sarif FILE] [--fail-on WORD]

import { availableParallelism } from 'node:os';
import { isAbsolute, relative } from 'node:path';
import { Readable } from 'node:stream';
import { pathToFileURL } from 'node:url';
import { errorInfo, RetraceError } from '../model/errors.ts';
import { causeKeys, type CheckedHistory, failsCheck, withoutRows } from '../model/replay/checked.ts';
import { checkSummary, type CheckSummary } from '../model/replay/check-summary.ts';
import type { FailOn } from '../model/replay/replay-report.ts';
import { checkHistory, type CheckOptions } from '../replay/check/check-history.ts';
import { CodeOfTypes } from '../replay/check/code-of-types.ts';
import { fewest } from '../model/replay/fewest.ts';
import { inLanes, type ReplayLane } from '../replay/check/replay-pool.ts';
import { startSpareThread } from '../replay/running-thread.ts';
import { codeVersion } from '../replay/versions/code-version.ts';
import { checkTextLines } from '../report/check-text.ts';
import { junitXml, type ReportedCheck } from '../report/junit.ts';
import { sarifJson } from '../report/sarif.ts';
import { appVersion } from './app-folder.ts';
import { bundleRulesOf, type RuleOptions } from './bundle-rules.ts';
import { codeCache, fileWords } from './code-cache.ts';
import { codeNamed, failOnOf } from './command-replay.ts';
import type { CodecOptions } from './codec-option.ts';
import { type CommandOptions, oneWord } from './command.ts';
import type { FoundHistory } from '../replay/replayable.ts';
import { historiesIn, type UnreadHistory } from './replayed-history.ts';
import { printEach, printJson, streams } from './terminal.ts';
import { writeWhole } from './write-whole.ts';

type Options = RuleOptions & CodecOptions & CommandOptions<'code' | 'against' | 'failOn' | 'junit' | 'sarif' | 'json'>;

/**
 * Exit code 0: nothing that `--fail-on` names was found; 1: something was. When interrupted, prints the results so far.
 */
export async function checkCommand(options: Options): Promise<number> {
  const place = oneWord(options, 'folder of histories, or library');
  const failOn = failOnOf(options.failOn);
  const stop = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => stop.abort());
  const startedAt = performance.now();
  startSpareThread();
  const histories = await checkAll(place, await versionsOf(options, stop.signal), options);
  refuseNothing(histories, place);
  const summary = checkSummary(histories, failOn, {
    smallest: fewest(histories.map(causeKeys)),
    tookMs: performance.now() - startedAt,
    isCutShort: stop.signal.aborted,
  });
  await writeReports({ histories, summary, fails: (checked) => failsCheck(checked, failOn), uriOf }, options);
  await print(histories, summary, failOn, options);
  if (stop.signal.aborted)
    throw new RetraceError('cancelled', 'The check was interrupted; not all histories were looked at.');
  return summary.failing > 0 ? 1 : 0;
}

async function versionsOf(options: Options, signal: AbortSignal): Promise<CheckOptions> {
  const { code, against } = options;
  const rules = bundleRulesOf(options);
  const load = async (name: string): Promise<CodeOfTypes> =>
    new CodeOfTypes(await codeVersion(name, codeCache()), codeCache(), rules);
  return {
    code: await load(codeNamed(code)),
    ...(against !== undefined && { against: await load(against) }),
    fileWords,
    signal,
  };
}

/** In order of names, whichever check finishes first. */
async function checkAll(place: string, options: CheckOptions, codec: CodecOptions): Promise<readonly CheckedHistory[]> {
  const done: CheckedHistory[] = [];
  const progress = new Progress();
  const work = async (history: FoundHistory | UnreadHistory, lane: ReplayLane): Promise<void> => {
    try {
      done.push('error' in history ? unread(history) : withoutRows(await checkHistory(history, lane, options)));
    } catch (error) {
      if (options.signal?.aborted !== true) throw error;
    }
    progress.say(done.length);
  };
  await inLanes(historiesIn(place, codec), availableParallelism(), work, options.signal);
  progress.end();
  return done.toSorted((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0));
}

function unread({ name, error }: UnreadHistory): CheckedHistory {
  const info = errorInfo(error);
  if (info.code === 'internal') throw error;
  return { name, runId: null, workflow: null, workflowId: null, tookMs: 0, outcome: 'unread', error: info };
}

/** Throws if the code has none of the workflows: most likely it is the wrong code. */
function refuseNothing(histories: readonly CheckedHistory[], place: string): void {
  if (histories.length === 0) throw new RetraceError('no-events', `${place} holds no histories.`);
  if (histories.some(({ outcome }) => outcome === 'replayed')) return;
  const first = histories.flatMap((checked) => (checked.outcome === 'replayed' ? [] : checked.error))[0];
  if (first !== undefined)
    throw new RetraceError(
      first.code,
      histories.length === 1
        ? first.message
        : `None of ${histories.length} histories could be replayed. ${first.message}`,
    );
}

async function writeReports(check: ReportedCheck, { junit, sarif }: Options): Promise<void> {
  if (junit !== undefined) await writeWhole(junit, Readable.from([junitXml(check)]));
  if (sarif !== undefined) await writeWhole(sarif, Readable.from([sarifJson(check, appVersion())]));
}

/** Relative to the working directory, in CI the top of the repository; absolute for files outside. */
function uriOf(file: string): string {
  const from = relative(process.cwd(), file);
  return from === '' || from.startsWith('..') || isAbsolute(from)
    ? pathToFileURL(file).href
    : encodeURI(from.replaceAll('\\', '/'));
}

/** Prints one object per history, then one for the whole check. */
async function print(
  histories: readonly CheckedHistory[],
  summary: CheckSummary,
  failOn: FailOn,
  { json }: Options,
): Promise<void> {
  if (!json) return await printEach(checkTextLines(histories, summary, { fileWords }));
  for (const checked of histories) printJson({ ...checked, fails: failsCheck(checked, failOn) });
  const names = (indexes: readonly number[]): readonly (string | undefined)[] =>
    indexes.map((index) => histories[index]?.name);
  printJson({
    summary: {
      ...summary,
      histories: histories.length,
      causes: summary.causes.map((cause) => ({ ...cause, histories: names(cause.histories) })),
      smallest: names(summary.smallest),
    },
  });
}

/** A progress line that is overwritten, if a person watches. */
class Progress {
  readonly #isShown = process.stderr.isTTY;
  #saidAt = 0;

  say(done: number): void {
    if (!this.#isShown || performance.now() - this.#saidAt < 100) return;
    this.#saidAt = performance.now();
    process.stderr.write(`\r${done} histories`);
  }

  end(): void {
    if (this.#saidAt > 0) streams.errors('\n');
  }
}
