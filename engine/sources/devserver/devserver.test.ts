import assert from 'node:assert/strict';
import { copyFileSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import test, { type TestContext } from 'node:test';
import { gunzipSync } from 'node:zlib';
import Database from 'better-sqlite3';
import type { Engine } from '../../engine.ts';
import type { RunSummary } from '../../model/run.ts';
import type { Json, JsonObject } from '../../model/json.ts';
import { objectOf } from '../../model/json.ts';
import { sharedFile, sharedFiles, textOf } from '../../testing/corpus.ts';
import { importPaths, openEngine, scratchFolder } from '../../testing/library.ts';
import { mutatedBytes } from '../../testing/mutated-history.ts';
import { assertSameAsItself, exportedBytes, walkRun } from '../../testing/opened-run.ts';
import { Chance } from '../../testing/survival/chance.ts';
import { bytesField, numberField } from '../../formats/temporal-protobuf/write-fields.ts';
import { bytesOfUuid, countingRows, rangesOf } from './branch.ts';
import { fieldsOf } from '../../formats/temporal-protobuf/fields.ts';
import { renamed } from './search-attributes.ts';

const namespaceId = '11111111-1111-4111-8111-111111111111';
const runId = '22222222-2222-4222-8222-222222222222';
const tree = '33333333-3333-4333-8333-333333333333';
const branch = '44444444-4444-4444-8444-444444444444';
const account = readFileSync(
  join(import.meta.dirname, '../../testing/protobuf/pending-activities-open__3999bf99.binpb'),
);
const events = 9;

/** A database with one run and the tables and columns that are read. */
function databaseOf(context: TestContext, change: (db: Database.Database) => void = () => {}): string {
  const path = join(scratchFolder(context), 'server.db');
  const db = new Database(path);
  db.exec(`
    create table namespaces (partition_id int, id binary(16), name text, data blob);
    create table executions_visibility (namespace_id text, run_id text, workflow_id text, start_time text, search_attributes text,
      TemporalNamespaceDivision text generated always as (json_extract(search_attributes, '$.TemporalNamespaceDivision')));
    create table executions (shard_id int, namespace_id blob, workflow_id text, run_id blob, next_event_id int, data blob, state blob);
    create table history_node (shard_id int, tree_id blob, branch_id blob, node_id int, txn_id int, data blob);
    create table history_tree (shard_id int, tree_id blob, branch_id blob, data blob);
    create table activity_info_maps (shard_id int, namespace_id blob, workflow_id text, run_id blob, schedule_id int, data blob);
    create table buffered_events (shard_id int, namespace_id blob, workflow_id text, run_id blob, id int, data blob);
  `);
  const alias = Buffer.concat([bytesField(1, 'Keyword01'), bytesField(2, 'CustomerId')]);
  db.prepare('insert into namespaces values (1, ?, ?, ?)').run(
    bytesOfUuid(namespaceId),
    'shop',
    bytesField(2, bytesField(8, alias)),
  );
  db.prepare('insert into executions_visibility values (?, ?, ?, ?, ?)').run(
    namespaceId,
    runId,
    'pending-1',
    '2026-11-21',
    '{}',
  );
  const token = Buffer.concat([bytesField(1, tree), bytesField(2, branch)]);
  const info = Buffer.concat([
    bytesField(10, 'pendingActivities'),
    numberField(26, 4),
    bytesField(54, bytesField(2, bytesField(1, token))),
    bytesField(106, Buffer.concat([bytesField(2, 'ann'), bytesField(3, 'look into it')])),
    numberField(107, 24),
  ]);
  db.prepare('insert into executions values (1, ?, ?, ?, ?, ?, ?)').run(
    bytesOfUuid(namespaceId),
    'pending-1',
    bytesOfUuid(runId),
    events + 1,
    info,
    numberField(3, 2),
  );
  const node = db.prepare('insert into history_node values (1, ?, ?, ?, ?, ?)');
  node.run(bytesOfUuid(tree), bytesOfUuid(branch), 1, -7, account);
  // A row of a failed write.
  node.run(
    bytesOfUuid(tree),
    bytesOfUuid(branch),
    1,
    -3,
    bytesField(1, Buffer.concat([numberField(1, 1), numberField(3, 2)])),
  );
  const activity = Buffer.concat([
    bytesField(4, numberField(1, 1_800_000_000)),
    bytesField(8, '1'),
    numberField(17, 5),
    bytesField(27, bytesField(1, 'the ledger is locked')),
    numberField(30, 5),
    bytesField(34, bytesField(1, 'alwaysFails')),
  ]);
  db.prepare('insert into activity_info_maps values (1, ?, ?, ?, 5, ?)').run(
    bytesOfUuid(namespaceId),
    'pending-1',
    bytesOfUuid(runId),
    activity,
  );
  db.prepare('insert into buffered_events values (1, ?, ?, ?, null, ?)').run(
    bytesOfUuid(namespaceId),
    'pending-1',
    bytesOfUuid(runId),
    bytesField(1, numberField(3, 26)),
  );
  change(db);
  db.close();
  return path;
}

function runsIn(outcomes: Awaited<ReturnType<typeof importPaths>>): readonly RunSummary[] {
  return outcomes.flatMap((outcome) => ('run' in outcome ? [outcome.run] : []));
}

test('S11 S12 a run of the database is its events, exported as the server exports it, with what only the server knows', async (context) => {
  const path = databaseOf(context);
  const before = readdirSync(join(path, '..'));
  const engine = openEngine(context);
  const [run, ...more] = runsIn(await importPaths(engine, path));
  assert.ok(run !== undefined && more.length === 0);
  assert.deepEqual(
    [run.runId, run.workflowId, run.workflowType, run.events, run.dialect],
    [runId, 'pending-1', 'pendingActivities', events, 'temporal'],
  );
  const exported = JSON.parse(String(await exportedBytes(engine, run))) as { events: readonly JsonObject[] };
  assert.deepEqual(
    exported.events.map((event) => event['eventId']),
    Array.from({ length: events }, (_, i) => String(i + 1)),
  );
  await walkRun(engine, run);
  await assertSameAsItself(engine, run);
  const told = (await engine.reader(run.runId)).outline.warnings.map(({ seq, text }) => `${seq} ${text}`).join('\n');
  assert.match(told, /0 .*paused by ann: look into it/);
  assert.match(told, /0 .*workflow task is in attempt 4; 3 failed in a row.*NON_DETERMINISTIC_ERROR/);
  assert.match(told, /5 .*alwaysFails.*tried again at 2027-01-15T08:00:00.000Z, attempt 5; .*the ledger is locked/);
  assert.match(told, /9 .*1 more events.*EVENT_TYPE_WORKFLOW_EXECUTION_SIGNALED/);
  assert.deepEqual(readdirSync(join(path, '..')), before, 'nothing is made beside it');
  assert.ok((await importPaths(engine, path)).every((outcome) => 'run' in outcome && outcome.known));
});

test('S11 what the server does not list is none of its runs', async (context) => {
  const hide: readonly string[] = [
    `update executions_visibility set search_attributes = '{"TemporalNamespaceDivision":"TemporalScheduler"}'`,
    `update namespaces set name = 'temporal-system'`,
    'update executions set next_event_id = 1',
  ];
  for (const statement of hide)
    assert.deepEqual(
      runsIn(
        await importPaths(
          openEngine(context),
          databaseOf(context, (db) => db.exec(statement)),
        ),
      ),
      [],
      statement,
    );
  const late = databaseOf(context, (db) => db.exec('delete from executions_visibility'));
  assert.equal(runsIn(await importPaths(openEngine(context), late)).length, 1, 'one that it has not listed yet is');
});

test('S11 a reset run goes on from another branch; rows of failed writes do not count', () => {
  const range = Buffer.concat([bytesField(1, branch), numberField(2, 1), numberField(3, 8)]);
  const token = Buffer.concat([bytesField(1, tree), bytesField(2, runId), bytesField(3, range)]);
  const info = fieldsOf(
    bytesField(54, Buffer.concat([numberField(1, 1), bytesField(2, ''), bytesField(2, bytesField(1, token))])),
  );
  assert.deepEqual(rangesOf(info, 20), [
    { tree: bytesOfUuid(tree), branch: bytesOfUuid(branch), from: 1, to: 8 },
    { tree: bytesOfUuid(tree), branch: bytesOfUuid(runId), from: 8, to: 20 },
  ]);
  const rows = [
    [1, 10],
    [1, 9],
    [4, 12],
    [6, 8],
    [7, 13],
  ].map(([node, transaction]) => ({ node: node!, transaction: transaction!, data: new Uint8Array() }));
  assert.deepEqual(
    countingRows(rows).map(({ node, transaction }) => [node, transaction]),
    [
      [1, 10],
      [4, 12],
      [7, 13],
    ],
  );
});

test('S11 search attributes get the names and types that the server gives them', () => {
  const event = {
    eventId: '1',
    workflowExecutionStartedEventAttributes: {
      searchAttributes: {
        indexedFields: { Keyword01: { data: 'IngtMSI=' }, BuildIds: { data: 'W10=' }, Own: { data: 'MQ==' } },
      },
    },
  };
  const type = (word: string): JsonObject => ({ type: Buffer.from(word).toString('base64') });
  assert.deepEqual(
    objectOf(
      objectOf(renamed(event, new Map([['Keyword01', 'CustomerId']]))['workflowExecutionStartedEventAttributes'])[
        'searchAttributes'
      ],
    )['indexedFields'],
    {
      CustomerId: { data: 'IngtMSI=', metadata: type('Keyword') },
      BuildIds: { data: 'W10=', metadata: type('KeywordList') },
      Own: { data: 'MQ==' },
    },
  );
});

type Lists = Readonly<
  Record<string, readonly { readonly execution: { readonly runId: string }; readonly status: string }[]>
>;

test('S11 S12 every recorded database gives the runs of the server’s own lists and the events of its own exports', async (context) => {
  const folder = sharedFile('temporal-devserver/db');
  if (folder === undefined) return;
  const scratch = scratchFolder(context);
  for (const name of readdirSync(folder))
    if (name.endsWith('.gz'))
      writeFileSync(join(scratch, name.slice(0, -3)), gunzipSync(readFileSync(join(folder, name))));
    else copyFileSync(join(folder, name), join(scratch, name));
  for (const [database, exports, list] of [
    ['devserver.db', 'exports', 'list.json'],
    ['devserver-wal.db', 'exports-wal', 'list-wal.json'],
  ]) {
    const engine = openEngine(context);
    const runs = runsIn(await importPaths(engine, join(scratch, database!)));
    const said = Object.values(
      JSON.parse(readFileSync(sharedFile(`temporal-devserver/${list}`)!, 'utf8')) as Lists,
    ).flat();
    assert.deepEqual(
      runs.map((run) => run.runId as string).toSorted(),
      said.map(({ execution }) => execution.runId).toSorted(),
    );
    const files = sharedFiles(`temporal-devserver/${exports}/*__????????.json*`).filter(
      (path) => !path.includes('feed-at-the-limit'),
    );
    for (const path of files) await assertExported(engine, runs, path);
    assert.ok(files.length >= 24);
  }
});

async function assertExported(engine: Engine, runs: readonly RunSummary[], path: string): Promise<void> {
  const [, end] = /__([0-9a-f]{8})\./.exec(basename(path)) ?? [];
  const run = runs.find(({ runId: id }) => id.endsWith(end ?? '?'));
  assert.ok(run !== undefined, path);
  const theirs = JSON.parse(textOf(readFileSync(path))) as Json;
  assert.deepEqual(JSON.parse(String(await exportedBytes(engine, run))), theirs, basename(path));
}

test('F34 no change of a database makes it fail, hang or spoil another run', async (context) => {
  const chance = new Chance(20_261_130);
  const whole = readFileSync(databaseOf(context));
  for (let round = 0; round < 30; round++) {
    const path = join(scratchFolder(context), 'odd.db');
    writeFileSync(path, mutatedBytes(whole, chance, chance.between(1, 8)));
    for (const outcome of await importPaths(openEngine(context), path))
      assert.ok(
        'run' in outcome || outcome.error.code !== 'internal',
        `round ${round}: ${'error' in outcome && outcome.error.message}`,
      );
  }
});
