import assert from 'node:assert/strict';
import { test } from 'node:test';
import { stackFrames } from './stack-frames.ts';

test('the message above the frames is not said twice', () => {
  const stack = 'CardDeclined: card declined\n    at charge (/app/order.ts:41:9)\n    at next (node:internal)\n';
  assert.deepEqual(stackFrames(stack, 'card declined'), ['at charge (/app/order.ts:41:9)', 'at next (node:internal)']);
});

test('frames of other languages are kept as they are', () => {
  const python = '  File "/app/a.py", line 3, in charge\n    raise CardDeclined()\n';
  assert.deepEqual(stackFrames(python, 'card declined'), [
    'File "/app/a.py", line 3, in charge',
    'raise CardDeclined()',
  ]);
  assert.deepEqual(stackFrames('main.charge(0x1)\n\tmain.go:4', 'x'), ['main.charge(0x1)', 'main.go:4']);
});

test('an empty stack has no frames', () => {
  assert.deepEqual(stackFrames('', 'm'), []);
});
