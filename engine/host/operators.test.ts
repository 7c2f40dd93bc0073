// What operators ask of runs that are not there, have ended, or cannot answer.

import assert from 'node:assert/strict';
import { join } from 'node:path';
import test from 'node:test';
import { jsonLines, retrace } from '../testing/command-line.ts';
import { scratchFolder } from '../testing/library.ts';
import { workflowFile } from '../testing/native-engine.ts';

const code = `export async function quick(ctx: any) { ctx.onQuery('at', () => 'end'); ctx.onQuery('big', () => 1n); return 1; }
  export async function waits(ctx: any) { return await ctx.signal(signal<any>('go')).receive(); }`;

test('N71 a query has an answer, or a coded error that says what there is', async (context) => {
  const [db, file] = [join(scratchFolder(context), 'library.db'), workflowFile(context, code)];
  assert.equal((await retrace('run', file, 'quick', '--id', 'q', '--db', db)).code, 0);
  assert.equal((await retrace('start', 'waits', '--id', 'w', '--file', file, '--db', db)).code, 0);
  for (const [words, said] of [
    [['q', 'nope'], /^no-such-query: .*no query nope\. It knows: at, big\.$/m],
    [['q', 'big'], /^query-failed: .*big has failed: .*no JSON/],
    [['w', 'at'], /^query-failed: w has not run yet/],
    [['nobody', 'at'], /^no-such-run: /],
  ] as const) {
    const asked = await retrace('query', ...words, '--db', db);
    assert.deepEqual([asked.code, asked.out], [2, '']);
    assert.match(asked.err, said);
  }
});

test('N71 what is told to a run that has ended, or never was, is refused with the difference', async (context) => {
  const [db, file] = [join(scratchFolder(context), 'library.db'), workflowFile(context, code)];
  await retrace('run', file, 'quick', '--id', 'q', '--db', db);
  for (const words of [
    ['signal', 'ID', 'go'],
    ['cancel', 'ID'],
    ['cancel', 'ID', '--now'],
    ['pause', 'ID'],
    ['retry', 'ID'],
  ]) {
    const to = async (id: string): Promise<string> =>
      (await retrace(...words.map((word) => (word === 'ID' ? id : word)), '--db', db)).err;
    assert.match(await to('q'), /^no-such-run: The workflow "q" has no open run: \S+ has ended/);
    assert.match(await to('nobody'), /^no-such-run: No engine has started a workflow "nobody"/);
  }
});

test('N71 a run is paused and resumed; one that is not quarantined is not retried; code that is not there starts nothing', async (context) => {
  const [db, file] = [join(scratchFolder(context), 'library.db'), workflowFile(context, code)];
  const status = async (): Promise<unknown> =>
    jsonLines(await retrace('describe', 'w', '--db', db, '--json'))[0]?.['status'];
  await retrace('start', 'waits', '--id', 'w', '--file', file, '--db', db);
  assert.deepEqual(jsonLines(await retrace('pause', 'w', '--reason', 'deploy', '--db', db, '--json')), [
    { workflowId: 'w', did: 'paused' },
  ]);
  assert.equal(await status(), 'paused');
  assert.equal((await retrace('resume', 'w', '--db', db)).code, 0);
  assert.equal(await status(), 'running');
  assert.match((await retrace('retry', 'w', '--db', db)).err, /^not-quarantined: /);
  assert.match(
    (await retrace('start', 'other', '--file', file, '--db', db)).err,
    /^no-such-workflow: .*It exports: quick, waits\.$/m,
  );
  assert.match((await retrace('start', 'waits', '--file', 'missing.ts', '--db', db)).err, /^not-found: /);
  const none = workflowFile(context, `export const only = activity('only', async () => 1);`);
  assert.match((await retrace('worker', none, '--db', db)).err, /^no-such-workflow: .*no workflow is exported/);
});
