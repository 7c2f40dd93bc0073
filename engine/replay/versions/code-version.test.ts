import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import test, { type TestContext } from 'node:test';
import { scratchFolder } from '../../testing/library.ts';
import { codeVersion, ownPath, versionAt } from './code-version.ts';
import { Repository } from './git.ts';

type Work = {
  readonly folder: string;
  readonly cache: string;
  readonly write: (path: string, text: string) => void;
  readonly commit: (subject: string) => string;
  readonly git: (...words: readonly string[]) => string;
};

function repository(context: TestContext): Work {
  const scratch = scratchFolder(context);
  const folder = join(scratch, 'work');
  mkdirSync(folder);
  const who = ['-c', 'user.name=A', '-c', 'user.email=a@example.com', '-c', 'commit.gpgsign=false'];
  const git = (...words: readonly string[]): string =>
    execFileSync('git', [...who, ...words], {
      cwd: folder,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    }).trim();
  git('init', '-q', '-b', 'main');
  const write = (path: string, text: string): void => {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  };
  const commit = (subject: string): string => {
    git('add', '-A');
    git('commit', '-qm', subject);
    return git('rev-parse', 'HEAD');
  };
  return { folder, cache: join(scratch, 'cache'), write, commit, git };
}

const text = (path: string): string => readFileSync(path, 'utf8');

test('P61 PATH is the working tree, PATH@REF a commit, a branch, a tag; names with an @ are no refs', async (context) => {
  const { folder, cache, write, commit, git } = repository(context);
  write('src/workflows.ts', 'one');
  const first = commit('one');
  git('tag', 'v1.0');
  git('branch', 'feature@work');
  write('src/workflows.ts', 'two');
  commit('two');
  write('src/workflows.ts', 'three');
  write('src/a@main.ts', 'odd');
  const path = join(folder, 'src/workflows.ts');
  const read = async (name: string): Promise<string> => text((await codeVersion(name, cache)).path);
  assert.equal(await read(path), 'three');
  assert.equal(await read(`${path}@main`), 'two');
  assert.equal(await read(`${path}@v1.0`), 'one');
  assert.equal(await read(`${path}@${first.slice(0, 9)}`), 'one');
  assert.equal(await read(`${path}@HEAD~1`), 'one');
  assert.equal(await read(`${path}@feature@work`), 'one');
  assert.equal(await read(join(folder, 'src/a@main.ts')), 'odd');
  assert.equal((await codeVersion(`${path}@v1.0`, cache)).commit, first);
});

test('P61 nothing in the repository or its working tree changes; what is gone from the working tree is found in the commit', async (context) => {
  const { folder, cache, write, commit, git } = repository(context);
  write('old/workflows.ts', 'old');
  commit('old');
  git('tag', 'before');
  git('mv', 'old', 'new');
  commit('new');
  write('new/workflows.ts', 'changed');
  git('add', '-A');
  write('new/workflows.ts', 'changed again');
  const before = git('status', '--porcelain=v2', '--branch');
  assert.equal(text((await codeVersion(`${join(folder, 'old/workflows.ts')}@before`, cache)).path), 'old');
  assert.equal(git('status', '--porcelain=v2', '--branch'), before);
  assert.equal(git('worktree', 'list').split('\n').length, 1);
});

test('P61 packages come from the working tree, the workspace’s own from the commit', async (context) => {
  const { folder, cache, write, commit } = repository(context);
  write('.gitignore', 'node_modules\n');
  write('package.json', '{"workspaces":["packages/*"]}');
  write('packages/app/package.json', '{"name":"app"}');
  write('packages/shared/package.json', '{"name":"@our/shared"}');
  write('packages/shared/index.ts', 'one');
  commit('one');
  write('packages/shared/index.ts', 'two');
  write('node_modules/left/index.js', 'left');
  write('node_modules/@their/right/index.js', 'right');
  write('packages/app/node_modules/left/index.js', 'left of app');
  mkdirSync(join(folder, 'node_modules/@our'));
  symlinkSync('../../packages/shared', join(folder, 'node_modules/@our/shared'));
  const { path } = await codeVersion(`${folder}@HEAD`, cache);
  const read = (name: string): string => text(join(path, name));
  assert.equal(read('node_modules/@our/shared/index.ts'), 'one');
  assert.equal(read('node_modules/@their/right/index.js'), 'right');
  assert.equal(read('packages/app/node_modules/left/index.js'), 'left of app');
});

test('P61 the same files are checked out once', async (context) => {
  const { folder, cache, write, commit, git } = repository(context);
  write('workflows.ts', 'one');
  commit('one');
  git('commit', '-q', '--allow-empty', '-m', 'nothing');
  const path = join(folder, 'workflows.ts');
  const [a, b] = [await codeVersion(`${path}@HEAD`, cache), await codeVersion(`${path}@HEAD~1`, cache)];
  assert.equal(a.path, b.path);
  assert.notEqual(a.commit, b.commit);
  assert.ok(existsSync(a.path) && relative(cache, a.path).startsWith('trees'));
});

test('P61 no repository, no such ref, no such file: each says so with its code', async (context) => {
  const { folder, cache, write, commit } = repository(context);
  write('workflows.ts', 'one');
  commit('one');
  const outside = join(scratchFolder(context), 'a.ts');
  writeFileSync(outside, '');
  await assert.rejects(codeVersion(`${outside}@main`, cache), { code: 'no-repository' });
  await assert.rejects(codeVersion(`${join(folder, 'workflows.ts')}@no-such`, cache), { code: 'no-such-ref' });
  await assert.rejects(codeVersion(`${join(folder, 'gone.ts')}@HEAD`, cache), { code: 'not-found' });
  await assert.rejects(codeVersion(join(folder, 'gone.ts'), cache), { code: 'not-found' });
  await assert.rejects(codeVersion(`${join(folder, 'workflows.ts')}@--output=x`, cache), { code: 'no-such-ref' });
});

test('P62 between two commits stand those that lead from one to the other, oldest first', async (context) => {
  const { folder, cache, write, commit, git } = repository(context);
  write('workflows.ts', '0');
  const good = commit('zero');
  const ids = ['one', 'two', 'three'].map((subject) => {
    write('workflows.ts', subject);
    return commit(subject);
  });
  const repo = await Repository.of(folder);
  const between = await repo.commitsBetween(good, ids[2] ?? '');
  assert.deepEqual(
    between.map(({ id, subject, author }) => ({ id, subject, author })),
    ids.map((id, i) => ({ id, subject: ['one', 'two', 'three'][i], author: 'A' })),
  );
  const version = await versionAt(repo, join(folder, 'workflows.ts'), ids[1] ?? '', cache);
  assert.equal(text(version.path), 'two');
  assert.equal(ownPath(version, version.path), join(repo.folder, 'workflows.ts'));
  git('tag', 'a-tag');
  assert.deepEqual([...(await repo.refs())].sort(), ['a-tag', 'main']);
});
