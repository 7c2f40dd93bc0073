import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import type { RunId } from '../../engine/model/event.ts';
import type { RunSummary } from '../../engine/model/run.ts';
import { formsOf, withoutForms } from './forms.ts';
import { tableColumns, tableRows, type TableView } from './table-rows.ts';

function run(runId: string, more: Partial<RunSummary> = {}): RunSummary {
  return {
    runId: runId as RunId,
    dialect: 'temporal',
    form: 'Temporal JSON',
    workflowId: `w-${runId.replace(/~\d+$/, '')}`,
    workflowType: 'Order',
    status: 'completed',
    events: 3,
    operations: 1,
    startedAtMs: 0,
    endedAtMs: 1,
    source: 'a.json',
    importedAtMs: 0,
    warnings: 0,
    headline: { sentence: '', seq: 1 },
    family: {},
    ...more,
  };
}

const all: TableView = {
  text: '',
  statuses: null,
  fromMs: null,
  toMs: null,
  found: null,
  sort: 'start',
  down: true,
  grouping: 'none',
  folded: new Set(),
};

function drawn(rows: ReturnType<typeof tableRows>): string {
  return rows
    .map((row) => (row.type === 'group' ? `[${row.name} ${row.count}]` : `${'.'.repeat(row.depth)}${row.run.runId}`))
    .join(' ');
}

const some = [
  run('a', { startedAtMs: 3, workflowType: 'Order', status: 'failed', events: 9 }),
  run('b', { startedAtMs: 1, workflowType: 'Invoice', events: 5, family: { parent: 'a' } }),
  run('c', { startedAtMs: 2, workflowType: null, status: 'running', name: 'mine' }),
];

test('V244 the newest run is first; a column sorts, and the other way round', () => {
  assert.equal(drawn(tableRows(some, all)), 'a c b');
  assert.equal(drawn(tableRows(some, { ...all, sort: 'events' })), 'a b c');
  assert.equal(drawn(tableRows(some, { ...all, sort: 'type', down: false })), 'b a c');
});

test('V244 text, status, day and what a search found leave fewer', () => {
  assert.equal(drawn(tableRows(some, { ...all, text: 'MINE' })), 'c');
  assert.equal(drawn(tableRows(some, { ...all, statuses: ['failed', 'running'] })), 'a c');
  assert.equal(drawn(tableRows(some, { ...all, fromMs: 2, toMs: 2 })), 'c');
  assert.equal(drawn(tableRows(some, { ...all, found: new Map([['b', { events: 1, first: 2 }]]) })), 'b');
});

test('V244 by type with headings that fold; by family with children below their parents', () => {
  assert.equal(drawn(tableRows(some, { ...all, grouping: 'type' })), '[Order 1] a [Without a type 1] c [Invoice 1] b');
  assert.equal(
    drawn(tableRows(some, { ...all, grouping: 'type', folded: new Set(['Order']) })),
    '[Order 1] [Without a type 1] c [Invoice 1] b',
  );
  assert.equal(drawn(tableRows(some, { ...all, grouping: 'family' })), 'a .b c');
});

test('V244 no filter shows what it does not want, no sorting loses a run', () => {
  const runs = fc.array(
    fc.record({ startedAtMs: fc.option(fc.nat(9)), events: fc.nat(4), status: fc.constantFrom('failed', 'completed') }),
    { maxLength: 20 },
  );
  fc.assert(
    fc.property(runs, fc.constantFrom(...tableColumns), fc.boolean(), fc.nat(9), (drawnRuns, sort, down, fromMs) => {
      const list = drawnRuns.map((each, i) => run(`r${i}`, each as Partial<RunSummary>));
      assert.equal(tableRows(list, { ...all, sort, down }).length, list.length);
      const kept = tableRows(list, { ...all, sort, down, fromMs, statuses: ['failed'] });
      assert.equal(
        kept.length,
        list.filter(({ status, startedAtMs }) => status === 'failed' && startedAtMs !== null && startedAtMs >= fromMs)
          .length,
      );
    }),
  );
});

test('V245 a history in several encodings is one row with its forms; an earlier export of it says what came since', () => {
  const copies = [
    run('x', { events: 5, form: 'JSON', startedAtMs: 5, importedAtMs: 1 }),
    run('x~2', { events: 9, form: 'protobuf', dialect: 'other', startedAtMs: 5.9263, importedAtMs: 2 }),
    run('x~3', { events: 9, form: 'JSON', startedAtMs: 5, importedAtMs: 3 }),
    run('y'),
  ];
  const forms = formsOf(copies).of.get('x~2');
  assert.deepEqual(
    forms?.same.map(({ runId }) => runId),
    ['x~3'],
  );
  assert.deepEqual(
    forms?.earlier.map(({ runId }) => runId),
    ['x'],
  );
  assert.equal(drawn(tableRows(copies, all)).split(' ').toSorted().join(' '), 'x~2 y');
  const ids = (kept?: string) => withoutForms(copies, kept).map(({ runId }) => runId);
  assert.deepEqual(
    [ids(), ids('x')],
    [
      ['x~2', 'y'],
      ['x', 'x~2', 'y'],
    ],
    'in the list beside the run, too',
  );
});

test('V245 another run that only has the same name stands by itself', () => {
  const others = [
    run('x', { startedAtMs: 1 }),
    run('x~2', { startedAtMs: 2 }),
    run('x~3', { startedAtMs: 1, workflowId: 'other' }),
  ];
  assert.equal(tableRows(others, all).length, 3);
});
