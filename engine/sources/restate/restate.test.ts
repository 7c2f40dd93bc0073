import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { dirname } from 'node:path';
import test, { type TestContext } from 'node:test';
import { restate } from '../../formats/restate/restate.ts';
import type { ImportOutcome } from '../../model/api.ts';
import type { Json, JsonObject } from '../../model/json.ts';
import { finalStatusOf, kindOf, nameOf } from '../../model/outline.ts';
import { sharedFile } from '../../testing/corpus.ts';
import { fuzz } from '../../testing/fuzzed.ts';
import { fileIn, importPaths, importText, onlyRun, openEngine, scratchFolder } from '../../testing/library.ts';
import { assertSameAsItself, exportedBytes, walkRun } from '../../testing/opened-run.ts';

const id = 'inv_1a';
const bytes = (value: Json): Json => [...Buffer.from(JSON.stringify(value))];
const entry = (index: number, type: string, entryJson: JsonObject, ms = index): JsonObject => ({
  id,
  index,
  entry_type: type,
  entry_json: JSON.stringify(entryJson),
  appended_at: new Date(Date.UTC(2026, 10, 30) + ms).toISOString(),
});
const command = (index: number, name: string, fields: JsonObject): JsonObject =>
  entry(index, `Command: ${name}`, { Command: { [name]: fields } });
const answer = (index: number, name: string, fields: JsonObject): JsonObject =>
  entry(index, `Notification: ${name}`, { Notification: { Completion: { [name]: fields } } });
const request = {
  invocation_id: 'inv_1b',
  invocation_target: { Service: { name: 'pay', handler: 'charge' } },
  parameter: bytes({ cents: 5 }),
};
const journal: readonly JsonObject[] = [
  command(0, 'Input', { payload: bytes({ id: 7 }) }),
  command(1, 'Run', { completion_id: 1, name: 'price' }),
  command(2, 'Sleep', { completion_id: 2, wake_up_time: Date.UTC(2026, 10, 30) + 60_002 }),
  command(3, 'Call', { request, invocation_id_completion_id: 3, result_completion_id: 4 }),
  answer(4, 'CallInvocationId', { completion_id: 3, invocation_id: 'inv_1b' }),
  answer(5, 'Run', { completion_id: 1, result: { Success: bytes(9) } }),
  command(6, 'SetState', { key: 'a', value: bytes(1) }),
  command(7, 'SetState', { key: 'b', value: bytes('x') }),
  command(8, 'ClearAllState', {}),
  command(9, 'SetState', { key: 'c', value: bytes([2]) }),
  answer(10, 'Call', { completion_id: 4, result: { Failure: { code: 402, message: 'refused' } } }),
  entry(11, 'Notification: Signal', {
    Notification: { Signal: { id: { Index: 17 }, result: { Success: bytes('yes') } } },
  }),
];
const output = command(12, 'Output', { result: { Failure: { code: 402, message: 'refused' } } });
const invocation = {
  id,
  target: 'shop/order',
  target_service_name: 'shop',
  target_handler_name: 'order',
  invoked_by_id: 'inv_0',
  created_at: '2026-11-30T00:00:00Z',
  completed_at: '2026-11-30T00:01:00Z',
};
const trouble = {
  id,
  after_journal_entry_index: 3,
  event_type: 'TransientError',
  appended_at: '2026-11-30T00:00:00.003Z',
  event_json: JSON.stringify({ error_code: 500, error_message: 'offline', related_command_index: 1 }),
};

async function opened(context: TestContext, rows: readonly JsonObject[]) {
  const engine = openEngine(context);
  const run = onlyRun(await importText(engine, JSON.stringify({ rows })));
  return { engine, run, reader: await engine.reader(run.runId) };
}

