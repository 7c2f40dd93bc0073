import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import test from 'node:test';
import type { Json, JsonObject } from '../../model/json.ts';
import { applyEffects, emptyState, type RunState } from '../../model/state.ts';
import { ownHistory, sharedFile, sharedFiles } from '../../testing/corpus.ts';
import { fuzz } from '../../testing/fuzzed.ts';
import { importPaths, importText, onlyRun, openEngine } from '../../testing/library.ts';
import { assertSame, assertSameAsItself } from '../../testing/opened-run.ts';
import { azure } from './azure.ts';
import { statusNamed } from './explain.ts';

type Instance = {
  readonly instance_id: string;
  readonly name: string;
  readonly runtime_status: string;
  readonly serialized_input: string | null;
  readonly serialized_output: string | null;
  readonly failure_details: JsonObject | null;
  readonly events: number;
};

function parsed(text: string | null): Json {
  return text === null ? null : (JSON.parse(text) as Json);
}

test('F40 every run is what its backend says of it, in each of its forms, and the forms are the same', async (context) => {
  const truth = sharedFile('azure-durable/generated/py-truth.json');
  if (truth === undefined) return;
  const { instances } = JSON.parse(readFileSync(truth, 'utf8')) as { instances: readonly Instance[] };
  let files = 0;
  for (const said of instances) {
    const paths = sharedFiles(`azure-durable/generated/py-${said.instance_id.replace(':', '_')}.*`);
    const engine = openEngine(context);
    const runs = [];
    for (const path of paths) {
      const run = onlyRun(await importPaths(engine, path));
      const reader = await engine.reader(run.runId);
      const state = await reader.state(run.events);
      const where = basename(path);
      assert.deepEqual(
        [run.workflowId, run.workflowType, run.events],
        [said.instance_id, said.name, said.events],
        where,
      );
      assert.equal(run.status, statusNamed(said.runtime_status), where);
      assert.deepEqual(shown(state.input), parsed(said.serialized_input), where);
      if (run.status === 'completed') assert.deepEqual(shown(state.result), parsed(said.serialized_output), where);
      runs.push(run);
      files++;
    }
    for (const run of runs.slice(1)) await assertSame(engine, runs[0]!, run);
  }
  assert.ok(files >= 26, String(files));
});

function shown(value: unknown): Json {
  const json = JSON.parse(JSON.stringify(value ?? null)) as { readonly type?: string; readonly value?: Json } | null;
  return json !== null && json.type === 'value' ? (json.value ?? null) : json;
}

function stateOf(events: readonly Json[]): RunState {
  const state = emptyState();
  for (const [i, event] of events.entries()) {
    const { atMs, explanation } = azure.read(event);
    applyEffects(state, i + 1, atMs, explanation.effects);
  }
  return state;
}

test('F40 numbers of types, words and protobuf say the same', () => {
  const spellings: readonly (readonly JsonObject[])[] = [
    [
      { EventType: 0, EventId: -1, IsPlayed: false, Name: 'f', Input: '1' },
      { EventType: 4, EventId: 0, IsPlayed: false, Name: 'a' },
      { EventType: 6, EventId: -1, IsPlayed: false, TaskScheduledId: 0, Reason: 'no', Details: 'stack' },
      { EventType: 16, EventId: 1, IsPlayed: false, Result: '2' },
    ],
    [
      { event_type: 'ExecutionStartedEvent', event_id: -1, name: 'f', input: '1' },
      { event_type: 'TaskScheduledEvent', event_id: 0, name: 'a' },
      { event_type: 'TaskFailedEvent', event_id: -1, task_scheduled_id: 0, failure_details: { message: 'no' } },
      { event_type: 'ContinueAsNewEvent', event_id: 1, input: '2' },
    ],
    [
      { eventid: -1, executionstarted: { name: 'f', input: { value: '1' } } },
      { eventid: 0, taskscheduled: { name: 'a' } },
      { eventid: -1, taskfailed: { taskscheduledid: 0, failuredetails: { errormessage: 'no' } } },
      { eventid: 1, continueasnew: { input: { value: '2' } } },
    ],
  ];
  for (const events of spellings) {
    const state = stateOf(events);
    const [activity] = state.operations.values();
    assert.deepEqual(
      [
        state.status,
        azure.decode(state.input ?? null),
        activity?.status,
        activity?.failure?.message,
        azure.decode(state.nextInput ?? null),
      ],
      ['continuedAsNew', 1, 'failed', 'no', 2],
    );
  }
});

