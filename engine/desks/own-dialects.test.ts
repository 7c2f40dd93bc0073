import assert from 'node:assert/strict';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { Engine } from '../engine.ts';
import { takeOwnDialects } from '../formats/dialects.ts';
import { DialectSpeaker } from '../sandbox/dialect/dialect-speaker.ts';
import { dialectOfSpeaker } from '../formats/own/own-dialect.ts';
import { jsonLines, retrace } from '../testing/command-line.ts';
import { fileIn, importPaths, importText, onlyRun, scratchFolder } from '../testing/library.ts';

const examples = join(import.meta.dirname, '../../examples/dialects');

const log = [
  { job: 'j-1', n: 1, at: '2026-03-01T10:00:00Z', what: 'job.begun', belt: 'order', with: { id: 7 } },
  { job: 'j-2', n: 1, at: '2026-03-01T10:00:00Z', what: 'job.begun', belt: 'mail', parent: 'j-1' },
  { job: 'j-1', n: 2, at: '2026-03-01T10:00:01Z', what: 'step.queued', step: 'charge', with: { amount: 40 } },
  { job: 'j-1', n: 3, at: '2026-03-01T10:00:02Z', what: 'step.taken', step: 'charge', by: 'w2', try: 1 },
  {
    job: 'j-1',
    n: 4,
    at: '2026-03-01T10:00:03Z',
    what: 'step.broke',
    step: 'charge',
    why: 'card declined',
    again: true,
  },
  { job: 'j-1', n: 6, at: '2026-03-01T10:00:04Z', what: 'pause.begun', pause: 'p', until: '2026-03-01T11:00:00Z' },
  { job: 'j-2', n: 2, at: '2026-03-01T10:00:05Z', what: 'job.broke', why: 'no address' },
];
const lines = (events: readonly object[]): string => events.map((event) => `${JSON.stringify(event)}\n`).join('');

type Own = { readonly engine: Engine; readonly folder: string; readonly dialect: (code: string) => void };

/** An engine with a folder of dialects, chosen before. */
async function engineWith(context: TestContext, code: string): Promise<Own> {
  const [memory, folder] = [scratchFolder(context), scratchFolder(context)];
  const engine = Engine.open({ database: ':memory:', version: 'test', filesByPath: true, codeFolder: memory });
  context.after(() => engine.close());
  const dialect = (text: string): void => writeFileSync(join(folder, 'mine.ts'), text);
  dialect(code);
  await engine.chooseDialects({ folder });
  return { engine, folder, dialect };
}

const mine = (explain: string, more = ''): string =>
  `export const dialect = { id: 'mine', name: 'Mine', key: 'mine', recognises: (event) => typeof event.mine === 'string', explain(event) {\n${explain}\n}, ${more} };`;
const plain = mine("return { type: event.mine, summary: 'so', effects: [] };");
const own = JSON.stringify({ mine: 'a' });

async function errorOf(engine: Engine, text = own): Promise<{ readonly code: string; readonly message: string }> {
  const [outcome] = await importText(engine, text);
  assert.ok(outcome !== undefined && 'error' in outcome, 'it opened');
  return outcome.error;
}

test('F53 the example is whole in under 150 lines; its logs open, and are shown, as those of any dialect', async (context) => {
  assert.ok(readFileSync(join(examples, 'conveyor.ts'), 'utf8').split('\n').length < 150);
  assert.match((await retrace('dialects', examples)).out, /conveyor {2}Conveyor log/);
  context.after(() => retrace('dialects', '--none'));
  const file = fileIn(scratchFolder(context), 'log.jsonl', lines(log));
  const db = join(scratchFolder(context), 'library.db');
  assert.deepEqual(
    jsonLines(await retrace('import', file, '--db', db, '--json')).map(
      ({ runId, dialect, workflowType, events, status, family, warnings }) => ({
        runId,
        dialect,
        workflowType,
        events,
        status,
        family,
        warnings,
      }),
    ),
    [
      {
        runId: 'j-1',
        dialect: 'conveyor',
        workflowType: 'order',
        events: 5,
        status: 'running',
        family: {},
        warnings: 1,
      },
      {
        runId: 'j-2',
        dialect: 'conveyor',
        workflowType: 'mail',
        events: 2,
        status: 'failed',
        family: { parent: 'j-1' },
        warnings: 0,
      },
    ],
  );
  const { out } = await retrace('show', 'j-1', '--db', db);
  assert.match(out, /charge/);
  assert.match(out, /card declined/);
  assert.match((await retrace('events', 'j-1', '--db', db)).out, /taken by w2/);
  assert.equal((await retrace('export', 'j-1', '--db', db)).out.trim().split('\n').length, 5);
});

