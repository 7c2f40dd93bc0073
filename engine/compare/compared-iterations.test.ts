// Tests node logs: fields beyond the common ones, and nodes that run again under one name.

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { diffRuns } from './diff-runs.ts';
import { comparePair } from './comparer.ts';
import type { JsonObject } from '../model/json.ts';
import { differencesOf, type DiffDocument } from '../report/diff-document.ts';
import { diffTextLines } from '../report/diff-text.ts';
import { readerOfText } from '../testing/written-history.ts';

const request = { rules: [], tolerance: {}, only: [], detailed: 100 };

function logText(events: readonly JsonObject[]): string {
  return events
    .map(
      (event, i) =>
        `${JSON.stringify({ run_id: 'r', timestamp: new Date(Date.UTC(2026, 0, 1, 0, 0, i)).toISOString(), ...event })}\n`,
    )
    .join('');
}

async function diff(left: readonly JsonObject[], right: readonly JsonObject[]): Promise<DiffDocument> {
  return await diffRuns(await readerOfText(logText(left)), await readerOfText(logText(right)), request);
}

const begin: JsonObject = { type: 'workflow_started', workflow_name: 'essay', input: 1 };
const iteration = (input: unknown, output: unknown, more: JsonObject = {}): readonly JsonObject[] => [
  { type: 'node_started', node_id: 'draft', input: input as string, ...more },
  { type: 'node_completed', node_id: 'draft', output: output as string },
];
const loop = (...iterations: readonly (readonly [unknown, unknown])[]): readonly JsonObject[] => [
  begin,
  ...iterations.flatMap(([input, output]) => iteration(input, output)),
  { type: 'workflow_completed', output: 'done' },
];

describe('a node that ran several times', () => {
  test('D30 a difference in the first iteration alone is one', async () => {
    const document = await diff(loop([1, 'a'], [2, 'b'], [3, 'c']), loop([9, 'a'], [2, 'b'], [3, 'c']));
    const [row] = differencesOf(document);
    assert.deepEqual(
      [row?.changes, row?.values?.differences],
      [
        ['input'],
        [
          {
            part: 'input',
            type: 'changed',
            path: 'input',
            left: 1,
            right: 9,
            iteration: { number: 1, left: 2, right: 2 },
          },
        ],
      ],
    );
    assert.ok(
      document.sentences.includes('First difference: draft (A #2, B #2) differs in input.'),
      document.sentences.join('\n'),
    );
  });

  test('D30 one in a later iteration points at that iteration, and shows its values', async () => {
    const document = await diff(
      loop([1, 'a'], [2, { text: 'b' }], [3, 'c']),
      loop([1, 'a'], [2, { text: 'x' }], [3, 'c']),
    );
    assert.deepEqual(differencesOf(document)[0]?.values?.differences, [
      {
        part: 'result',
        type: 'changed',
        path: 'result.text',
        left: 'b',
        right: 'x',
        iteration: { number: 2, left: 4, right: 4 },
      },
    ]);
    assert.ok(
      document.sentences.includes('First difference: draft (A #4, B #4) in iteration 2 differs in result.'),
      document.sentences.join('\n'),
    );
    assert.ok(diffTextLines(document).includes('    iteration 2 (A 4, B 4): result.text: "b" → "x"'));
  });

  test('D30 one more iteration is told with what it was given and gave', async () => {
    const document = await diff(loop([1, 'a']), loop([1, 'a'], [2, 'b']));
    const [row] = differencesOf(document);
    assert.deepEqual(row?.changes, ['input', 'result', 'attempts']);
    assert.deepEqual(
      row?.values?.differences.map(({ path, right, iteration: at }) => [path, right, at]),
      [
        ['input', 2, { number: 2, left: null, right: 4 }],
        ['result', 'b', { number: 2, left: null, right: 4 }],
      ],
    );
  });

  test('D1 D2 loops compared with themselves, and the other way round', async () => {
    const [one, two] = [loop([1, 'a'], [2, 'b']), loop([1, 'a'], [2, 'c'])];
    assert.equal((await diff(one, one)).same, true);
    const [left, right] = [await readerOfText(logText(one)), await readerOfText(logText(two))];
    const [there, back] = [
      await comparePair(left, right, 'node:draft', 'node:draft', []),
      await comparePair(right, left, 'node:draft', 'node:draft', []),
    ];
    assert.deepEqual(
      there.differences.map(({ left: x, right: y }) => [x, y]),
      back.differences.map(({ left: x, right: y }) => [y, x]),
    );
  });
});

describe('what else the events of a node log say', () => {
  const only = (field: string, value: (turn: number) => unknown, type = 'node_completed') =>
    [0, 1].map((turn) =>
      loop([1, 'a']).map((event) => (event['type'] === type ? { ...event, [field]: value(turn) as string } : event)),
    ) as [JsonObject[], JsonObject[]];

  for (const [field, value, type] of [
    ['model', (turn) => `gpt-${turn}`],
    ['metadata', (turn) => ({ tokens: { in: 5, out: turn } })],
    ['data', (turn) => ({ temperature: turn })],
    ['format', (turn) => `f${turn}`, 'node_started'],
    ['outputs', (turn) => [turn], 'node_completed'],
    ['tags', (turn) => [`t${turn}`], 'workflow_started'],
    ['total_cost', (turn) => turn, 'workflow_completed'],
  ] as readonly (readonly [string, (turn: number) => unknown, string?])[]) {
    test(`D14 ${field} is a difference`, async () =>
      assert.equal((await diff(...only(field, value, type))).same, false));
  }

  for (const field of ['duration_ms', 'startedAt', 'elapsed', 'worker_id', 'host', 'traceId', 'seq', 'timestamp']) {
    test(`D18 ${field} is none`, async () =>
      assert.equal((await diff(...only(field, (turn) => `2026-01-01T00:00:0${turn}Z`))).same, true));
  }

  test('D14 D15 the type of the workflow; why a node was skipped; what an error says beside its words', async () => {
    const typed = (name: string): readonly JsonObject[] => [{ ...begin, workflow_name: name }];
    assert.deepEqual((await diff(typed('a'), typed('b'))).outcome?.changes, ['type']);
    const skipped = (reason: string): readonly JsonObject[] => [begin, { type: 'node_skipped', node_id: 'n', reason }];
    assert.deepEqual(differencesOf(await diff(skipped('a'), skipped('b')))[0]?.changes, ['details']);
    const failed = (error: JsonObject): readonly JsonObject[] => [
      begin,
      { type: 'node_started', node_id: 'n' },
      { type: 'node_failed', node_id: 'n', error },
    ];
    assert.deepEqual(
      differencesOf(await diff(failed({ message: 'm', limit: 1 }), failed({ message: 'm', limit: 2 })))[0]?.changes,
      ['details'],
    );
    assert.equal((await diff(failed({ message: 'm', stack: 'x' }), failed({ message: 'm', stack: 'y' }))).same, true);
  });
});