test('F49 a journal is a run: commands open what notifications close, whatever order the rows come in', async (context) => {
  const { engine, run, reader } = await opened(context, [output, ...journal.toReversed()]);
  const { outline } = reader;
  assert.deepEqual([run.runId, run.status, run.events, run.startedAtMs], [id, 'failed', 13, Date.UTC(2026, 10, 30)]);
  assert.deepEqual(
    outline.operations.keys.map(
      (key, i) => `${key} ${kindOf(outline, i)} ${nameOf(outline, i)} ${finalStatusOf(outline, i)}`,
    ),
    [
      'activity:1 activity price completed',
      'timer:2 timer sleep 1 m scheduled',
      'childWorkflow:4 childWorkflow pay/charge failed',
      'signal:signal 17 signal awakeable completed',
    ],
  );
  assert.deepEqual(
    outline.links.map(({ relation, runId }) => [relation, runId]),
    [['child', 'inv_1b']],
  );
  const { values } = await reader.state(run.events);
  assert.deepEqual(
    values.map(({ name, value }) => [name, value]),
    [['c', [2]]],
  );
  assert.match(run.headline.sentence, /refused/);
  await walkRun(engine, run);
  await assertSameAsItself(engine, run);
});

test('F50 what a journal does not say is unknown, and known where the invocation’s row is there', async (context) => {
  const status = async (...rows: readonly JsonObject[]): Promise<string> => (await opened(context, rows)).run.status;
  const ended = (failure: string): JsonObject => ({
    ...invocation,
    status: 'completed',
    completion_result: 'failure',
    completion_failure: failure,
  });
  assert.deepEqual(
    [
      await status(...journal),
      await status(...journal, { ...invocation, status: 'suspended' }),
      await status(...journal, { ...invocation, status: 'paused' }),
      await status(...journal, ended('[409] killed')),
      await status(...journal, ended('[409] Cancelled')),
      await status(...journal, ended('[500] always')),
      await status({ ...invocation, status: 'scheduled', scheduled_start_at: '2026-12-01T00:00:00Z' }),
      await status({ ...invocation, status: 'completed', completion_result: 'success' }),
    ],
    ['unknown', 'running', 'paused', 'terminated', 'canceled', 'failed', 'running', 'completed'],
  );
});

test('F67 how an invocation waits as a whole is said, until something opens', async (context) => {
  const sentence = async (status: string, more: JsonObject, ...entries: readonly JsonObject[]): Promise<string> =>
    (await opened(context, [...entries, { ...invocation, journal_size: entries.length, ...more, status }])).run.headline
      .sentence;
  const input = command(0, 'Input', { payload: bytes(1) });
  const failed = { last_failure: '[500 Internal] hang up\nTypeError', last_failure_related_command_name: 'price' };
  const [later, completions] = ['2026-12-01T00:00:00Z', 'suspended_waiting_for_completions'];
  assert.deepEqual(
    [
      await sentence('scheduled', { scheduled_start_at: later }),
      await sentence('pending', { target_service_key: 'k' }),
      await sentence('ready', {}),
      await sentence('backing-off', { ...failed, next_retry_at: later }, input, journal[1]!),
      await sentence('suspended', { [completions]: [], suspended_waiting_for_signals: [1, 17] }, input),
      await sentence('suspended', { [completions]: [2] }, input, journal[2]!),
      await sentence('running', { journal_size: 3 }),
      await sentence('running', {}, input),
    ],
    [
      'Waits for its start, not before 2026-12-01 00:00:00 UTC',
      'Waits for its turn: another invocation holds shop/k',
      'Waits for its turn to run',
      'Waits for its next attempt of price, after hang up, not before 2026-12-01 00:00:00 UTC',
      'Waits for an awakeable or a signal',
      'Waits for sleep 1 m, until 2026-11-30 00:01:00 UTC, since 00:00:00, #3',
      'Waits for what its journal tells, which is not here',
      'Waits for its own code: nothing is open',
    ],
  );
});

test('F50 an error that was tried again stands with the command that it names', async (context) => {
  const { run, reader } = await opened(context, [trouble, ...journal, output]);
  assert.equal(run.events, 14);
  const { effects } = restate.read(await reader.attributes(5)).explanation;
  assert.deepEqual(effects, [
    { type: 'advance', key: 'activity:1', status: 'retrying', failure: { message: 'offline', type: '500' } },
  ]);
});

