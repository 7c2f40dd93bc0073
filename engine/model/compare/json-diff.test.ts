import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { applyJsonDiff } from '../../testing/apply-json-diff.ts';
import { editedPairs, jsonValues } from '../../testing/random-json.ts';
import { isArray, isObject, type Json } from '../json.ts';
import { ignoring } from './ignore-rules-match.ts';
import { parseIgnoreRules } from './ignore-rules.ts';
import { diffJson, type JsonDifference, type JsonDiffOptions, mirrored } from './json-diff.ts';
import { pathOf, pathText } from './json-diff-path.ts';

const pairs = fc.oneof(editedPairs, fc.tuple(jsonValues, jsonValues));

/** One line per difference: `- path value`, `+ path value`, `~ path: left → right`, `> path → path`. */
function drawn(left: Json, right: Json, options: JsonDiffOptions = {}): readonly string[] {
  return diffJson(left, right, options).map(drawnOne);
}

function drawnOne(difference: JsonDifference): string {
  switch (difference.type) {
    case 'removed':
      return `- ${pathText(difference.left.path)} ${JSON.stringify(difference.left.value)}`;
    case 'added':
      return `+ ${pathText(difference.right.path)} ${JSON.stringify(difference.right.value)}`;
    case 'changed':
      return `~ ${pathText(difference.right.path)}: ${JSON.stringify(difference.left.value)} → ${JSON.stringify(difference.right.value)}`;
    case 'moved':
      return `> ${pathText(difference.left.path)} → ${pathText(difference.right.path)}`;
  }
}

const ignore = (...lines: readonly string[]): JsonDiffOptions => ({
  ignore: ignoring(parseIgnoreRules(lines.join('\n')), 'activity', 'charge'),
});

/** Compact JSON text with sorted keys, where −0 is 0. */
const asText = (value: Json): string =>
  JSON.stringify(value, (_, held: unknown) =>
    isObject(held) ? { object: Object.entries(held).sort(([a], [b]) => (a < b ? -1 : 1)) } : held,
  );

describe('the laws', () => {
  test('D20 a value does not differ from itself, nor from one with its keys in another order', () => {
    fc.assert(
      fc.property(jsonValues, (value) => {
        assert.deepEqual(diffJson(value, structuredClone(value)), []);
        assert.deepEqual(diffJson(value, turned(value)), []);
      }),
      { numRuns: 1000 },
    );
  });

  test('D20 values that are not equal differ', () => {
    fc.assert(
      fc.property(pairs, ([left, right]) =>
        assert.equal(diffJson(left, right).length === 0, asText(left) === asText(right)),
      ),
      { numRuns: 2000 },
    );
  });

  test('D21 the other way round the same differences are found, mirrored', () => {
    fc.assert(
      fc.property(pairs, ([left, right]) => {
        const sorted = (differences: readonly JsonDifference[]): readonly string[] =>
          differences.map((difference) => JSON.stringify(difference)).sort();
        assert.deepEqual(sorted(mirrored(diffJson(right, left))), sorted(diffJson(left, right)));
      }),
      { numRuns: 3000 },
    );
  });

  test('D22 the differences applied to the left value give the right one', () => {
    fc.assert(
      fc.property(pairs, ([left, right]) =>
        assert.equal(asText(applyJsonDiff(left, diffJson(left, right))), asText(right)),
      ),
      { numRuns: 3000 },
    );
  });

  test('D26 no difference lies in what is ignored, and nothing else is lost', () => {
    const rules = parseIgnoreRules('**.id\n[*].a.**\nb[2]\n["odd.key"].*');
    const isIgnored = (path: string): boolean =>
      /(^|[.\]])id\b/.test(path) ||
      /^\[\d+\]\.a\b/.test(path) ||
      path.startsWith('b[2]') ||
      /^\["odd\.key"\](\.|\[)/.test(path);
    fc.assert(
      fc.property(pairs, ([left, right]) => {
        for (const difference of diffJson(left, right, { ignore: ignoring(rules, 'activity', 'any') })) {
          if ('left' in difference) assert.ok(!isIgnored(pathText(difference.left.path)));
          if ('right' in difference) assert.ok(!isIgnored(pathText(difference.right.path)));
        }
        const [lean, leaner] = [withoutIds(left), withoutIds(right)];
        assert.equal(diffJson(left, right, ignore('**.id')).length === 0, asText(lean) === asText(leaner));
      }),
      { numRuns: 2000 },
    );
  });
});

