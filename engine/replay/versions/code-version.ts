// A version of the code as named by a person, PATH or PATH@REF, and the place of its files.

import { existsSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import { RetraceError } from '../../model/errors.ts';
import { realPath } from './real-path.ts';
import { checkedOut } from './checked-out.ts';
import { Repository } from './git.ts';

export type CodeVersion = {
  /** The name that the person gave. */
  readonly name: string;
  /** Present path of the file or folder. */
  readonly path: string;
  /** The commit, where one was named, and the folder with its files instead of the repository's. */
  readonly commit?: string;
  readonly moved?: { readonly from: string; readonly to: string };
};

/** `cacheFolder`: folder for the files of commits. Throws `no-repository`, `no-such-ref`, `not-found`. */
export async function codeVersion(name: string, cacheFolder: string): Promise<CodeVersion> {
  if (existsSync(name)) return { name, path: resolve(name) };
  for (const { path, ref } of splits(name)) {
    const repository = await Repository.of(path);
    const commit = await repository.commitNamed(ref);
    if (commit !== undefined) return { ...(await versionAt(repository, path, commit, cacheFolder)), name };
  }
  const [first] = splits(name);
  if (first === undefined) throw new RetraceError('not-found', `There is no file or folder ${name}.`);
  const repository = await Repository.of(first.path);
  await repository.commit(first.ref);
  throw new RetraceError('not-found', `There is no file or folder ${name}.`);
}

/** The same path in the files of a commit of its repository. */
export async function versionAt(
  repository: Repository,
  path: string,
  commit: string,
  cacheFolder: string,
): Promise<CodeVersion> {
  const inside = relative(repository.folder, realPath(path));
  const tree = await checkedOut(repository, commit, cacheFolder);
  const found = join(tree, inside);
  const name = `${path}@${commit.slice(0, 12)}`;
  if (existsSync(found)) return { name, path: found, commit, moved: { from: tree, to: repository.folder } };
  throw new RetraceError(
    'not-found',
    `There is no ${inside} in commit ${commit.slice(0, 12)} of ${repository.folder}. It may have had another name then: name the folder instead.`,
  );
}

/** The person's path of a file of the version: in the repository, whatever the commit. */
export function ownPath({ moved }: CodeVersion, file: string): string {
  return moved !== undefined && file.startsWith(moved.from) ? moved.to + file.slice(moved.from.length) : file;
}

/** Both branch names and paths may contain an @: the longest path is tried first. */
function splits(name: string): readonly { path: string; ref: string }[] {
  const places = [...name.matchAll(/@(?!\{)/g)].map(({ index }) => index).toReversed();
  return places
    .map((at) => ({ path: name.slice(0, at) || '.', ref: name.slice(at + 1) }))
    .filter(({ ref }) => ref !== '');
}
