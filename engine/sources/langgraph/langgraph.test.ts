import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import test, { type TestContext } from 'node:test';
import Database from 'better-sqlite3';
import { readMsgpack } from '../../formats/langgraph/msgpack.ts';
import { langgraph } from '../../formats/langgraph/langgraph.ts';
import type { Json, JsonObject } from '../../model/json.ts';
import { finalStatusOf, kindOf, nameOf } from '../../model/outline.ts';
import { sharedFile } from '../../testing/corpus.ts';
import { assertReadable, fuzzed } from '../../testing/fuzzed.ts';
import { importPaths, openEngine, scratchFolder } from '../../testing/library.ts';
import { assertSameAsItself, exportedBytes, walkRun } from '../../testing/opened-run.ts';
import type { RunReader } from '../../runs/run-reader.ts';
import { Chance } from '../../testing/survival/chance.ts';

type Row = {
  readonly id: string;
  readonly parent: string | null;
  readonly step: number;
  readonly values: JsonObject;
  readonly source?: string;
};
type WriteRow = readonly [checkpoint: string, task: string, path: string, idx: number, channel: string, value: Json];

/** JSON in the columns as JavaScript writes it; `task_path` as newer Python does. */
function databaseOf(
  context: TestContext,
  threads: Readonly<Record<string, readonly Row[]>>,
  writes: readonly WriteRow[],
): string {
  const path = join(scratchFolder(context), 'checkpoints.sqlite');
  const db = new Database(path);
  db.exec(`create table checkpoints (thread_id text, checkpoint_ns text, checkpoint_id text, parent_checkpoint_id text, type text, checkpoint blob, metadata blob);
    create table writes (thread_id text, checkpoint_ns text, checkpoint_id text, task_id text, task_path text, idx integer, channel text, type text, value blob);`);
  const checkpoint = db.prepare(`insert into checkpoints values (?, ?, ?, ?, 'json', ?, ?)`);
  const write = db.prepare(`insert into writes values (?, ?, ?, ?, ?, ?, ?, 'json', ?)`);
  for (const [name, rows] of Object.entries(threads)) {
    const [thread = '', namespace = ''] = name.split('/');
    for (const { id, parent, step, values, source = step < 0 ? 'input' : 'loop' } of rows) {
      const versions = Object.fromEntries(Object.keys(values).map((channel) => [channel, step + 2]));
      const state = {
        v: 4,
        id,
        ts: `2026-11-30T00:00:0${step + 1}.000250Z`,
        channel_values: values,
        channel_versions: versions,
      };
      checkpoint.run(
        thread,
        namespace,
        id,
        parent,
        Buffer.from(JSON.stringify(state)),
        Buffer.from(JSON.stringify({ source, step, parents: {} })),
      );
    }
    for (const [id, task, path_, idx, channel, value] of writes)
      if (rows.some((row) => row.id === id))
        write.run(thread, namespace, id, task, path_, idx, channel, Buffer.from(JSON.stringify(value)));
  }
  db.close();
  return path;
}

const nobody = '00000000-0000-0000-0000-000000000000';
const order: readonly Row[] = [
  { id: 'a1', parent: null, step: -1, values: { __start__: { cents: 7 } } },
  { id: 'a2', parent: 'a1', step: 0, values: { cents: 7, 'branch:to:price': null, 'branch:to:ask': null } },
  { id: 'a3', parent: 'a2', step: 1, values: { cents: 9, ok: true, 'branch:to:ship': null } },
];
const writes: readonly WriteRow[] = [
  ['a1', 't0', '~__pregel_pull, __start__', 0, 'cents', 7],
  ['a2', 't1', '~__pregel_pull, price', 0, 'cents', 9],
  ['a2', 't1', '~__pregel_pull, price', 1, 'branch:to:ship', null],
  ['a2', nobody, '', -4, '__resume__', true],
  ['a2', 't2', '~__pregel_pull, ask', -3, '__interrupt__', [{ value: 'sure?' }]],
  ['a2', 't2', '~__pregel_pull, ask', -4, '__resume__', [true]],
  ['a2', 't2', '~__pregel_pull, ask', 1, 'ok', true],
  ['b2', 't3', '~__pregel_pull, sub', -1, '__error__', { name: 'TypeError', message: 'no price' }],
];
const inner: readonly Row[] = [{ id: 'b1', parent: null, step: -1, values: { __start__: { n: 1 } } }];
const outer: readonly Row[] = [
  { id: 'b0', parent: null, step: -1, values: { __start__: { n: 1 } } },
  { id: 'b2', parent: 'b0', step: 0, values: { n: 1, 'branch:to:sub': null } },
];

