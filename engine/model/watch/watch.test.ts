import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { drawRun } from '../../testing/draw-run.ts';
import { parseIgnoreRule } from '../compare/ignore-rules.ts';
import { ignoring } from '../compare/ignore-rules-match.ts';
import { pathOf, pathText } from '../compare/json-diff-path.ts';
import type { Json } from '../json.ts';
import { seqsOfStatus, statusTrace } from './status-trace.ts';
import { holds, valuesAt } from './traced.ts';

const outline = drawRun(`
  1 Started run running
  2 Scheduled open activity:2 charge
  3 Scheduled open activity:3 mail
  4 Begun start activity:2
  5 Again open activity:5 charge
  6 Failed close activity:2 failed
  7 Done close activity:3 completed
  8 Begun start activity:5
  9 Done close activity:5 failed
  10 Ended run failed
`);

function all(path: string, value: Json): readonly Json[] {
  return [...valuesAt(value, ignoring([parseIgnoreRule(path)], 'run', ''))];
}

test('V271 the status of the operation of a name is told where it is another than before', () => {
  const { seqs, texts } = statusTrace(outline, 'charge');
  assert.deepEqual([...seqs], [2, 4, 5, 6, 8, 9]);
  assert.deepEqual(texts, ['scheduled', 'started', 'scheduled', 'failed', 'started', 'failed']);
  assert.deepEqual([...statusTrace(outline, 'nobody').seqs], []);
});

test('V275 a stop at a status is where an operation or the run comes to have it, of all or of one name or kind', () => {
  assert.deepEqual(seqsOfStatus(outline, 'failed'), [6, 9, 10]);
  assert.deepEqual(seqsOfStatus(outline, 'activity/charge: failed'), [6, 9]);
  assert.deepEqual(seqsOfStatus(outline, 'activity/m*: *'), [3, 7]);
  assert.deepEqual(seqsOfStatus(outline, 'run: failed'), [10]);
  assert.throws(() => seqsOfStatus(outline, ''), { code: 'bad-pattern' });
});

test('V271 a path finds its values: of one place, of any element, anywhere', () => {
  const value = { a: [{ id: 1 }, { id: 2 }], b: { id: 3, 'x y': null } };
  assert.deepEqual(all('a[1].id', value), [2]);
  assert.deepEqual(all('a[*].id', value), [1, 2]);
  assert.deepEqual(all('**.id', value), [1, 2, 3]);
  assert.deepEqual(all('b["x y"]', value), [null]);
  assert.deepEqual(all('b.missing', value), []);
});

test('V271 the written place of a value finds that value alone', () => {
  fc.assert(
    fc.property(fc.array(fc.oneof(fc.string({ minLength: 1 }), fc.nat(3)), { minLength: 1, maxLength: 4 }), (steps) => {
      const value = steps.reduceRight<Json>(
        (inner, step) =>
          typeof step === 'number' ? [...Array<Json>(step).fill('no'), inner] : { o: 0, [step]: inner },
        'found',
      );
      assert.deepEqual(all(pathText(pathOf(...steps)), value), [
        steps[0] === 'o' && steps.length === 1 ? 0 : at(value, steps),
      ]);
    }),
  );
});

function at(value: Json, steps: readonly (string | number)[]): Json {
  return steps.reduce<Json>((inner, step) => (inner as Record<string | number, Json>)[step] ?? null, value);
}

test('V275 numbers are compared as numbers, times and other texts letter by letter', () => {
  assert.ok(holds('greater', 100, '20') && holds('greater', '100', '20') && !holds('greater', 'b', 'c'));
  assert.ok(
    holds('is', 1, '1.0') && holds('is', true, 'true') && holds('is', 'true', '"true"') && holds('is', null, 'null'),
  );
  assert.ok(holds('less', '2026-11-01T00:00:00Z', '2026-11-02'));
  assert.ok(holds('contains', { a: ['Card declined'] }, 'card DECLINED') && holds('isNot', 'a', 'b'));
});
