import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import test, { type TestContext } from 'node:test';
import { gzipSync } from 'node:zlib';
import Database from 'better-sqlite3';
import { dbos } from '../../formats/dbos/dbos.ts';
import { readPickle } from '../../formats/dbos/pickle.ts';
import { failureOf, readValue } from '../../formats/dbos/value.ts';
import type { Json, JsonObject } from '../../model/json.ts';
import { finalStatusOf, kindOf, nameOf } from '../../model/outline.ts';
import { sharedFile } from '../../testing/corpus.ts';
import { fuzz } from '../../testing/fuzzed.ts';
import { importPaths, importText, onlyRun, openEngine, scratchFolder } from '../../testing/library.ts';
import { mutatedBytes } from '../../testing/mutated-history.ts';
import { assertSameAsItself, exportedBytes, walkRun } from '../../testing/opened-run.ts';
import { Chance } from '../../testing/survival/chance.ts';

const at = Date.UTC(2026, 10, 30);
/** `{'ok': [1, -2, 2.5, None, True, (b'x', 'é')]}`, protocol 4. */
const pickled = 'gASVJwAAAAAAAAB9lIwCb2uUXZQoSwFK/v///0dABAAAAAAAAE6IQwF4lIwCw6mUhpRlcy4=';
/** `ValueError('no stock')`. */
const exception = 'gASVKwAAAAAAAACMCGJ1aWx0aW5zlIwKVmFsdWVFcnJvcpSTlIwIbm8gc3RvY2uUhZRSlC4=';

/** A database with the columns that are read, in the newest schema, or in the old one without tables for values. */
function databaseOf(context: TestContext, isOld = false): string {
  const path = join(scratchFolder(context), 'system.db');
  const db = new Database(path);
  db.exec(`create table workflow_status (workflow_uuid text, status text, name text, inputs text, output text, error text, created_at int,
      updated_at int, parent_workflow_id text, forked_from text, queue_name text, completed_at int);
    create table operation_outputs (workflow_uuid text, function_id int, function_name text, output text, error text, child_workflow_id text,
      started_at_epoch_ms int, completed_at_epoch_ms int, serialization text);
    create table workflow_events (workflow_uuid text, key text, value text);`);
  if (!isOld)
    db.exec(`create table workflow_input (workflow_uuid text, inputs text);
      create table workflow_output (workflow_uuid text, output text, error text)`);
  const flow = db.prepare('insert into workflow_status values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)');
  const [inputs, output] = ['{"positionalArgs":[7],"namedArgs":{}}', pickled];
  flow.run(
    'order-1',
    'SUCCESS',
    'order',
    isOld ? inputs : null,
    isOld ? output : null,
    null,
    at,
    at + 9000,
    null,
    null,
    null,
    at + 9000,
  );
  flow.run('order-2', 'PENDING', 'order', null, null, null, at + 1, at + 1, 'order-1', 'order-0', null, null);
  flow.run('order-3', 'ENQUEUED', 'order', null, null, null, at + 2, at + 2, null, null, 'slow', null);
  if (!isOld) {
    db.prepare('insert into workflow_input values (?, ?)').run('order-1', inputs);
    db.prepare('insert into workflow_output values (?, ?, null)').run('order-1', output);
  }
  const step = db.prepare('insert into operation_outputs values (?, ?, ?, ?, ?, ?, ?, ?, null)');
  step.run('order-1', 2, 'DBOS.recv', null, null, null, at + 20, at + 60);
  step.run('order-1', 3, 'DBOS.sleep', String(at / 1000 + 30), null, null, at + 20, at + 30_000);
  step.run('order-1', 1, 'reserve', null, exception, null, at + 5, at + 10);
  step.run('order-1', 4, 'parcel', null, null, 'order-2', at + 70, at + 71);
  step.run(
    'order-1',
    5,
    'DBOS.getResult',
    '{"json":{"when":"2026"},"meta":{},"__dbos_serializer":"superjson"}',
    null,
    'order-2',
    at + 70,
    at + 90,
  );
  step.run('order-2', 0, 'DBOS.sleep', String(at + 60_000), null, null, at + 70, at + 60_000);
  db.close();
  return path;
}

