// Several engines on one SQLite file: one engine at a time owns a run, and the file records the owner.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'node:test';
import { scratchFolder } from '../testing/library.ts';
import { engineOnFile, workflowFile } from '../testing/native-engine.ts';
import { machineClock, SkippingClock } from './clock.ts';

test('N30 three engines share one file: every run ends, and no activity is done twice', async (context) => {
  const folder = scratchFolder(context);
  const [db, notes] = [join(folder, 'runs.db'), join(folder, 'notes')];
  const file = workflowFile(
    context,
    `import { appendFileSync } from 'node:fs';
     export const note = activity('note', async (text: string, { idempotencyKey }: any) => { appendFileSync(${JSON.stringify(notes)}, idempotencyKey + '\\n'); return text; });
     export async function leaf(ctx: any, n: number) { return await ctx.run(note, 'leaf' + n); }
     export async function main(ctx: any, n: number) { await ctx.run(note, 'a'); await ctx.sleep(1); return await ctx.child(leaf, n); }`,
  );
  const engines = [];
  for (const workerId of ['one', 'two', 'three'])
    engines.push(await engineOnFile(context, { db, file, clock: machineClock }, { workerId, pollMs: 20, mostRuns: 5 }));
  const [{ client }] = engines as [(typeof engines)[0]];
  const handles = [];
  for (let n = 0; n < 24; n++) handles.push(await client.start<number, string>('main', n));
  for (const { engine } of engines) engine.start();
  assert.deepEqual(
    await Promise.all(handles.map((handle) => handle.result())),
    handles.map((_, n) => `leaf${n}`),
  );
  const keys = readFileSync(notes, 'utf8').trim().split('\n');
  assert.deepEqual([keys.length, new Set(keys).size], [48, 48]);
});

test('N30 an engine whose lease is over can store nothing more; another has taken the run, and goes on', async (context) => {
  const folder = scratchFolder(context);
  const clock = new SkippingClock();
  const file = workflowFile(
    context,
    `export async function main(ctx: any) { return await ctx.signal(signal<any>('go')).receive(); }`,
  );
  const place = { db: join(folder, 'runs.db'), file, clock };
  const late = await engineOnFile(context, place, { workerId: 'late' });
  const handle = await late.client.start<undefined, number>('main', undefined, { id: 'w' });
  late.engine.start();
  await late.engine.whenIdle();
  assert.equal((await late.client.describe('w')).worker, 'late');
  clock.jump(11_000);
  await late.client.signal('w', 'go', 5);
  const next = await engineOnFile(context, place, { workerId: 'next' });
  next.engine.start();
  await next.engine.whenIdle();
  assert.equal(await handle.result(), 5);
  const before = await late.store.log.streamLen(handle.runId);
  late.engine.poll();
  await late.engine.whenIdle();
  assert.equal(await late.store.log.streamLen(handle.runId), before);
});

test('N35 a run that is terminated while another engine works on it is left by that one', async (context) => {
  const folder = scratchFolder(context);
  const clock = new SkippingClock();
  const file = workflowFile(context, `export async function main(ctx: any) { await ctx.sleep('1h'); return 1; }`);
  const place = { db: join(folder, 'runs.db'), file, clock };
  const { engine, client, store } = await engineOnFile(context, place);
  const handle = await client.start('main', undefined, { id: 'w' });
  engine.start();
  await engine.whenIdle();
  await client.terminate('w', 'by hand');
  engine.poll();
  await engine.whenIdle();
  assert.equal((await handle.end()).type, 'terminated');
  const length = await store.log.streamLen(handle.runId);
  for (let i = 0; i < 50 && clock.skip(); i++) await engine.whenIdle();
  assert.equal(await store.log.streamLen(handle.runId), length, 'no timer fires in it any more');
});
