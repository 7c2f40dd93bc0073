import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import type { KeyChain } from '../desks/server-desk.ts';
import { Engine } from '../engine.ts';
import { bytesField, numberField } from '../formats/temporal-protobuf/write-fields.ts';
import type { ImportProgress } from '../model/api.ts';
import type { ServerPlace } from '../model/server.ts';
import { jsonLines, retrace } from '../testing/command-line.ts';
import { importPaths, importText, onlyRun, openEngine, scratchFolder } from '../testing/library.ts';
import { Server } from '../sources/server/server.ts';
import { assertSame } from '../testing/opened-run.ts';
import { eventsIn, type RecordedRun, recordedServer } from '../testing/recorded-server.ts';
import { settled } from '../testing/settled-outline.ts';

const folder = join(import.meta.dirname, '../testing/protobuf');
const realAnswers = join(import.meta.dirname, '../testing/live/server-answers.json');
const file = (name: string): string => join(folder, name);
const account = 'account-1__84f081b0.binpb';

function recorded(name: string, workflowType: string, status: number): RecordedRun {
  return {
    workflowId: name.split('__')[0]!,
    runId: `run-of-${name}`,
    workflowType,
    status,
    history: readFileSync(file(name)),
  };
}
const closed = recorded(account, 'account', 2);
const nexus = recorded('nexus-caller__b116bc88.binpb', 'caller', 2);
const open = recorded('pending-activities-open__3999bf99.binpb', 'pending', 1);
const all = [closed, nexus, open];

const at = (address: string, more: Partial<ServerPlace> = {}): ServerPlace => ({ address, namespace: 'shop', ...more });

async function fetched(engine: Engine, server: ServerPlace, query = ''): Promise<readonly string[]> {
  const { runs } = await engine.listServer({ server, query, most: 100 });
  const outcomes = await engine.fetchRuns({ server, runs: [...runs], follow: false }, {});
  return outcomes.map((outcome) =>
    'run' in outcome
      ? `${outcome.run.workflowType} ${outcome.run.events}${outcome.known ? ' known' : ''}`
      : outcome.error.code,
  );
}

async function events(engine: Engine, run: string): Promise<unknown> {
  const { bytes } = await engine.exportRun({ run });
  return JSON.parse(Buffer.from(bytes).toString()) as unknown;
}

test('F60 F62 recorded answers: every run of a server is listed and fetched, page by page, as its export in JSON is; only reads are asked', async (context) => {
  const { address, asked } = await recordedServer(context, all);
  const engine = openEngine(context);
  const counts = all.map(({ workflowType, history }) => `${workflowType} ${eventsIn(history).length}`);
  assert.deepEqual((await fetched(engine, at(address))).toSorted(), counts.toSorted());
  assert.deepEqual([...new Set(asked)].toSorted(), [
    'DescribeWorkflowExecution',
    'GetSystemInfo',
    'GetWorkflowExecutionHistory',
    'ListWorkflowExecutions',
  ]);
  const file2 = onlyRun(await importPaths(engine, file(account)));
  await assertSame(engine, await engine.findRun(closed.runId), file2);
  const summary = (await engine.listRuns()).find(({ runId }) => runId === closed.runId);
  assert.deepEqual(
    [summary?.dialect, summary?.form, summary?.source, summary?.workflowId],
    ['temporal', 'Temporal server, namespace shop', address, 'account-1'],
  );
  assert.equal(
    ((await events(engine, closed.runId)) as { events: unknown[] }).events.length,
    eventsIn(closed.history).length,
  );
});

test('F60 a query narrows the list, whose pages are all read; blobs as they are stored are read, too', async (context) => {
  const { address } = await recordedServer(context, all, { raw: true, pageSize: 100 });
  const engine = openEngine(context);
  assert.deepEqual(await fetched(engine, at(address), "WorkflowType = 'caller'"), [
    `caller ${eventsIn(nexus.history).length}`,
  ]);
  assert.deepEqual((await engine.listServer({ server: at(address), query: '', most: 2 })).more, true);
  const { runs } = await engine.listServer({ server: at(address), query: '', most: 3 });
  assert.deepEqual(runs[2], {
    workflowId: 'pending-activities-open',
    runId: open.runId,
    workflowType: 'pending',
    status: 'Running',
    startedAtMs: 1_772_359_200_000,
    closedAtMs: null,
    events: 0,
  });
});