test('F44 each workflow of the database is a run: steps in the order of the code, sleeps, children, values', async (context) => {
  for (const isOld of [false, true]) {
    const engine = openEngine(context);
    const outcomes = await importPaths(engine, databaseOf(context, isOld));
    assert.deepEqual(
      outcomes.map((outcome) => 'run' in outcome && [outcome.run.runId, outcome.run.status, outcome.run.events]),
      [
        ['order-1', 'completed', 8],
        ['order-2', 'running', 2],
        ['order-3', 'running', 1],
      ],
    );
    const reader = await engine.reader('order-1');
    const { outline } = reader;
    assert.deepEqual(
      outline.operations.keys.map(
        (key, i) => `${key} ${kindOf(outline, i)} ${nameOf(outline, i)} ${finalStatusOf(outline, i)}`,
      ),
      [
        'activity:1 activity reserve failed',
        'signal:2 signal recv completed',
        'timer:3 timer sleep 30 s canceled',
        'childWorkflow:order-2 childWorkflow parcel completed',
      ],
    );
    const state = JSON.stringify(await reader.state(8));
    assert.match(state, /"positionalArgs":\[7\]/);
    assert.match(state, /"ok":\[1,-2,2\.5,null,true,\[\{"bytes":"eA=="\},"é"\]\]/);
    assert.match(JSON.stringify(await reader.operation('activity:1')), /no stock.*ValueError|ValueError.*no stock/);
    for (const outcome of outcomes) {
      assert.ok('run' in outcome);
      await walkRun(engine, outcome.run);
      await assertSameAsItself(engine, outcome.run);
      assert.equal(
        String(await exportedBytes(engine, outcome.run))
          .trim()
          .split('\n').length,
        outcome.run.events,
      );
    }
  }
});

test('F44 a workflow that was recovered as often as it may be says so', () => {
  const { effects, summary } = dbos.read({
    event: 'WorkflowEnded',
    at,
    status: 'MAX_RECOVERY_ATTEMPTS_EXCEEDED',
    error: null,
  }).explanation;
  assert.match(JSON.stringify(effects), /"failed".*recovered as often as it may be/);
  assert.match(summary, /failed: .*recovered/);
});

test('F44 values are read by their structure, whatever wrote them, and nothing is run', () => {
  assert.deepEqual(readValue('{"json":{"a":1},"meta":{},"__dbos_serializer":"superjson"}'), { a: 1 });
  assert.deepEqual([readValue('gARLAC4='), readValue('gAROLg==')], [0, null]);
  assert.equal(readValue('gA not a pickle'), 'gA not a pickle');
  assert.deepEqual(failureOf('{"name":"Error","message":"no","stack":"at x"}'), {
    message: 'no',
    type: 'Error',
    stack: 'at x',
  });
  const system = Buffer.from('80049521000000000000008c05706f736978948c0673797374656d9493948c026c7394859452942e', 'hex');
  assert.deepEqual(readPickle(system), { class: 'posix.system', args: ['ls'] });
});

test('F34 no bytes make the reader of pickles fail, hang or fill the memory', () => {
  const chance = new Chance(20_261_130);
  const doubling = Buffer.concat([
    Buffer.from([0x80, 4, 0x5d, 0x94]),
    ...Array.from({ length: 60 }, (_, i) => Buffer.from([0x5d, 0x94, 0x68, i, 0x61, 0x68, i, 0x61])),
    Buffer.from('.'),
  ]);
  assert.equal(readPickle(doubling), undefined, 'what doubles sixty times is not written out');
  for (let round = 0; round < 3000; round++) {
    const bytes = Buffer.from(chance.pick([pickled, exception]), 'base64');
    readPickle(Buffer.from(mutatedBytes(bytes, chance, chance.between(1, 4))));
    readPickle(
      Buffer.concat([
        Buffer.from([0x80, 4]),
        Buffer.from(Array.from({ length: chance.between(0, 80) }, () => chance.between(0, 255))),
      ]),
    );
  }
});

test('F34 no change of a database makes it fail or hang', async (context) => {
  const chance = new Chance(7);
  const whole = readFileSync(databaseOf(context));
  for (let round = 0; round < 20; round++) {
    const path = join(scratchFolder(context), 'odd.db');
    writeFileSync(path, mutatedBytes(whole, chance, chance.between(1, 8)));
    for (const outcome of await importPaths(openEngine(context), path))
      assert.ok('run' in outcome || outcome.error.code !== 'internal', 'error' in outcome ? outcome.error.message : '');
  }
});

type Said = {
  readonly workflow_id: string;
  readonly status: string;
  readonly name: string;
  readonly output: Json;
  readonly error: JsonObject | null;
  readonly steps: readonly {
    readonly function_id: number;
    readonly function_name: string;
    readonly child_workflow_id: string | null;
  }[];
};

const dumped = `--
-- PostgreSQL database dump
--
CREATE FUNCTION dbos.f() RETURNS text
    LANGUAGE plpgsql
    AS $$
INSERT INTO dbos.workflow_status VALUES ('no', 'SUCCESS');
$$;
CREATE TABLE dbos.workflow_status (
    workflow_uuid text NOT NULL,
    status text,
    name text,
    created_at bigint DEFAULT 0 NOT NULL,
    CONSTRAINT c CHECK (true)
);
CREATE TABLE dbos.operation_outputs (
    workflow_uuid text NOT NULL,
    function_id integer,
    function_name text,
    output text,
    error text
);
`;

