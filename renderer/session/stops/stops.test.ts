import assert from 'node:assert/strict';
import { test } from 'node:test';
import { drawRun } from '../../../engine/testing/draw-run.ts';
import { allStops, stopsOf } from './find-stops.ts';
import { addBreakpoint, removeBreakpoint, switchBreakpoint } from './breakpoints.ts';
import { isBreakpoint, type StopWhat } from './stop.ts';

const outline = drawRun(`
  1 Started run running
  2 Scheduled open activity:2 charge
  3 Scheduled open activity:3 mail
  4 Failed close activity:2 failed
  5 Done close activity:3 completed
  6 Ended run failed
`);

const stops: readonly StopWhat[] = [
  { type: 'event', name: 'Scheduled' },
  { type: 'operation', name: 'mail' },
  { type: 'status', status: 'activity: failed' },
  { type: 'change', of: { type: 'status', name: 'charge' } },
];

test('V274 one list stops at types, operations, statuses and changes, whether there is code or not', async () => {
  const found = await Promise.all(stops.map((what) => stopsOf(what, outline, null)));
  assert.deepEqual(found, [[2, 3], [3, 5], [4], [2, 4]]);
  assert.deepEqual(await stopsOf({ type: 'line', file: 'a.ts', line: 1 }, outline, null), []);
});

test('V274 what is switched off stops nothing, and one that cannot be read stops nothing of the others', async () => {
  const [event, , status] = stops as [StopWhat, StopWhat, StopWhat];
  const unreadable: StopWhat = { type: 'status', status: 'a..b' };
  for (const what of [event, status, unreadable]) addBreakpoint(what);
  switchBreakpoint(event, false);
  assert.deepEqual(await allStops(outline), [4]);
  switchBreakpoint(event, true);
  assert.deepEqual(new Set(await allStops(outline)), new Set([2, 3, 4]));
  for (const what of [event, status, unreadable]) removeBreakpoint(what);
  assert.deepEqual(await allStops(outline), []);
});

test('V274 what is kept is read back; of what is not so, nothing', () => {
  const payload: StopWhat = { type: 'payload', path: '**.total', relation: 'greater', value: '100' };
  for (const what of [...stops, payload, { type: 'line', file: 'a.ts', line: 3 }])
    assert.ok(isBreakpoint(JSON.parse(JSON.stringify({ what, on: true }))), JSON.stringify(what));
  for (const bad of [null, {}, { on: true, what: { type: 'event' } }, { on: 1, what: stops[0] }, { on: true, what: 3 }])
    assert.equal(isBreakpoint(bad), false);
  assert.equal(isBreakpoint({ on: true, what: { ...payload, relation: 'like' } }), false);
});
