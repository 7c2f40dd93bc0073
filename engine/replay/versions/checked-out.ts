// The files of a commit, in a cache folder, with the packages installed in the working tree. The repository and its
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

/** Maximum number of cached folders; the least recently used is dropped first. */
const mostKept = 40;

/** Absolute path. Commits with the same files share a folder. */
export async function checkedOut(repository: Repository, commit: string, cacheFolder: string): Promise<string> {
  const trees = join(cacheFolder, 'trees');
  mkdirSync(trees, { recursive: true });
  const folder = join(realpathSync(trees), await repository.tree(commit));
  if (!existsSync(folder)) await checkOut(repository, commit, folder);
  const now = new Date();
  utimesSync(folder, now, now);
  return folder;
}

/** Creates the folder atomically: another program may do the same. */
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

/** Folders where packages may be installed: every folder with a package description, and the top folder. */
async function packageFolders(repository: Repository, commit: string): Promise<ReadonlySet<string>> {
  const described = (await repository.files(commit)).filter((path) => /(^|\/)package\.json$/.test(path));
  return new Set(['.', ...described.map((path) => dirname(path))]);
}

/** One link per package instead of one for all: the workspace's own packages must resolve to this commit's files. */
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
