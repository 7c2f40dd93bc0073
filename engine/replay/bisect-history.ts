// Finds the commit that broke a history: the first commit whose code does not replay it. P79 of SPEC.md.

import { errorInfo, RetraceError } from '../model/errors.ts';
import type { Commit, FoundCommit, Told, ToldCommit } from '../model/replay/bisected.ts';
import { type FailOn, isFailing, type ReplayReport } from '../model/replay/replay-report.ts';
import { checkHistory, type CheckOptions } from './check/check-history.ts';
import { type BundleRules, CodeOfTypes } from './check/code-of-types.ts';
import { ReplayLane } from './check/replay-pool.ts';
import type { FoundHistory } from './replayable.ts';
import { firstBad } from './versions/bisect.ts';
import { versionAt } from './versions/code-version.ts';
import type { Repository } from './versions/git.ts';

export type BisectOptions = Pick<CheckOptions, 'fileWords' | 'known' | 'signal'> & {
  readonly repository: Repository;
  /** The file or folder in the working tree. */
  readonly entry: string;
  /** A ref whose code replays the history, and a later ref whose code does not. */
  readonly good: string;
  readonly bad: string;
  readonly failOn: FailOn;
  readonly rules?: BundleRules;
  /** Folder for files of commits and for bundles. */
  readonly cacheFolder: string;
  readonly onTold?: (told: ToldCommit) => void;
};

/** Throws `no-such-ref`, `cancelled`, and `bad-usage` where `good` or `bad` is not as stated. */
export async function bisectHistory(history: FoundHistory, options: BisectOptions): Promise<FoundCommit> {
  const search = new Search(history, options);
  try {
    return await search.found();
  } finally {
    await search.close();
  }
}

class Search {
  readonly #history: FoundHistory;
  readonly #options: BisectOptions;
  readonly #lane = new ReplayLane();
  readonly #reports = new Map<string, ReplayReport>();
  readonly #skipped = new Map<string, string>();

  constructor(history: FoundHistory, options: BisectOptions) {
    this.#history = history;
    this.#options = options;
  }

  async found(): Promise<FoundCommit> {
    const { repository, good, bad, onTold } = this.#options;
    const [from, to] = [await repository.commit(good), await repository.commit(bad)];
    const commits = await repository.commitsBetween(from, to);
    if (commits.length === 0)
      throw new RetraceError('bad-usage', `${good} is no ancestor of ${bad}: there are no commits between them.`);
    await this.#expect(from, good, 'good');
    await this.#expect(to, bad, 'bad');
    const { bad: first, untold } = await firstBad(
      commits,
      ({ id }) => this.#tell(id),
      (commit, told, left) => onTold?.({ commit, told, left, ...this.#known(commit) }),
    );
    const report = this.#reports.get(first.id);
    if (report === undefined) throw new Error('the first bad commit was not replayed');
    const why = (commit: Commit): Commit & { why: string } => ({ ...commit, why: this.#skipped.get(commit.id) ?? '' });
    return { commit: first, report, untold: untold.map(why), commits: commits.length, replayed: this.#reports.size };
  }

  #known({ id }: Commit): Pick<ToldCommit, 'verdict' | 'why'> {
    return { verdict: this.#reports.get(id)?.verdict ?? null, why: this.#skipped.get(id) ?? null };
  }

  async #expect(commit: string, ref: string, expected: Told): Promise<void> {
    const told = await this.#tell(commit);
    if (told === expected) return;
    const why =
      told === 'skip'
        ? `its code cannot be run: ${this.#skipped.get(commit)}`
        : `the code of it ${told === 'good' ? 'replays the history' : 'does not replay it'}`;
    throw new RetraceError('bad-usage', `${ref} is not ${expected}: ${why}`);
  }

  /** A commit whose code cannot be built, or lacks the workflow, is skipped. */
  async #tell(commit: string): Promise<Told> {
    try {
      const report = this.#reports.get(commit) ?? (await this.#replay(commit));
      this.#reports.set(commit, report);
      return isFailing(report, this.#options.failOn) ? 'bad' : 'good';
    } catch (error) {
      if (!(error instanceof RetraceError) || error.code === 'cancelled') throw error;
      this.#skipped.set(commit, errorInfo(error).message);
      return 'skip';
    }
  }

  async #replay(commit: string): Promise<ReplayReport> {
    const { repository, entry, cacheFolder, rules, ...options } = this.#options;
    if (options.signal?.aborted === true) throw new RetraceError('cancelled', 'The search was cancelled.');
    const version = await versionAt(repository, entry, commit, cacheFolder);
    const code = new CodeOfTypes(version, cacheFolder, rules);
    const checked = await checkHistory(this.#history, this.#lane, { ...options, code });
    if (checked.outcome === 'replayed') return checked.report;
    throw new RetraceError(checked.error.code, checked.error.message);
  }

  async close(): Promise<void> {
    await this.#lane.close();
  }
}
