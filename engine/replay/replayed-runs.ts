// Replays runs of a library for callers through the contract: one run, or many, with the chosen code. No other module
// runs code.

import { availableParallelism } from 'node:os';
import { basename, join, resolve } from 'node:path';
import type { Dialect } from '../formats/dialect.ts';
import { RetraceError } from '../model/errors.ts';
import type { Outline } from '../model/outline.ts';
import type { CodeRules } from '../model/replay/code-rules.ts';
import type { CodeOffer } from '../model/replay/run-code.ts';
import type { FoundCommit, ToldCommit } from '../model/replay/bisected.ts';
import { type CheckProgress, withoutRows } from '../model/replay/checked.ts';
import type { FailOn, ReplayReport } from '../model/replay/replay-report.ts';
import type { ListedVersions } from '../model/replay/versions.ts';
import type { RunSummary } from '../model/run.ts';
import type { EventLog, StoredEvent } from '../store/log.ts';
import { bisectHistory } from './bisect-history.ts';
import { checkHistory, type CheckOptions } from './check/check-history.ts';
import { type BundleRules, CodeOfTypes } from './check/code-of-types.ts';
import { inLanes, ReplayLane } from './check/replay-pool.ts';
import { bundleRules } from './bundle-rules.ts';
import { ChosenCode } from './chosen-code.ts';
import { type MadeByCode, ownRunOf } from './own-run.ts';
import type { Following } from './replayer.ts';
import { InspectedRuns } from './inspect/inspected-runs.ts';
import { type FoundHistory, replayable } from './replayable.ts';
import { storedReports } from './stored-reports.ts';
import { modulesOf } from './load-code.ts';
import { sampleVersions } from './sample-versions.ts';
import { type CodeVersion, codeVersion, ownPath } from './versions/code-version.ts';
import { Repository } from './versions/git.ts';

/** More commits than a person looks through. */
const listedCommits = 200;

/** A run that can be read. */
type Readable = {
  readonly summary: RunSummary;
  readonly dialect: Dialect;
  readonly outline: Outline;
  pages(): AsyncIterable<readonly StoredEvent[]>;
};

export class ReplayedRuns {
  /** The state of the runs' code at any event. */
  readonly inspected: InspectedRuns;
  readonly #reader: (run: string) => Promise<Readable>;
  readonly #known: NonNullable<CheckOptions['known']>;
  readonly #folder: string;
  readonly #chosen: ChosenCode;

