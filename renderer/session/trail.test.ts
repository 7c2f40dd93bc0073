import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { RunId } from '../../engine/model/event.ts';
import { OutlineBuilder } from '../../engine/model/outline-builder.ts';
import { moveTo, setView, showRun, useSession } from './session.ts';
import { cameFrom, canGo, enter, moving, step, watchTrail } from './trail.ts';

function show(runId: string, at: number): void {
  const builder = new OutlineBuilder();
  for (let seq = 1; seq <= 9; seq++) builder.add(seq, 'Event', { effects: [], summary: '' });
  const outline = builder.finish(runId as RunId, { id: 'raw' });
  const summary = { ...useSession.getInitialState().runs[0], runId, headline: { sentence: '', seq: 1 } };
  showRun(summary as never, outline, at);
}

test('V248 back leads to the run, the event and the view that were left, and forward again; steps are no places', async () => {
  watchTrail();
  show('a', 2);
  moveTo(5);
  assert.equal(canGo('back'), false);
  enter('b');
  show('b', 3);
  setView('events');
  assert.equal(step('back')?.view, 'graph');
  await moving(async () => setView('graph'));
  const place = step('back');
  assert.deepEqual([place?.run, place?.at], ['a', 5]);
  assert.deepEqual(cameFrom()?.at, 5);
  await moving(async () => show('a', 5));
  assert.equal(canGo('back'), false);
  assert.equal(step('forward')?.run, 'b');
});