test('F60 what a real server sent, byte by byte, is listed and read', async (context) => {
  const { list, histories } = JSON.parse(readFileSync(realAnswers, 'utf8')) as {
    readonly list: string;
    readonly histories: Readonly<Record<string, string>>;
  };
  const base64 = (text: string): Buffer => Buffer.from(text, 'base64');
  const verbatim = {
    list: base64(list),
    histories: new Map(Object.entries(histories).map(([run, answer]) => [run, base64(answer)])),
  };
  const { address } = await recordedServer(context, [], { verbatim });
  const engine = openEngine(context);
  const { runs } = await engine.listServer({ server: at(address), query: '', most: 10 });
  assert.deepEqual(
    runs.map(({ workflowId, workflowType, status, events: count, startedAtMs, closedAtMs }) => [
      `${workflowId} ${workflowType} ${status} ${count}`,
      startedAtMs,
      closedAtMs,
    ]),
    [
      ['delayed order Running 0', Date.parse('2026-11-30T21:28:02.536Z'), null],
      ['alarm alarm Running 0', Date.parse('2026-11-30T21:28:01.309Z'), null],
      ['timers timerMix Completed 38', Date.parse('2026-11-30T21:27:30.476Z'), Date.parse('2026-11-30T21:27:41.834Z')],
    ],
  );
  assert.deepEqual((await fetched(engine, at(address))).toSorted(), ['alarm 21', 'order 1', 'timerMix 38']);
  const warnings = await Promise.all(runs.map(async ({ runId }) => (await engine.reader(runId)).outline.warnings));
  assert.deepEqual(warnings.flat(), []);
});

const message = (...fields: readonly Buffer[]): Buffer => Buffer.concat(fields);
const time = (ms: number): Buffer => numberField(1, ms / 1000);
const activity = (id: string, type: string, ...more: readonly Buffer[]): Buffer =>
  bytesField(3, message(bytesField(1, id), bytesField(2, bytesField(1, type)), ...more));

test('F85 what an open run has under way is asked of the server, and said with the time of the answer; of a closed one nothing is asked', async (context) => {
  const due = Date.UTC(2026, 11, 1);
  const failure = message(bytesField(1, 'locked'), bytesField(4, bytesField(1, 'no route')));
  const values = bytesField(1, message(bytesField(1, bytesField(1, 'encoding')), bytesField(2, '{"row":15}')));
  const description = message(
    activity(
      '1',
      'alwaysFails',
      numberField(3, 1),
      numberField(7, 5),
      bytesField(11, failure),
      bytesField(19, time(due)),
    ),
    activity(
      '2',
      'importRows',
      numberField(3, 2),
      numberField(7, 2),
      bytesField(4, values),
      bytesField(5, time(due)),
      bytesField(12, 'w1'),
    ),
    activity(
      '3',
      'step',
      numberField(3, 4),
      numberField(7, 1),
      numberField(20, 1),
      bytesField(23, bytesField(2, bytesField(2, 'hold'))),
    ),
    bytesField(5, numberField(5, 4)),
  );
  const { address, asked } = await recordedServer(context, [closed, { ...open, description }]);
  const engine = openEngine(context);
  await fetched(engine, at(address));
  const { outline } = await engine.reader(open.runId);
  assert.deepEqual(
    outline.warnings.map(({ text }) => text.replace(/^Only the server says, at [\dTZ:.-]+: /, '')),
    [
      'the workflow task is in attempt 4; 3 failed in a row. A history holds the first of such failures alone.',
      'activity 1 (alwaysFails) is to be tried again at 2026-12-01T00:00:00.000Z, attempt 5; its last failure was "locked", caused by "no route".',
      'activity 2 (importRows) runs, attempt 2; its last heartbeat, at 2026-12-01T00:00:00.000Z, said {"row":15}; its last worker was w1.',
      'activity 3 (step) is paused (hold), attempt 1.',
    ],
  );
  assert.equal(asked.filter((name) => name === 'DescribeWorkflowExecution').length, 1);
  assert.deepEqual((await engine.reader(closed.runId)).outline.warnings, []);
});

test('F60 O6 the outline that is kept while pages come is the outline of the events that were stored', async (context) => {
  const { address } = await recordedServer(context, all);
  const engine = openEngine(context);
  await fetched(engine, at(address));
  for (const { runId } of all) {
    const { outline } = await engine.reader(runId);
    const other = openEngine(context);
    const { bytes } = await engine.exportRun({ run: runId });
    const run = onlyRun(await importText(other, Buffer.from(bytes).toString()));
    const again = (await other.reader(run.runId)).outline;
    assert.deepEqual(settled(outline), { ...settled(again), run: outline.run });
  }
});