  /** `folder`: folder for bundles, files of commits and choices. */
  constructor(log: EventLog, reader: (run: string) => Promise<Readable>, folder: string) {
    this.#reader = reader;
    this.#known = storedReports(log);
    this.#folder = folder;
    this.#chosen = new ChosenCode(join(folder, 'chosen.json'));
    const outline = async (run: string): Promise<Outline> => (await reader(run)).outline;
    const rules = (version: CodeVersion): BundleRules => bundleRules(this.#rulesOf(version));
    this.inspected = new InspectedRuns(log, { history: (run) => this.history(run), outline, rules }, folder);
  }

  /** Throws `code-not-supported`, the errors of `codeVersion` and `loadCode`, `cancelled`. */
  async replay(
    run: string,
    asked: {
      readonly code: string;
      readonly workflow: string | null;
      readonly remember: boolean;
      readonly signal: AbortSignal;
    },
  ): Promise<ReplayReport> {
    const history = await this.history(run);
    const { code, workflow, remember, signal } = asked;
    const lane = new ReplayLane();
    try {
      const checked = await checkHistory({ ...history, ...(workflow !== null && { workflowType: workflow }) }, lane, {
        code: await this.#version(code),
        known: this.#known,
        fileWords,
        signal,
      });
      if (checked.outcome !== 'replayed') throw new RetraceError(checked.error.code, checked.error.message);
      if (remember && history.named.workflow !== null) this.#chosen.remember(history.named.workflow, code);
      return checked.report;
    } finally {
      await lane.close();
    }
  }

  /**
   * The history that the code makes of the run on its own decisions. Throws as `replay`, and `code-stopped` where it has
   * to be stopped.
   */
  async ownRun(
    run: string,
    asked: Following & { readonly code: string; readonly workflow: string | null },
  ): Promise<MadeByCode> {
    const { code, workflow, ...following } = asked;
    const history = await this.history(run);
    const lane = new ReplayLane();
    try {
      const named = { ...history, ...(workflow !== null && { workflowType: workflow }) };
      return await ownRunOf(named, lane, await this.#version(code), following);
    } finally {
      await lane.close();
    }
  }

  /** Reports the begin and the end of each replay; returns their number, which is lower after a cancellation. */
  async check(
    runs: readonly string[],
    asked: { readonly code: string; readonly against: string | null; readonly signal: AbortSignal },
    onProgress: (progress: CheckProgress) => void,
  ): Promise<number> {
    const { signal } = asked;
    const code = await this.#version(asked.code);
    const against = asked.against === null ? undefined : await this.#version(asked.against);
    let done = 0;
    const work = async (run: string, lane: ReplayLane): Promise<void> => {
      try {
        onProgress({ type: 'began', run });
        const options = { code, known: this.#known, fileWords, signal, ...(against && { against }) };
        const checked = await checkHistory(await this.history(run), lane, options);
        done++;
        onProgress({ type: 'done', checked: withoutRows(checked) });
      } catch (error) {
        if (!signal.aborted) throw error;
      }
    };
    await inLanes(eachOf(runs), availableParallelism(), work, signal);
    return done;
  }

  /** Throws the errors of `bisectHistory`, `code-not-supported`, `no-repository`. */
  async bisect(
    run: string,
    asked: { readonly code: string; readonly good: string; readonly bad: string; readonly failOn: FailOn },
    caller: { readonly signal: AbortSignal; readonly onTold: (told: ToldCommit) => void },
  ): Promise<FoundCommit> {
    const { code: entry, ...search } = asked;
    const history = await this.history(run);
    if (history.refused !== undefined) throw history.refused;
    const repository = await Repository.of(entry);
    const rules = bundleRules(this.#chosen.rules(resolve(entry)));
    const kept = { cacheFolder: this.#folder, known: this.#known, fileWords };
    return await bisectHistory(history, { ...search, ...caller, ...kept, repository, entry, rules });
  }

  async versions(path: string): Promise<ListedVersions> {
    try {
      const repository = await Repository.of(path);
      const [refs, tags] = [await repository.refs(), await repository.tags()];
      return { repository: repository.folder, refs, tags, commits: await repository.latestCommits(listedCommits) };
    } catch (error) {
      if (error instanceof RetraceError && error.code === 'no-repository')
        return { repository: null, refs: [], tags: [], commits: [] };
      throw error;
    }
  }

  /** The code offered for a run, without running any. */
  async offer(run: string, samplesFolder?: string): Promise<CodeOffer> {
    const { workflowType } = (await this.#reader(run)).summary;
    const { refused } = await this.history(run);
    return {
      chosen: workflowType === null ? null : (this.#chosen.of(workflowType) ?? null),
      refused: refused?.message ?? null,
      versions: samplesFolder === undefined ? [] : sampleVersions(samplesFolder, run),
    };
  }

  /** The modules that export the run's workflow, each as a `code` of other calls; a person chooses among several. */
  async modules(run: string, code: string): Promise<readonly string[]> {
    const { workflowType } = (await this.#reader(run)).summary;
    const version = await codeVersion(code, this.#folder);
    const ref = version.commit === undefined ? '' : `@${version.commit.slice(0, 12)}`;
    const modules = await modulesOf(version.path, workflowType ?? '', this.#folder);
    return modules.map((module) => `${ownPath(version, module)}${ref}`);
  }

  /** What a worker of the code is told of its bundle: the same for all versions of it. */
  async rules(code: string): Promise<CodeRules> {
    return this.#rulesOf(await codeVersion(code, this.#folder));
  }

  /** Throws `not-found` where a module is no file. */
  async keepRules(code: string, rules: CodeRules): Promise<void> {
    bundleRules(rules);
    const version = await codeVersion(code, this.#folder);
    this.#chosen.keepRules(ownPath(version, version.path), rules);
  }

  #rulesOf(version: CodeVersion): CodeRules {
    return this.#chosen.rules(ownPath(version, version.path));
  }

  async #version(code: string): Promise<CodeOfTypes> {
    const version = await codeVersion(code, this.#folder);
    return new CodeOfTypes(version, this.#folder, bundleRules(this.#rulesOf(version)));
  }

  /** The history of a stored run prepared for a replay, or the reason why it cannot be replayed. */
  async history(run: string): Promise<FoundHistory> {
    const reader = await this.#reader(run);
    const payloads: Uint8Array[] = [];
    for await (const page of reader.pages()) for (const { payload } of page) payloads.push(payload);
    const { runId, workflowId, workflowType } = reader.summary;
    const identity = {
      runId,
      ...(workflowId !== null && { workflowId }),
      ...(workflowType !== null && { workflowType }),
    };
    return replayable(reader.dialect, payloads, runId, identity);
  }
}

/** The short file name for sentences; the positions beside them have full paths. */
function fileWords(file: string): string {
  return basename(file);
}

async function* eachOf<T>(items: readonly T[]): AsyncGenerator<T> {
  yield* items;
}
