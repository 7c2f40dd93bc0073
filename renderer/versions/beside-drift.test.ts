import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ReportDrift } from '../../engine/model/replay/replay-report.ts';
import { besideDrift } from './beside-drift.ts';
import { versionChoices } from './version-choices.ts';

const drift = (seq: number, attribute: string, to: number): ReportDrift => ({
  seq,
  operation: 'charge',
  attribute,
  from: 1,
  to,
  grade: 'changesBehaviour',
  source: null,
});

test('P138 what drifts in either version stands in one row, in the order of events', () => {
  const rows = besideDrift(
    [drift(16, 'input[0]', 2), drift(20, 'input', 3)],
    [drift(11, 'x', 4), drift(16, 'input[0]', 5)],
  );
  assert.deepEqual(
    rows.map(({ seq, attribute, left, right }) => [seq, attribute, left, right]),
    [
      [11, 'x', undefined, 4],
      [16, 'input[0]', 2, 5],
      [20, 'input', 3, undefined],
    ],
  );
});

test('P131 a version is found by its ref, its subject, its author; what is typed can be taken as it is', () => {
  const commit = { id: 'ab'.repeat(20), subject: 'Bill instead of charge', author: 'Ann', authoredAtMs: 0 };
  const listed = { repository: '/shop', refs: ['main', 'v1'], tags: ['v1'], commits: [commit] };
  const found = (text: string): readonly string[] =>
    versionChoices(listed, text).map(({ kind, ref }) => `${kind} ${ref === null ? '' : ref.slice(0, 4)}`.trim());
  assert.deepEqual(found(''), ['tree', 'branch main', 'tag v1', 'commit abab']);
  assert.deepEqual(found('bill ann'), ['commit abab', 'typed bill']);
  assert.deepEqual(found('v1'), ['tag v1']);
  assert.deepEqual(found('HEAD~3'), ['typed HEAD']);
});