async function importedRuns(context: TestContext, path: string) {
  const engine = openEngine(context);
  return await Promise.all(
    (await importPaths(engine, path)).map(async (outcome) => {
      assert.ok('run' in outcome, 'error' in outcome ? outcome.error.message : '');
      return { engine, run: outcome.run, reader: await engine.reader(outcome.run.runId) };
    }),
  );
}

/** Each stepped through in both directions, and given back. */
async function walkedRuns(context: TestContext, path: string) {
  const runs = await importedRuns(context, path);
  for (const { engine, run } of runs.filter(({ run: { events } }) => events < 300)) {
    await walkRun(engine, run);
    await assertSameAsItself(engine, run);
    const lines = String(await exportedBytes(engine, run))
      .trim()
      .split('\n');
    assert.equal(lines.length, run.events);
  }
  return runs;
}

function operationsOf({ outline }: RunReader): readonly string[] {
  return outline.operations.keys.map(
    (key, i) => `${key} ${kindOf(outline, i)} ${nameOf(outline, i)} ${finalStatusOf(outline, i)}`,
  );
}

test('F45 a thread is a run: checkpoints in order of their ids, at each what its tasks did; its state are the channels', async (context) => {
  const [thread] = await walkedRuns(context, databaseOf(context, { order }, writes));
  assert.deepEqual(
    [thread!.run.runId, thread!.run.status, thread!.run.startedAtMs],
    ['order', 'running', Date.UTC(2026, 10, 30) + 0.25],
  );
  assert.deepEqual(operationsOf(thread!.reader), [
    'node:t0 node __start__ completed',
    'node:t1 node price completed',
    'node:t2 node ask completed',
    'signal:t2 signal interrupt completed',
    'node:a3/ship/0 node ship scheduled',
  ]);
  const { values } = await thread!.reader.state(thread!.run.events);
  assert.deepEqual(
    values.map(({ name, value }) => [name, value]),
    [
      ['cents', 9],
      ['ok', true],
    ],
  );
});

test('F46 what is not written down is not said: no time of a task, no name where several could have it', async (context) => {
  const nameless = writes.map(([id, task, , ...rest]): WriteRow => [id, task, '', ...rest]);
  const [thread] = await walkedRuns(context, databaseOf(context, { order }, nameless));
  assert.deepEqual(operationsOf(thread!.reader).slice(1, 3), [
    'node:t1 node unnamed node completed',
    'node:t2 node unnamed node completed',
  ]);
  assert.equal(((await thread!.reader.attributes(2)) as JsonObject)['at'], null);
});

test('F46 of the oldest checkpoints nobody knows whether anything is left to run: the run is unknown', () => {
  const { effects } = langgraph.read({ event: 'Checkpoint', at: 1, checkpoint_id: 'c', due: null }).explanation;
  assert.deepEqual(effects, [{ type: 'run', status: 'unknown' }]);
});

test('F47 a graph within a thread is a run of its own; each leads to the other; an error ends the invocation', async (context) => {
  const path = databaseOf(context, { chat: outer, 'chat/sub:t3': inner }, writes);
  const [whole, part] = await walkedRuns(context, path);
  assert.deepEqual([whole!.run.runId, whole!.run.status, part!.run.runId], ['chat', 'failed', 'chat/sub:t3']);
  assert.match(whole!.run.headline.sentence, /no price/);
  assert.deepEqual(
    [whole!, part!].map(({ reader }) => reader.outline.links.map(({ relation, runId }) => [relation, runId])),
    [[['child', 'chat/sub:t3']], [['parent', 'chat']]],
  );
});

test('F48 MessagePack is read by its structure, of objects what they were made from; nothing is built', () => {
  const hex = (text: string): Json | undefined => readMsgpack(Buffer.from(text, 'hex'));
  assert.deepEqual(hex('83a16101a162ff a163 93 c0c3 cb3ff8000000000000'.replaceAll(' ', '')), {
    a: 1,
    b: -1,
    c: [null, true, 1.5],
  });
  assert.deepEqual(
    [hex('cf7fffffffffffffff'), hex('d1fffe'), hex('c4020102')],
    ['9223372036854775807', -2, { bytes: 'AQI=' }],
  );
  const send = Buffer.from([0x93, 0xa1, 0x6d, 0xa1, 0x6e, 0x92, 0xa1, 0x78, 7]);
  assert.deepEqual(readMsgpack(Buffer.concat([Buffer.from([0xc7, send.length, 1]), send])), ['x', 7]);
  for (const odd of ['', 'dfffffffff', 'c1', 'ddffffffff00', '0101', 'a5616263', '91'.repeat(5000)])
    assert.equal(hex(odd), undefined, odd);
});

