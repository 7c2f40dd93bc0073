import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { Engine } from '../engine.ts';
import { workerProgram } from '../host/worker-program.ts';
import type { LiveRun } from '../model/live-run.ts';
import { caller } from '../testing/caller.ts';
import { fileIn, openEngine, scratchFolder } from '../testing/library.ts';
import { workflowFile } from '../testing/native-engine.ts';

const refused = (code: string): { readonly code: string } => ({ code });

const approval = `export const a = activity('a', async () => process.pid);
  export const b = activity('b', async () => 2);
  export const approve = signal<string>('approve');
  export async function approval(ctx: any, what: string) {
    let by = 'nobody'; ctx.onQuery('by', () => by);
    const pid = await ctx.run(a);
    by = await ctx.signal(approve).receive();
    return { what, by, pid };
  }`;

function openWorked(context: TestContext): Engine {
  const database = join(scratchFolder(context), 'library.db');
  const engine = Engine.open({ database, version: 'test', filesByPath: true, workerProgram: workerProgram() });
  context.after(() => engine.close());
  return engine;
}

/** Resolves with the first state that fits. */
async function whenRun(engine: Engine, run: string, fits: (live: LiveRun) => boolean): Promise<LiveRun> {
  const controller = new AbortController();
  let found: LiveRun | undefined;
  const look = (live: LiveRun | null): void => {
    if (live === null || !fits(live)) return;
    found = live;
    controller.abort();
  };
  await engine.followWork({ run }, caller(look, controller.signal));
  assert.ok(found);
  return found;
}

/** Resolves when the run has an event of this type. */
async function whenEvent(engine: Engine, run: string, type: string): Promise<void> {
  const { signal } = new AbortController();
  for await (const page of engine.log.tail(run, 1, { signal })) if (page.some((event) => event.type === type)) return;
}

test('N53 a file is read for its workflows, signals and queries without running any of it', async (context) => {
  const folder = scratchFolder(context);
  fileIn(folder, 'more.ts', `export const other = async (ctx: any) => { await ctx.signal('stop').receive(); };`);
  const file = fileIn(
    folder,
    'flows.ts',
    `import { activity, signal } from 'retrace'; import { readFileSync } from 'node:fs'; export * from './more.ts';
     export const go = signal<string>('go'); export const read = activity('read', async () => readFileSync('x'));
     export async function main(ctx: any) { ctx.onQuery('at', () => 1); await helper(); } async function helper() {}
     throw new Error('run');`,
  );
  const engine = openWorked(context);
  const read = await engine.readWorkflowFile({ file });
  assert.deepEqual(
    [read.file, read.workflows.toSorted(), read.signals.toSorted(), read.queries],
    [file, ['main', 'other'], ['go', 'stop'], ['at']],
  );
  await assert.rejects(engine.readWorkflowFile({ file: join(folder, 'none.ts') }), refused('not-found'));
  const broken = fileIn(folder, 'broken.ts', 'export async function (');
  await assert.rejects(engine.readWorkflowFile({ file: broken }), /code-does-not-build|broken\.ts:1/);
});

test('N53 what cannot be started is said in a coded error, and begins no run', async (context) => {
  const engine = openWorked(context);
  const file = workflowFile(context, approval);
  const start = { file, workflow: 'approval', input: '', id: null };
  await assert.rejects(engine.startRun({ ...start, workflow: 'other' }), refused('no-such-workflow'));
  await assert.rejects(engine.startRun({ ...start, input: '{' }), refused('not-json'));
  await assert.rejects(engine.startRun({ ...start, file: '/none.ts' }), refused('not-found'));
  await assert.rejects(engine.signalRun({ run: 'none', name: 'go', input: '' }), refused('no-such-run'));
  await assert.rejects(openEngine(context).startRun(start), refused('not-here'));
  assert.deepEqual(await engine.listRuns(), []);
});

test('N53 N54 N55 a run is started, signalled, asked and steered; its worker is another process', async (context) => {
  const engine = openWorked(context);
  const file = workflowFile(context, approval);
  const { run } = await engine.startRun({ file, workflow: 'approval', input: '"leave"', id: 'a-1' });
  await assert.rejects(
    engine.startRun({ file, workflow: 'approval', input: '', id: 'a-1' }),
    refused('workflow-running'),
  );
  const { worker, signals, queries } = await whenRun(engine, run, ({ worker: own }) => own !== null);
  assert.deepEqual([worker?.type, signals, queries], ['own', ['approve'], ['by']]);
  await whenEvent(engine, run, 'activity_completed');

  await engine.steerRun({ run, steer: 'pause', reason: '' });
  await whenRun(engine, run, ({ state }) => state === 'paused');
  await engine.steerRun({ run, steer: 'resume', reason: '' });
  assert.deepEqual(await engine.askRun({ run, name: 'by', input: '' }), { type: 'answered', value: 'nobody' });

  assert.ok(worker?.type === 'own' && worker.pid !== process.pid);
  process.kill(worker.pid, 'SIGKILL');
  const { lost } = await whenRun(engine, run, (live) => live.worker === null);
  assert.match(String(lost), /SIGKILL/);
  await engine.signalRun({ run, name: 'approve', input: '"ann"' });
  await engine.workOnRun({ run });
  await whenRun(engine, run, ({ state, worker: none }) => state === 'ended' && none === null);
  const { result } = await engine.readFacts({ run });
  assert.deepEqual(result?.type === 'value' && result.value, { what: 'leave', by: 'ann', pid: worker.pid });
});
