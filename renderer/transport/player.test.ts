import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import type { RunId } from '../../engine/model/event.ts';
import { OutlineBuilder } from '../../engine/model/outline-builder.ts';
import type { Outline } from '../../engine/model/outline.ts';
import { LONGEST_WAIT_MS, nextDelayMs, nextSpeed, play, speeds } from './player.ts';

function runAt(...times: (number | null)[]): Outline {
  const builder = new OutlineBuilder();
  for (const atMs of times) builder.add(atMs, 'Event', { effects: [], summary: '' });
  return builder.finish('run' as RunId, { id: 'temporal', inTasks: true });
}

const all = (outline: Outline): Uint32Array => Uint32Array.from({ length: outline.events }, (_, index) => index + 1);

test('recorded time passes at the chosen speed', () => {
  const outline = runAt(0, 1000, 1500);
  assert.equal(nextDelayMs(outline, 1, 2, 1), 1000);
  assert.equal(nextDelayMs(outline, 2, 3, 0.5), 1000);
  assert.equal(nextDelayMs(outline, 2, 3, 100), 5);
});

test('no wait is longer than the longest, at any speed', () => {
  const outline = runAt(0, 3_600_000);
  for (const speed of speeds) assert.ok(nextDelayMs(outline, 1, 2, speed) <= LONGEST_WAIT_MS);
});

test('a clock that runs backwards makes no wait, an unknown time a short one', () => {
  const outline = runAt(1000, 400, null);
  assert.equal(nextDelayMs(outline, 1, 2, 1), 0);
  assert.ok(nextDelayMs(outline, 2, 3, 1) > 0);
});

test('events that fall into one picture are passed together', () => {
  const outline = runAt(0, 4, 8, 12, 400);
  assert.deepEqual(play(outline, all(outline), 1, 1, 16), { cursor: 4, leftMs: 4, ended: false });
});

test('as fast as painted is one event a picture', () => {
  const outline = runAt(0, 0, 0);
  assert.deepEqual(play(outline, all(outline), 1, 0, 16), { cursor: 2, leftMs: 0, ended: false });
  assert.deepEqual(play(outline, all(outline), 2, 0, 16), { cursor: 3, leftMs: 0, ended: true });
});

test('playing goes through visible events only, and ends at the last of them', () => {
  const outline = runAt(0, 10, 20, 30);
  assert.deepEqual(play(outline, Uint32Array.of(1, 3), 1, 1, 25), { cursor: 3, leftMs: 0, ended: true });
  assert.equal(play(outline, new Uint32Array(0), 2, 1, 25).ended, true);
});

test('it makes no difference into how many pictures a stretch of time is cut', () => {
  fc.assert(
    fc.property(fc.array(fc.nat(300), { minLength: 2 }), fc.array(fc.nat(90), { minLength: 1 }), (steps, frames) => {
      let at = 0;
      const outline = runAt(...steps.map((step) => (at += step)));
      const whole = play(
        outline,
        all(outline),
        1,
        1,
        frames.reduce((sum, ms) => sum + ms, 0),
      );
      let cursor = 1;
      let leftMs = 0;
      for (const ms of frames) {
        const played = play(outline, all(outline), cursor, 1, leftMs + ms);
        ({ cursor, leftMs } = played);
        if (played.ended) break;
      }
      assert.equal(cursor, whole.cursor);
    }),
  );
});

test('speeds end at the slowest and at as fast as painted', () => {
  assert.equal(nextSpeed(1, 1), 2);
  assert.equal(nextSpeed(0.5, -1), 0.5);
  assert.equal(nextSpeed(0, 1), 0);
  assert.equal(nextSpeed(3, 1), 2);
});
