import assert from 'node:assert/strict';
import test from 'node:test';
import type { RunId } from '../../engine/model/event.ts';
import { OutlineBuilder } from '../../engine/model/outline-builder.ts';
import { endOf, eventAtTime, halfAt } from './hit.ts';
import { timesOf } from '../../engine/model/time/times.ts';

function run() {
  const builder = new OutlineBuilder();
  builder.add(0, 'Started', { effects: [], summary: '' });
  builder.add(10, 'Scheduled', {
    effects: [{ type: 'open', key: 'activity:2', kind: 'activity', name: 'charge' }],
    summary: '',
  });
  builder.add(20, 'Begun', { effects: [{ type: 'advance', key: 'activity:2', status: 'started' }], summary: '' });
  return builder;
}

test('the left half of a bar leads to its opening, the right half to its end', () => {
  assert.equal(halfAt(100, 200, 120), 'opening');
  assert.equal(halfAt(100, 200, 180), 'closing');
  assert.equal(halfAt(100, 200, 97), 'opening');
  assert.equal(halfAt(100, 200, 210), null);
});

test('a bar too thin to have halves leads to its opening', () => {
  assert.equal(halfAt(100, 102, 103), 'opening');
});

test('the end of an open operation is the last event about it', () => {
  const outline = run().finish('run' as RunId, { id: 'temporal', inTasks: true });
  assert.equal(endOf(outline, 0, 'opening'), 2);
  assert.equal(endOf(outline, 0, 'closing'), 3);
});

test('a click beside the bars goes to the last visible event at or before that time', () => {
  const times = timesOf(run().finish('run' as RunId, { id: 'temporal', inTasks: true }));
  assert.equal(eventAtTime(times, Uint32Array.of(1, 2, 3), 15), 2);
  assert.equal(eventAtTime(times, Uint32Array.of(1, 3), 15), 1);
  assert.equal(eventAtTime(times, Uint32Array.of(3), 15), 3);
  assert.equal(eventAtTime(times, new Uint32Array(0), 15), 2);
});
