// retrace bisect HISTORY --repo DIR --entry PATH --good REF --bad REF

import { resolve } from 'node:path';
import { errorInfo, RetraceError } from '../model/errors.ts';
import { type FailOn, isFailing, type ReplayReport } from '../model/replay/replay-report.ts';
import { checkHistory } from '../replay/check/check-history.ts';
import { CodeOfTypes } from '../replay/check/code-of-types.ts';
import { ReplayLane } from '../replay/check/replay-pool.ts';
import { firstBad, type Told } from '../replay/versions/bisect.ts';
import { versionAt } from '../replay/versions/code-version.ts';
import { type Commit, Repository } from '../replay/versions/git.ts';
import { bisectTextLines, type FoundCommit } from '../report/bisect-text.ts';
import { codeCache, fileWords } from './code-cache.ts';
import { failOnOf } from './command-replay.ts';
import { type CommandOptions, oneWord } from './command.ts';
import type { FoundHistory } from '../replay/replayable.ts';
import { historyNamed } from './replayed-history.ts';
import { printEach, printJson } from './terminal.ts';

type Options = CommandOptions<'repo' | 'entry' | 'good' | 'bad' | 'workflow' | 'failOn' | 'partial' | 'db' | 'json'>;

/** 0 = found. */
export async function bisectCommand(options: Options): Promise<number> {
  const failOn = failOnOf(options.failOn);
  const repository = await Repository.of(needed(options.repo, '--repo DIR'));
  const entry = resolve(repository.folder, needed(options.entry, '--entry PATH'));
  const [good, bad] = [needed(options.good, '--good REF'), needed(options.bad, '--bad REF')];
  const named = await historyNamed(oneWord(options, 'run or file'), options.db, options.partial);
  const history = { ...named, ...(options.workflow !== undefined && { workflowType: options.workflow }) };
  const search = new Search(repository, entry, history, failOn);
  try {
    const found = await search.between(good, bad);
    if (options.json) printJson({ ...found, report: { ...found.report, rows: [] } });
    else await printEach(bisectTextLines(found, { fileWords }));
    return 0;
  } finally {
    await search.close();
  }
}

function needed(value: string | undefined, what: string): string {
  if (value !== undefined) return value;
  throw new RetraceError('bad-usage', `bisect needs ${what}. See retrace bisect --help.`);
}

class Search {
  readonly #repository: Repository;
  readonly #entry: string;
  readonly #history: FoundHistory;
  readonly #failOn: FailOn;
  readonly #lane = new ReplayLane();
  readonly #reports = new Map<string, ReplayReport>();
  readonly #skipped = new Map<string, string>();

  constructor(repository: Repository, entry: string, history: FoundHistory, failOn: FailOn) {
    this.#repository = repository;
    this.#entry = entry;
    this.#history = history;
    this.#failOn = failOn;
  }

  async between(good: string, bad: string): Promise<FoundCommit> {
    const [from, to] = [await this.#repository.commit(good), await this.#repository.commit(bad)];
    const commits = await this.#repository.commitsBetween(from, to);
    if (commits.length === 0)
      throw new RetraceError('bad-usage', `${good} is no ancestor of ${bad}: there are no commits between them.`);
    await this.#expect(from, good, 'good');
    await this.#expect(to, bad, 'bad');
    const { bad: first, untold } = await firstBad(commits, ({ id }) => this.#tell(id));
    const report = this.#reports.get(first.id);
    if (report === undefined) throw new Error('the first bad commit was not replayed');
    const why = (commit: Commit): Commit & { why: string } => ({ ...commit, why: this.#skipped.get(commit.id) ?? '' });
    return { commit: first, report, untold: untold.map(why), commits: commits.length, replayed: this.#reports.size };
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

  /** A commit whose code cannot be built, or has no such workflow, says nothing. */
  async #tell(commit: string): Promise<Told> {
    try {
      const report = this.#reports.get(commit) ?? (await this.#replay(commit));
      this.#reports.set(commit, report);
      return isFailing(report, this.#failOn) ? 'bad' : 'good';
    } catch (error) {
      if (!(error instanceof RetraceError) || error.code === 'cancelled') throw error;
      this.#skipped.set(commit, errorInfo(error).message);
      return 'skip';
    }
  }

  async #replay(commit: string): Promise<ReplayReport> {
    const version = await versionAt(this.#repository, this.#entry, commit, codeCache());
    const checked = await checkHistory(this.#history, this.#lane, {
      code: new CodeOfTypes(version, codeCache()),
      fileWords,
    });
    if (checked.outcome === 'replayed') return checked.report;
    throw new RetraceError(checked.error.code, checked.error.message);
  }

  async close(): Promise<void> {
    await this.#lane.close();
  }
}
