// Tests pipes, devices and links as files of a command: they are refused at once or written through, and never
// replaced.

import assert from 'node:assert/strict';
import { execFile, execFileSync } from 'node:child_process';
import { lstatSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { promisify } from 'node:util';
import { retrace } from '../testing/command-line.ts';
import { fileIn, scratchFolder } from '../testing/library.ts';

const history = join(import.meta.dirname, '../testing/histories/failed-go-parcel.json');
const code = join(import.meta.dirname, '../../samples/order/as-recorded');
const runId = '01a1fb8f-87e4-76a0-9a66-793d8da0a79d';

async function placesIn(context: TestContext): Promise<{ folder: string; db: string; pipe: string }> {
  const folder = scratchFolder(context);
  const [db, pipe] = [join(folder, 'l.db'), join(folder, 'pipe')];
  execFileSync('mkfifo', [pipe]);
  assert.equal((await retrace('import', history, '--db', db)).code, 0);
  return { folder, db, pipe };
}

test('B38 a pipe or device is not waited for, whichever file of a command it stands for', async (context) => {
  const { folder, db, pipe } = await placesIn(context);
  mkdirSync(join(folder, 'log', 'run-1'), { recursive: true });
  symlinkSync(pipe, join(folder, 'log', 'run-1', 'events.jsonl'));
  const sources = join(folder, 'sources');
  mkdirSync(sources);
  execFileSync('mkfifo', [join(sources, 'order.ts')]);
  for (const place of [pipe, '/dev/zero'])
    for (const command of [
      ['diff', runId, runId, '--ignore', `@${place}`, '--db', db],
      ['start', 'order', '--input', `@${place}`, '--db', db],
      ['signal', 'order', 'go', '--input', `@${place}`, '--db', db],
      ['check', place, '--code', code],
      ['replay', history, '--code', place],
      ['run', place, 'order', '--db', db],
      ['worker', place, '--db', db],
      ['log', 'restore', place, '--db', db],
      ['search', 'x', place],
      ['log', 'copy', '--to', place, '--db', db],
    ]) {
      const { code: ended, err } = await retrace(...command);
      assert.equal(ended, 2, `${command.join(' ')}: ${err}`);
      assert.match(err, /^(not-found|no-permission|archive-damaged|code-not-supported): /, command.join(' '));
    }
  assert.match((await retrace('log', 'list', '--folder', join(folder, 'log'))).err, /^no-permission: .* is a pipe/);
  assert.equal((await retrace('log', 'verify', '--folder', join(folder, 'log'))).code, 1);
  const found = await retrace(
    'replay',
    join(import.meta.dirname, '../../renderer/public/sample.json'),
    '--code',
    sources,
  );
  assert.match(found.err, /^no-such-workflow: /);
});

test('C13 what is written goes through links, pipes and devices, and takes the place of none', async (context) => {
  const { folder, db, pipe } = await placesIn(context);
  const [kept, link] = [fileIn(folder, 'kept.json', 'before'), join(folder, 'link.json')];
  const beside = fileIn(folder, 'kept.json.part', 'somebody’s own');
  symlinkSync('kept.json', link);
  assert.equal((await retrace('export', runId, '-o', link, '--db', db)).code, 0);
  assert.deepEqual(
    [lstatSync(link).isSymbolicLink(), JSON.parse(readFileSync(kept, 'utf8'))],
    [true, JSON.parse(readFileSync(history, 'utf8'))],
  );
  assert.equal(readFileSync(beside, 'utf8'), 'somebody’s own');

  for (const command of [
    ['export', runId, '-o', pipe],
    ['bundle', runId, '-o', pipe],
    ['diff', runId, runId, '--html', pipe],
    ['show', runId, '--html', pipe],
  ]) {
    const { code: ended, err } = await retrace(...command, '--db', db);
    assert.deepEqual(
      [ended, err.startsWith('no-permission: ')],
      [2, true],
      `nobody reads it, ${command.join(' ')}: ${err}`,
    );
    assert.ok(lstatSync(pipe).isFIFO(), command.join(' '));
  }
  const reader = promisify(execFile)('cat', [pipe]);
  // The reader may not have opened the pipe yet.
  while ((await retrace('export', runId, '-o', pipe, '--db', db)).code !== 0);
  assert.deepEqual(JSON.parse((await reader).stdout), JSON.parse(readFileSync(history, 'utf8')));
  assert.ok(lstatSync(pipe).isFIFO());

  writeFileSync(join(folder, 'file'), '');
  const refused = await retrace('export', runId, '-o', join(folder, 'file', 'x'), '--db', db);
  assert.match(refused.err, /^no-permission: /);
  assert.deepEqual(
    readdirSync(folder).filter((name) => name.endsWith('.part')),
    ['kept.json.part'],
  );
});
