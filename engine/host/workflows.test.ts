// Tests workflows on the command line: started, worked on, signalled, queried, killed and resumed.

import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import test, { type TestContext } from 'node:test';
import { decoded } from '../runtime/history.ts';
import { openSqliteLog } from '../store/sqlite/sqlite-log.ts';
import { jsonLines, nodeOptions, retrace } from '../testing/command-line.ts';
import { scratchFolder } from '../testing/library.ts';
import { workflowFile } from '../testing/native-engine.ts';
import { killedSamples } from '../testing/survival/killed-samples.ts';

const order = join(import.meta.dirname, '../../examples/order.ts');

/** A separate process, killed when the test ends. */
function started(context: TestContext, ...words: readonly string[]): ChildProcess {
  const child = spawn(process.execPath, [...nodeOptions, ...words], { stdio: ['ignore', 'pipe', 'inherit'] });
  context.after(() => child.kill('SIGKILL'));
  return child;
}

async function firstLine(child: ChildProcess): Promise<string> {
  let text = '';
  for await (const piece of child.stdout ?? []) {
    text += String(piece);
    if (text.includes('\n')) return text;
  }
  return text;
}

/** Resolves when the run has this many events. */
async function grown(db: string, workflowId: string, events: number): Promise<void> {
  for (;;) {
    const [described] = jsonLines(await retrace('describe', workflowId, '--db', db, '--json'));
    if (Number(described?.['events'] ?? 0) >= events) return;
    assert.equal(described?.['status'] ?? 'running', 'running', String(described?.['quarantined']));
  }
}

async function typesOf(db: string, run: string): Promise<readonly string[]> {
  const log = openSqliteLog(db);
  const events = await log.read(run, 1, Infinity);
  await log.close();
  return events.map(decoded).map(({ type }) => type);
}

test('N41 C1 C2 a workflow of a file runs to its end, and is a run of the library as any', async (context) => {
  const db = join(scratchFolder(context), 'library.db');
  const input = JSON.stringify({ id: '7', items: ['lamp'], cents: 4900 });
  const ended = await retrace('run', order, 'order', '--input', input, '--id', 'order-7', '--db', db, '--json');
  const [said] = jsonLines(ended);
  assert.deepEqual(
    [ended.code, said?.['workflowId'], said?.['status'], said?.['result']],
    [0, 'order-7', 'completed', { payment: 'pay-7', tracking: 'parcel-7' }],
  );
  const [listed] = jsonLines(await retrace('list', '--db', db, '--json'));
  assert.deepEqual(
    [listed?.['runId'], listed?.['dialect'], listed?.['workflowType'], listed?.['status']],
    [said?.['runId'], 'native', 'order', 'completed'],
  );
  assert.deepEqual(
    jsonLines(await retrace('query', 'order-7', 'status', '--db', db, '--json'))[0]?.['value'],
    'shipped',
  );
  const [described] = jsonLines(await retrace('describe', 'order-7', '--db', db, '--json'));
  assert.deepEqual([described?.['status'], described?.['activities'], described?.['timers']], ['completed', [], []]);
  assert.match((await retrace('show', 'order-7', '--db', db)).out, /chargeCard \(2 attempts\)/);
  const again = jsonLines(
    await retrace('run', order, 'order', '--input', input, '--id', 'order-7', '--db', db, '--json'),
  )[0];
  assert.equal(again?.['runId'], said?.['runId'], 'a run that has ended is not begun again');
});

test('N41 one that fails ends with exit code 1, and what was done is undone', async (context) => {
  const db = join(scratchFolder(context), 'library.db');
  const input = JSON.stringify({ id: '8', items: ['piano'], cents: 4900 });
  const { code, out } = await retrace('run', order, 'order', '--input', input, '--id', 'order-8', '--db', db);
  assert.equal(code, 1);
  assert.match(out, /order-8: failed: application: shipParcel failed: no parcel of order 8 holds a piano/);
  assert.match((await retrace('show', 'order-8', '--db', db)).out, /refundCard[\s\S]*releaseStock/);
});

test('N41 C2 what cannot be run is wrong use, in a sentence', async (context) => {
  const db = join(scratchFolder(context), 'library.db');
  for (const [words, code, said] of [
    [['run', order], 2, /bad-usage/],
    [['run', order, 'other'], 2, /exports no workflow other. It exports: order\.$/m],
    [['run', order, 'chargeCard'], 2, /exports no workflow chargeCard\. It exports: order\./],
    [['run', 'missing.ts', 'order'], 2, /not-found/],
    [['run', order, 'order', '--input', '{'], 2, /not-json/],
    [['signal', 'w', 'go'], 2, /no-such-run/],
    [['worker'], 2, /bad-usage/],
  ] as const) {
    const ended = await retrace(...words, '--db', db);
    assert.equal(ended.code, code, words.join(' '));
    assert.match(ended.err, said);
  }
});

