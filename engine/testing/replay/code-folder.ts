// A folder of workflow code for a test, in which imports find the project's own packages; a git repository after the
// first commit.

import { execFileSync } from 'node:child_process';
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

const modules = join(import.meta.dirname, '../../../node_modules');
const who = ['-c', 'user.name=A', '-c', 'user.email=a@example.com', '-c', 'commit.gpgsign=false'];

export class CodeFolder {
  readonly path: string;

  constructor(path: string) {
    this.path = path;
    mkdirSync(path, { recursive: true });
    symlinkSync(modules, join(path, 'node_modules'));
  }

  write(file: string, text: string): string {
    const path = join(this.path, file);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text);
    return path;
  }

  git(...words: readonly string[]): string {
    return execFileSync('git', [...who, ...words], {
      cwd: this.path,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    }).trim();
  }

  /** Returns the commit's id. The first commit creates the repository. */
  commit(subject: string): string {
    this.git('init', '-q', '-b', 'main');
    this.write('.gitignore', 'node_modules\n');
    this.git('add', '-A');
    this.git('commit', '-q', '--allow-empty', '-m', subject);
    return this.git('rev-parse', 'HEAD');
  }
}
