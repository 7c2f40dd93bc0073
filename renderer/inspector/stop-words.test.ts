import assert from 'node:assert/strict';
import { test } from 'node:test';
import { stopWords, wholeStop } from './stop-words.ts';
import { nameOfWatch } from './watch-name.ts';

const path = 'activity/charge: activityTaskCompletedEventAttributes.result.payloads[0].total';

test('V272 the name of a watch says the operation and what tells values apart; whole it is a tooltip', () => {
  assert.deepEqual(nameOfWatch({ type: 'payload', path }), {
    kind: 'charge',
    name: 'result.total',
    whole: `${path} in payloads`,
  });
  assert.equal(nameOfWatch({ type: 'payload', path: '**.total' }).name, '**.total');
  assert.equal(nameOfWatch({ type: 'payload', path: 'payloads[0]' }).name, 'payloads[0]');
  assert.equal(nameOfWatch({ type: 'value', name: 'memo.note', path: '[2].at' }).name, 'memo.note[2].at');
});

test('V274 a breakpoint says what it stops at in a line', () => {
  assert.deepEqual(stopWords({ type: 'payload', path, relation: 'greater', value: '100' }), {
    kind: 'payload',
    words: 'charge result.total > 100',
  });
  assert.equal(
    stopWords({ type: 'payload', path, relation: 'exists', value: '' }).words,
    'charge result.total is there',
  );
  assert.equal(stopWords({ type: 'line', file: 'src/a/order.ts', line: 52 }).words, 'order.ts:52');
  assert.equal(wholeStop({ type: 'change', of: { type: 'status', name: 'charge' } }), 'Changes of: Status of charge');
});
