// Queries git without changing the repository: extracted files are written elsewhere. Throws `no-repository`,
// `no-such-ref`.

import { execFile } from 'node:child_process';
import { existsSync, statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { RetraceError } from '../../model/errors.ts';
import type { Commit } from '../../model/replay/bisected.ts';

/** A person's repository. */
export class Repository {
  /** Absolute path of its top folder, links resolved. */
  readonly folder: string;

  private constructor(folder: string) {
    this.folder = folder;
  }

  /** The repository of a file or folder; the path itself may be missing from the working tree. */
  static async of(path: string): Promise<Repository> {
    const folder = nearestFolder(resolve(path));
    const { code, out } = await git(folder, ['rev-parse', '--show-toplevel']);
    if (code !== 0)
      throw new RetraceError(
        'no-repository',
        `${resolve(path)} lies in no git repository, so there is no other version of it. Name a file or a folder without @.`,
      );
    return new Repository(out.trimEnd());
  }

  /** undefined where the name does not mean a commit here. */
  async commitNamed(ref: string): Promise<string | undefined> {
    const { code, out } = await git(this.folder, [
      'rev-parse',
      '--verify',
      '--quiet',
      '--end-of-options',
      `${ref}^{commit}`,
    ]);
    return code === 0 ? out.trim() : undefined;
  }

  async commit(ref: string): Promise<string> {
    const id = await this.commitNamed(ref);
    if (id !== undefined) return id;
    throw new RetraceError(
      'no-such-ref',
      `${this.folder} has no commit, branch or tag '${ref}'. \`git -C ${this.folder} branch --all\` and \`git tag\` list what there is.`,
    );
  }

  /** Id of the commit's tree: equal trees mean equal files. */
  async tree(commit: string): Promise<string> {
    return (await this.#answer(['rev-parse', `${commit}^{tree}`])).trim();
  }

  /** Paths below the top folder, `/` between names. */
  async files(commit: string): Promise<readonly string[]> {
    return (await this.#answer(['ls-tree', '-r', '-z', '--name-only', commit])).split('\0').filter(Boolean);
  }

  /** Writes all files of a commit into an empty folder, with an index of the folder's own. */
  async writeFiles(commit: string, folder: string): Promise<void> {
    const env = { GIT_INDEX_FILE: `${folder}.index` };
    await this.#answer(['read-tree', commit], env);
    await this.#answer(['checkout-index', '--all', '--force', `--prefix=${folder}/`], env);
  }

  /** From the oldest to `bad`: the commits that `bad` has and `good` lacks, on the paths between them. */
  async commitsBetween(good: string, bad: string): Promise<readonly Commit[]> {
    return await this.#log(['--topo-order', '--reverse', '--ancestry-path', `${good}..${bad}`]);
  }

  /** The latest commits of the checked-out branch; none in a repository without commits. */
  async latestCommits(most: number): Promise<readonly Commit[]> {
    return (await this.commitNamed('HEAD')) === undefined ? [] : await this.#log([`--max-count=${most}`, 'HEAD']);
  }

  async #log(words: readonly string[]): Promise<readonly Commit[]> {
    const listed = await this.#answer(['log', '--no-show-signature', '--format=%H%x00%at%x00%an%x00%s', ...words]);
    return linesOf(listed).map((line) => {
      const [id = '', seconds, author = '', subject = ''] = line.split('\0');
      return { id, subject, author, authoredAtMs: Number(seconds) * 1000 };
    });
  }

  /** Branches and tags, the latest first. */
  async refs(): Promise<readonly string[]> {
    return await this.#refsIn('refs/heads', 'refs/remotes', 'refs/tags');
  }

  async tags(): Promise<readonly string[]> {
    return await this.#refsIn('refs/tags');
  }

  async #refsIn(...places: readonly string[]): Promise<readonly string[]> {
    return linesOf(
      await this.#answer(['for-each-ref', '--sort=-committerdate', '--format=%(refname:short)', ...places]),
    );
  }

  async #answer(words: readonly string[], env: NodeJS.ProcessEnv = {}): Promise<string> {
    const { code, out, err } = await git(this.folder, words, env);
    if (code === 0) return out;
    throw new RetraceError('no-such-ref', `git ${words[0]} in ${this.folder} failed: ${err.trim().split('\n')[0]}`);
  }
}

function linesOf(text: string): readonly string[] {
  return text.split('\n').filter(Boolean);
}

type Answer = { readonly code: number; readonly out: string; readonly err: string };

/** Disables programs that a repository may have configured: hooks and file watchers. */
function git(folder: string, words: readonly string[], env: NodeJS.ProcessEnv = {}): Promise<Answer> {
  const quiet = ['-c', 'core.fsmonitor=false', '-c', 'core.hooksPath=/dev/null', '-C', folder];
  const options = { env: { ...withoutGit(process.env), GIT_TERMINAL_PROMPT: '0', ...env }, maxBuffer: 2 ** 28 };
  return new Promise((done, failed) => {
    execFile('git', [...quiet, ...words], options, (error, out, err) => {
      if (error !== null && error.code === 'ENOENT')
        failed(
          new RetraceError('not-here', 'git is not installed, so versions of code cannot be read from a repository.'),
        );
      else done({ code: error === null ? 0 : 1, out, err });
    });
  });
}

/** Inside a hook, git names its own repository in the environment. */
function withoutGit(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(env).filter(([name]) => !name.startsWith('GIT_')));
}

function nearestFolder(path: string): string {
  if (existsSync(path)) return statSync(path).isDirectory() ? path : dirname(path);
  return dirname(path) === path ? path : nearestFolder(dirname(path));
}
