import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import fc from 'fast-check';
import {
  type Area,
  parseWindowState,
  placement,
  readWindowState,
  smallest,
  type WindowState,
  writeWindowState,
} from './window-state.ts';

const main: Area = { x: 0, y: 25, width: 1920, height: 1055 };
const left: Area = { x: -2560, y: 0, width: 2560, height: 1440 };
const at = (x: number, y: number, width = 1200, height = 800): WindowState => ({
  bounds: { x, y, width, height },
  maximized: false,
});

test('the first window is of the usual size, smaller on a small screen', () => {
  assert.deepEqual(placement(null, [main]), { width: 1440, height: 900 });
  assert.deepEqual(placement(null, [{ x: 0, y: 0, width: 1280, height: 720 }]), { width: 1280, height: 720 });
  assert.deepEqual(placement(null, []), { width: 1440, height: 900 });
});

test('a window comes back where it was, also on the second screen', () => {
  assert.deepEqual(placement(at(100, 80), [main]), { x: 100, y: 80, width: 1200, height: 800 });
  assert.deepEqual(placement(at(-2000, 300), [main, left]), { x: -2000, y: 300, width: 1200, height: 800 });
});

test('a window whose screen is gone, or whose top is out of reach, is placed anew', () => {
  for (const lost of [at(-2000, 300), at(5000, 80), at(100, -300), at(100, 2000), at(-1150, 80), at(1900, 80)]) {
    assert.deepEqual(placement(lost, [main]), { width: 1440, height: 900 });
  }
});

test('a window larger than its screen is made to fit', () => {
  assert.deepEqual(placement(at(0, 25, 4000, 3000), [main]), { x: 0, y: 25, width: 1920, height: 1055 });
});

const area = fc.record({
  x: fc.integer({ min: -9000, max: 9000 }),
  y: fc.integer({ min: -9000, max: 9000 }),
  width: fc.integer({ min: 1, max: 9000 }),
  height: fc.integer({ min: 1, max: 9000 }),
});

test('whatever was kept and whatever the screens are: large enough to use, no larger than the largest screen', () => {
  const screen = area.map((one) => ({
    ...one,
    width: one.width + smallest.width,
    height: one.height + smallest.height,
  }));
  fc.assert(
    fc.property(area, fc.array(screen, { minLength: 1, maxLength: 3 }), (bounds, screens) => {
      const { width, height } = placement({ bounds, maximized: false }, screens);
      assert.ok(width >= smallest.width && height >= smallest.height);
      assert.ok(
        width <= Math.max(...screens.map((one) => one.width)) &&
          height <= Math.max(...screens.map((one) => one.height)),
      );
    }),
  );
});

test('what is kept is read again', () => {
  const scratch = mkdtempSync(join(tmpdir(), 'retrace-window-'));
  const file = join(scratch, 'window.json');
  assert.equal(readWindowState(file), null);
  const state: WindowState = { ...at(1, 2), maximized: true };
  writeWindowState(file, state);
  assert.deepEqual(readWindowState(file), state);
  writeFileSync(file, '{"version":1,"bou');
  assert.equal(readWindowState(file), null);
  rmSync(scratch, { recursive: true });
});

test('what cannot be used counts as nothing kept', () => {
  const bounds = { x: 0, y: 0, width: 10, height: 10 };
  for (const odd of [
    null,
    1,
    [],
    {},
    { bounds },
    { version: 2, bounds },
    { version: 1, bounds: { ...bounds, x: '0' } },
    { version: 1, bounds: { ...bounds, width: 0 } },
  ]) {
    assert.equal(parseWindowState(odd), null);
  }
  assert.deepEqual(parseWindowState({ version: 1, bounds, maximized: 'yes' }), { bounds, maximized: false });
});