test('F41 where the opening is folded into the end, each end stands alone; entities answer under their request', () => {
  const status = JSON.parse(Buffer.from(ownHistory('azure-status.json')).toString('utf8')) as {
    historyEvents: readonly Json[];
  };
  assert.deepEqual(
    [...stateOf(status.historyEvents).operations.values()].map(({ name }) => name),
    ['SayHello', 'timer', 'Ship'],
  );
  const entity = stateOf([
    {
      eventId: 1,
      entityOperationCalled: { requestId: 'q', operation: 'add', targetInstanceId: '@counter@a', input: '5' },
    },
    { eventId: 2, entityLockRequested: { criticalSectionId: 'c' } },
    { eventId: -1, entityLockGranted: { criticalSectionId: 'c' } },
    { eventId: -1, entityOperationFailed: { requestId: 'q', failureDetails: { errorMessage: 'full' } } },
  ]);
  assert.deepEqual(
    [...entity.operations.values()].map(({ name, status: end }) => [name, end]),
    [
      ['@counter@a add', 'failed'],
      ['entity', 'completed'],
    ],
  );
});

test('F41 nothing is said of times that are none: 1970, and a timer’s end where its beginning belongs', () => {
  const at = (event: Json): number | null => azure.read(event).atMs;
  assert.equal(at({ eventId: -1, timestamp: '1970-01-01T00:00:00Z', orchestratorStarted: {} }), null);
  assert.equal(
    at({ eventid: 4, timestamp: { seconds: 9, nanos: 5e8 }, timercreated: { fireat: { seconds: 9, nanos: 5e8 } } }),
    null,
  );
  assert.equal(at({ eventid: -1, timestamp: { seconds: 9, nanos: 5e8 }, orchestratorstarted: {} }), 9500);
});

test('D1 F34 every recorded one is the same as itself, and no change of one makes it fail', async (context) => {
  const names = [
    'azure-order.json',
    'azure-suspended.json',
    'azure-fails.json',
    'azure-status.json',
    'azure-table.json',
  ];
  for (const name of names) {
    const engine = openEngine(context);
    await assertSameAsItself(engine, onlyRun(await importText(engine, ownHistory(name))));
  }
  await fuzz(context, names.map(ownHistory));
});

const rows = (instance: string): readonly JsonObject[] =>
  [
    { EventType: 'ExecutionStarted', EventId: -1, Name: 'Order', Input: '1' },
    { EventType: 'TaskScheduled', EventId: 0, Name: 'Charge' },
    { EventType: 'TaskCompleted', EventId: -1, TaskScheduledId: 0, Result: '2' },
  ].map((event, i) => ({
    _Timestamp: `2026-01-01T00:00:0${i}Z`,
    PartitionKey: instance,
    RowKey: i.toString(16).padStart(16, '0'),
    Timestamp: '2026-01-01T00:00:59Z',
    ExecutionId: `${instance}-e`,
    IsPlayed: false,
    ...event,
  }));

test('F68 rows of a table are in order of their keys, with their own times; those of each instance are a run', async (context) => {
  const both = rows('a').flatMap((row, i) => [row, rows('b')[i]!]);
  for (const list of [both, both.toReversed()]) {
    const outcomes = await importText(openEngine(context), JSON.stringify(list));
    const runs = outcomes.flatMap((outcome) => ('run' in outcome ? [outcome.run] : []));
    assert.deepEqual(
      runs.map(({ workflowId, runId, events, startedAtMs, endedAtMs, headline }) => [
        workflowId,
        runId,
        events,
        startedAtMs,
        endedAtMs,
        headline.sentence,
      ]),
      ['a', 'b'].map((id) => [
        id,
        `${id}-e`,
        3,
        Date.UTC(2026, 0, 1),
        Date.UTC(2026, 0, 1) + 2000,
        'Waits for an event from outside or its own code',
      ]),
    );
  }
});

test('F67 F68 the status request leaves out what is open; a new generation is given what the old one hands on', () => {
  const open = { EventType: 'ExecutionStarted', FunctionName: 'Order', Timestamp: '2026-01-01T00:00:00Z' };
  assert.match(JSON.stringify(azure.read(open).explanation.effects), /of which the status request says nothing/);
  const { nextInput, result } = stateOf([
    { EventType: 'ExecutionCompleted', EventId: 3, OrchestrationStatus: 'ContinuedAsNew', Result: '{"n":2}' },
  ]);
  assert.deepEqual([azure.decode(nextInput ?? null), result], [{ n: 2 }, undefined]);
});