test('N41 started, signalled, asked and cancelled from other programs while a worker works on it', async (context) => {
  const db = join(scratchFolder(context), 'library.db');
  const file = workflowFile(
    context,
    `export async function approval(ctx: any, what: string) {
       let by = 'nobody'; ctx.onQuery('by', () => by);
       by = (await ctx.signal(signal<any>('approve')).receive()).by;
       return what + ' by ' + by;
     }`,
  );
  const { code, out } = await retrace(
    'start',
    'approval',
    '--input',
    '"leave"',
    '--id',
    'a-1',
    '--file',
    file,
    '--db',
    db,
  );
  assert.deepEqual([code, out.startsWith('a-1: run ')], [0, true]);
  await retrace('start', 'approval', '--input', '"never"', '--id', 'a-2', '--file', file, '--db', db);
  assert.match((await retrace('start', 'approval', '--id', 'a-1', '--db', db)).err, /workflow-running/);
  assert.deepEqual(jsonLines(await retrace('query', 'a-1', 'by', '--db', db, '--json'))[0]?.['value'], undefined);
  assert.equal((await retrace('signal', 'a-1', 'approve', '--input', '{"by":"ann"}', '--db', db)).code, 0);
  assert.equal((await retrace('cancel', 'a-2', '--reason', 'late', '--db', db)).code, 0);
  const ended = jsonLines(await retrace('run', file, 'approval', '--id', 'a-1', '--db', db, '--json'))[0];
  assert.equal(ended?.['result'], 'leave by ann');
  const cancelled = jsonLines(await retrace('run', file, 'approval', '--id', 'a-2', '--db', db, '--json'))[0];
  assert.equal(cancelled?.['status'], 'cancelled');
  assert.deepEqual(jsonLines(await retrace('query', 'a-1', 'by', '--db', db, '--json'))[0]?.['value'], 'ann');
});

test('N41 N38 a run that diverges is said to be quarantined; mended and retried, it goes on', async (context) => {
  const db = join(scratchFolder(context), 'library.db');
  const good = `export const a = activity('a', async () => 1); export const b = activity('b', async () => 2);
    export async function main(ctx: any) { await ctx.run(a); return await ctx.signal(signal<any>('go')).receive(); }`;
  const file = workflowFile(context, good);
  const whole = readFileSync(file, 'utf8');
  const first = started(context, 'run', file, 'main', '--id', 'w', '--db', db);
  await firstLine(first);
  await grown(db, 'w', 6);
  first.kill('SIGTERM');
  await once(first, 'exit');
  writeFileSync(file, whole.replace('ctx.run(a)', 'ctx.run(b)'));
  await retrace('signal', 'w', 'go', '--input', '5', '--db', db);
  const bad = await retrace('run', file, 'main', '--id', 'w', '--db', db);
  assert.equal(bad.code, 1);
  assert.match(
    bad.out,
    /quarantined: nondeterminism: .*the history has activity_scheduled a, the code asks for activity_scheduled b/,
  );
  assert.match((await retrace('describe', 'w', '--db', db)).out, /quarantined/);
  writeFileSync(file, whole);
  const mended = jsonLines(await retrace('run', file, 'main', '--id', 'w', '--db', db, '--json'))[0];
  assert.deepEqual([mended?.['status'], mended?.['result']], ['completed', 5]);
});