test('F34 no change of a checkpoint database makes it fail or hang, nor any bytes the reader of MessagePack', async (context) => {
  const chance = new Chance(7);
  const whole = readFileSync(databaseOf(context, { order }, writes));
  for (let round = 0; round < 20; round++) {
    const path = join(scratchFolder(context), 'odd.db');
    writeFileSync(path, fuzzed(Buffer.from(whole), chance));
    const engine = openEngine(context);
    for (const outcome of await importPaths(engine, path)) await assertReadable(engine, outcome, `round ${round}`);
  }
  for (let round = 0; round < 5000; round++)
    readMsgpack(Buffer.from(Array.from({ length: chance.between(0, 60) }, () => chance.between(0, 255))));
});

type Said = {
  readonly checkpoint_id: string;
  readonly next: readonly string[];
  readonly values: JsonObject;
  readonly tasks: readonly { readonly id: string; readonly name: string }[];
};

/** A value as the recorded answers spell it. */
function spelled(value: Json): Json {
  if (Array.isArray(value)) return (value as readonly Json[]).map(spelled);
  if (typeof value !== 'object' || value === null) return value;
  const object = value as JsonObject;
  if ('$int' in object) return object['$int'] as string;
  return Object.fromEntries(Object.entries(object).map(([key, part]) => [key, spelled(part ?? null)]));
}

test('F48 objects of Python are shown as what they were made from', async (context) => {
  const path = sharedFile('langgraph/generated/graphs.sqlite');
  if (path === undefined) return;
  const runs = await importedRuns(context, path);
  const { reader, run } = runs.find(({ run: { runId } }) => runId === 'types-1')!;
  const held = (await reader.state(run.events)).values.find(({ name }) => name === 'stuff');
  const { dec, big, date, nan, uuid, bytes } = held!.value as JsonObject;
  assert.deepEqual(
    { dec, big, date, nan, uuid, bytes },
    {
      dec: '12.340',
      big: '9223372036854775808',
      date: [2024, 1, 1],
      nan: 'NaN',
      uuid: '00000000000000000000000000000007',
      bytes: { bytes: 'AP8=' },
    },
  );
});

test('F45 F46 recorded databases give what the engine’s own history says of them', async (context) => {
  for (const name of ['graphs', 'graphs-0.2', 'graphs-js']) {
    const path = sharedFile(`langgraph/generated/${name}.sqlite`);
    if (path === undefined) return;
    const runs = await walkedRuns(context, path);
    const truth = JSON.parse(readFileSync(path.replace('.sqlite', '.truth.json'), 'utf8')) as {
      readonly threads: readonly { readonly thread_id: string; readonly checkpoints_newest_first: readonly Said[] }[];
    };
    for (const { thread_id: thread, checkpoints_newest_first: newest } of truth.threads) {
      const { reader, run } = runs.find(({ run: { runId } }) => runId === thread)!;
      const said = newest.toReversed();
      let at = -1;
      for (let seq = 1; seq <= run.events; seq++) {
        const event = (await reader.attributes(seq)) as JsonObject;
        if (event['event'] !== 'Checkpoint') continue;
        const now = said[++at]!;
        const where = `${name} ${thread} ${at}`;
        assert.equal(event['checkpoint_id'], now.checkpoint_id, where);
        const due = event['due'] as readonly (string | null)[] | null;
        // What somebody wrote in a node's name is not told from what it wrote itself in old files.
        if (name === 'graphs-0.2')
          assert.ok(due === null || now.next.every((node) => due.includes(node) || due.includes(null)), where);
        else if (at < said.length - 1) assert.deepEqual(due?.toSorted(), now.next.toSorted(), where);
        if (said.length > 100 && at % 50 !== 0) continue;
        const values = new Map((await reader.state(seq)).values.map((each) => [each.name, each.value]));
        for (const [channel, value] of Object.entries(now.values))
          if (values.has(channel) && thread !== 'types-1')
            assert.deepEqual(values.get(channel), spelled(value ?? null), `${where} ${channel}`);
      }
      assert.equal(at, said.length - 1, thread);
      if (name !== 'graphs-0.2')
        assert.equal(run.status === 'completed', said.at(-1)!.next.length === 0, `${name} ${thread}`);
    }
  }
});
