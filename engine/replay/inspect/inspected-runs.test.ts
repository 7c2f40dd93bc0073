import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { Engine } from '../../engine.ts';
import { previewText } from '../../model/replay/locals.ts';
import { eventsOfLine } from '../../model/replay/frames.ts';
import { importText, scratchFolder } from '../../testing/library.ts';
import { CodeFolder } from '../../testing/replay/code-folder.ts';
import { RecordedRun } from '../../testing/replay/recorded-run.ts';

const root = join(import.meta.dirname, '../../..');

const code = `
import { proxyActivities, sleep, defineQuery, setHandler } from ${JSON.stringify('@temporalio/workflow')};
import { rounded } from './rounded';
const { price } = proxyActivities({ startToCloseTimeout: '1 minute' });

export async function basket(items: string[]): Promise<number> {
  let total = 0;
  setHandler(defineQuery('total'), (times = 1) => total * times);
  for (const item of items) {
    total += rounded(await price(item));
  }
  await sleep(1000);
  return total;
}
`;
const rounded = 'export const rounded = (value: number): number => Math.round(value);\n';

/** tea costs 3, milk 4; then a timer. Events 5 and 11 ask for the prices. */
const recorded = new RecordedRun('basket', ['tea', 'milk'])
  .task()
  .activity('price', 'tea', 3)
  .activity('price', 'milk', 4)
  .timer('1s')
  .completed(7);

type Desk = { readonly engine: Engine; readonly folder: CodeFolder; readonly run: string };

async function desk(context: TestContext): Promise<Desk> {
  const scratch = scratchFolder(context);
  const folder = new CodeFolder(join(scratch, 'code'));
  folder.write('basket.ts', code);
  folder.write('rounded.ts', rounded);
  const engine = Engine.open({
    database: join(scratch, 'library.db'),
    version: 'test',
    filesByPath: true,
    codeFolder: join(scratch, 'cache'),
    samplesFolder: join(root, 'samples'),
  });
  context.after(() => engine.close());
  return { engine, folder, run: await imported(engine, JSON.stringify({ events: recorded.events })) };
}

async function imported(engine: Engine, text: string): Promise<string> {
  const [outcome] = await importText(engine, text);
  assert.ok(outcome !== undefined && 'run' in outcome);
  return outcome.run.runId;
}

test('P100 what there is to choose is told without running any of it: the sample comes with its versions', async (context) => {
  const { engine, run } = await desk(context);
  assert.deepEqual(await engine.offeredCode({ run }), { chosen: null, refused: null, versions: [] });
  const sample = await imported(engine, readFileSync(join(root, 'renderer/public/sample.json'), 'utf8'));
  const { versions } = await engine.offeredCode({ run: sample });
  const verdicts = [];
  for (const { code: version } of versions)
    verdicts.push((await engine.replayRun({ run: sample, code: version, workflow: null, remember: true })).verdict);
  assert.deepEqual(verdicts, ['same', 'nondeterminism', 'drift']);
});

test('P101 of a history that no code can be replayed against it is said why, and what is supported', async (context) => {
  const { engine } = await desk(context);
  const node = '{"type":"workflow_started","workflow_id":"w","timestamp":"2026-01-01T00:00:00Z"}\n';
  const run = await imported(engine, node);
  const { refused } = await engine.offeredCode({ run });
  assert.match(refused ?? '', /is of the kind .*TypeScript SDK, 1\.8 and newer/);
  await assert.rejects(engine.readCode({ run, code: root, workflow: null }), { code: 'code-not-supported' });
});

test('P102 of a folder the modules that export the workflow are offered, each as code of its own', async (context) => {
  const { engine, folder, run } = await desk(context);
  const copy = folder.write('copy/basket.ts', code.replace('./rounded', '../rounded'));
  const { modules } = await engine.findModules({ run, code: folder.path });
  assert.deepEqual([...modules].toSorted(), [join(folder.path, 'basket.ts'), copy].toSorted());
  await assert.rejects(engine.readCode({ run, code: folder.path, workflow: null }), { code: 'ambiguous-workflow' });
  assert.deepEqual((await engine.readCode({ run, code: copy, workflow: null })).main, copy);
  folder.commit('both');
  const [first = ''] = (await engine.findModules({ run, code: `${folder.path}@main` })).modules;
  assert.equal((await engine.replayRun({ run, code: first, workflow: null, remember: true })).verdict, 'same');
});

test('P103 its own files are given as they were bundled, the module of the workflow first, and what every line led to', async (context) => {
  const { engine, folder, run } = await desk(context);
  const asked = { run, code: folder.path, workflow: null };
  const [main, other] = [join(folder.path, 'basket.ts'), join(folder.path, 'rounded.ts')];
  const { files, frames } = await engine.readCode(asked);
  assert.deepEqual(files, [main, other]);
  folder.write('rounded.ts', '// changed since\n');
  assert.equal((await engine.readSource({ ...asked, file: other })).text, rounded);
  await assert.rejects(engine.readSource({ ...asked, file: join(root, 'package.json') }), { code: 'not-found' });
  assert.ok(frames !== null);
  const line = code.split('\n').findIndex((text) => text.includes('await price')) + 1;
  assert.deepEqual(eventsOfLine(frames, main, line), [5, 11]);
});