test('N30 N41 a program that is killed loses nothing: the run goes on, no activity with a result runs again', async (context) => {
  const folder = scratchFolder(context);
  const [db, notes] = [join(folder, 'library.db'), join(folder, 'notes')];
  const file = workflowFile(
    context,
    `import { appendFileSync, existsSync } from 'node:fs';
     export const step = activity('step', async (n: number) => {
       appendFileSync(${JSON.stringify(notes)}, n + '\\n');
       if (n === 3 && !existsSync(${JSON.stringify(join(folder, 'go'))})) await new Promise((resolve) => setTimeout(resolve, 60_000));
       return n * 10;
     });
     export async function main(ctx: any) { const all = []; for (let n = 0; n < 6; n++) { all.push(await ctx.run(step, n)); await ctx.sleep(5); } return all; }`,
  );
  const first = started(context, 'run', file, 'main', '--id', 'w', '--db', db);
  while (!existsSync(notes) || !readFileSync(notes, 'utf8').includes('3'))
    await new Promise((resolve) => setImmediate(resolve));
  first.kill('SIGKILL');
  await once(first, 'exit');
  writeFileSync(join(folder, 'go'), '');
  const [said] = jsonLines(await retrace('run', file, 'main', '--id', 'w', '--db', db, '--json'));
  assert.deepEqual([said?.['status'], said?.['result']], ['completed', [0, 10, 20, 30, 40, 50]]);
  assert.deepEqual(readFileSync(notes, 'utf8').trim().split('\n'), ['0', '1', '2', '3', '3', '4', '5']);
  const types = await typesOf(db, said?.['runId'] as string);
  assert.equal(types.filter((type) => type === 'activity_completed').length, 6);
  assert.equal(
    types.filter((type) => type === 'activity_attempt_failed').length,
    1,
    'the attempt whose worker was killed',
  );
  assert.equal((await retrace('log', 'verify', '--db', db)).code, 0);
});

test('N30 N41 N57 all samples, in a worker that is killed at random moments, end as they should', async (context) => {
  const seed = Number(process.env['RETRACE_SEED'] ?? 20_261_130);
  context.diagnostic(`seed ${seed}`);
  const { kills, runs } = await killedSamples({ seed, rounds: 1, kills: 1, folder: scratchFolder(context) });
  assert.equal(kills, 1);
  assert.equal(runs, 4 + 7 + 3, 'the batch has seven children, the poller goes on twice');
});

test('N60 with --codec worker and clients share a codec; a history is replayed once it is written decoded', async (context) => {
  const folder = scratchFolder(context);
  const db = join(folder, 'library.db');
  const codec = join(folder, 'codec.ts');
  const turned = (way: string): string => `(text: string) => Buffer.from(text${way}`;
  writeFileSync(
    codec,
    `export const codec = { name: 'b64', encode: ${turned(").toString('base64')")}, decode: ${turned(", 'base64').toString()")} };`,
  );
  const place = ['--db', db, '--codec', codec];
  const input = JSON.stringify({ id: '7', items: ['secret lamp'], cents: 4900 });
  assert.equal((await retrace('start', 'order', '--input', input, '--id', 'o', '--file', order, ...place)).code, 0);
  const [said] = jsonLines(await retrace('run', order, 'order', '--id', 'o', ...place, '--json'));
  assert.deepEqual(said?.['result'], { payment: 'pay-7', tracking: 'parcel-7' });
  assert.deepEqual(jsonLines(await retrace('query', 'o', 'status', ...place, '--json'))[0]?.['value'], 'shipped');
  const stored = await retrace('export', 'o', '--db', db);
  assert.ok(!stored.out.includes('secret lamp') && stored.out.includes('$codec'));
  assert.match(
    (await retrace('replay', 'o', '--code', order, '--db', db)).err,
    /code-not-supported.*retrace export RUN --codec/,
  );
  const file = join(folder, 'decoded.jsonl');
  assert.equal((await retrace('export', 'o', '-o', file, ...place)).code, 0);
  assert.ok(readFileSync(file, 'utf8').includes('secret lamp'));
  assert.equal((await retrace('replay', file, '--code', order)).code, 0);
  assert.match((await retrace('worker', order, '--db', db, '--codec', order)).err, /bad-usage: .*exports no codec/);
});

test('N50 stats count what the runs of a library did, and how long it waited', async (context) => {
  const db = join(scratchFolder(context), 'library.db');
  const input = JSON.stringify({ id: '7', items: ['lamp'], cents: 4900 });
  await retrace('run', order, 'order', '--input', input, '--id', 'order-7', '--db', db);
  assert.equal((await retrace('signal', 'order-7', 'hurry', '--db', db)).code, 2);
  const [stats] = jsonLines(await retrace('stats', '--db', db, '--json'));
  const { taskWait, activityWait, ...counts } = stats as Record<string, { count: number }>;
  assert.deepEqual(counts, {
    runs: { open: 0, ended: 1, quarantined: 0 },
    events: 20,
    tasks: { completed: 5, failed: 0 },
    activities: { scheduled: 3, attempts: 4, failedAttempts: 1, completed: 3, failed: 0, cancelled: 0 },
    timersFired: 1,
    signalsReceived: 0,
    deadLetters: 1,
  });
  assert.deepEqual([taskWait?.count, activityWait?.count], [5, 3]);
  const { out } = await retrace('stats', '--db', db);
  assert.match(out, /attempts +4, of them 1 failed; the first waited \d+ ms \(median\)/);
});
