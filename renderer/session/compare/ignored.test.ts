import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import { parseIgnoreRule } from '../../../engine/model/compare/ignore-rules.ts';
import { pathOf, pathText } from '../../../engine/model/compare/json-diff-path.ts';
import { keepRules, offersFor, useIgnored } from './ignored.ts';

test('a value offers rules from the narrowest to the widest', () => {
  assert.deepEqual(
    offersFor('input.items[3].id', 'activity', 'charge').map(({ rule }) => rule),
    ['input.items[3].id', 'input.items[*].id', 'activity/charge: input.items[*].id', '**.id'],
  );
  assert.deepEqual(
    offersFor('result', 'activity', 'charge').map(({ rule }) => rule),
    ['result', 'activity/charge: result'],
  );
  assert.equal(offersFor('input', 'timer', 'wait: a while')[1]?.rule, 'timer/"wait: a while": input');
});

test('every rule that is offered can be read, whatever keys and names hold', () => {
  const step = fc.oneof(fc.string({ unit: 'binary', maxLength: 8 }), fc.nat(20));
  fc.assert(
    fc.property(
      fc.array(step, { maxLength: 5 }),
      fc.string({ unit: 'binary', minLength: 1, maxLength: 12 }),
      (steps, name) => {
        for (const { rule } of offersFor(pathText(pathOf('input', ...steps)), 'activity', name)) parseIgnoreRule(rule);
      },
    ),
    { numRuns: 2000 },
  );
});

test('rules that cannot be read are not kept, and it is said which', () => {
  assert.equal(keepRules('**.id\n'), null);
  assert.match(keepRules('**.id\ninput[\n') ?? '', /Line 2/);
  assert.equal(useIgnored.getState().text, '**.id\n');
});
