import assert from 'node:assert/strict';
import { join } from 'node:path';
import test, { type TestContext } from 'node:test';
import { Engine } from '../engine.ts';
import type { CheckedHistory } from '../model/replay/checked.ts';
import { importText, scratchFolder } from '../testing/library.ts';
import { loadCode } from './load-code.ts';
import { storedReports } from './stored-reports.ts';
import { CodeFolder } from '../testing/replay/code-folder.ts';
import { RecordedRun } from '../testing/replay/recorded-run.ts';

const code = (calls: string): string => `
import { proxyActivities } from ${JSON.stringify('@temporalio/workflow')};
const { reserve, charge } = proxyActivities({ startToCloseTimeout: '1 minute' });

export async function order(item) {
  ${calls}
}
`;

type Desk = { readonly engine: Engine; readonly folder: CodeFolder; readonly runs: readonly string[] };

/** A library with a completed run, an open one, and one of another type; the code that made the first two is `v1`, the working tree calls another activity. */
async function desk(context: TestContext): Promise<Desk> {
  const scratch = scratchFolder(context);
  const folder = new CodeFolder(join(scratch, 'code'));
  folder.write('workflows.js', code('return await reserve(item);'));
  folder.commit('as recorded');
  folder.git('tag', 'v1');
  folder.write('workflows.js', code('return await charge(item);'));
  const engine = Engine.open({
    database: join(scratch, 'library.db'),
    version: 'test',
    filesByPath: true,
    codeFolder: join(scratch, 'cache'),
  });
  context.after(() => engine.close());
  const recorded = [
    new RecordedRun('order', 'tea').task().activity('reserve', 'tea', 'ok').completed('ok'),
    new RecordedRun('order', 'milk').task().activity('reserve', 'milk', 'ok'),
    new RecordedRun('unknown').task(),
  ];
  const runs: string[] = [];
  for (const { events } of recorded) {
    const [outcome] = await importText(
      engine,
      JSON.stringify({ events }).replaceAll('000000000001', `00000000000${runs.length}`),
    );
    assert.ok(outcome !== undefined && 'run' in outcome);
    runs.push(outcome.run.runId);
  }
  return { engine, folder, runs };
}

test('P80 a run is replayed with the code that was asked for, and the choice remembered with its type', async (context) => {
  const { engine, folder, runs } = await desk(context);
  const [first = '', second = '', other = ''] = runs;
  const path = join(folder.path, 'workflows.js');
  assert.equal((await engine.offeredCode({ run: first })).chosen, null);
  const same = await engine.replayRun({ run: first, code: `${path}@v1`, workflow: null });
  assert.equal(same.verdict, 'same');
  const changed = await engine.replayRun({ run: first, code: path, workflow: null });
  assert.deepEqual(
    [changed.verdict, changed.seq, changed.causeKind, changed.source?.file],
    ['nondeterminism', 5, 'renamed', path],
  );
  assert.equal((await engine.offeredCode({ run: second })).chosen, path);
  assert.equal((await engine.offeredCode({ run: other })).chosen, null);
  await assert.rejects(engine.replayRun({ run: other, code: path, workflow: null }), { code: 'no-such-workflow' });
});

test('P81 many runs: each is told once, and a second time from what was kept', async (context) => {
  const { engine, folder, runs } = await desk(context);
  const check = async (): Promise<readonly (readonly unknown[])[]> => {
    const told: CheckedHistory[] = [];
    const { signal } = new AbortController();
    const params = { runs: [...runs], code: folder.path, against: `${folder.path}@v1` };
    const answer = await engine.checkRuns(params, { signal, progress: (checked) => told.push(checked) });
    assert.deepEqual(answer, { done: 3 });
    return told
      .map((checked) =>
        checked.outcome === 'replayed'
          ? [checked.runId, checked.report.verdict, checked.against?.verdict]
          : [checked.runId, checked.outcome],
      )
      .toSorted((a, b) => runs.indexOf(String(a[0])) - runs.indexOf(String(b[0])));
  };
  const expected = [
    [runs[0], 'nondeterminism', 'same'],
    [runs[1], 'nondeterminism', 'blocked'],
    [runs[2], 'noCode'],
  ];
  assert.deepEqual(await check(), expected);
  assert.deepEqual(await check(), expected);
});

test('P81 a report is kept under the digest of the code', async (context) => {
  const { engine, folder, runs } = await desk(context);
  const [run = ''] = runs;
  const report = await engine.replayRun({ run, code: folder.path, workflow: null });
  const bundle = await loadCode({ path: folder.path, workflowType: 'order', guest: 'temporal' });
  const payloads = (await engine.log.read(run, 1, 1000)).map(({ payload }) => payload);
  const named = { workflow: 'order', workflowId: null };
  const asked = { name: run, runId: run, guest: 'temporal' as const, payloads, workflowId: '', named };
  const kept = (digest: string, history = asked): Promise<unknown> =>
    storedReports(engine.log).get(history, { ...bundle, digest }, 'order');
  assert.deepEqual(await kept(bundle.digest), report);
  assert.equal(await kept('of other code'), undefined);
  assert.equal(await kept(bundle.digest, { ...asked, payloads: payloads.slice(1) }), undefined, 'of another length');
});

test('P82 a check is cancelled for its caller alone', async (context) => {
  const { engine, folder, runs } = await desk(context);
  const stop = new AbortController();
  const many = Array.from({ length: 50 }, () => runs[0] ?? '');
  const cancelled = engine.checkRuns(
    { runs: many, code: folder.path, against: null },
    { signal: stop.signal, progress: () => stop.abort() },
  );
  const other = engine.replayRun({ run: runs[1] ?? '', code: folder.path, workflow: null });
  assert.ok((await cancelled).done < many.length);
  assert.equal((await other).verdict, 'nondeterminism');
});

test('P83 versions of a path are the branches and tags of its repository; without one there are none', async (context) => {
  const { engine, folder } = await desk(context);
  assert.deepEqual([...(await engine.listVersions({ path: folder.path })).refs].toSorted(), ['main', 'v1']);
  assert.deepEqual(await engine.listVersions({ path: scratchFolder(context) }), { refs: [] });
});

test('P84 where files cannot be named by path no code is run', async (context) => {
  const engine = Engine.open({ database: ':memory:', version: 'test', filesByPath: true });
  context.after(() => engine.close());
  await assert.rejects(async () => engine.replayRun({ run: 'a', code: '/', workflow: null }), { code: 'not-here' });
});
