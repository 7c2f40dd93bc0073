import assert from 'node:assert/strict';
import test from 'node:test';
import { summaryOf } from '../../engine/testing/compared-pair.ts';
import { partnersFor } from './partners.ts';

const bad = { ...summaryOf('bad', 5), status: 'failed' } as const;
const good = { ...summaryOf('good', 5), startedAtMs: 10 };
const alsoBad = { ...summaryOf('also-bad', 5), status: 'failed', startedAtMs: 20 } as const;
const retried = { ...summaryOf('again', 5), workflowId: 'bad', status: 'failed' } as const;
const other = { ...summaryOf('other', 5), workflowType: 'refund', startedAtMs: 90 };
const names = (text: string): readonly string[] =>
  partnersFor(bad, [bad, other, alsoBad, good, retried], text).map(({ runId }) => runId);

test('a failed run is offered its other tries, then good ones of its type, then bad ones, then others; never itself', () => {
  assert.deepEqual(names(''), ['again', 'good', 'also-bad', 'other']);
});

test('every word that is typed must occur', () => {
  assert.deepEqual(names('order FAILED'), ['again', 'also-bad']);
  assert.deepEqual(names('nothing'), []);
});
