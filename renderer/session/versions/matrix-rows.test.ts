import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { RunId } from '../../../engine/model/event.ts';
import type { CheckedHistory } from '../../../engine/model/replay/checked.ts';
import type { ReplayReport, VerdictWord } from '../../../engine/model/replay/replay-report.ts';
import type { RunSummary } from '../../../engine/model/run.ts';
import { type Cell, type Column, newColumn, versionName } from './columns.ts';
import { type Matrix, matrixOf, type MatrixView } from './matrix-rows.ts';
import { refsToSearch } from './refs-to-search.ts';

const run = (id: string, workflowType = 'order', startedAtMs = 0): RunSummary =>
  ({ runId: id as RunId, workflowId: id, workflowType, startedAtMs }) as RunSummary;

function report(verdict: VerdictWord, cause: string | null, line: number): ReplayReport {
  const drift =
    verdict === 'drift'
      ? [
          {
            seq: 5,
            operation: 'charge',
            attribute: 'input[0]',
            from: 1,
            to: 2,
            grade: 'changesBehaviour',
            source: null,
          },
        ]
      : [];
  const source = cause === null ? null : { file: '/shop/workflows.ts', line, column: 1 };
  const passes = verdict !== 'nondeterminism';
  return { verdict, cause, source, drift, text: null, remedy: null, official: { passes } } as unknown as ReplayReport;
}

/**
 * A column from texts such as `same`, `drift`, `nondeterminism:cause:line`, `noCode`, `running`; an absent run was not
 * checked.
 */
function column(code: string, said: Readonly<Record<string, string>>): Column {
  const cells = new Map(
    Object.entries(said).map(([name, words]): [string, Cell] => {
      const [verdict = '', cause = null, line = '1'] = words.split(':');
      if (verdict === 'running') return [name, { type: 'running' }];
      const who = { name, runId: name, workflow: 'order', workflowId: name, tookMs: 1 };
      const checked: CheckedHistory =
        verdict === 'noCode'
          ? { ...who, outcome: 'noCode', error: { code: 'no-such-workflow', message: 'no' } }
          : { ...who, outcome: 'replayed', report: report(verdict as VerdictWord, cause, Number(line)) };
      return [name, { type: 'done', checked }];
    }),
  );
  return { ...newColumn(code), state: 'running', cells };
}

const runs = ['a', 'b', 'c', 'd', 'e'].map((id, index) => run(id, id === 'e' ? 'parcel' : 'order', index));
const columns = [
  column('/shop', { a: 'same', b: 'nondeterminism:renamed:8', c: 'nondeterminism:renamed:8', d: 'drift', e: 'noCode' }),
  column('/shop@v1', { a: 'same', b: 'same', c: 'fails-next:throws:3', d: 'running' }),
];
const all: MatrixView = { filter: 'all', fewest: false, grouping: 'cause', sort: 'newest' };
const drawn = ({ lines }: Matrix): readonly string[] =>
  lines.map((line) => (line.type === 'heading' ? `${line.name} ×${line.count}` : `  ${line.run.runId}`));

test('P134 histories stand under the worst of them, the worst first, the newest first below', () => {
  assert.deepEqual(drawn(matrixOf(runs, columns, all)), [
    'renamed ×2',
    '  c',
    '  b',
    'charge has another input[0] ×1',
    '  d',
    'As recorded ×1',
    '  a',
    'No code for them here ×1',
    '  e',
  ]);
  assert.deepEqual(drawn(matrixOf(runs, columns, { ...all, grouping: 'type', sort: 'name' })), [
    'order ×4',
    '  a',
    '  b',
    '  c',
    '  d',
    'parcel ×1',
    '  e',
  ]);
});

test('P134 sorted by a version the worst there comes first', () => {
  const sorted = matrixOf(runs, columns, { ...all, grouping: 'none', sort: 1 });
  assert.deepEqual(drawn(sorted), ['  c', '  b', '  a', '  d', '  e']);
});

test('P133 what breaks in any version, what differs, and how many of each', () => {
  const { counts } = matrixOf(runs, columns, all);
  assert.deepEqual(counts, { all: 5, breaks: 2, differs: 3 });
  const only = (filter: MatrixView['filter']): readonly string[] =>
    drawn(matrixOf(runs, columns, { ...all, grouping: 'none', filter }));
  assert.deepEqual(only('breaks'), ['  c', '  b']);
  assert.deepEqual(only('differs'), ['  d', '  c', '  b']);
});

test('P135 a few histories show every cause of every version', () => {
  const { smallest } = matrixOf(runs, columns, all);
  assert.deepEqual([...smallest].toSorted(), ['c', 'd']);
  assert.deepEqual(drawn(matrixOf(runs, columns, { ...all, grouping: 'none', fewest: true })), ['  d', '  c']);
  assert.deepEqual(matrixOf(runs, [newColumn('/shop')], all).smallest, new Set());
});

test('P137 the refs of a search and what is searched for are what the table knows', () => {
  const listed = { repository: '/shop', refs: ['main', 'v1', 'v0'], tags: ['v1', 'v0'], commits: [] };
  const asked = (id: string, at: number): unknown =>
    refsToSearch({ path: '/shop', columns, listed, cursor: { run: id, column: at } }, id);
  assert.deepEqual(asked('b', 0), { good: 'v1', bad: 'HEAD', failOn: 'nondeterminism' });
  assert.deepEqual(asked('c', 1), { good: 'v0', bad: 'v1', failOn: 'fails-next' });
  assert.deepEqual(asked('d', 0), { good: 'v1', bad: 'HEAD', failOn: 'drift' });
});

test('P133 a version is called by its ref, a commit by its first digits, another path by its end', () => {
  const names = ['/shop', '/shop@v1', `/shop@${'a1'.repeat(20)}`, '/elsewhere/order/breaks'];
  assert.deepEqual(
    names.map((code) => versionName(code, '/shop')),
    ['working tree', 'v1', 'a1a1a1a1a1', 'order/breaks'],
  );
});