test('F51 a file is given back as it was, of several invocations each as its rows; no digit is lost', async (context) => {
  const engine = openEngine(context);
  const one = `{"rows":[${JSON.stringify(output).replace('{', '{"partition_key":12524631669180020471,')}]}`;
  assert.equal(String(await exportedBytes(engine, onlyRun(await importText(engine, one)))), one);
  const two = `{"rows":[${one.slice(9, -2)},${one.slice(9, -2).replace(id, 'inv_2')}]}`;
  for (const outcome of await importText(engine, two)) {
    assert.ok('run' in outcome);
    assert.match(String(await exportedBytes(engine, outcome.run)), /"partition_key":12524631669180020471,/);
  }
});

test('F51 rows as a list, or one a line, are the same as those of an answer', async (context) => {
  const engine = openEngine(context);
  for (const rows of [[...journal, output], [{ ...invocation, status: 'running' }]]) {
    const first = onlyRun(await importText(engine, JSON.stringify({ rows })));
    for (const text of [JSON.stringify(rows, null, 2), rows.map((row) => JSON.stringify(row)).join('\n')]) {
      const run = onlyRun(await importText(openEngine(context), text));
      assert.deepEqual([run.workflowId, run.status, run.events], [first.workflowId, first.status, first.events]);
    }
  }
});

/** Without values: what `entry_lite_json` has of an entry. */
function shortened(row: JsonObject): JsonObject {
  const { entry_json: text, ...rest } = row;
  const { Command, Notification } = JSON.parse(text as string) as Record<string, Record<string, JsonObject>>;
  const word = (result: unknown): Json => Object.keys(Object(result))[0] ?? 'Void';
  const [[name, fields] = ['', {}]] = Object.entries(Command ?? Notification?.['Completion'] ?? {}) as [
    string,
    JsonObject,
  ][];
  const { payload: _, value: __, request: called, result, ...kept } = fields;
  const command = { ...(called as object), ...kept, ...(result !== undefined && { result: word(result) }) };
  const signal = Notification?.['Signal'];
  const short =
    Command !== undefined
      ? { Command: { [name]: command } }
      : signal !== undefined
        ? {
            Notification: {
              ty: 'Signal',
              id: { SignalIndex: (signal['id'] as JsonObject)['Index'] },
              result: word(signal['result']),
            },
          }
        : {
            Notification: {
              ty: { Completion: name },
              id: { CompletionId: fields['completion_id'] },
              result: word(result),
            },
          };
  return { ...rest, entry_lite_json: JSON.stringify(short) };
}

test('F80 entries in their short form mean the same, but for values, of which none is claimed', async (context) => {
  const [whole, short] = [
    await opened(context, [...journal, output]),
    await opened(context, [...journal, output].map(shortened)),
  ];
  const told = ({ outline }: typeof whole.reader): readonly string[] =>
    outline.operations.keys.map((key, i) => `${key} ${nameOf(outline, i)} ${finalStatusOf(outline, i)}`);
  assert.deepEqual(told(short.reader), told(whole.reader));
  assert.deepEqual([short.run.status, short.run.events], [whole.run.status, whole.run.events]);
  assert.deepEqual(
    (await short.reader.state(13)).values.map(({ name, value }) => [name, value]),
    [['c', '(not in the file)']],
  );
  assert.deepEqual(short.reader.outline.links, whole.reader.outline.links);
});

test('X13 F80 names in the short form are replaced as those in the entry are', () => {
  const row = { ...shortened(journal[3]!), entry_json: journal[3]!['entry_json']! };
  const names: string[] = [];
  const given = restate.replaceValues(
    { event: 'Entry', at: null, row },
    {
      value: (value) => value,
      text: (text) => text,
      bytes: (some) => some,
      name: (name) => {
        names.push(name);
        return 'x';
      },
    },
  );
  assert.equal(names.filter((name) => name === 'inv_1b').length, 2);
  assert.doesNotMatch(JSON.stringify(given), /inv_1b/);
});