/** The same value with the keys of every object in reverse order. */
function turned(value: Json): Json {
  if (isArray(value)) return value.map(turned);
  return isObject(value)
    ? Object.fromEntries(
        Object.entries(value)
          .reverse()
          .map(([key, entry]) => [key, turned(entry ?? null)]),
      )
    : value;
}

function withoutIds(value: Json): Json {
  if (isArray(value)) return value.map(withoutIds);
  return isObject(value)
    ? Object.fromEntries(
        Object.entries(value)
          .filter(([key]) => key !== 'id')
          .map(([key, entry]) => [key, withoutIds(entry ?? null)]),
      )
    : value;
}

describe('what a person reads', () => {
  test('D23 objects by key', () => {
    assert.deepEqual(drawn({ a: 1, b: [1], c: 'x' }, { b: { 0: 1 }, c: 'y', d: null }), [
      '- a 1',
      '~ b: [1] → {"0":1}',
      '~ c: "x" → "y"',
      '+ d null',
    ]);
  });

  test('D23 elements that are equal keep together, whatever is put in before them', () => {
    assert.deepEqual(drawn({ list: [1, 2, 3, 4] }, { list: [0, 1, 2, 4] }), ['+ list[0] 0', '- list[2] 3']);
    assert.deepEqual(drawn([5, 1, 5], [5, 2, 5]), ['~ [1]: 1 → 2']);
  });

  test('D23 an element that moved is said to have moved, and only that one', () => {
    assert.deepEqual(drawn(['a', 'b', 'c', 'd'], ['b', 'c', 'd', 'a']), ['> [0] → [3]']);
  });

  test('D23 an object that moved and changed is found by what it has in common', () => {
    const item = (id: number, price: number): Json => ({
      id: `item-${id}`,
      price,
      tags: ['new', `t${id}`],
      stock: { shelf: id * 7, room: 'east' },
    });
    assert.deepEqual(
      drawn(
        [item(1, 5), item(2, 6), item(3, 7), item(4, 8)],
        [item(2, 6), item(3, 70), item(4, 8), item(9, 1), item(1, 55)],
      ),
      ['> [0] → [4]', '~ [4].price: 5 → 55', '~ [1].price: 7 → 70', `+ [3] ${JSON.stringify(item(9, 1))}`],
    );
  });

  test('D23 of several changed elements each meets the one most like it', () => {
    const row = (name: string, size: number): Json => ({ name, size, state: 'ok' });
    assert.deepEqual(drawn([row('a', 1), row('b', 2), row('c', 3)], [row('x', 0), row('b', 20), row('c', 30)]), [
      '~ [0].name: "a" → "x"',
      '~ [0].size: 1 → 0',
      '~ [1].size: 2 → 20',
      '~ [2].size: 3 → 30',
    ]);
  });

  test('D25 numbers and times count as equal within a tolerance, on request only', () => {
    const [left, right] = [
      { n: 1000, at: '2026-01-01T00:00:00.25Z' },
      { n: 1005, at: '2026-01-01T02:00:01+02:00' },
    ];
    assert.equal(diffJson(left, right).length, 2);
    assert.deepEqual(diffJson(left, right, { tolerance: { absolute: 5, timeMs: 750 } }), []);
    assert.deepEqual(diffJson(left, right, { tolerance: { relative: 0.005, timeMs: 750 } }), []);
    assert.equal(diffJson(left, right, { tolerance: { absolute: 4.9, timeMs: 749 } }).length, 2);
    assert.deepEqual(drawn([1, 2, 3], [1.001, 2, 3.5], { tolerance: { absolute: 0.01 } }), ['~ [2]: 3 → 3.5']);
    assert.equal(diffJson('2026-01-01', '2026-01-02', { tolerance: { timeMs: 1e12 } }).length, 1, 'a date is no time');
  });

  test('D26 what is ignored counts as absent', () => {
    assert.deepEqual(drawn({ a: 1, at: 5 }, { a: 1 }, ignore('at')), []);
    assert.deepEqual(
      drawn(
        [
          { id: 1, x: 1 },
          { id: 2, x: 2 },
        ],
        [
          { id: 8, x: 2 },
          { id: 9, x: 1 },
        ],
        ignore('[*].id'),
      ),
      ['> [0] → [1]'],
    );
    assert.deepEqual(drawn({ list: [1, 2, 3] }, { list: [1, 9, 3] }, ignore('list[1]')), []);
    assert.deepEqual(
      diffJson(1, 2, { at: pathOf('input'), ignore: ignoring(parseIgnoreRules('input'), 'timer', '').next('input') }),
      [],
    );
  });

  test('D26 rules about an operation hold for that one only', () => {
    const rules = parseIgnoreRules('activity/char*: at');
    assert.deepEqual(diffJson({ at: 1 }, { at: 2 }, { ignore: ignoring(rules, 'activity', 'charge') }), []);
    assert.equal(diffJson({ at: 1 }, { at: 2 }, { ignore: ignoring(rules, 'activity', 'refund') }).length, 1);
    assert.equal(diffJson({ at: 1 }, { at: 2 }, { ignore: ignoring(rules, 'timer', 'charge') }).length, 1);
  });

  test('D20 paths are those of each side, written so that a rule can name them', () => {
    const [difference] = diffJson([0, { 'odd.key': { '': 1 } }], [{ 'odd.key': { '': 2 } }], {
      at: pathOf('result'),
    }).filter(({ type }) => type === 'changed');
    assert.ok(difference?.type === 'changed');
    assert.deepEqual(
      [pathText(difference.left.path), pathText(difference.right.path)],
      ['result[1]["odd.key"][""]', 'result[0]["odd.key"][""]'],
    );
    assert.deepEqual(
      diffJson([0, { 'odd.key': { '': 1 } }], [0, { 'odd.key': { '': 2 } }], {
        at: pathOf('result'),
        ignore: ignoring(parseIgnoreRules('result[1]["odd.key"][""]'), 'node', '').next('result'),
      }),
      [],
    );
  });
});

