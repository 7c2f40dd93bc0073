import assert from 'node:assert/strict';
import { test } from 'node:test';
import { warningGroups } from './warning-groups.ts';

test('B34 of each kind the first are listed, and all others are counted, those that the outline does not list too', () => {
  const often = Array.from(
    { length: 200 },
    (_, i) => ({ seq: i + 2, code: 'backward-time', text: 'earlier' }) as const,
  );
  const groups = warningGroups([
    ...often,
    { seq: 0, code: 'backward-time', text: '4483 more of this kind are not listed.' },
    { seq: 9, code: 'missing-id', text: 'Event id 8 is missing.' },
  ]);
  assert.deepEqual(
    groups.map(({ code, first, more }) => [code, first.map(({ seq }) => seq), more]),
    [
      ['backward-time', [2, 3, 4, 5, 6], 4678],
      ['missing-id', [9], 0],
    ],
  );
});

test('B34 a warning about the whole file is listed, under what is wrong with it', () => {
  const groups = warningGroups([{ seq: 0, code: 'more-pages', text: 'One page.' }]);
  assert.deepEqual(
    groups.map(({ title, first, more }) => [title, first.length, more]),
    [['One page of several', 1, 0]],
  );
});
