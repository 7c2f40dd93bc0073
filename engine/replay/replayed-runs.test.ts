import assert from 'node:assert/strict';
import { join } from 'node:path';
import test, { type TestContext } from 'node:test';
import { Engine } from '../engine.ts';
import type { CheckedHistory, CheckProgress } from '../model/replay/checked.ts';
import { caller } from '../testing/caller.ts';
import { importText, scratchFolder } from '../testing/library.ts';
import type { ToldCommit } from '../model/replay/bisected.ts';
import { temporal } from '../formats/temporal/temporal.ts';
import { loadCode } from './load-code.ts';
import { replayable } from './replayable.ts';
import { realPath } from './versions/real-path.ts';
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

/**
 * A library with a completed run, an open run, and one of another type; the code of the first two is `v1`, the working
 * tree calls another activity.
 */
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
  const same = await engine.replayRun({ run: first, code: `${path}@v1`, workflow: null, remember: true });
  assert.equal(same.verdict, 'same');
  const changed = await engine.replayRun({ run: first, code: path, workflow: null, remember: true });
  assert.deepEqual(
    [changed.verdict, changed.seq, changed.causeKind, changed.source?.file],
    ['nondeterminism', 5, 'renamed', path],
  );
  assert.equal((await engine.offeredCode({ run: second })).chosen, path);
  await engine.replayRun({ run: first, code: `${path}@v1`, workflow: null, remember: false });
  assert.equal((await engine.offeredCode({ run: second })).chosen, path, 'who only looks has chosen nothing');
  assert.equal((await engine.offeredCode({ run: other })).chosen, null);
  await assert.rejects(engine.replayRun({ run: other, code: path, workflow: null, remember: true }), {
    code: 'no-such-workflow',
  });
});

test('P81 P130 many runs: each is told once as it begins and once as it is done, without both histories call by call; a second time from what was kept', async (context) => {
  const { engine, folder, runs } = await desk(context);
  const check = async (): Promise<readonly (readonly unknown[])[]> => {
    const told: CheckedHistory[] = [];
    const began: string[] = [];
    const params = { runs: [...runs], code: folder.path, against: `${folder.path}@v1` };
    const answer = await engine.checkRuns(
      params,
      caller((progress) => {
        if (progress.type === 'began') began.push(progress.run);
        else told.push(progress.checked);
      }),
    );
    assert.deepEqual(answer, { done: 3 });
    assert.deepEqual(began.toSorted(), [...runs].toSorted());
    for (const checked of told) assert.ok(checked.outcome !== 'replayed' || checked.report.rows.length === 0);
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
  const report = await engine.replayRun({ run, code: folder.path, workflow: null, remember: true });
  const bundle = await loadCode({ path: folder.path, workflowType: 'order', guest: 'temporal' });
  const payloads = (await engine.log.read(run, 1, 1000)).map(({ payload }) => payload);
  const asked = replayable(temporal, payloads, run, { runId: run, workflowType: 'order' });
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
    caller(() => stop.abort(), stop.signal),
  );
  const other = engine.replayRun({ run: runs[1] ?? '', code: folder.path, workflow: null, remember: true });
  assert.ok((await cancelled).done < many.length);
  assert.equal((await other).verdict, 'nondeterminism');
});

test('P83 P131 versions of a path are the branches, tags and latest commits of its repository; without one there are none', async (context) => {
  const { engine, folder } = await desk(context);
  const listed = await engine.listVersions({ path: folder.path });
  assert.deepEqual([...listed.refs].toSorted(), ['main', 'v1']);
  assert.deepEqual(listed.tags, ['v1']);
  assert.equal(listed.repository, realPath(folder.path));
  assert.deepEqual(
    listed.commits.map(({ id, subject, author }) => ({ id, subject, author })),
    [{ id: folder.git('rev-parse', 'main'), subject: 'as recorded', author: 'A' }],
  );
  const nowhere = { repository: null, refs: [], tags: [], commits: [] };
  assert.deepEqual(await engine.listVersions({ path: scratchFolder(context) }), nowhere);
});

test('P84 where files cannot be named by path no code is run', async (context) => {
  const engine = Engine.open({ database: ':memory:', version: 'test', filesByPath: true });
  context.after(() => engine.close());
  await assert.rejects(async () => engine.replayRun({ run: 'a', code: '/', workflow: null, remember: true }), {
    code: 'not-here',
  });
});

test('P132 the first bad commit is searched for a run of the library, each commit told as it is looked at', async (context) => {
  const { engine, folder, runs } = await desk(context);
  const path = join(folder.path, 'workflows.js');
  const texts = [
    code('return await reserve( item );'),
    'export {',
    code('return await charge(item);'),
    code('return 1;'),
  ];
  const ids = texts.map((text, index) => {
    folder.write('workflows.js', text);
    return folder.commit(`change ${index}`);
  });
  const told: ToldCommit[] = [];
  const asked = { run: runs[0] ?? '', code: path, good: 'v1', bad: 'main', failOn: 'nondeterminism' } as const;
  const found = await engine.bisectRun(
    asked,
    caller((progress) => told.push(progress)),
  );
  const { commit, untold, report } = found;
  assert.deepEqual([commit.id, commit.subject, commit.author], [ids[2], 'change 2', 'A']);
  assert.ok(Math.abs(commit.authoredAtMs - Date.now()) < 24 * 3_600_000);
  assert.deepEqual([report.causeKind, report.source?.file, report.source?.line], ['renamed', realPath(path), 6]);
  assert.deepEqual(
    untold.map(({ id, why }) => [id, /workflows\.js/.test(why)]),
    [[ids[1], true]],
  );
  assert.deepEqual(
    told.map(({ commit: { subject }, told: word, verdict }) => `${subject} ${word} ${verdict}`).toSorted(),
    ['change 0 good same', 'change 1 skip null', 'change 2 bad nondeterminism'],
  );
  assert.equal(told.at(-1)?.left, 1);
  await assert.rejects(engine.bisectRun({ ...asked, good: 'main', bad: 'v1' }, caller()), { code: 'bad-usage' });
  await assert.rejects(engine.bisectRun({ ...asked, good: 'no' }, caller()), { code: 'no-such-ref' });
  await assert.rejects(engine.bisectRun({ ...asked, bad: 'v1' }, caller()), { code: 'bad-usage' });
});