test('F53 a document of events is read as lines are, and given back as it was', async (context) => {
  const { engine } = await engineWith(context, readFileSync(join(examples, 'conveyor.ts'), 'utf8'));
  const text = JSON.stringify({ from: 'conveyor', events: log.filter(({ job }) => job === 'j-1') });
  const run = onlyRun(await importText(engine, text));
  assert.deepEqual([run.dialect, run.form, run.events], ['conveyor', 'Conveyor log', 5]);
  assert.equal(Buffer.from((await engine.exportRun({ run: run.runId })).bytes).toString(), text);
  assert.equal((await engine.readState({ run: run.runId, seq: 5 })).status, 'running');
});

test('F54 nothing is taken without a folder, and what is taken spoils no other history', async (context) => {
  const memory = scratchFolder(context);
  const engine = Engine.open({ database: ':memory:', version: 'test', filesByPath: true, codeFolder: memory });
  context.after(() => engine.close());
  assert.deepEqual(await engine.ownDialects(), { folder: null, dialects: [] });
  assert.equal((await errorOf(engine)).code, 'not-a-history');
  const folder = scratchFolder(context);
  writeFileSync(
    join(folder, 'throws.ts'),
    "export const dialect = { id: 'throws', name: 'T', key: 'mine', recognises: (event) => event.what.ever, explain: () => null };",
  );
  writeFileSync(join(folder, 'none.js'), 'export const other = 1;');
  writeFileSync(join(folder, 'broken.ts'), 'export const dialect = {');
  writeFileSync(join(folder, 'temporal.ts'), plain.replace("'mine'", "'temporal'"));
  const { dialects } = await engine.chooseDialects({ folder });
  assert.deepEqual(
    dialects.map((one) => ('error' in one ? one.error.code : one.id)),
    ['code-does-not-build', 'dialect-failed', 'dialect-failed', 'throws'],
  );
  assert.equal(
    onlyRun(await importPaths(engine, join(import.meta.dirname, '../../renderer/public/sample.json'))).dialect,
    'temporal',
  );
  const { code, message } = await errorOf(engine);
  assert.equal(code, 'dialect-failed');
  assert.match(message, /recognises, at .*throws\.ts:1/);
  await assert.rejects(engine.chooseDialects({ folder: join(folder, 'gone') }), { code: 'not-found' });
});

test('F55 a loop without end is ended, with its line; the dialect is not asked again before it is loaded again', async (context) => {
  const folder = scratchFolder(context);
  const file = fileIn(
    folder,
    'mine.ts',
    mine("if (event.mine === 'loop')\n  for (;;) event.n = 1;\nreturn { type: event.mine, summary: '', effects: [] };"),
  );
  const speaker = new DialectSpeaker(file, { answerMs: 100, memoryMb: 512 });
  context.after(() => speaker.close());
  const stopped = {
    code: 'code-stopped',
    message: new RegExp(`did not come back within 100 ms in explain, last seen at ${file}:3:`),
  };
  assert.throws(() => speaker.ask('explain', { mine: 'loop' }), stopped);
  assert.throws(() => speaker.ask('explain', { mine: 'fine' }), stopped);
});

test('F55 one that takes memory without end is ended, too', (context) => {
  const file = fileIn(
    scratchFolder(context),
    'mine.ts',
    mine('const all = [];\nfor (;;) all.push(new Uint8Array(1e6).fill(1));'),
  );
  const speaker = new DialectSpeaker(file, { answerMs: 20_000, memoryMb: 64 });
  context.after(() => speaker.close());
  assert.throws(() => speaker.ask('explain', { mine: 'a' }), {
    code: 'code-stopped',
    message: /took memory without end in explain, last seen at .*mine\.ts:3:/,
  });
});

test('F55 what the code throws, and an answer in other words than effects, is refused with its place', async (context) => {
  const { engine, dialect, folder } = await engineWith(context, mine('\nreturn event.not.there;'));
  const refused = async (code: string): Promise<string> => {
    dialect(code);
    await engine.chooseDialects({ folder });
    const { code: word, message } = await errorOf(engine);
    assert.equal(word, 'dialect-failed');
    return message;
  };
  assert.match(await refused(mine('\nreturn event.not.there;')), /throws in explain, at .*mine\.ts:3: Cannot read/);
  assert.match(
    await refused(
      mine("return { type: 'a', summary: '', effects: [{ type: 'open', key: 'x', kind: 'activity', name: 'n' }] };"),
    ),
    /effects\.0\.key: a key is <kind>:<id>/,
  );
  assert.match(
    await refused(
      mine("return { type: 'a', summary: '', effects: [{ type: 'close', key: 'activity:1', status: 'done' }] };"),
    ),
    /effects\.0\.status/,
  );
  assert.match(
    await refused(mine("return Promise.resolve({ type: 'a' });")),
    /explains an event in words that are not known/,
  );
});