test('F61 fetched again, nothing is there twice, and what has come since is taken', async (context) => {
  const server = await recordedServer(context, all);
  const engine = openEngine(context);
  await fetched(engine, at(server.address));
  const before = eventsIn(open.history).length;
  server.grow(open.runId, signalled(before + 1, 2));
  assert.deepEqual(await fetched(engine, at(server.address), "WorkflowType = 'pending'"), [
    `pending ${before + 2} known`,
  ]);
  assert.equal((await engine.listRuns()).length, 3);
});

test('F61 an open run is followed: what happens is appended while somebody looks, until it is cancelled or has ended', async (context) => {
  const server = await recordedServer(context, [open]);
  const engine = openEngine(context);
  const place = at(server.address);
  const { runs } = await engine.listServer({ server: place, query: '', most: 10 });
  const [stop, told] = [new AbortController(), [] as ImportProgress[]];
  const following = engine.fetchRuns(
    { server: place, runs: [...runs], follow: true },
    { signal: stop.signal, progress: (body) => told.push(body) },
  );
  const before = eventsIn(open.history).length;
  const seen = await new Promise<number>((resolve, reject) => {
    const tail = (async () => {
      for await (const page of engine.log.tail(open.runId, before + 1, { signal: stop.signal })) resolve(page.length);
    })();
    tail.catch(reject);
    const watch = (): void => {
      if (
        told.some(({ file }) => file === '1 open, followed') &&
        server.asked.filter((name) => name === 'GetWorkflowExecutionHistory').length > 2
      )
        server.grow(open.runId, signalled(before + 1, 2));
      else setImmediate(watch);
    };
    watch();
  });
  assert.equal(seen, 2);
  assert.deepEqual(
    (await following).map((outcome) => 'run' in outcome),
    [true],
  );
  assert.ok(
    told.some(({ runs: arrived }) => arrived.some(({ runId }) => runId === open.runId)),
    'it can be opened while it is followed',
  );
  stop.abort();
});

const pem = readFileSync(join(import.meta.dirname, '../testing/localhost.pem'));

test('F63 over TLS with an API key, which is asked for and not kept', async (context) => {
  const { address } = await recordedServer(context, all, { apiKey: 'sesame', pem });
  const database = join(scratchFolder(context), 'library.db');
  const engine = openEngine(context, database);
  const place = at(address, { certificates: { ca: pem.toString() } });
  assert.equal((await fetched(engine, { ...place, apiKey: 'sesame' })).length, 3);
  await assert.rejects(engine.listServer({ server: { ...place, apiKey: 'other' }, query: '', most: 1 }), {
    code: 'server-refused',
    message: /Request unauthorized\. Give an API key/,
  });
  for (const name of readdirSync(dirname(database)))
    assert.ok(!readFileSync(join(dirname(database), name)).includes('sesame'), name);
});

test('F72 a key that is left to the keychain is used where no other is given, and is not in the library', async (context) => {
  const { address } = await recordedServer(context, all, { apiKey: 'sesame', pem });
  const database = join(scratchFolder(context), 'library.db');
  const kept = new Map<string, string>();
  const keys: KeyChain = {
    isThere: async () => true,
    kept: async ({ address: at, namespace }) => kept.get(`${at} ${namespace}`) ?? null,
    keep: async ({ address: at, namespace }, apiKey) =>
      void (apiKey === null ? kept.delete(`${at} ${namespace}`) : kept.set(`${at} ${namespace}`, apiKey)),
  };
  const shell = { chooseFiles: async () => [], keys };
  const engine = Engine.open({ database, version: 'test', filesByPath: true, shell });
  context.after(() => engine.close());
  const server = { address, namespace: 'shop' };
  const place = at(address, { certificates: { ca: pem.toString() } });
  await assert.rejects(engine.listServer({ server: place, query: '', most: 1 }), { code: 'server-refused' });
  assert.deepEqual(await engine.keychainOf({ server }), { keeps: true, kept: false });
  await engine.keepKey({ server, apiKey: 'sesame' });
  assert.deepEqual(await engine.keychainOf({ server }), { keeps: true, kept: true });
  assert.equal((await fetched(engine, place)).length, 3);
  await assert.rejects(fetched(engine, { ...place, apiKey: 'other' }), { code: 'server-refused' });
  for (const name of readdirSync(dirname(database)))
    assert.ok(!readFileSync(join(dirname(database), name)).includes('sesame'), name);
  await engine.keepKey({ server, apiKey: null });
  await assert.rejects(engine.listServer({ server: place, query: '', most: 1 }), { code: 'server-refused' });
  const without = openEngine(context);
  assert.deepEqual(await without.keychainOf({ server }), { keeps: false, kept: false });
  await assert.rejects(without.keepKey({ server, apiKey: 'sesame' }), { code: 'not-here' });
});

