import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import type { RunId } from '../../engine/model/event.ts';
import { OutlineBuilder } from '../../engine/model/outline-builder.ts';
import type { Outline } from '../../engine/model/outline.ts';
import { kindRoles } from '../ui/kinds.ts';
import { columnAt, type Density, DensityCounts, hasBad, hasWarning, seqAtX, xOfSeq } from './density.ts';
import { seqOf } from './jump.ts';

function runOf(events: number): Outline {
  const builder = new OutlineBuilder();
  for (let seq = 1; seq <= events; seq++) {
    const kind = seq % 3 === 0 ? 'timer' : 'activity';
    builder.add(seq, 'Event', { effects: [{ type: 'open', key: `${kind}:${seq}`, kind, name: 'x' }], summary: '' });
  }
  return builder.finish('run' as RunId, { id: 'temporal', inTasks: true });
}

const all = (outline: Outline): Uint32Array => Uint32Array.from({ length: outline.events }, (_, index) => index + 1);

function densityIn(outline: Outline, visible: Uint32Array, most: number): Density {
  return new DensityCounts(outline, most).grow(outline, visible);
}

test('with room enough each event has a column of its own', () => {
  const density = densityIn(runOf(5), all(runOf(5)), 100);
  assert.equal(density.columns, 5);
  assert.equal(kindRoles[density.roles[2] ?? 0], 'timer');
  assert.equal(kindRoles[density.roles[0] ?? 0], 'activity');
});

test('columns hold equally many events and never more columns are made than fit', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 500 }), fc.integer({ min: 1, max: 120 }), (events, most) => {
      const { columns, each, heights } = densityIn(runOf(events), new Uint32Array(0), most);
      assert.ok(columns <= most && columns * each >= events && (columns - 1) * each < events);
      assert.ok(heights.every((height) => height > 0 && height <= 1));
    }),
  );
});

test('an event that the filter hides is low but there', () => {
  const { heights } = densityIn(runOf(3), Uint32Array.of(2), 10);
  assert.ok((heights[0] ?? 0) > 0 && (heights[0] ?? 1) < (heights[1] ?? 0));
});

test('failures and warnings mark their column', () => {
  const builder = new OutlineBuilder();
  builder.add(1, 'Failed', { effects: [{ type: 'run', status: 'failed' }], summary: '' });
  builder.add(2, 'Odd', { effects: [], summary: '' });
  const density = densityIn(
    builder.finish('run' as RunId, { id: 'temporal', inTasks: true }, [{ seq: 2, code: 'unknown-type', text: '' }]),
    Uint32Array.of(1, 2),
    10,
  );
  assert.deepEqual([hasBad(density, 0), hasWarning(density, 0)], [true, false]);
  assert.deepEqual([hasBad(density, 1), hasWarning(density, 1)], [false, true]);
});

test('the middle of an event on the strip is that event', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 1_000_000 }), fc.double({ min: 0, max: 1, noNaN: true }), (events, share) => {
      const seq = 1 + Math.floor(share * (events - 1));
      assert.equal(seqAtX(xOfSeq(seq, events, 900), 900, events, new Uint32Array(0)), seq);
    }),
  );
});

test('beyond the ends is the first and the last event; a hidden event gives way to the visible one before it', () => {
  assert.equal(seqAtX(-20, 100, 10, new Uint32Array(0)), 1);
  assert.equal(seqAtX(140, 100, 10, new Uint32Array(0)), 10);
  assert.equal(seqAtX(55, 100, 10, Uint32Array.of(2, 4, 9)), 4);
  assert.equal(seqAtX(5, 100, 10, Uint32Array.of(2, 4, 9)), 2);
});

test('a number to jump to may be grouped, and is brought within the run', () => {
  assert.equal(seqOf('29', 47), 29);
  assert.equal(seqOf(' #1,200 ', 51_199), 1200);
  assert.equal(seqOf('999', 47), 47);
  assert.equal(seqOf('0', 47), 1);
  assert.equal(seqOf('x', 47), null);
  assert.equal(seqOf('', 47), null);
});

test('each event is in the column that holds it, and before the first there is none', () => {
  const density = densityIn(runOf(100), new Uint32Array(0), 7);
  assert.equal(columnAt(density, 0), -1);
  assert.equal(columnAt(density, 1), 0);
  assert.equal(columnAt(density, 100), density.columns - 1);
  assert.equal(columnAt(density, density.each), 0);
  assert.equal(columnAt(density, density.each + 1), 1);
});
