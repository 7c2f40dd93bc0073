// The files of a commit, in a folder of a cache, with the packages that are installed in the working tree beside them. The repository and its
// working tree are only read.

import {
  existsSync,
  mkdirSync,
  readdirSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
} from 'node:fs';
import { dirname, join, relative, sep } from 'node:path';
import type { Repository } from './git.ts';

/** Folders kept; the longest unused go first. */
const mostKept = 40;

/** Absolute. Made once for all commits that have the same files. */
export async function checkedOut(repository: Repository, commit: string, cacheFolder: string): Promise<string> {
  const trees = join(cacheFolder, 'trees');
  mkdirSync(trees, { recursive: true });
  const folder = join(realpathSync(trees), await repository.tree(commit));
  if (!existsSync(folder)) await checkOut(repository, commit, folder);
  const now = new Date();
  utimesSync(folder, now, now);
  return folder;
}

/** Whole or not at all: another program may do the same. */
async function checkOut(repository: Repository, commit: string, folder: string): Promise<void> {
  removeUnused(dirname(folder));
  const unfinished = `${folder}.${process.pid}`;
  rmSync(unfinished, { recursive: true, force: true });
  mkdirSync(unfinished);
  await repository.writeFiles(commit, unfinished);
  rmSync(`${unfinished}.index`, { force: true });
  for (const packageFolder of await packageFolders(repository, commit))
    linkPackages(repository.folder, packageFolder, unfinished, folder);
  try {
    renameSync(unfinished, folder);
  } catch (error) {
    rmSync(unfinished, { recursive: true, force: true });
    if (!existsSync(folder)) throw error;
  }
}

/** Where packages may be installed: wherever a package is described, and at the top. */
async function packageFolders(repository: Repository, commit: string): Promise<ReadonlySet<string>> {
  const described = (await repository.files(commit)).filter((path) => /(^|\/)package\.json$/.test(path));
  return new Set(['.', ...described.map((path) => dirname(path))]);
}

/** One link a package, not one for all: the workspace's own packages must lead to this commit's files. */
function linkPackages(workingTree: string, packageFolder: string, unfinished: string, folder: string): void {
  const installed = join(workingTree, packageFolder, 'node_modules');
  if (!existsSync(installed)) return;
  const linked = join(unfinished, packageFolder, 'node_modules');
  mkdirSync(linked, { recursive: true });
  for (const name of readdirSync(installed)) {
    if (name.startsWith('@')) {
      mkdirSync(join(linked, name), { recursive: true });
      for (const scoped of readdirSync(join(installed, name))) linkOne(join(name, scoped));
    } else if (!existsSync(join(linked, name))) linkOne(name);
  }

  function linkOne(name: string): void {
    const target = realpathOf(join(installed, name));
    if (target === undefined || existsSync(join(linked, name))) return;
    const inTree = relative(workingTree, target);
    const isOwn = !inTree.startsWith('..') && !inTree.split(sep).includes('node_modules');
    symlinkSync(isOwn ? join(folder, inTree) : target, join(linked, name), 'junction');
  }
}

function realpathOf(path: string): string | undefined {
  try {
    return realpathSync(path);
  } catch {
    return undefined;
  }
}

function removeUnused(trees: string): void {
  const ages = readdirSync(trees)
    .map((name) => ({
      path: join(trees, name),
      atMs: statSync(join(trees, name), { throwIfNoEntry: false })?.mtimeMs ?? 0,
    }))
    .toSorted((a, b) => b.atMs - a.atMs);
  for (const { path } of ages.slice(mostKept - 1)) rmSync(path, { recursive: true, force: true });
}
