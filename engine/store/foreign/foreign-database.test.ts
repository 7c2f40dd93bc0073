import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import test, { type TestContext } from 'node:test';
import Database from 'better-sqlite3';
import { scratchFolder } from '../../testing/library.ts';
import { ForeignDatabase } from './foreign-database.ts';

const modes = ['delete', 'truncate', 'persist', 'wal'] as const;

function fileIn(context: TestContext, mode: string): { readonly path: string; readonly writer: Database.Database } {
  const path = join(scratchFolder(context), 'other.db');
  const writer = new Database(path);
  context.after(() => writer.close());
  writer.pragma(`journal_mode = ${mode}`);
  writer.exec('create table t (n integer); insert into t values (1)');
  return { path, writer };
}

function opened(context: TestContext, path: string): ForeignDatabase {
  const db = new ForeignDatabase(path);
  context.after(() => db.close());
  return db;
}

const count = (db: ForeignDatabase): number => Number(db.all('select count(*) as n from t')[0]?.['n']);

/** Another process, as locks are between processes, that fails at once where it has to wait. */
function writeElsewhere(path: string): void {
  const program = `
    const db = new (require('node:sqlite').DatabaseSync)(process.argv[1], { timeout: 0 });
    db.exec('begin'); db.exec('insert into t values (2)'); db.exec('commit')`;
  execFileSync(process.execPath, ['--disable-warning=ExperimentalWarning', '-e', program, path], { stdio: 'pipe' });
}

for (const mode of modes)
  test(`F70 ${mode}: a writer that does not wait commits while its file is read, and what is read is one state`, (context) => {
    const { path, writer } = fileIn(context, mode);
    if (mode !== 'wal') writer.close();
    const db = opened(context, path);
    const seen: number[] = [];
    const [before, after] = db.consistent(() => {
      const first = count(db);
      seen.push(first);
      if (seen.length === 1) writeElsewhere(path);
      return [first, count(db)];
    });
    assert.equal(before, after);
    assert.deepEqual(seen, mode === 'wal' ? [1] : [1, 2]);
    assert.equal(count(db), 2);
  });

for (const mode of modes)
  test(`F70 ${mode}: of a transaction that is under way nothing is read, and it goes on`, (context) => {
    const { path, writer } = fileIn(context, mode);
    writer.pragma('cache_size = 2');
    writer.pragma('cache_spill = 2');
    writer.exec('begin');
    const insert = writer.prepare('insert into t values (?)');
    for (let n = 0; n < 3000; n++) insert.run(n);
    const beside = readdirSync(join(path, '..'));
    const db = opened(context, path);
    assert.equal(count(db), 1);
    assert.deepEqual(readdirSync(join(path, '..')), beside, 'nothing is made beside it');
    writer.exec('commit');
    const { file } = db.version();
    assert.equal(count(db), 3001);
    insert.run(1);
    const later = db.version();
    assert.equal(count(db), 3002);
    assert.equal(later.file, file);
  });

test('F70 a file that changes at every look is said to be written all the time', (context) => {
  let nowMs = 0;
  context.mock.method(performance, 'now', () => (nowMs += 500));
  const { path, writer } = fileIn(context, 'delete');
  const db = opened(context, path);
  assert.throws(() => db.consistent(() => writer.exec('insert into t values (3)')), {
    code: 'database-locked',
    message: /written by another program all the time/,
  });
});