test('F56 its code has no files, network, environment, timers and modules, nor anything of the thread', (context) => {
  const code = `
    const reach = (name) => { try { return typeof globalThis.constructor.constructor('return ' + name)(); } catch { return 'none'; } };
    export const dialect = { id: 'mine', name: 'Mine', recognises: () => false,
      explain: (event) => event.names.filter((name) => reach(name) !== 'undefined' && reach(name) !== 'none') };`;
  const file = fileIn(scratchFolder(context), 'mine.ts', code);
  const speaker = new DialectSpeaker(file);
  context.after(() => speaker.close());
  const names = [
    'process',
    'require',
    'fetch',
    'setTimeout',
    'setInterval',
    'module',
    'Buffer',
    'XMLHttpRequest',
    'WebSocket',
    'performance',
    'postMessage',
    'navigator',
    'Worker',
  ];
  assert.deepEqual(speaker.ask('explain', { names }), []);
  const imports = new DialectSpeaker(
    fileIn(
      scratchFolder(context),
      'imports.ts',
      `import { readFileSync } from 'node:fs';\n${mine("return readFileSync('/etc/hostname');")}`,
    ),
  );
  context.after(() => imports.close());
  assert.throws(() => imports.ask('about'), { code: 'dialect-failed' });
});

test('F57 a changed dialect explains anew what is in the library; without it, its runs are raw', async (context) => {
  const { engine, dialect, folder } = await engineWith(context, plain);
  const { runId } = onlyRun(await importText(engine, own));
  const said = async (): Promise<readonly [string, string]> => [
    (await engine.listRuns())[0]?.status ?? '',
    (await engine.readRows({ run: runId, from: 1, to: 1 }))[0]?.summary ?? '',
  ];
  assert.deepEqual(await said(), ['unknown', 'so']);
  dialect(mine("return { type: event.mine, summary: 'otherwise', effects: [{ type: 'run', status: 'completed' }] };"));
  await engine.chooseDialects({ folder });
  assert.deepEqual(await said(), ['completed', 'otherwise']);
  await engine.chooseDialects({ folder: null });
  assert.deepEqual(await said(), ['unknown', 'not explained: its dialect (mine) is not known here']);
  await engine.chooseDialects({ folder });
  assert.deepEqual(await said(), ['completed', 'otherwise']);
});

test('F57 what the dialect says of values counts where they are shown and given away', (context) => {
  const file = fileIn(
    scratchFolder(context),
    'mine.ts',
    mine(
      "return { type: 'a', summary: '', effects: [], facts: { lane: event.lane } };",
      "decode: (value) => '<' + value + '>', fields: { values: ['v'], names: ['n'] }",
    ),
  );
  const speaker = new DialectSpeaker(file);
  context.after(() => speaker.close());
  context.after(() => takeOwnDialects(() => new Map()));
  const { id, name } = speaker.ask('about') as { readonly id: string; readonly name: string };
  const about = {
    id,
    name,
    file,
    digest: '',
    starts: [],
    decodes: true,
    severalRuns: false,
    fields: { values: ['v'], texts: [], names: ['n'] },
  };
  const dialect = dialectOfSpeaker(about, speaker.ask.bind(speaker));
  assert.equal(dialect.decode('x'), '<x>');
  assert.deepEqual(dialect.compared({ lane: 2 }, null, []), { details: { lane: 2 } });
  const replacer = { value: () => 'V', name: () => 'N', text: () => 'T', bytes: (bytes: Uint8Array) => bytes };
  assert.deepEqual(dialect.replaceValues({ v: 1, n: 'x', other: 2 }, replacer), { v: 'V', n: 'N', other: 2 });
  assert.equal(
    dialectOfSpeaker({ ...about, fields: null }, speaker.ask.bind(speaker)).replaceValues({ v: 1 }, replacer),
    'V',
  );
});

test('F53 a folder holds nothing but its dialects: folders, types and tests in it are left out', async (context) => {
  const { engine, folder } = await engineWith(context, plain);
  mkdirSync(join(folder, 'below'));
  for (const name of ['mine.test.ts', 'types.d.ts', '.hidden.ts', 'notes.md']) writeFileSync(join(folder, name), 'x');
  assert.deepEqual(
    (await engine.chooseDialects({ folder })).dialects.map((one) => ('id' in one ? one.id : one.error)),
    ['mine'],
  );
});
