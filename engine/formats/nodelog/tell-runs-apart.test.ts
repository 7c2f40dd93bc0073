import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import type { Json, JsonObject } from '../../model/json.ts';
import { ownCase } from '../../testing/corpus.ts';
import { unwrap } from '../../sources/json/envelope.ts';
import { eventText, type History, parseEvent, readHistories } from '../../sources/json/history-file.ts';

const read = (text: string): readonly History[] => readHistories(new Uint8Array(Buffer.from(text)), false);
const lines = (events: readonly Json[]): string => events.map((event) => JSON.stringify(event)).join('\n');
const exported = ({ envelope, events, bytes }: History): string =>
  Buffer.concat([...unwrap(envelope, events.length, (seq) => eventText(bytes, events[seq - 1]!))]).toString('utf8');
/** The events of each run, by the letters in `n`. */
const told = (events: readonly Json[]): readonly string[] =>
  read(lines(events)).map(({ bytes, events: own }) =>
    own.map((event) => (parseEvent(bytes, event) as { n: string }).n).join(''),
  );

const started = (n: string, more: JsonObject = {}): JsonObject => ({ type: 'workflow_started', n, ...more });
const ended = (n: string, more: JsonObject = {}): JsonObject => ({ type: 'workflow_completed', n, ...more });
const node = (n: string, more: JsonObject = {}): JsonObject => ({ type: 'node_started', n, node_id: n, ...more });

test('I11 runs one after the other, and interleaved, by any name of the run id', () => {
  for (const name of ['run_id', 'runId', 'execution_id', 'executionId']) {
    const [x, y] = [{ [name]: 'x' }, { [name]: 'y' }];
    assert.deepEqual(told([started('a', x), ended('b', x), started('c', y), ended('d', y)]), ['ab', 'cd']);
    assert.deepEqual(
      told([started('a', x), started('b', y), node('c', x), node('d', y), ended('e', y), ended('f', x)]),
      ['acf', 'bde'],
    );
    assert.deepEqual(told([node('a', { data: x }), node('b', { data: y }), node('c', { data: x })]), ['ac', 'b']);
  }
  assert.deepEqual(told([started('a', { run_id: 1 }), started('b', { run_id: 2 }), node('c', { run_id: 1 })]), [
    'ac',
    'b',
  ]);
});

test('I11 a run that is resumed under its id is the same run', () => {
  const x = { run_id: 'x' };
  assert.deepEqual(told([started('a', x), ended('b', x), started('c', x), ended('d', x)]), ['abcd']);
  assert.equal(read(ownCase('nodelog-resumed.input.jsonl')).length, 1);
});

test('I11 without ids another start is a new run, and nothing else is', () => {
  assert.deepEqual(told([started('a'), node('b'), ended('c'), started('d'), node('e'), ended('f')]), ['abc', 'def']);
  assert.deepEqual(told([started('a'), node('b'), started('c'), node('d'), ended('e'), node('f')]), ['ab', 'cdef']);
  assert.deepEqual(told([started('a'), node('b'), started('c', { run_id: 'x' }), node('d')]), ['ab', 'cd']);
  const v = { workflow_id: 'v' };
  assert.deepEqual(told([started('a', v), node('b', v), started('c', v), node('d', v)]), ['ab', 'cd']);
  assert.deepEqual(told([started('a'), started('a'), node('b')]), ['aab'], 'an event that was delivered twice');
  assert.deepEqual(told([started('a'), { ...started('b'), type: 'run_started' }, node('c')]), ['abc'], 'in two words');
  assert.deepEqual(told([started('a'), node('b'), { ...started('c'), type: 'run_resumed' }]), ['abc']);
  assert.deepEqual(told([node('a'), ended('b')]), ['ab']);
});

test('I11 the workflow id decides where there is no run id', () => {
  const [v, w] = [{ workflow_id: 'v' }, { dag_id: 'w' }];
  assert.deepEqual(told([started('a', v), started('b', w), node('c', v), node('d', w), ended('e', v), ended('f', w)]), [
    'ace',
    'bdf',
  ]);
  assert.deepEqual(told([started('a', v), ended('b', v), started('c', v), node('d', v)]), ['ab', 'cd']);
});

test('I11 events that say less go on with the run before them, and with the run of their workflow', () => {
  assert.deepEqual(told([started('a'), node('b', { run_id: 'x' }), node('c'), ended('d')]), ['abcd']);
  assert.deepEqual(
    told([
      started('a', { run_id: 'x', workflow_id: 'v' }),
      started('b', { run_id: 'y', workflow_id: 'w' }),
      node('c', { workflow_id: 'v' }),
      node('d'),
      node('e', { workflow_id: 'w' }),
    ]),
    ['acd', 'be'],
  );
});

test('I11 ids that only nodes bring are not ids of runs', () => {
  assert.deepEqual(
    told([
      started('a'),
      node('b', { execution_id: 'n1' }),
      node('c', { execution_id: 'n2' }),
      node('d', { execution_id: 'n1' }),
      ended('e'),
    ]),
    ['abcde'],
  );
  assert.deepEqual(
    told([
      started('a', { workflow_id: 'v' }),
      started('b', { workflow_id: 'w' }),
      node('c', { run_id: 'x', workflow_id: 'v' }),
      node('d', { run_id: 'y', workflow_id: 'w' }),
      ended('e', { run_id: 'x' }),
    ]),
    ['ace', 'bd'],
  );
});

test('I11 X1 I3 each run is given back as it stood, lines or a list, and is read again as the same', () => {
  const events = [started('a', { run_id: 'x' }), started('b', { run_id: 'y' }), node('c', { run_id: 'x' })];
  const forms: Readonly<Record<string, readonly string[]>> = {
    [lines(events)]: [lines([events[0]!, events[2]!]), lines([events[1]!])],
    [JSON.stringify(events)]: [JSON.stringify([events[0]!, events[2]!]), JSON.stringify([events[1]!])],
    [JSON.stringify({ log: 1, events, end: [] })]: [
      JSON.stringify({ log: 1, events: [events[0]!, events[2]!], end: [] }),
      JSON.stringify({ log: 1, events: [events[1]!], end: [] }),
    ],
    [JSON.stringify([[events[0]!, events[1]!], events[2]!])]: [lines([events[0]!, events[2]!]), lines([events[1]!])],
  };
  for (const [text, expected] of Object.entries(forms)) {
    const runs = read(text);
    assert.deepEqual(runs.map(exported), expected);
    for (const run of runs)
      assert.deepEqual(
        read(exported(run)).map(({ digest }) => digest),
        [run.digest],
      );
  }
});

test('I11 however runs are interleaved, each has its own events in order, and no event is lost', () => {
  const step = fc.record({
    run: fc.nat(4),
    type: fc.constantFrom('workflow_started', 'node_started', 'node_completed', 'workflow_failed'),
  });
  fc.assert(
    fc.property(fc.array(step, { minLength: 1, maxLength: 40 }), (steps) => {
      const events = steps.map(({ run, type }, seq) => ({ type, run_id: `r${run}`, node_id: 'n', seq }));
      const expected = [...Map.groupBy(events, ({ run_id }) => run_id).values()].map(lines);
      assert.deepEqual(read(lines(events)).map(exported), expected);
    }),
  );
});

test('I11 the field case nodelog-two-runs', () => {
  const runs = read(ownCase('nodelog-two-runs.input.jsonl'));
  assert.deepEqual(
    runs.map(({ events, bytes }) => [events.length, (parseEvent(bytes, events[0]!) as JsonObject)['run_id']]),
    [
      [4, 'old'],
      [4, 'new'],
    ],
  );
});
