import assert from 'node:assert/strict';
import { test } from 'node:test';
import vm from 'node:vm';
import { evaluate, NoValue } from './evaluate.ts';
import { parseExpression } from './parse-expression.ts';

/** Values of another context, like the code's own. */
const values = vm.runInNewContext(`({
  total: 7, items: ['tea', 'milk'], order: { id: '7781', lines: [{ cents: 3 }] }, seen: new Set(['a']), prices: new Map([['tea', 3]]),
  at: new Date(5), nothing: null, big: 3n,
  trap: { get it() { globalThis.ran = true; return 1; }, valueOf() { globalThis.ran = true; return 1; }, toString() { globalThis.ran = true; return ''; } },
  shadow: new Proxy({}, { get() { globalThis.ran = true; }, getOwnPropertyDescriptor() { globalThis.ran = true; } }),
  odd: Object.assign([1, 2], { includes() { globalThis.ran = true; } }),
  hasRun: () => globalThis.ran === true,
})`) as Record<string, unknown> & { hasRun(): boolean };

const value = (text: string): unknown =>
  evaluate(parseExpression(text), (name) => (Object.hasOwn(values, name) ? { value: values[name] } : undefined));

test('P110 an expression reads variables, computes and compares as JavaScript does', () => {
  const expected: Readonly<Record<string, unknown>> = {
    'total > 5': true,
    'total + 1 === 8 && items.length == 2': true,
    'order.lines[0].cents * 2 - 1': 5,
    "order['id'].startsWith('77')": true,
    "items.includes('milk') ? items.at(-1) : null": 'milk',
    "['tea', 'beer'].includes(items[0])": true,
    "prices.get('tea') + seen.size + prices.size": 5,
    "seen.has('a')": true,
    'nothing ?? total': 7,
    'nothing?.deep': undefined,
    'typeof nothing': 'object',
    'at < 6': true,
    '!order.lines[7]': true,
    'odd.includes(2)': true,
    'total !== undefined': true,
  };
  for (const [text, result] of Object.entries(expected)) assert.equal(value(text), result, text);
  assert.equal(values.hasRun(), false);
});

test('P110 none of the code is run: getters, proxies, conversions and methods of its own', () => {
  for (const text of [
    'trap.it',
    'trap > 1',
    'trap + 1',
    '-trap',
    'shadow.anything',
    'items[trap]',
    'order.id.startsWith(trap)',
    'order.hasOwn',
    'big + 1',
  ]) {
    if (text === 'order.hasOwn') assert.equal(value(text), undefined);
    else assert.throws(() => value(text), NoValue, text);
  }
  assert.equal(value('trap == 1'), false);
  assert.equal(values.hasRun(), false);
});

test('P110 what changes something, calls functions or is no expression is refused before anything is evaluated', () => {
  for (const text of [
    'total = 5',
    'total++',
    'items.push(1)',
    'hasRun()',
    'items.map((item) => item)',
    'delete order.id',
    'new Date()',
    'import("node:fs")',
    'total); globalThis.ran = (1',
    'total; total',
    '`${total}`',
    'this.constructor',
    '',
    '1 +',
  ])
    assert.throws(() => value(text), { code: 'bad-pattern' }, text);
  assert.equal(values.hasRun(), false);
});

test('P110 a name that is not in scope is said', () => {
  assert.throws(() => value('missing > 1'), /missing is not in scope/);
  assert.throws(() => value('nothing.deep'), /deep is asked of null/);
});