test('P104 calls, variables and queries at any event, of the code of a commit as of the working tree', async (context) => {
  const { engine, folder, run } = await desk(context);
  folder.commit('first');
  for (const version of [folder.path, `${folder.path}@main`]) {
    const asked = { run, code: version, workflow: null };
    const totals = [];
    for (const seq of [2, 5, 11, 17]) {
      const { calls, queries } = await engine.readMoment({ ...asked, seq });
      const [call] = calls;
      const total = call?.variables.find(({ name }) => name === 'total')?.value;
      assert.ok(call === undefined || call.at.file === join(folder.path, 'basket.ts'));
      assert.deepEqual(queries, call === undefined ? [] : ['total']);
      totals.push(total && previewText(total));
    }
    assert.deepEqual(totals, [undefined, '0', '3', '7']);
    assert.deepEqual(await engine.queryCode({ ...asked, seq: 11, name: 'total', args: '10' }), {
      type: 'answered',
      value: 30,
    });
    await assert.rejects(engine.queryCode({ ...asked, seq: 11, name: 'total', args: '{' }), { code: 'bad-usage' });
  }
});

test('P105 what was opened is good until its files change and it is asked for again', async (context) => {
  const { engine, folder, run } = await desk(context);
  const asked = { run, code: folder.path, workflow: null };
  const total = async (): Promise<string | undefined> => {
    const { calls } = await engine.readMoment({ ...asked, seq: 5 });
    const value = calls[0]?.variables.find(({ name }) => name === 'total')?.value;
    return value && previewText(value);
  };
  const before = await engine.readCode(asked);
  assert.equal(await total(), '0');
  folder.write('basket.ts', code.replace('let total = 0', 'let total = 100'));
  assert.equal(await total(), '0');
  const now = await engine.readCode(asked);
  assert.notEqual(now.digest, before.digest);
  assert.equal(await total(), '100');
  assert.deepEqual(await engine.readCode(asked), now);
});

test('P111 what an expression is after an event: variables of the innermost call and its callers, the event, the state', async (context) => {
  const { engine, folder, run } = await desk(context);
  const asked = { run, code: folder.path, workflow: null };
  const at = async (seq: number, expression: string): Promise<string> => {
    const evaluated = await engine.evaluateCode({ ...asked, seq, expression });
    return evaluated.type === 'value' ? previewText(evaluated.value) : evaluated.message;
  };
  assert.equal(await at(11, 'total'), '3');
  assert.equal(await at(11, 'items.length * 10 + total'), '23');
  assert.equal(await at(5, '$event.type'), '"ActivityTaskScheduled"');
  assert.equal(await at(5, '$event.name'), '"price"');
  assert.equal(await at(5, '$state.open'), '1');
  assert.equal(await at(recorded.payloads.length, '$state.status'), '"completed"');
  assert.equal(await at(5, 'nobody'), 'nobody is not in scope where the code waits.');
  assert.match(await at(2, 'total'), /not in scope/);
  await assert.rejects(at(5, 'total = 3'), { code: 'bad-pattern' });
  assert.equal(await at(11, 'total'), '3');
});

test('P112 the events after which an expression becomes true are found, forward as back', async (context) => {
  const { engine, folder, run } = await desk(context);
  const asked = { run, code: folder.path, workflow: null };
  const stops = async (expression: string): Promise<readonly number[]> =>
    (await engine.findStops({ ...asked, at: { type: 'expression', text: expression } })).seqs;
  const [, second = 0, third = 0] = (await engine.readCode(asked)).frames?.activations ?? [];
  assert.deepEqual(await stops('total > 0'), [second]);
  assert.deepEqual(await stops('total === 0 || total === 7'), [3, third]);
  const types = recorded.events.map((event) => String((event as { eventType: unknown }).eventType));
  const scheduled = types.flatMap((type, index) =>
    /ACTIVITY_TASK_SCHEDULED|ActivityTaskScheduled/.test(type) ? [index + 1] : [],
  );
  assert.deepEqual(await stops("$event.type === 'ActivityTaskScheduled'"), scheduled);
  assert.deepEqual(await stops("total > 0 && $event.type === 'ActivityTaskScheduled'"), scheduled.slice(1));
  assert.deepEqual(await stops('nobody > 1'), []);
});

test('P114 the events at which the code came to wait at a line are found, of a commit as of the working tree', async (context) => {
  const { engine, folder, run } = await desk(context);
  folder.commit('first');
  const file = join(folder.path, 'basket.ts');
  for (const version of [folder.path, `${folder.path}@main`]) {
    const asked = { run, code: version, workflow: null };
    const { frames } = await engine.readCode(asked);
    const stops = async (words: string): Promise<readonly number[]> => {
      const line = code.split('\n').findIndex((text) => text.includes(words)) + 1;
      return (await engine.findStops({ ...asked, at: { type: 'line', file, line } })).seqs;
    };
    assert.deepEqual(await stops('await price'), [...(frames?.activations ?? [])].slice(0, 2));
    assert.deepEqual(await stops('await sleep'), [...(frames?.activations ?? [])].slice(2, 3));
    assert.deepEqual(await stops('let total'), []);
  }
});

test('P113 an expression over code that does not come back ends with it', async (context) => {
  const { engine, folder, run } = await desk(context);
  folder.write('basket.ts', code.replace('await sleep(1000);', 'for (;;) void 0;'));
  const asked = { run, code: folder.path, workflow: null };
  await assert.rejects(engine.findStops({ ...asked, at: { type: 'expression', text: 'total > 0' } }), {
    code: 'code-stopped',
  });
  const value = await engine.evaluateCode({ ...asked, seq: 11, expression: 'total' });
  assert.deepEqual(value, { type: 'value', value: { type: 'plain', value: 3 } });
});