test('F63 what a server refuses, and one that is none, is said with what to do; a run that is gone spoils no other', async (context) => {
  const { address } = await recordedServer(context, all);
  const engine = openEngine(context);
  await assert.rejects(engine.listServer({ server: at(address), query: 'nonsense', most: 1 }), {
    code: 'server-refused',
    message: /invalid query: unable to parse\. Mend the query/,
  });
  const { runs } = await engine.listServer({ server: at(address), query: '', most: 1 });
  const outcomes = await engine.fetchRuns({ server: at(address), runs: [gone, ...runs], follow: false }, {});
  assert.deepEqual(
    outcomes.map((outcome) => ('run' in outcome ? String(outcome.run.workflowId) : outcome.error.code)).toSorted(),
    ['account-1', 'server-refused'],
  );
});

test('F71 where no server answers, the reason and what to do are said at once; recorded answers', async (context) => {
  const plain = await recordedServer(context, all);
  const guarded = await recordedServer(context, all, { pem });
  const pair = { cert: 'mine', key: 'mine' };
  const told: readonly (readonly [ServerPlace, string, RegExp])[] = [
    [at('127.0.0.1:1'), 'server-unreachable', /127\.0\.0\.1:1: connect ECONNREFUSED.*Nobody listens there/],
    [at('no host:1'), 'server-unreachable', /No machine of this name is known/],
    [at(plain.address, { tls: true }), 'server-unreachable', /: wrong version number\. It does not speak TLS/],
    [at(plain.address, { apiKey: 'sesame' }), 'server-unreachable', /It does not speak TLS/],
    [at(guarded.address), 'server-unreachable', /: Failed to connect\. .*ask it with TLS/],
    [
      at(guarded.address, { tls: true }),
      'server-unreachable',
      /: self-signed certificate\. Give the certificate of who/,
    ],
    [at(guarded.address, { certificates: pair }), 'server-refused', /cannot be read.*PEM/],
    [at('http://127.0.0.1'), 'server-refused', /HOST:PORT/],
  ];
  for (const [place, code, message] of told) await assert.rejects(Server.connect(place), { code, message });
});

const gone = {
  workflowId: 'gone',
  runId: 'gone',
  workflowType: '',
  status: 'Running',
  startedAtMs: null,
  closedAtMs: null,
  events: 0,
};

test('F60 retrace fetch: lists, fetches and says what came; recorded answers', async (context) => {
  const { address } = await recordedServer(context, all);
  const db = join(scratchFolder(context), 'library.db');
  const listed = await retrace('fetch', address, '--list', '--query', "WorkflowType = 'account'");
  assert.match(listed.out, /^\S+  Completed +2026-03-01T10:00:00\.000Z  account  account-1\n$/);
  const came = jsonLines(await retrace('fetch', address, '--db', db, '--json', '--namespace', 'shop'));
  assert.deepEqual(came.map(({ workflowId, known }) => `${String(workflowId)} ${String(known)}`).toSorted(), [
    'account-1 false',
    'nexus-caller false',
    'pending-activities-open false',
  ]);
  assert.match((await retrace('show', 'account-1', '--db', db)).out, /^account {2}account-1/);
  const { code, err } = await retrace('fetch', address, '--db', db, '--query', "WorkflowType = 'none'");
  assert.deepEqual([code, err], [2, 'not-found: The server has no run of this query in the namespace default.\n']);
  assert.equal((await retrace('fetch', address, '--tls-cert', file(account))).code, 2);
});

/** Two or more signals, from this event id on. */
function signalled(from: number, count: number): Buffer {
  return Buffer.concat(
    Array.from({ length: count }, (_, i) =>
      bytesField(1, Buffer.concat([Buffer.from([8, from + i, 24, 26]), bytesField(26, bytesField(1, 'more'))])),
    ),
  );
}