test('F80 a journal of version 1 says in columns what is answered', async (context) => {
  const row = (index: number, type: string, completed: boolean, more: JsonObject = {}): JsonObject => ({
    id,
    index,
    entry_type: type,
    completed,
    version: 1,
    ...more,
  });
  const { outline } = (
    await opened(context, [
      row(0, 'Input', true),
      row(1, 'Run', true, { name: 'price' }),
      row(2, 'Sleep', true, { sleep_wakeup_at: '2026-11-30T00:00:01Z' }),
      row(3, 'Call', false, { invoked_id: 'inv_1b', invoked_target: 'pay/charge' }),
      row(4, 'Awakeable', false),
      row(5, 'SetState', true),
      { ...invocation, status: 'suspended' },
    ])
  ).reader;
  assert.deepEqual(
    outline.operations.keys.map((key, i) => `${key} ${nameOf(outline, i)} ${finalStatusOf(outline, i)}`),
    [
      'activity:entry 1 price completed',
      'timer:2 sleep completed',
      'childWorkflow:3 pay/charge started',
      'other:4 Awakeable started',
    ],
  );
});

test('F51 a folder of tables is one source', async (context) => {
  const folder = scratchFolder(context);
  fileIn(folder, 'sys_journal.json', JSON.stringify({ rows: journal }));
  fileIn(folder, 'sys_journal_events.json', JSON.stringify({ rows: [trouble] }));
  fileIn(folder, 'sys_invocation.json', JSON.stringify({ rows: [{ ...invocation, status: 'suspended' }] }));
  fileIn(folder, 'sys_service.json', '{"rows":[]}');
  const run = onlyRun(await importPaths(openEngine(context), folder));
  assert.deepEqual([run.status, run.workflowType, run.events], ['running', 'shop/order', 14]);
});

test('F34 no change of a journal makes it fail, hang or take much memory', async (context) => {
  await fuzz(context, [
    Buffer.from(JSON.stringify({ rows: [{ ...invocation, status: 'completed' }, trouble, ...journal] })),
  ]);
});

const ends: Readonly<Record<string, RegExp>> = {
  success: /^completed$/,
  failure: /^(failed|canceled|terminated)$/,
};

test('F49 F50 recorded journals end as their invocations say, with every entry', async (context) => {
  for (const name of ['restate/generated/shop/sys_journal.json', 'restate/generated/sys_journal.json']) {
    const path = sharedFile(name);
    if (path === undefined) return;
    const [folder, engine] = [dirname(path), openEngine(context)];
    const rowsOf = (file: string): readonly JsonObject[] =>
      (JSON.parse(readFileSync(`${folder}/${file}.json`, 'utf8')) as { readonly rows: readonly JsonObject[] }).rows;
    const outcomes = name.includes('shop') ? await importPaths(engine, folder) : await importPaths(engine, path);
    const rows = rowsOf('sys_journal');
    for (const said of rowsOf('sys_invocation')) {
      const run = runOf(outcomes, said['id'] as string);
      if (run === undefined) continue;
      const own = rows.filter((row) => row['id'] === said['id']).length;
      assert.ok(run.events >= own, run.runId);
      const expected =
        said['status'] === 'paused' ? /^paused$/ : (ends[said['completion_result'] as string] ?? /^running|unknown$/);
      if (name.includes('shop')) assert.match(run.status, expected, run.runId);
      await walkRun(engine, run);
      await assertSameAsItself(engine, run);
    }
    assert.equal(outcomes.length, name.includes('shop') ? 33 : new Set(rows.map((row) => row['id'])).size);
  }
});

function runOf(outcomes: readonly ImportOutcome[], runId: string) {
  const outcome = outcomes.find((each) => 'run' in each && each.run.runId === runId);
  return outcome !== undefined && 'run' in outcome ? outcome.run : undefined;
}
