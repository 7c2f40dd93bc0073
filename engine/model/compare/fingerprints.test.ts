import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import fc from 'fast-check';
import { temporal } from '../../formats/temporal/temporal.ts';
import { drawRun } from '../../testing/draw-run.ts';
import { editedPairs } from '../../testing/random-json.ts';
import type { Effect } from '../effect.ts';
import type { DialectId } from '../event.ts';
import { isArray, isObject, type Json } from '../json.ts';
import { type Fact, factsOf } from './facts.ts';
import { GatheredParts } from './gathered-parts.ts';
import { type RunPart, runParts } from './parts.ts';
import { PlainReader } from './plain-value.ts';
import { FingerprintBuilder, type Fingerprints } from './fingerprints.ts';
import { type IgnoreRule, parseIgnoreRules } from './ignore-rules.ts';
import { ignoring } from './ignore-rules-match.ts';
import { diffJson } from './json-diff.ts';
import { hashOf } from './value-hash.ts';

/** The same value with the order of its keys reversed. */
function turned(value: Json): Json {
  if (isArray(value)) return value.map(turned);
  if (!isObject(value)) return value;
  const object: { readonly [key: string]: Json | undefined } = value;
  return Object.fromEntries(
    Object.keys(object)
      .reverse()
      .map((key) => [key, turned(object[key] ?? null)]),
  );
}

function nested(depth: number, inside: Json): Json {
  let value = inside;
  for (let i = 0; i < depth; i++) value = i % 2 === 0 ? [value] : { a: value };
  return value;
}

suite('hashes of values', () => {
  test('D10 equal values have equal hashes, whatever the order of keys; others have not', () => {
    fc.assert(
      fc.property(editedPairs, ([a, b]) => {
        assert.equal(hashOf(a), hashOf(turned(a)));
        assert.equal(hashOf(a) === hashOf(b), diffJson(a, b).length === 0);
      }),
      { numRuns: 3000 },
    );
  });

  test('D11 the hash without what is ignored says what the differences without it say', () => {
    const ignore = ignoring(parseIgnoreRules('**.a\n*[0]\n[*].b'), 'run', '');
    fc.assert(
      fc.property(editedPairs, ([a, b]) =>
        assert.equal(hashOf(a, ignore) === hashOf(b, ignore), diffJson(a, b, { ignore }).length === 0),
      ),
      { numRuns: 3000 },
    );
  });

  test('D28 values nested 100,000 levels deep', () => {
    const deep = hashOf(nested(100_000, { x: 1, y: [2, 3] }));
    assert.equal(deep, hashOf(nested(100_000, { y: [2, 3], x: 1 })));
    for (const other of [{ x: 1, y: [3, 2] }, { x: 1 }, 'x']) assert.notEqual(deep, hashOf(nested(100_000, other)));
    const ignore = ignoring(parseIgnoreRules('**.x'), 'run', '');
    assert.equal(hashOf(nested(1000, { x: 1, y: 2 }), ignore), hashOf(nested(1000, { x: 7, y: 2 }), ignore));
  });
});

suite('fingerprints', () => {
  const outline = (dialect: DialectId) =>
    drawRun('1 Started run running\n2 Scheduled open activity:2 charge\n3 Completed close activity:2 completed', {
      id: dialect,
    });

  function prints(
    input: Json,
    { dialect = 'temporal', rules = [] }: { dialect?: DialectId; rules?: readonly IgnoreRule[] } = {},
  ): Fingerprints {
    const builder = new FingerprintBuilder(outline(dialect), rules);
    const open: Effect = { type: 'open', key: 'activity:2', kind: 'activity', name: 'charge', input };
    const effects = dialect === 'temporal' ? (temporal.decode([open]) as unknown as Effect[]) : [open];
    builder.add(
      2,
      factsOf(
        { type: 'Scheduled', effects, bookkeeping: false, compared: {} },
        new PlainReader(dialect === 'temporal'),
      ),
    );
    return builder.finish();
  }

  const encoded = (encoding: string, bytes: Buffer): Json => ({
    payloads: [{ metadata: { encoding: Buffer.from(encoding).toString('base64') }, data: bytes.toString('base64') }],
  });
  const print = (input: Json, options?: Parameters<typeof prints>[1]): number => prints(input, options).input[0]!;

  test('D10 bytes that cannot be decoded are told apart by all of them', () => {
    const bytes = (last: string): Buffer =>
      Buffer.concat([Buffer.from([0, 255]), Buffer.alloc(200, 'x'), Buffer.from(last)]);
    assert.equal(print(encoded('binary/protobuf', bytes('a'))), print(encoded('binary/protobuf', bytes('a'))));
    assert.notEqual(print(encoded('binary/protobuf', bytes('a'))), print(encoded('binary/protobuf', bytes('b'))));
    assert.notEqual(
      print(encoded('binary/plain', Buffer.from('hello'))),
      print(encoded('binary/plain', Buffer.from('world'))),
    );
  });

  test('D9 one payload is what it holds, in every dialect', () => {
    const five = encoded('json/plain', Buffer.from('[5]'));
    assert.equal(print(five), print([5], { dialect: 'nodelog' }));
    assert.notEqual(print(five), print(5, { dialect: 'nodelog' }));
    assert.notEqual(print({}, { dialect: 'nodelog' }), print(null, { dialect: 'nodelog' }));
  });

  test('D11 rules are about operations of a kind and a name, and the parts of them', () => {
    const input = (id: number): Json => encoded('json/plain', Buffer.from(JSON.stringify({ id, amount: 1 })));
    const differ = (rule: string): boolean =>
      print(input(1), { rules: parseIgnoreRules(rule) }) !== print(input(2), { rules: parseIgnoreRules(rule) });
    assert.deepEqual(['input.id', 'activity/charge: input.id', 'activity/ch*: **.id', 'input'].map(differ), [
      false,
      false,
      false,
      false,
    ]);
    assert.deepEqual(['result.id', 'timer: input.id', 'activity/ship: input.id', 'input.amount'].map(differ), [
      true,
      true,
      true,
      true,
    ]);
  });

  const facts = fc.array(
    fc.record(
      {
        part: fc.constantFrom('input', 'memo', 'versions', 'details', 'stuckOn', 'failure'),
        name: fc.constantFrom('a', 'b'),
        value: fc.constantFrom<Json>(null, 1, 2, 'x', { k: 1 }),
      },
      { noNullPrototype: true },
    ),
    { maxLength: 8 },
  );

  test('D31 prints differ where the values that are shown differ, and nowhere else', () => {
    const named = new Set(['memo', 'versions', 'details']);
    const factsOfRun = (
      list: readonly { part: string; name: string; value: Json }[],
    ): readonly Extract<Fact, { type: 'run' }>[] =>
      list.map(({ part, name, value }) => ({
        type: 'run',
        part: part as RunPart,
        ...(named.has(part) && { name }),
        value,
      }));
    fc.assert(
      fc.property(facts, facts, (one, other) => {
        const [a, b] = [one, other].map((list) => {
          const [builder, parts] = [new FingerprintBuilder(outline('temporal')), new GatheredParts()];
          for (const fact of factsOfRun(list)) {
            builder.add(1, [fact]);
            parts.add(fact);
          }
          return { prints: builder.finish().run, parts };
        });
        for (const [i, part] of runParts.entries())
          assert.equal(
            a!.prints[i] === b!.prints[i],
            diffJson(a!.parts.part(part) ?? {}, b!.parts.part(part) ?? {}).length === 0,
            part,
          );
      }),
      { numRuns: 3000 },
    );
  });
});
