import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { RetraceError } from '../errors.ts';
import { globMatches, ignoring } from './ignore-rules-match.ts';
import { ignoreRulesText, ignoreRuleText, parseIgnoreRule, parseIgnoreRules } from './ignore-rules.ts';
import { type JsonStep, pathOf, pathText } from './json-diff-path.ts';

function ignores(rule: string, ...steps: readonly JsonStep[]): boolean {
  let state = ignoring([parseIgnoreRule(rule)], 'activity', 'charge card');
  for (const step of steps) state = state.next(step);
  return state.ignored;
}

describe('reading', () => {
  test('D27 a text of rules, one a line; empty lines and notes say nothing', () => {
    const text =
      '# of every run\n**.traceId\r\n\n  input.items[*].at  \nactivity: result\n*/charge*: input["odd.key"][3].*\nrun: failure.**\nsignal/"a b: \\"c\\"": input\n';
    const rules = parseIgnoreRules(text);
    assert.deepEqual(rules.map(ignoreRuleText), [
      '**.traceId',
      'input.items[*].at',
      'activity: result',
      '*/charge*: input["odd.key"][3].*',
      'run: failure.**',
      'signal/"a b: \\"c\\"": input',
    ]);
    assert.deepEqual(
      rules.map(({ kind, name }) => [kind, name]),
      [
        [undefined, undefined],
        [undefined, undefined],
        ['activity', undefined],
        [undefined, 'charge*'],
        ['run', undefined],
        ['signal', 'a b: "c"'],
      ],
    );
  });

  test('D27 what is printed is read back as the same rules', () => {
    const step = fc.oneof(
      fc.string().map((key) => ({ type: 'key', key }) as const),
      fc.constantFrom('*a', 'a*b', 'a*').map((pattern) => ({ type: 'glob', pattern }) as const),
      fc.nat(999).map((index) => ({ type: 'index', index }) as const),
      fc.constantFrom({ type: 'anyIndex' } as const, { type: 'any' } as const, { type: 'deep' } as const),
    );
    const name = fc.oneof(
      fc.constant(undefined),
      fc.string({ minLength: 1 }).filter((text) => text !== '*'),
    );
    const rule = fc.record(
      {
        kind: fc.constantFrom(undefined, 'activity' as const, 'run' as const),
        name,
        steps: fc.array(step, { minLength: 1, maxLength: 5 }),
      },
      { noNullPrototype: true },
    );
    fc.assert(
      fc.property(fc.array(rule), (rules) => assert.deepEqual(parseIgnoreRules(ignoreRulesText(rules)), rules)),
      { numRuns: 1000 },
    );
  });

  test('D27 a rule that cannot be read is refused, with its line, its letter and an example', () => {
    const refusal = (text: string): string => {
      try {
        parseIgnoreRules(text);
      } catch (error) {
        assert.ok(error instanceof RetraceError && error.code === 'bad-pattern');
        return error.message;
      }
      return 'read';
    };
    assert.match(
      refusal('a\nb..c'),
      /^Line 2, "b\.\.c", cannot be read from letter 3 on: a key was expected here.*Write such as input\.items\[\*\]\.id/,
    );
    assert.match(refusal('a[x]'), /letter 2 on: a bracket holds \*, a number or a key in quotes/);
    assert.match(refusal('a[1]b'), /letter 5 on: a dot or a bracket was expected/);
    assert.match(refusal('a.'), /letter 3 on/);
    assert.match(refusal('activty: a'), /there is no kind "activty"; there are run, activity/);
    assert.match(refusal('a["\\x"]'), /text in quotes is written as in JSON/);
    assert.match(refusal('activity: '), /letter 10 on: a key was expected/);
    assert.equal(refusal('activity:result'), 'read');
    for (const odd of ['"', ']', '[', '[]', '.', '.a', 'a b"', '[1']) assert.match(refusal(odd), /cannot be read/, odd);
  });
});

describe('meaning', () => {
  test('D26 one step, any step, any number of steps', () => {
    for (const [rule, steps, expected] of [
      ['a.b', ['a', 'b'], true],
      ['a.b', ['a', 'b', 'c', 0], true],
      ['a.b', ['a'], false],
      ['a.b', ['b'], false],
      ['a.*', ['a', 0], true],
      ['a.*', ['a', 'x'], true],
      ['a.*', ['a'], false],
      ['a[*]', ['a', 7], true],
      ['a[*]', ['a', 'x'], false],
      ['a[7]', ['a', 7], true],
      ['a[7]', ['a', '7'], false],
      ['a[7]', ['a', 8], false],
      ['**.id', ['id'], true],
      ['**.id', ['a', 3, 'id'], true],
      ['**.id', ['a', 'identity'], false],
      ['a.**.z', ['a', 'z'], true],
      ['a.**.z', ['a', 'b', 'c', 'z'], true],
      ['a.**.z', ['b', 'z'], false],
      ['**.a.**.b', ['x', 'a', 'a', 'y', 'b'], true],
      ['a.**', ['a'], true],
      ['*Id', ['traceId'], true],
      ['*Id', ['Identity'], false],
      ['a*c*', ['abcd'], true],
      ['["*"]', ['*'], true],
      ['["*"]', ['x'], false],
      ['__proto__', ['__proto__'], true],
      ['constructor', ['__proto__'], false],
    ] as const)
      assert.equal(ignores(rule, ...steps), expected, `${rule} at ${steps.join(' ')}`);
  });

  test('D26 the text of a path, as a rule, covers that path', () => {
    fc.assert(
      fc.property(fc.array(fc.oneof(fc.string(), fc.nat(999_999_999)), { minLength: 1 }), (steps) => {
        assert.ok(ignores(pathText(pathOf(...steps)), ...steps));
        assert.ok(!ignores(pathText(pathOf(...steps)), ...steps.slice(0, -1)));
      }),
      { numRuns: 1000 },
    );
  });

  test('D26 stars in keys match as a pattern does', () => {
    const letters = fc.string({ unit: fc.constantFrom('a', 'b', '*'), maxLength: 8 });
    const plain = fc.string({ unit: fc.constantFrom('a', 'b'), maxLength: 8 });
    fc.assert(
      fc.property(letters, plain, (pattern, text) =>
        assert.equal(globMatches(pattern, text), new RegExp(`^${pattern.replaceAll('*', '.*')}$`).test(text)),
      ),
      { numRuns: 3000 },
    );
  });

  test('D28 a rule of many stars does not slow down with what it is tried on', () => {
    assert.equal(globMatches('*a'.repeat(200), 'a'.repeat(100_000) + 'b'), false);
    const state = ignoring([parseIgnoreRule(`${'**.a.'.repeat(20)}end`)], 'activity', '');
    let at = state;
    for (let i = 0; i < 100_000; i++) at = at.next(i % 2 === 0 ? 'a' : 'b');
    assert.ok(!at.ignored && !at.next('end').ignored && at.next('a').next('end').ignored);
  });
});