test('P132 a search is cancelled, and says so', async (context) => {
  const { engine, folder, runs } = await desk(context);
  folder.commit('charges');
  const asked = { run: runs[0] ?? '', code: folder.path, good: 'v1', bad: 'main', failOn: 'drift' } as const;
  await assert.rejects(engine.bisectRun(asked, caller(undefined, AbortSignal.abort())), { code: 'cancelled' });
});

test('P171 what a worker is told of its bundle is kept for the code, and goes into every version of it', async (context) => {
  const { engine, folder, runs } = await desk(context);
  const [run = ''] = runs;
  const path = join(folder.path, 'workflows.js');
  const reads = (calls: string): string => `import fs from 'fs';\nexport const read = () => fs;\n${code(calls)}`;
  folder.write('workflows.js', reads('return await reserve(item);'));
  folder.commit('it imports what no workflow runs');
  folder.git('tag', 'v2');
  folder.write('workflows.js', reads('return await charge(item);'));
  folder.commit('and breaks');
  folder.git('tag', 'v3');
  const asked = { run, code: path, workflow: null };
  await assert.rejects(engine.replayRun({ ...asked, remember: true }), { code: 'refused-modules' });
  const none = { payloadConverter: null, failureConverter: null, interceptors: [], ignoreModules: [] };
  assert.deepEqual((await engine.codeRules({ code: path })).rules, none);
  const missing = engine.keepCodeRules({
    code: path,
    rules: { ...none, interceptors: [join(folder.path, 'none.js')] },
  });
  await assert.rejects(missing, { code: 'not-found' });
  await engine.keepCodeRules({ code: folder.path, rules: { ...none, ignoreModules: ['fs'] } });
  assert.deepEqual((await engine.codeRules({ code: `${path}@v2` })).rules.ignoreModules, ['fs'], "its folder's");
  assert.equal((await engine.replayRun({ ...asked, remember: true })).verdict, 'nondeterminism');
  assert.ok((await engine.readCode(asked)).files.includes(path));
  const verdicts: unknown[] = [];
  const listening = caller<CheckProgress>((progress) => {
    if (progress.type === 'done' && progress.checked.outcome === 'replayed')
      verdicts.push(progress.checked.report.verdict);
  });
  await engine.checkRuns({ runs: [run], code: `${path}@v2`, against: null }, listening);
  assert.deepEqual(verdicts, ['same']);
  const found = await engine.bisectRun({ run, code: path, good: 'v2', bad: 'v3', failOn: 'nondeterminism' }, caller());
  assert.equal(found.commit.subject, 'and breaks');
  await engine.keepCodeRules({ code: folder.path, rules: none });
  await assert.rejects(engine.replayRun({ ...asked, remember: true }), { code: 'refused-modules' });
});

test('P174 P176 what code makes of a stored run is a run that is read and compared, in no list and no bundle, and says which code made it', async (context) => {
  const { engine, folder, runs } = await desk(context);
  const [run = ''] = runs;
  const library = await engine.listRuns();
  const asked = { run, code: folder.path, workflow: null };
  const { run: own } = await engine.ownRun(
    asked,
    caller(() => undefined),
  );
  assert.deepEqual(await engine.listRuns(), library);
  assert.equal(own.madeBy, folder.path);
  assert.equal(own.headline.sentence, 'Completed');
  assert.deepEqual((await engine.openRun({ run: own.runId })).summary, own);
  const { sentences, comparison } = await engine.compareRuns({ left: run, right: own.runId, ignore: [] });
  assert.deepEqual([comparison.counts.left, comparison.counts.right], [1, 1]);
  assert.equal(sentences[1], `B is what the code ${folder.path} makes of ${own.workflowId ?? run} (order): Completed.`);
  assert.ok(!sentences.some((sentence) => sentence.includes('took')));
  assert.deepEqual(
    (
      await engine.ownRun(
        asked,
        caller(() => undefined),
      )
    ).run.runId,
    own.runId,
  );
  const bundled = { runs: [{ run: own.runId, place: null }], comparison: null, pseudonyms: 'none' as const };
  await assert.rejects(engine.bundleRuns(bundled), { code: 'bad-usage' });
  await assert.rejects(engine.openRun({ run: `${run}~own-0` }), { code: 'no-such-run', message: /Replay the code/ });
  const [taken] = await importText(engine, Buffer.from((await engine.exportRun({ run: own.runId })).bytes).toString());
  assert.ok(taken !== undefined && 'run' in taken);
  const again = await engine.compareRuns({ left: own.runId, right: taken.run.runId, ignore: [] });
  assert.ok(again.comparison.same, again.sentences.join(' '));
});

test('P183 code that is run on is ended when its caller gives it up', async (context) => {
  const { engine, folder, runs } = await desk(context);
  const stop = new AbortController();
  const asked = { run: runs[0] ?? '', code: folder.path, workflow: null };
  const given = engine.ownRun(
    asked,
    caller(() => undefined, stop.signal),
  );
  stop.abort();
  await assert.rejects(given, { code: 'cancelled' });
  assert.equal(
    (
      await engine.ownRun(
        asked,
        caller(() => undefined),
      )
    ).run.headline.sentence,
    'Completed',
  );
});
