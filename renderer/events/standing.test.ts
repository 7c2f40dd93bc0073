import assert from 'node:assert/strict';
import { test } from 'node:test';
import { drawRun } from '../../engine/testing/draw-run.ts';
import { standingsIn } from './standing.ts';

const run = drawRun(`1 Started run running
  2 Scheduled open activity:2 charge
  3 Scheduled open activity:3 mail
  4 Completed close activity:2 completed
  5 Completed close activity:3 completed`);

type Asked = Parameters<typeof standingsIn>[0];

const asked: Asked = {
  cursor: 4,
  selected: null,
  visible: { events: Uint32Array.of(1, 2, 4, 5) },
  filter: { matches: null },
  search: { found: null },
};

function words(change: Partial<Asked>): string[] {
  const { events, of } = standingsIn({ ...asked, ...change }, run);
  return Array.from(events, (seq, index) => {
    const standing = of(seq, index);
    return (Object.keys(standing) as (keyof typeof standing)[]).filter((name) => standing[name]).join(' ');
  });
}

test('the event at the cursor is the current one, what comes after it is future', () => {
  assert.deepEqual(words({}), ['', '', 'current', 'future']);
  assert.deepEqual(words({ cursor: 0 }), ['future', 'future', 'future', 'future']);
});

test('on an event that the filter hides, the one before it says that the cursor is behind it', () => {
  assert.deepEqual(words({ cursor: 3 }), ['', 'after', 'future', 'future']);
});

test('events of the selected operation are its own', () => {
  const charge = run.operation[1] ?? -1;
  assert.deepEqual(words({ selected: charge }), ['', 'own', 'current own', 'future']);
});

test('what was found is marked while others are listed too, and not when nothing else is', () => {
  const found = Uint32Array.of(2, 5);
  assert.deepEqual(words({ search: { found } }), ['', 'match', 'current', 'future match']);
  assert.deepEqual(words({ search: { found }, filter: { matches: found } }), ['', '', 'current', 'future']);
});