describe('values of strangers', () => {
  test('D28 100,000 levels deep', () => {
    const deep = (inner: Json): Json => {
      let value = inner;
      for (let i = 0; i < 50_000; i++) value = [{ in: value, n: i }, i];
      return value;
    };
    const differences = diffJson(deep(1), deep(2));
    assert.deepEqual(
      differences.map(({ type }) => type),
      ['changed'],
    );
    assert.equal(
      pathText(differences[0]?.type === 'changed' ? differences[0].left.path : null).length,
      50_000 * '[0].in'.length,
    );
    assert.deepEqual(diffJson(deep(1), deep(2), ignore('**.in')), []);
  });

  test('D28 __proto__ and the like are keys as any other', () => {
    const left = JSON.parse('{"__proto__":{"x":1},"toString":1}') as Json;
    assert.deepEqual(drawn(left, JSON.parse('{"__proto__":{"x":2},"constructor":1}') as Json), [
      '~ __proto__.x: 1 → 2',
      '+ constructor 1',
      '- toString 1',
    ]);
    assert.deepEqual(drawn(left, {}), ['- __proto__ {"x":1}', '- toString 1']);
  });

  for (const [what, left, right, most] of [
    [
      '100,000 of which some changed',
      rows(100_000, 1),
      rows(100_000, 1).map((row, i) => (i % 100 === 0 ? { ...(row as object), n: -i } : row)),
      1000,
    ],
    ['shuffled', rows(30_000, 1), rows(30_000, 1).toSorted((a, b) => hashOf(a) - hashOf(b)), 30_000],
    ['unrelated', rows(30_000, 1), rows(30_000, 7), 60_000],
    [
      'numbers, all different',
      Array.from({ length: 100_000 }, (_, i) => i),
      Array.from({ length: 100_000 }, (_, i) => -1 - i),
      100_000,
    ],
    [
      'few different values',
      Array.from({ length: 100_000 }, (_, i) => i % 2),
      Array.from({ length: 100_000 }, (_, i) => i % 3),
      67_000,
    ],
  ] as const) {
    test(`D28 long arrays: ${what}`, () => {
      const differences = diffJson(left, right);
      assert.ok(differences.length > 0 && differences.length <= most, `${differences.length}`);
    });
  }
});

function rows(count: number, seed: number): readonly Json[] {
  return Array.from({ length: count }, (_, i) => ({ id: `${seed}-${i}`, n: i % 97, kind: 'row' }));
}

function hashOf(row: Json): number {
  const id = (row as { id: string }).id;
  return (Number(id.slice(2)) * 2654435761) % 4294967296;
}