test('F52 a dump of the database in SQL is read as the database is, its rows in COPY blocks or INSERT statements', async (context) => {
  const copied = `${dumped}COPY dbos.workflow_status (workflow_uuid, status, name, created_at) FROM stdin;
w\tSUCCESS\to\\trder\t${at}
\\.
COPY dbos.operation_outputs (workflow_uuid, function_id, function_name, output, error) FROM stdin;
w\t10\tship\t"a\\\\nb\\047c"\t\\N
w\t9\tpay\t\\N\t{"name":"E","message":"no"}
\\.
`;
  const inserted = `${dumped}INSERT INTO dbos.workflow_status VALUES ('w', 'SUCCESS', 'o\trder', ${at});
INSERT INTO dbos.operation_outputs VALUES ('w', 10, 'ship', '"a\\nb''c"', NULL), ('w', 9, 'pay', NULL,
 '{"name":"E","message":"no"}');
`;
  const named = inserted.replace(
    'outputs VALUES',
    'outputs (workflow_uuid, function_id, function_name, output, error) VALUES',
  );
  const exports: string[] = [];
  for (const text of [copied, inserted, named]) {
    const engine = openEngine(context);
    const run = onlyRun(await importText(engine, text));
    assert.deepEqual([run.runId, run.status, run.workflowType, run.startedAtMs], ['w', 'completed', 'o\trder', at]);
    const { outline } = await engine.reader('w');
    assert.deepEqual(
      outline.operations.keys.map((key, i) => `${key} ${nameOf(outline, i)}`),
      ['activity:9 pay', 'activity:10 ship'],
    );
    await walkRun(engine, run);
    exports.push(String(await exportedBytes(engine, run)));
  }
  assert.match(exports[0]!, /"output":"\\"a\\\\nb'c\\""/);
  assert.deepEqual(exports, [exports[0], exports[0], exports[0]]);
});

test('F34 no change of a dump makes it fail, hang or take much memory', async (context) => {
  await fuzz(context, [
    Buffer.from(`${dumped}INSERT INTO dbos.workflow_status VALUES ('w', 'SUCCESS', 'n', ${at});\n`),
  ]);
});

/** Python's client and that of JavaScript, in the names of the first. */
function saidIn(text: string): readonly Said[] {
  const names: Readonly<Record<string, string>> = {
    workflowID: 'workflow_id',
    workflowName: 'name',
    functionID: 'function_id',
    childWorkflowID: 'child_workflow_id',
  };
  const { workflows } = JSON.parse(text) as { readonly workflows: readonly JsonObject[] };
  const renamed = (object: JsonObject, more: Readonly<Record<string, string>>): JsonObject =>
    Object.fromEntries(Object.entries(object).map(([key, value]) => [names[key] ?? more[key] ?? key, value]));
  return workflows.map((workflow) => ({
    ...renamed(workflow, {}),
    steps: (workflow['steps'] as readonly JsonObject[]).map((step) => renamed(step, { name: 'function_name' })),
  })) as unknown as readonly Said[];
}

test('F44 F52 recorded databases give what the engine’s own client says of them', async (context) => {
  const ends: Readonly<Record<string, string>> = { SUCCESS: 'completed', ERROR: 'failed', CANCELLED: 'canceled' };
  for (const name of ['orders.sqlite', 'orders-2.2.sqlite', 'shop.sql']) {
    const path = sharedFile(`dbos/generated/${name}`);
    if (path === undefined) return;
    const engine = openEngine(context);
    const outcomes = await importPaths(engine, path);
    const truth = saidIn(readFileSync(path.replace(/[.]sql(ite)?$/, '.truth.json'), 'utf8'));
    assert.equal(outcomes.length, truth.length);
    for (const said of truth) {
      const reader = await engine.reader(said.workflow_id);
      assert.equal(reader.summary.status, ends[said.status] ?? 'running', said.workflow_id);
      assert.equal(reader.summary.workflowType, said.name);
      const steps: JsonObject[] = [];
      for (let seq = 1; seq <= reader.summary.events; seq++) {
        const event = (await reader.attributes(seq)) as JsonObject;
        if (event['event'] === 'Step') steps.push(event);
      }
      assert.deepEqual(
        steps.map((step) => [step['function_id'], step['function_name'], step['child_workflow_id']]),
        said.steps.map((step) => [step.function_id, step.function_name, step.child_workflow_id]),
        said.workflow_id,
      );
      const outcome = outcomes.find((each) => 'run' in each && each.run.runId === said.workflow_id);
      assert.ok(outcome !== undefined && 'run' in outcome);
      await walkRun(engine, outcome.run);
      await assertSameAsItself(engine, outcome.run);
      const last = (await reader.attributes(reader.summary.events)) as JsonObject;
      if (said.status !== 'SUCCESS') continue;
      const output = readValue(last['output'] ?? null);
      // Objects of a class, and of types that superjson notes beside them, are spelled otherwise.
      if (!/"class"|"\$/.test(JSON.stringify([output, said.output])))
        assert.deepEqual(output, said.output, said.workflow_id);
    }
  }
});

test('F66 a database that is packed is said to be one that must be unpacked', async (context) => {
  const packed = gzipSync(readFileSync(databaseOf(context)));
  const [outcome] = await importText(openEngine(context), new Uint8Array(packed));
  assert.match(outcome !== undefined && 'error' in outcome ? outcome.error.message : '', /packed by gzip\. Unpack it/);
});
