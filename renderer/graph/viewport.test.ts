import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { anchored, firstView, fitted, pannedTo, seesAny, zoomedAt } from './viewport.ts';

const pane = { width: 1000, height: 500 };

suite('view', () => {
  test('a small graph is shown whole, no larger than life, in the middle', () => {
    assert.deepEqual(firstView({ width: 400, height: 100 }, null, pane), { x: 300, y: 200, zoom: 1 });
  });

  test('a graph too big to be read whole is first seen where the cursor is, but not beyond its rim', () => {
    const whole = { width: 5000, height: 3000 };
    const cursor = { x: 2400, y: 1500, width: 188, height: 50 };
    const view = firstView(whole, cursor, pane);
    assert.equal(view.zoom, 0.8);
    assert.equal(Math.round((cursor.x + 94) * 0.8 + view.x), 500);
    assert.deepEqual(firstView(whole, { ...cursor, x: 0, y: 0 }, pane), { x: 24, y: 24, zoom: 0.8 });
  });

  test('V266 what the map covers is not in view: a node there is brought above it', () => {
    const map = { width: 200, height: 150 };
    const view = { x: 0, y: 0, zoom: 1 };
    const beneath = { x: 780, y: 400, width: 100, height: 50 };
    assert.deepEqual(pannedTo(beneath, view, pane, map), { x: 0, y: -100, zoom: 1 });
    assert.equal(pannedTo({ ...beneath, x: 600 }, view, pane, map), null, 'beside it');
    assert.equal(pannedTo({ ...beneath, y: 200 }, view, pane, map), null, 'above it');
    const last = { x: 4800, y: 2940, width: 188, height: 50 };
    const first = firstView({ width: 5000, height: 3000 }, last, pane, map);
    assert.ok((last.y + last.height) * first.zoom + first.y <= pane.height - map.height);
  });

  test('the shortest pan brings a box in; none when it is in view', () => {
    const view = { x: 0, y: 0, zoom: 1 };
    assert.equal(pannedTo({ x: 100, y: 100, width: 100, height: 50 }, view, pane), null);
    assert.deepEqual(pannedTo({ x: 950, y: 100, width: 100, height: 50 }, view, pane), { x: -74, y: 0, zoom: 1 });
    assert.deepEqual(pannedTo({ x: -50, y: -10, width: 100, height: 50 }, view, pane), { x: 74, y: 34, zoom: 1 });
  });

  test('a new layout leaves what a person looks at in place', () => {
    const before = { x: 100, y: 50, width: 10, height: 10 };
    const after = { x: 300, y: 80, width: 90, height: 90 };
    const view = anchored({ x: 20, y: 30, zoom: 0.5 }, before, after);
    assert.deepEqual([after.x * 0.5 + view.x, after.y * 0.5 + view.y], [before.x * 0.5 + 20, before.y * 0.5 + 30]);
  });

  test('knows when there is nothing in view', () => {
    const box = { x: 100, y: 100, width: 50, height: 50 };
    assert.equal(seesAny([box], { x: 0, y: 0, zoom: 1 }, pane), true);
    assert.equal(seesAny([box], { x: -149, y: 0, zoom: 1 }, pane), true);
    assert.equal(seesAny([box], { x: -150, y: 0, zoom: 1 }, pane), false);
    assert.equal(seesAny([], { x: 0, y: 0, zoom: 1 }, pane), false);
  });

  test('zooming holds the point under the pointer', () => {
    const view = zoomedAt({ x: 10, y: 20, zoom: 1 }, 1.25, 300, 200);
    assert.deepEqual([(300 - view.x) / view.zoom, (200 - view.y) / view.zoom], [290, 180]);
  });

  test('fits what is nearly nothing', () =>
    assert.equal(fitted({ x: 0, y: 0, width: 0, height: 0 }, { width: 0, height: 0 }).zoom, 1));
});
