import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { CheckedHistory } from '../../../engine/model/replay/checked.ts';
import { ownOfCell } from './checking.ts';
import { newColumn } from './columns.ts';
import { useVersions } from './versions-state.ts';

function checked(outcome: 'replayed' | 'noCode', verdict: string): CheckedHistory {
  return { outcome, report: { verdict } } as unknown as CheckedHistory;
}

test('P184 a cell leads to what its code makes, not where that was stopped, was not replayed or is not checked', () => {
  const cells = new Map(
    Object.entries({
      breaks: checked('replayed', 'nondeterminism'),
      loops: checked('replayed', 'stopped'),
      other: checked('noCode', ''),
    }).map(([run, found]) => [run, { type: 'done' as const, checked: found }]),
  );
  useVersions.setState({ columns: [{ ...newColumn('order.ts@main'), cells }] });
  assert.deepEqual(ownOfCell({ run: 'breaks', column: 0 }), { run: 'breaks', code: 'order.ts@main', workflow: null });
  for (const run of ['loops', 'other', 'none', null]) assert.equal(ownOfCell({ run, column: 0 }), null, String(run));
  assert.equal(ownOfCell({ run: 'breaks', column: 1 }), null);
});
